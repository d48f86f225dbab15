//! `config`.

use clap::Args;

use super::say;
use crate::config::{Config, Fault, Inputs, example};

/// Print what is in force and where each value came from
#[derive(Debug, Args)]
pub(super) struct ConfigCommand {
    /// Print an example file with every setting and its default instead
    #[arg(long, conflicts_with = "json")]
    example: bool,
    /// For machines
    #[arg(long)]
    json: bool,
}

impl ConfigCommand {
    pub(super) fn run(self, inputs: Inputs) -> Result<(), Fault> {
        if self.example {
            return say(example().trim_end());
        }
        let config = Config::load(&inputs)?;
        if self.json {
            let map: serde_json::Map<String, serde_json::Value> = config
                .shown
                .iter()
                .map(|one| {
                    let value = serde_json::json!({"value": one.value, "from": one.source.to_string()});
                    (one.key.to_owned(), value)
                })
                .collect();
            return say(&serde_json::Value::Object(map).to_string());
        }
        let key = config.shown.iter().map(|one| one.key.len()).max().unwrap_or(0);
        let value = config.shown.iter().map(|one| one.value.chars().count()).max().unwrap_or(0).min(50);
        for one in &config.shown {
            say(&format!("{:key$}  {:value$}  {}", one.key, one.value, one.source))?;
        }
        Ok(())
    }
}
