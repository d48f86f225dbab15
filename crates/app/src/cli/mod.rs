//! The command line: data on stdout, words on stderr, 0 when it went well, 1 when not, 2 when the command was not
//! understood.

mod audit;
mod backup;
mod call;
mod city;
mod config;
mod doctor;
mod import;
mod keys;
mod link;
mod migrate;
mod open;
mod promise;
mod qris;
mod report;
mod screen;
mod seed;
mod serve;
mod training;
mod user;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config::{Config, Fault, Inputs};
use crate::start::Doing;
use crate::start::log::{self, Runs};

const EXAMPLES: &str = "\
Examples:
  # run the platform on http://localhost:8080 with a database of its own
  berdaya serve
  # open five cities with invented people, to try things out
  berdaya seed demo
  # take over an agency's list
  berdaya import data.xlsx --city depok --agency Diskop
  # look for whatever an operator should know, and say how to mend it
  berdaya doctor
  # write a verified backup, also while serving
  berdaya backup /backups/today.tar
  # print what is in force, and where each value came from
  berdaya config
";

/// What it is, then examples, then everything it takes.
const HELP: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// The open platform with which a city empowers its small businesses.
#[derive(Debug, Parser)]
#[command(name = "berdaya", version, about, before_help = EXAMPLES, max_term_width = 100)]
#[command(arg_required_else_help = true, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct Common {
    /// The configuration file [default: berdaya.toml in the data folder, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The data folder [default: /var/lib/berdaya for root, ~/.local/share/berdaya for others]
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer requests and work off jobs, until it is stopped
    Serve(serve::Serve),
    /// Work off jobs only, beside nodes that serve
    Work,
    /// Bring the database to the newest schema
    Migrate(migrate::Migrate),
    /// The cities that this installation serves
    City(city::CityCommand),
    /// Fill the platform
    Seed(seed::Seed),
    /// Take over an agency's list, undo one, or see which there are
    Import(Box<import::Import>),
    /// Look over a list of recipients before an aid is signed
    Screen(screen::Screen),
    /// Find the same person across lists, explain a pair, measure how good it is
    Link(link::Link),
    /// The calls of a city's programmes, and who applied
    Call(call::CallCommand),
    /// The report for the monthly meeting: what was promised and reached, and whether it adds up
    Report(report::ReportCommand),
    /// What a city promised, how far it is kept, what does not add up
    Promise(promise::PromiseCommand),
    /// Sessions of trainings, and who was there
    Training(training::TrainingCommand),
    /// Look at a payment code's text, or give it an amount
    Qris(qris::Qris),
    /// Check the installation; each finding names the command that mends it
    Doctor(doctor::Doctor),
    /// Write a backup of database and files, and verify it
    Backup(backup::Backup),
    /// Bring a backup back
    Restore(backup::Restore),
    /// Look at the keys, or put new ones to use
    Keys(keys::Keys),
    /// Accounts, from the server's console
    User(user::User),
    /// The audit trail
    Audit(audit::Audit),
    /// Print what is in force and where each value came from
    Config(config::ConfigCommand),
    /// Print a completion script for a shell
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
    /// Read a stranger's workbook: what the program starts itself for each upload
    #[command(name = sheet::SUBCOMMAND, hide = true)]
    ReadSheet {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

/// The command line, with help of one form for all its parts.
fn line() -> clap::Command {
    fn formed(command: clap::Command) -> clap::Command {
        command.help_template(HELP).mut_subcommands(formed)
    }
    formed(Cli::command())
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let cli = Cli::from_arg_matches(&line().get_matches()).unwrap_or_else(|fault| fault.exit());
    // Before any thread is there: each takes a share of the memory that this process may have.
    if let Command::ReadSheet { arguments } = cli.command {
        return sheet::serve(arguments);
    }
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => {
            let code = runtime.block_on(Box::pin(command(cli)));
            // Nothing that matters is left; a name look-up that hangs must not hold us up.
            runtime.shutdown_timeout(std::time::Duration::from_secs(1));
            code
        }
        Err(error) => failed(&Fault(format!("could not start: {error}"))),
    }
}

fn failed(fault: &Fault) -> ExitCode {
    complain(&format!("error: {fault}"));
    ExitCode::FAILURE
}

