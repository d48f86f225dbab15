//! Size classes by law, by the rules that were in force on the day.
//!
//! UU 20/2008 until 1 February 2021, PP 7/2021 (article 35) since. All limits include their own amount, and neither capital
//! nor assets include land and building of the place of business. So that a change of law is not taken for a change of
//! class, [`compare`] judges both days by the same rules.

use chrono::{Datelike, NaiveDate};
use kernel::{Rupiah, Say};

/// The messages of size classes, for the room's list: Indonesian and English.
pub const MESSAGES: (&str, &str) = (include_str!("size_id.ftl"), include_str!("size_en.ftl"));

/// A size class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    Unknown,
    Micro,
    Small,
    Medium,
    Large,
}

impl Class {
    pub const ALL: [Class; 5] = [Class::Micro, Class::Small, Class::Medium, Class::Large, Class::Unknown];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Unknown => "unknown",
            Class::Micro => "micro",
            Class::Small => "small",
            Class::Medium => "medium",
            Class::Large => "large",
        }
    }

    /// Reads what [`Class::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.as_str() == text)
    }

    /// The message with its name.
    pub fn key(self) -> &'static str {
        match self {
            Class::Unknown => "registry-size-unknown",
            Class::Micro => "registry-size-micro",
            Class::Small => "registry-size-small",
            Class::Medium => "registry-size-medium",
            Class::Large => "registry-size-large",
        }
    }
}

/// A set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rules {
    Uu20Of2008,
    Pp7Of2021,
}

impl Rules {
    pub const ALL: [Rules; 2] = [Rules::Uu20Of2008, Rules::Pp7Of2021];

    /// The rules in force on a day.
    pub fn on(day: NaiveDate) -> Rules {
        if day < PP_7_STARTS { Rules::Uu20Of2008 } else { Rules::Pp7Of2021 }
    }

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Rules::Uu20Of2008 => "uu-20-2008",
            Rules::Pp7Of2021 => "pp-7-2021",
        }
    }

    /// Reads what [`Rules::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Rules> {
        Rules::ALL.into_iter().find(|rules| rules.as_str() == text)
    }

    /// The message that cites it.
    pub fn key(self) -> &'static str {
        match self {
            Rules::Uu20Of2008 => "registry-size-rules-uu-20-2008",
            Rules::Pp7Of2021 => "registry-size-rules-pp-7-2021",
        }
    }

    /// The last rupiah of micro, small and medium by a measure; `None` where the rules do not know it.
    pub fn limits(self, measure: Measure) -> Option<[Rupiah; 3]> {
        match (self, measure) {
            (Rules::Uu20Of2008, Measure::Assets) => {
                Some([50 * MILLION, 500 * MILLION, 10 * BILLION].map(Rupiah))
            }
            (Rules::Uu20Of2008, Measure::Sales) => {
                Some([300 * MILLION, 2_500 * MILLION, 50 * BILLION].map(Rupiah))
            }
            (Rules::Pp7Of2021, Measure::Capital) => Some([BILLION, 5 * BILLION, 10 * BILLION].map(Rupiah)),
            (Rules::Pp7Of2021, Measure::Sales) => Some([2 * BILLION, 15 * BILLION, 50 * BILLION].map(Rupiah)),
            (Rules::Uu20Of2008, Measure::Capital) | (Rules::Pp7Of2021, Measure::Assets) => None,
        }
    }

    /// The measures to judge by, the one that the rules name for this business first.
    fn measures(self, founded: Founded) -> [Measure; 2] {
        match self {
            // The law says net worth *or* sales. Sales are what statistics go by.
            Rules::Uu20Of2008 => [Measure::Sales, Measure::Assets],
            Rules::Pp7Of2021 if founded.is_new() => [Measure::Capital, Measure::Sales],
            Rules::Pp7Of2021 => [Measure::Sales, Measure::Capital],
        }
    }
}

pub(super) const MILLION: i64 = 1_000_000;
pub(super) const BILLION: i64 = 1_000 * MILLION;

/// The day from which PP 7/2021 is in force, and from which on a business is a new one.
pub const PP_7_STARTS: NaiveDate = NaiveDate::from_ymd_opt(2021, 2, 2).unwrap();

/// What a class is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Without land and building.
    Capital,
    /// Of a year.
    Sales,
    /// Net worth without land and building.
    Assets,
}

/// When a business was founded, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Founded {
    On(NaiveDate),
    In(i32),
    Unknown,
}

impl Founded {
    /// Whether it was founded under PP 7/2021. Of 2021 one month in twelve was before. Where nothing is known it counts as
    /// older, because sales say more of a business than the capital that it once began with.
    fn is_new(self) -> bool {
        match self {
            Founded::On(day) => day >= PP_7_STARTS,
            Founded::In(year) => year >= PP_7_STARTS.year(),
            Founded::Unknown => false,
        }
    }
}

