//! Something to say to a person, before it is known in which language: the key of a Fluent message and its arguments.

use serde_json::Value;

/// A message to be said. `web` turns it into text in the reader's language.
#[derive(Debug, Clone, PartialEq)]
pub struct Say {
    /// The Fluent message, `<context>-<what>`.
    pub key: &'static str,
    /// Named arguments: text or numbers.
    pub args: Vec<(&'static str, Value)>,
}

impl Say {
    /// A message without arguments.
    pub const fn new(key: &'static str) -> Say {
        Say { key, args: Vec::new() }
    }

    /// The same with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Say {
        self.args.push((name, value.into()));
        self
    }
}

impl From<&'static str> for Say {
    fn from(key: &'static str) -> Say {
        Say::new(key)
    }
}

impl std::fmt::Display for Say {
    /// For logs and tests: the key, never the arguments, which may be a person's data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key)
    }
}

/// Digits in groups of three.
pub fn grouped(number: u64, separator: char) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}
