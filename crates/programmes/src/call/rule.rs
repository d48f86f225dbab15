//! Who may apply: a small closed set of rules, each with what it needs to know.

use kernel::{Error, Say};
use serde::{Deserialize, Serialize};

/// A rule of a call. What it says to people is a sentence in both languages, [`Rule::says`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "rule", content = "number")]
pub enum Rule {
    /// Holds an identity card (KTP) of the city and lives in one of its kelurahan.
    Resident,
    /// Has completed so many years on the day of applying.
    AgeAtLeast(u8),
    /// Has not completed more years than so many on the day of applying.
    AgeAtMost(u8),
    Woman,
    /// Is or was married.
    Married,
    /// Brings a letter of recommendation of the agency in charge, and an officer found it right.
    Recommendation,
    /// Is neither civil servant nor soldier nor police, nor employed by a state or city company.
    NotCivilServant,
    /// Holds or held no place in another call of the same programme.
    NotRecipient,
}

impl Rule {
    /// The kinds, as stored, in addresses and in message keys.
    pub const KINDS: [&'static str; 8] = [
        "resident",
        "age_at_least",
        "age_at_most",
        "woman",
        "married",
        "recommendation",
        "not_civil_servant",
        "not_recipient",
    ];

    /// As stored.
    pub fn kind(self) -> &'static str {
        match self {
            Rule::Resident => "resident",
            Rule::AgeAtLeast(_) => "age_at_least",
            Rule::AgeAtMost(_) => "age_at_most",
            Rule::Woman => "woman",
            Rule::Married => "married",
            Rule::Recommendation => "recommendation",
            Rule::NotCivilServant => "not_civil_servant",
            Rule::NotRecipient => "not_recipient",
        }
    }

    /// Its number, where it has one.
    pub fn number(self) -> Option<i32> {
        match self {
            Rule::AgeAtLeast(years) | Rule::AgeAtMost(years) => Some(i32::from(years)),
            Rule::Resident
            | Rule::Woman
            | Rule::Married
            | Rule::Recommendation
            | Rule::NotCivilServant
            | Rule::NotRecipient => None,
        }
    }

    /// Reads [`Rule::kind`] and [`Rule::number`].
    pub fn read(kind: &str, number: Option<i32>) -> Option<Rule> {
        let years = || number.and_then(|number| u8::try_from(number).ok()).filter(|n| (1..=120).contains(n));
        match kind {
            "resident" => Some(Rule::Resident),
            "age_at_least" => years().map(Rule::AgeAtLeast),
            "age_at_most" => years().map(Rule::AgeAtMost),
            "woman" => Some(Rule::Woman),
            "married" => Some(Rule::Married),
            "recommendation" => Some(Rule::Recommendation),
            "not_civil_servant" => Some(Rule::NotCivilServant),
            "not_recipient" => Some(Rule::NotRecipient),
            _ => None,
        }
    }

    /// The rule as a sentence, for whoever wants to apply.
    pub fn says(self) -> Say {
        match self {
            Rule::Resident => Say::new("programmes-rule-resident"),
            Rule::AgeAtLeast(years) => Say::new("programmes-rule-age-at-least").with("years", years),
            Rule::AgeAtMost(years) => Say::new("programmes-rule-age-at-most").with("years", years),
            Rule::Woman => Say::new("programmes-rule-woman"),
            Rule::Married => Say::new("programmes-rule-married"),
            Rule::Recommendation => Say::new("programmes-rule-recommendation"),
            Rule::NotCivilServant => Say::new("programmes-rule-not-civil-servant"),
            Rule::NotRecipient => Say::new("programmes-rule-not-recipient"),
        }
    }
}

/// The rules of a call, each kind once, in a fixed order. Rules that nobody could pass together are refused.
pub fn sound(mut rules: Vec<Rule>) -> Result<Vec<Rule>, Error> {
    rules.sort_unstable();
    rules.dedup_by_key(|rule| rule.kind());
    let least =
        rules.iter().find_map(|rule| if let Rule::AgeAtLeast(years) = rule { Some(*years) } else { None });
    let most =
        rules.iter().find_map(|rule| if let Rule::AgeAtMost(years) = rule { Some(*years) } else { None });
    match (least, most) {
        (Some(least), Some(most)) if most < least => {
            Err(Error::field("age_at_most", "programmes-rule-ages-crossed"))
        }
        (_, _) => Ok(rules),
    }
}
