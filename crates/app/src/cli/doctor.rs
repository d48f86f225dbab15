use crate::config::{Config, Fault};
use clap::Args;
use std::sync::Arc;
#[derive(Debug, Args)]
pub(super) struct Doctor {}
impl Doctor {
    pub(super) async fn run(self, _config: Result<Arc<Config>, Fault>) -> std::process::ExitCode {
        std::process::ExitCode::SUCCESS
    }
}
