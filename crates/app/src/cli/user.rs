use crate::config::{Config, Fault};
use clap::Args;
use std::sync::Arc;
#[derive(Debug, Args)]
pub(super) struct User {}
impl User {
    pub(super) async fn run(self, _config: Arc<Config>) -> Result<(), Fault> {
        Ok(())
    }
}