/// What is known of a business at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub founded: Founded,
    pub capital: Option<Rupiah>,
    /// Of a year.
    pub sales: Option<Rupiah>,
    pub assets: Option<Rupiah>,
}

impl Facts {
    /// A negative amount is a slip, and nothing can be concluded from it.
    fn amount(&self, measure: Measure) -> Option<Rupiah> {
        let amount = match measure {
            Measure::Capital => self.capital,
            Measure::Sales => self.sales,
            Measure::Assets => self.assets,
        };
        amount.filter(|amount| *amount >= Rupiah(0))
    }
}

/// A class and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub class: Class,
    pub rules: Rules,
    /// `None` where nothing was known to judge by.
    pub by: Option<Measure>,
    /// The rules name another measure for this business, but that is not known.
    pub instead: bool,
    pub reason: Say,
}

/// The class of a business by the rules in force on a day.
pub fn classify(facts: &Facts, on: NaiveDate) -> Outcome {
    classify_by(Rules::on(on), facts)
}

/// The class of a business by a certain set of rules.
pub fn classify_by(rules: Rules, facts: &Facts) -> Outcome {
    let measures = rules.measures(facts.founded);
    let known = measures.into_iter().find_map(|measure| Some((measure, class_of(rules, measure, facts)?)));
    let Some((measure, class)) = known else {
        let reason = match measures {
            [Measure::Capital, _] => Say::new("registry-size-reason-needs-capital"),
            [Measure::Sales | Measure::Assets, _] => Say::new("registry-size-reason-needs-sales"),
        };
        return Outcome { class: Class::Unknown, rules, by: None, instead: false, reason };
    };
    let instead = measures.first() != Some(&measure);
    let key = match (measure, instead) {
        (Measure::Capital, false) => "registry-size-reason-capital",
        (Measure::Capital, true) => "registry-size-reason-capital-instead",
        (Measure::Sales, false) => "registry-size-reason-sales",
        (Measure::Sales, true) => "registry-size-reason-sales-instead",
        (Measure::Assets, _) => "registry-size-reason-assets-instead",
    };
    let amount = facts.amount(measure).unwrap_or_default().to_string();
    Outcome { class, rules, by: Some(measure), instead, reason: Say::new(key).with("amount", amount) }
}

pub(super) fn class_of(rules: Rules, measure: Measure, facts: &Facts) -> Option<Class> {
    let amount = facts.amount(measure)?;
    let classes = [Class::Micro, Class::Small, Class::Medium];
    let mut within = rules.limits(measure)?.into_iter().zip(classes);
    Some(within.find(|(limit, _)| amount <= *limit).map_or(Class::Large, |(_, class)| class))
}

/// Why a class differs between two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// It does not differ.
    Nothing,
    /// The business itself grew or shrank.
    Business,
    /// Only the law changed.
    Rules,
    /// Both the law and the business changed.
    Both,
    /// More or other things are known of it; nothing says that the business changed.
    Knowledge,
}

impl Cause {
    /// The message that says it.
    pub fn key(self) -> &'static str {
        match self {
            Cause::Nothing => "registry-size-cause-nothing",
            Cause::Business => "registry-size-cause-business",
            Cause::Rules => "registry-size-cause-rules",
            Cause::Both => "registry-size-cause-both",
            Cause::Knowledge => "registry-size-cause-knowledge",
        }
    }
}

/// A class on two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub from: Class,
    pub to: Class,
    pub cause: Cause,
    /// The business's own step, both days judged by the later rules and by one measure. The two are equal when it made
    /// none; `None` where no measure is known of both days.
    pub own: Option<(Class, Class)>,
}

/// What is known of a business on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    pub on: NaiveDate,
    pub facts: Facts,
}

/// How a class changed between two days, and whether the business or the law is the cause. Only [`Change::own`] counts as
/// having risen.
pub fn compare(earlier: &Dated, later: &Dated) -> Change {
    let (old_rules, rules) = (Rules::on(earlier.on), Rules::on(later.on));
    let (from, to) = (classify_by(old_rules, &earlier.facts).class, classify_by(rules, &later.facts).class);
    let own = rules.measures(later.facts.founded).into_iter().find_map(|measure| {
        Some((class_of(rules, measure, &earlier.facts)?, class_of(rules, measure, &later.facts)?))
    });
    let moved = own.is_some_and(|(before, after)| before != after);
    let cause = match (from == to, moved) {
        (true, false) => Cause::Nothing,
        // The law hid the step: it moved the limits as far as the business moved.
        (true, true) | (false, true) if old_rules != rules && own.map(|(before, _)| before) != Some(from) => {
            Cause::Both
        }
        (true, true) | (false, true) => Cause::Business,
        (false, false) if own.is_some() && old_rules != rules => Cause::Rules,
        (false, false) => Cause::Knowledge,
    };
    Change { from, to, cause, own }
}
