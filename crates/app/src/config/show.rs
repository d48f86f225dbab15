//! What is in force, for people and machines; and the example file.

use std::path::Path;

use super::layers::{Layers, Source};
use super::settings::{SETTINGS, Setting};

/// One setting as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub key: &'static str,
    /// Secrets are `(set, hidden)` or empty.
    pub value: String,
    pub source: Source,
}

pub(super) fn all(layers: &Layers, data: &Path, public_url: &str) -> Vec<Shown> {
    let one = |setting: &Setting| {
        let raw = layers.get(setting.key)?;
        let value = raw.values.join(", ");
        let value = match setting.key {
            "data" => data.display().to_string(),
            "public_url" => public_url.to_owned(),
            _ if setting.secret && !value.is_empty() => "(set, hidden)".to_owned(),
            _ => value,
        };
        Some(Shown { key: setting.key, value, source: raw.source.clone() })
    };
    SETTINGS.iter().filter_map(one).collect()
}

/// The example file: every setting with its default and its documentation.
pub fn example() -> String {
    let mut text = String::from(
        "# Berdaya's configuration. Copy it to berdaya.toml in the data folder, or name it with --config or\n\
         # BERDAYA_CONFIG. Everything here is the default; keep only what you change. Environment variables win over\n\
         # this file, flags win over both; `berdaya config` prints what is in force and where it came from.\n\
         # A file that holds secrets should be readable by its owner only (chmod 600).\n",
    );
    let mut section = "";
    for setting in SETTINGS {
        let (of, name) = setting.key.split_once('.').unwrap_or(("", setting.key));
        if of != section {
            text.push_str(&format!("\n[{of}]\n"));
            section = of;
        } else {
            text.push('\n');
        }
        let mut doc = setting.doc.to_owned();
        match setting.env {
            [] if setting.secret => doc.push_str(" A secret: not taken from the environment."),
            [] => {}
            names => doc.push_str(&format!(" ({})", names.join(", "))),
        }
        for line in wrap(&doc, 110) {
            text.push_str(&format!("# {line}\n"));
        }
        let value = match (setting.list, setting.default.parse::<u64>()) {
            (true, _) => "[]".to_owned(),
            (false, Ok(number)) => number.to_string(),
            (false, Err(_)) => format!("{:?}", setting.default),
        };
        // An empty text stands for nothing, so that it may as well be read.
        text.push_str(&format!("{name} = {value}\n"));
    }
    text
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}