async fn command(Cli { common, command }: Cli) -> ExitCode {
    let outcome = match command {
        Command::Serve(one) => {
            let flags = one.flags();
            with(common, flags, Runs::Node, async |config| one.run(config).await).await
        }
        Command::Work => with(common, Vec::new(), Runs::Node, serve::work).await,
        Command::Doctor(one) => return one.run(load(common)).await,
        Command::Import(one) => {
            let done = briefly(common, async |config| one.run(config).await).await;
            return done.unwrap_or_else(|fault| failed(&fault));
        }
        Command::Screen(one) => briefly(common, async |config| one.run(config).await).await,
        Command::Link(one) => briefly(common, async |config| one.run(config).await).await,
        Command::Call(one) => briefly(common, async |config| one.run(config).await).await,
        Command::Report(one) => briefly(common, async |config| one.run(config).await).await,
        Command::Promise(one) => briefly(common, async |config| one.run(config).await).await,
        Command::Training(one) => briefly(common, async |config| one.run(config).await).await,
        Command::Migrate(one) => briefly(common, async |config| one.run(config).await).await,
        Command::City(one) => briefly(common, async |config| one.run(config).await).await,
        Command::Seed(one) => briefly(common, async |config| one.run(config).await).await,
        Command::Backup(one) => briefly(common, async |config| one.run(config).await).await,
        Command::Restore(one) => briefly(common, async |config| one.run(config).await).await,
        Command::Keys(one) => briefly(common, async |config| one.run(config).await).await,
        Command::User(one) => briefly(common, async |config| one.run(config).await).await,
        Command::Audit(one) => briefly(common, async |config| one.run(config).await).await,
        Command::Qris(one) => one.run(),
        Command::Config(one) => one.run(inputs(common, Vec::new())),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut line(), "berdaya", &mut std::io::stdout());
            Ok(())
        }
        Command::ReadSheet { arguments } => return sheet::serve(arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => failed(&fault),
    }
}

async fn briefly<T>(
    common: Common,
    doing: impl AsyncFnOnce(Arc<Config>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    with(common, Vec::new(), Runs::Command, doing).await
}

async fn with<T>(
    common: Common,
    flags: Flags,
    runs: Runs,
    doing: impl AsyncFnOnce(Arc<Config>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let config = load_with(common, flags, runs)?;
    Box::pin(doing(config)).await
}

type Flags = Vec<(&'static str, &'static str, String)>;

fn inputs(common: Common, mut flags: Flags) -> Inputs {
    if let Some(data) = common.data {
        flags.push(("data", "--data", data.display().to_string()));
    }
    Inputs::of_process(common.config, flags)
}

fn load(common: Common) -> Result<Arc<Config>, Fault> {
    load_with(common, Vec::new(), Runs::Command)
}

fn load_with(common: Common, flags: Flags, runs: Runs) -> Result<Arc<Config>, Fault> {
    let config = Config::load(&inputs(common, flags))?;
    log::begin(&config.log, runs);
    Ok(Arc::new(config))
}

/// Data, for people and pipes.
fn say(text: &str) -> Result<(), Fault> {
    let mut stdout = std::io::stdout().lock();
    match writeln!(stdout, "{text}") {
        // `berdaya … | head` is no fault.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written.doing("write the answer"),
    }
}

/// Words that are not data.
fn complain(text: &str) {
    // There is nobody left to tell when stderr is gone.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        line().debug_assert();
    }

    /// A command, and all below it that people see.
    fn every(command: clap::Command) -> Vec<clap::Command> {
        let below: Vec<clap::Command> =
            command.get_subcommands().filter(|one| !one.is_hide_set()).cloned().collect();
        std::iter::once(command).chain(below.into_iter().flat_map(every)).collect()
    }

    #[test]
    fn help_says_what_it_is_then_gives_examples_that_fit_a_terminal() {
        let help = line().render_help().to_string();
        let words = "The open platform with which a city empowers its small businesses\n\nExamples:\n  # run the platform";
        assert!(help.starts_with(words), "{help}");
        for command in every(line()) {
            let examples = command.get_before_help().map(ToString::to_string).unwrap_or_default();
            for line in examples.lines() {
                assert!(line.chars().count() <= 80, "{}: {line}", command.get_name());
            }
        }
    }

    #[test]
    fn every_command_and_everything_that_it_takes_says_what_it_is() {
        for command in every(line()) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for one in command.get_arguments() {
                assert!(
                    one.get_help().is_some(),
                    "{} takes {} and does not say what it is",
                    command.get_name(),
                    one.get_id()
                );
            }
        }
    }
}
