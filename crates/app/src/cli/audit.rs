use std::sync::Arc;
use clap::Args;
use crate::config::{Config, Fault};
#[derive(Debug, Args)]
pub(super) struct Audit {}
impl Audit { pub(super) async fn run(self, _config: Arc<Config>) -> Result<(), Fault> { Ok(()) } }
