use serde::{Deserialize, Serialize};

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Parts of what was promised make their whole or leave a named rest.
    Promised,
    /// What was published of parts makes what was published of the whole.
    Told,
    /// What was reached in the years makes what was reached in the term.
    Years,
    /// What was reached in the kecamatan makes what was reached in the city.
    Areas,
    /// Whoever counts in a category counts among all.
    Within,
    /// Nobody whom the registry calls a man counts among women.
    Women,
    /// Whoever's outcome is credited to a programme had a place in it.
    Enrolled,
}

impl Rule {
    /// As in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::Promised => "promised",
            Rule::Told => "told",
            Rule::Years => "years",
            Rule::Areas => "areas",
            Rule::Within => "within",
            Rule::Women => "women",
            Rule::Enrolled => "enrolled",
        }
    }
}

/// Two figures that were counted apart and have to agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub rule: Rule,
    /// The promise or programme.
    pub of: String,
    /// Which figure of it; `None` where it is all of them.
    pub cell: Option<(i16, String, String)>,
    pub whole: i64,
    pub parts: i64,
    /// Kept back under a name, so that the parts may be less.
    pub rest: bool,
}

impl Check {
    /// Two figures that have to be the same.
    pub fn same(rule: Rule, of: &str, whole: i64, parts: i64) -> Check {
        Check { rule, of: of.to_owned(), cell: None, whole, parts, rest: false }
    }

    #[must_use]
    pub fn at(mut self, year: i16, category: &str, area: &str) -> Check {
        self.cell = Some((year, category.to_owned(), area.to_owned()));
        self
    }

    pub fn holds(&self) -> bool {
        match self.rule {
            Rule::Within => self.parts <= self.whole,
            Rule::Women | Rule::Enrolled => self.parts == 0,
            Rule::Promised | Rule::Told | Rule::Years | Rule::Areas => {
                self.parts == self.whole || self.rest && self.parts < self.whole
            }
        }
    }
}
