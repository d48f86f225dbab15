//! What is counted: each indicator with its words and its tally, and in `.sql` files the rows that tallies are made of.
//!
//! Always true: a stored figure depends on records alone and never on the clock, so that counting again gives the same to
//! the last unit; what depends on today (permits that expire soon) is read from figures by month. What is run is what
//! readers are shown. Every indicator has an example that says which figures a handful of records must give.

mod breakdown;
mod business;
pub(crate) mod pages;
mod permit;
mod person;
mod tally;
#[cfg(test)]
mod tests;

pub use breakdown::{Breakdown, Items, Parts};
pub use tally::Tally;
pub(crate) use tally::{Listed, Slice};

use web::Lang;

/// A text in both languages. Unlike the interface's messages, what defines an indicator stays with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    pub id: &'static str,
    pub en: &'static str,
}

impl Words {
    pub fn of(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Id => self.id,
            Lang::En => self.en,
        }
    }
}

/// What one unit of a figure is: each is counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    Business,
    Person,
    Permit,
}

impl Counted {
    /// As in message keys and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Counted::Business => "business",
            Counted::Person => "person",
            Counted::Permit => "permit",
        }
    }
}

/// What the list of the records behind a figure lists, for those who may see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    Businesses,
    People,
    Permits,
}

/// How a figure comes to be.
#[derive(Debug, Clone, Copy)]
pub enum Method {
    /// Counted from a published view and stored.
    Counted(Tally),
    /// Read from another indicator's figures by month: those of the months from `from` to `to`, counted from this one.
    Months { of: &'static str, breakdown: &'static str, from: Option<i32>, to: i32 },
}

/// A figure with its one definition.
#[derive(Debug, Clone, Copy)]
pub struct Indicator {
    /// In addresses, in the API and in the table of figures.
    pub key: &'static str,
    pub name: Words,
    pub definition: Words,
    /// The rule in words; [`Tally::sql`] is the rule as it is run.
    pub formula: Words,
    pub unit: Words,
    pub counted: Counted,
    /// Where the records come from.
    pub source: Words,
    /// The published view that it reads.
    pub view: &'static str,
    /// Why the city counts it: the rule or law behind it.
    pub basis: Words,
    pub method: Method,
    pub breakdowns: &'static [Breakdown],
    pub list: List,
    /// Whether its value is a number of people that its records state, and not the number of its records.
    pub stated: bool,
    /// Whether it is part of the open data.
    pub public: bool,
}

impl Indicator {
    /// The breakdown of this key.
    pub fn breakdown(&self, key: &str) -> Option<&'static Breakdown> {
        self.breakdowns.iter().find(|breakdown| breakdown.key == key)
    }

    /// What is run to count it; `None` where it is read from another's figures.
    pub fn tally(&self) -> Option<&Tally> {
        match &self.method {
            Method::Counted(tally) => Some(tally),
            Method::Months { .. } => None,
        }
    }
}

/// All indicators, in the order in which pages show them.
pub const ALL: [&Indicator; 9] = [
    &business::BUSINESSES,
    &business::CLOSED,
    &person::ENTREPRENEURS,
    &person::PEOPLE,
    &business::WORKERS,
    &permit::LICENSED,
    &permit::PERMITS,
    &permit::EXPIRING,
    &permit::EXPIRED,
];

/// The indicator of a key.
pub fn find(key: &str) -> Option<&'static Indicator> {
    ALL.into_iter().find(|indicator| indicator.key == key)
}
