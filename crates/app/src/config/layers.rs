//! Gathers what was said: defaults, then the file, then the environment, then flags; the last one that speaks wins.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::settings::{SETTINGS, Setting, closest, find};
use super::{Fault, Inputs};

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Default,
    File { path: PathBuf, line: usize },
    Environment(String),
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Default => f.write_str("default"),
            Source::File { path, line } => write!(f, "{} line {line}", path.display()),
            Source::Environment(name) => write!(f, "environment {name}"),
            Source::Flag(name) => write!(f, "flag {name}"),
        }
    }
}

/// A value as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) values: Vec<String>,
    pub(super) source: Source,
}

impl Raw {
    pub(super) fn text(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }
}

pub(super) type Layers = BTreeMap<&'static str, Raw>;

/// One value for each setting.
pub(super) fn gather(inputs: &Inputs, file: Option<&Path>) -> Result<Layers, Fault> {
    let mut layers: Layers =
        SETTINGS.iter().map(|one| (one.key, raw(one, one.default, Source::Default))).collect();
    if let Some(path) = file {
        read_file(path, &mut layers)?;
    }
    read_environment(&inputs.environment, &mut layers)?;
    for (key, flag, value) in &inputs.flags {
        if let Some(setting) = find(key) {
            layers.insert(setting.key, raw(setting, value, Source::Flag(flag)));
        }
    }
    Ok(layers)
}

fn raw(setting: &Setting, text: &str, source: Source) -> Raw {
    let values = if setting.list {
        text.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
    } else {
        vec![text.to_owned()]
    };
    Raw { values, source }
}

fn read_file(path: &Path, layers: &mut Layers) -> Result<(), Fault> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Fault(format!("cannot read the configuration {}: {error}", path.display())))?;
    let at = |offset: usize| text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1);
    let table = DeTable::parse(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| at(span.start));
        Fault(format!("{} line {line}: {}", path.display(), error.message()))
    })?;
    for (name, value) in table.get_ref() {
        let line = at(name.span().start);
        let source = |line| Source::File { path: path.to_owned(), line };
        let DeValue::Table(section) = value.get_ref() else {
            insert(layers, name.get_ref(), value.get_ref(), source(line))?;
            continue;
        };
        for (inner, value) in section {
            let key = format!("{}.{}", name.get_ref(), inner.get_ref());
            insert(layers, &key, value.get_ref(), source(at(inner.span().start)))?;
        }
    }
    Ok(())
}

fn insert(layers: &mut Layers, key: &str, value: &DeValue<'_>, source: Source) -> Result<(), Fault> {
    let Some(setting) = find(key) else {
        let meant = closest(key, SETTINGS.iter().map(|one| one.key));
        let meant = meant.map_or_else(String::new, |meant| format!(" Did you mean {meant}?"));
        return Err(Fault(format!(
            "{source}: {key} is not a setting.{meant} `berdaya config --example` lists all."
        )));
    };
    let values = match (value, setting.list) {
        (DeValue::Array(items), true) => {
            items.iter().map(|item| scalar(item.get_ref())).collect::<Option<Vec<String>>>()
        }
        (value, false) => scalar(value).map(|text| vec![text]),
        (_, true) => None,
    };
    let kind = if setting.list { "a list of texts, such as [\"a\", \"b\"]" } else { "a text or a number" };
    let values = values.ok_or_else(|| Fault(format!("{source}: {key} must be {kind}")))?;
    layers.insert(setting.key, Raw { values, source });
    Ok(())
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().replace('_', "")),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

fn read_environment(environment: &[(OsString, OsString)], layers: &mut Layers) -> Result<(), Fault> {
    let get = |name: &str| environment.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    for setting in SETTINGS {
        let Some((name, value)) = setting.env.iter().find_map(|name| Some((name, get(name)?))) else {
            continue;
        };
        // An empty variable is how shells and unit files say "not set".
        if value.is_empty() {
            continue;
        }
        let text = value.to_str().ok_or_else(|| Fault(format!("environment {name}: not UTF-8")))?;
        layers.insert(setting.key, raw(setting, text, Source::Environment((*name).to_owned())));
    }
    for (name, _) in environment {
        let Some(name) = name.to_str().filter(|name| name.starts_with("BERDAYA_")) else { continue };
        let known = || SETTINGS.iter().flat_map(|one| one.env.iter().copied());
        if name != "BERDAYA_CONFIG" && !name.starts_with("BERDAYA_TEST_") && !known().any(|one| one == name) {
            return Err(Fault(unknown_variable(name, closest(name, known()))));
        }
    }
    Ok(())
}

fn unknown_variable(name: &str, meant: Option<&str>) -> String {
    let key = name.trim_start_matches("BERDAYA_").to_lowercase();
    let secret = SETTINGS.iter().find(|one| one.secret && one.key.replace('.', "_") == key);
    match (secret, meant) {
        (Some(_), _) => format!(
            "environment {name}: secrets are not taken from the environment. Write it into a file and name that in \
             {name}_FILE"
        ),
        (None, Some(meant)) => format!("environment {name} is not a setting. Did you mean {meant}?"),
        (None, None) => {
            format!("environment {name} is not a setting. `berdaya config --example` lists all.")
        }
    }
}
