//! The command `berdaya`.

use std::process::ExitCode;

fn main() -> ExitCode {
    app::cli::run()
}
