//! What is counted: each indicator is one file with its words, and one `.sql` with what is run.
//!
//! Always true: a stored figure depends on records alone and never on the clock, so that counting again gives the same to
//! the last unit; what depends on today (permits that expire soon) is read from figures by month. What is run is what
//! readers are shown. Every indicator has an example that says which figures a handful of records must give.

mod breakdown;
mod business;
pub(crate) mod pages;
mod permit;
mod person;
#[cfg(test)]
mod tests;

pub use breakdown::{Breakdown, Filter, Items, Parts};

use kernel::{Error, Tx};
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

/// Where the records of a figure are listed, for those who may see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    Businesses,
    People,
}

impl List {
    pub fn path(self) -> &'static str {
        match self {
            List::Businesses => "/registry/businesses",
            List::People => "/registry/people",
        }
    }
}

/// How a figure comes to be.
#[derive(Debug, Clone, Copy)]
pub enum Method {
    /// Counted from a published view and stored.
    Counted { sql: &'static str },
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
    /// The rule in words; [`Method::Counted`] has the statement itself.
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
    /// What the list of records is asked for, beside the area.
    pub filter: &'static [(&'static str, &'static str)],
    /// Whether it is part of the open data.
    pub public: bool,
}

impl Indicator {
    /// The breakdown of this key.
    pub fn breakdown(&self, key: &str) -> Option<&'static Breakdown> {
        self.breakdowns.iter().find(|breakdown| breakdown.key == key)
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

/// One counted figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counting {
    pub(crate) area: String,
    pub(crate) breakdown: String,
    pub(crate) item: String,
    pub(crate) value: i64,
    pub(crate) units: i64,
}

/// Counts one indicator in these areas, or everywhere in the city; nothing for indicators that are read from others.
pub(crate) async fn count(
    tx: &mut Tx,
    indicator: &Indicator,
    areas: Option<&[String]>,
    zone: &str,
) -> Result<Vec<Counting>, Error> {
    match indicator.key {
        "businesses" => business::businesses(tx, areas, zone).await,
        "businesses_closed" => business::closed(tx, areas).await,
        "entrepreneurs" => person::entrepreneurs(tx, areas, zone).await,
        "people" => person::people(tx, areas, zone).await,
        "workers" => business::workers(tx, areas).await,
        "businesses_licensed" => permit::licensed(tx, areas).await,
        "permits" => permit::permits(tx, areas).await,
        _ => Ok(Vec::new()),
    }
}
