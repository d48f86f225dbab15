//! The reading process, for this crate's own tests.

use std::process::ExitCode;

fn main() -> ExitCode {
    sheet::serve(std::env::args_os().skip(2))
}
