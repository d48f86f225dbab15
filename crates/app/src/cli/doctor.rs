use std::sync::Arc;
use clap::Args;
use crate::config::{Config, Fault};
#[derive(Debug, Args)]
pub(super) struct Doctor {}
impl Doctor { pub(super) async fn run(self, _config: Result<Arc<Config>, Fault>) -> std::process::ExitCode { std::process::ExitCode::SUCCESS } }
