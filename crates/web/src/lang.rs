//! Languages: Indonesian first, English complete. Messages lie in Fluent files beside the code that says them.

use std::collections::HashMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use kernel::Say;
use serde_json::Value;

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    Id,
    En,
}

impl Lang {
    /// The code for `lang` attributes and cookies.
    pub fn as_str(self) -> &'static str {
        match self {
            Lang::Id => "id",
            Lang::En => "en",
        }
    }

    /// Reads a cookie's or parameter's value.
    pub fn parse(text: &str) -> Option<Lang> {
        match text {
            "id" => Some(Lang::Id),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// The first of a browser's `Accept-Language` that we speak; Indonesian otherwise.
    pub fn accepted(header: &str) -> Lang {
        let mut wishes: Vec<(u32, Lang)> = header
            .split(',')
            .filter_map(|part| {
                let mut pieces = part.split(';');
                let tag = pieces.next()?.trim().to_lowercase();
                let lang = match tag.split('-').next()? {
                    "id" | "in" | "ms" | "jv" | "su" => Lang::Id,
                    "en" => Lang::En,
                    _ => return None,
                };
                let quality = pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse::<f32>().ok());
                let thousandths = format!("{:.0}", quality.unwrap_or(1.0) * 1000.0).parse().unwrap_or(0);
                Some((thousandths, lang))
            })
            .collect();
        wishes.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
        wishes.first().filter(|(quality, _)| *quality > 0).map_or(Lang::Id, |(_, lang)| *lang)
    }
}

/// All messages of the installation in all languages.
pub struct Messages {
    id: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

impl Messages {
    /// Reads Fluent sources, pairs of Indonesian and English. Refuses what does not parse and a message defined twice,
    /// naming it: that is a fault in the code, found at start and by the first test.
    pub fn new<'a>(sources: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Messages, kernel::Error> {
        let mut messages = Messages { id: bundle("id")?, en: bundle("en")? };
        for (id, en) in sources {
            add(&mut messages.id, id)?;
            add(&mut messages.en, en)?;
        }
        Ok(messages)
    }

    /// The text of a message; a message that English lacks is said in Indonesian, and one that nobody has is its key.
    pub fn say(&self, lang: Lang, say: &Say) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in &say.args {
            args.set(*name, argument(value));
        }
        let found = match lang {
            Lang::Id => find(&self.id, say.key, &args),
            Lang::En => find(&self.en, say.key, &args).or_else(|| find(&self.id, say.key, &args)),
        };
        found.unwrap_or_else(|| say.key.to_owned())
    }

    /// The same for a key made at run time, without arguments.
    pub fn say_key(&self, lang: Lang, key: &str) -> String {
        let none = FluentArgs::new();
        let found = match lang {
            Lang::Id => find(&self.id, key, &none),
            Lang::En => find(&self.en, key, &none).or_else(|| find(&self.id, key, &none)),
        };
        found.unwrap_or_else(|| key.to_owned())
    }

    /// Whether `lang` itself has the message.
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        match lang {
            Lang::Id => self.id.has_message(key),
            Lang::En => self.en.has_message(key),
        }
    }
}

impl std::fmt::Debug for Messages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Messages")
    }
}

fn bundle(lang: &str) -> Result<FluentBundle<FluentResource>, kernel::Error> {
    let tag: unic_langid::LanguageIdentifier =
        lang.parse().map_err(|_| kernel::Error::broken("not a language tag"))?;
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // The marks around arguments are for mixed writing directions, which neither language has.
    bundle.set_use_isolating(false);
    Ok(bundle)
}

fn add(bundle: &mut FluentBundle<FluentResource>, source: &str) -> Result<(), kernel::Error> {
    let resource = FluentResource::try_new(source.to_owned())
        .map_err(|(_, errors)| kernel::Error::broken(format!("a Fluent file does not parse: {errors:?}")))?;
    bundle
        .add_resource(resource)
        .map_err(|errors| kernel::Error::broken(format!("a message twice: {errors:?}")))
}

fn argument(value: &Value) -> FluentValue<'static> {
    match value {
        Value::Number(number) => match number.as_i64() {
            // Grouping follows the language, which Fluent's own numbers do not do without ICU; plural rules see
            // the number as long as it is small enough to be counted by people.
            Some(n) if n.unsigned_abs() < 1000 => FluentValue::from(n),
            Some(n) => FluentValue::from(kernel::say::grouped(n.unsigned_abs(), '.')),
            None => FluentValue::from(number.to_string()),
        },
        Value::String(text) => FluentValue::from(text.clone()),
        Value::Null => FluentValue::from(""),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => FluentValue::from(value.to_string()),
    }
}

fn find(bundle: &FluentBundle<FluentResource>, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
    for error in errors {
        tracing::error!(key, %error, "a message could not be filled in");
    }
    Some(text)
}

/// The keys that a Fluent source defines, for the test that both languages have the same.
pub fn keys(source: &str) -> std::collections::BTreeSet<String> {
    let counted: HashMap<&str, ()> = source
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once('=').map(|(key, _)| (key.trim(), ())))
        .collect();
    counted.into_keys().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_first_known_language_wins_and_indonesian_otherwise() {
        for (header, lang) in [
            ("id-ID,id;q=0.9,en;q=0.8", Lang::Id),
            ("en-US,en;q=0.5", Lang::En),
            ("de,en;q=0.3,id;q=0.7", Lang::Id),
            ("de", Lang::Id),
            ("en;q=0", Lang::Id),
            ("", Lang::Id),
            ("en;q=abc", Lang::En),
        ] {
            assert_eq!(Lang::accepted(header), lang, "{header}");
        }
    }

    #[test]
    fn what_english_lacks_is_said_in_indonesian() {
        let messages = Messages::new([("a = Halo { $name }\nb = Ada", "a = Hello { $name }")]).unwrap();
        assert_eq!(messages.say(Lang::En, &Say::new("a").with("name", "Sari")), "Hello Sari");
        assert_eq!(messages.say(Lang::En, &Say::new("b")), "Ada");
        assert_eq!(messages.say(Lang::Id, &Say::new("c")), "c");
        assert!(Messages::new([("a = 1\na = 2", "")]).is_err());
        assert!(Messages::new([("= 1", "")]).is_err());
    }
}
