use std::sync::Arc;
use clap::Args;
use crate::config::{Config, Fault};
#[derive(Debug, Args)]
pub(super) struct Backup {}
impl Backup { pub(super) async fn run(self, _config: Arc<Config>) -> Result<(), Fault> { Ok(()) } }
#[derive(Debug, Args)]
pub(super) struct Restore {}
impl Restore { pub(super) async fn run(self, _config: Arc<Config>) -> Result<(), Fault> { Ok(()) } }
