//! Finding people and businesses by what one remembers of them.
//!
//! Words: an *entry* is a person or a business as it can be found; its *marks* are the words of its names and of what is
//! said of it, as they sound, with its telephone numbers, permits, code, trade and territory. The *vocabulary* is all
//! words of the entries of a city.
//!
//! Always true: an entry is written in the transaction that computes its record; a search answers ids of the actor's own
//! territory and nothing else; a question is answered by an index whatever it says.

mod api;
mod ask;
mod count;
mod find;
mod index;
mod marks;
mod pages;
mod renew;
mod show;
mod sound;
#[cfg(test)]
mod tests;

pub use count::Count;
pub use find::find;
pub(crate) use index::index;
pub use renew::{Renew, renew};
pub use show::{found, people_to_choose};

use kernel::AreaCode;
use kernel::job::JobKind;
use uuid::Uuid;
use web::Context;

/// What this part of the room adds to it.
pub fn part() -> Context {
    Context {
        pages: pages::routes(),
        api: api::routes(),
        addresses: vec![("/cari", "/registry/search")],
        menu: vec![pages::menu()],
        jobs: vec![JobKind::every::<Count>(86_400), JobKind::of::<Renew>()],
        messages: vec![MESSAGES],
        openapi: Some(api::document()),
        ..Context::default()
    }
}

/// The messages of this folder, for the room's list: Indonesian and English.
pub const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// So many are found at most; who sees that many asks more narrowly.
pub const MOST: i32 = 500;

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Person,
    Business,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Person, Kind::Business];

    /// As stored, in addresses and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Business => "business",
        }
    }

    /// Reads [`Kind::as_str`].
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A question.
#[derive(Debug, Clone)]
pub struct Query {
    pub text: String,
    pub kinds: Vec<Kind>,
    /// The last word is still being typed.
    pub begun: bool,
    /// Only in this kecamatan or kelurahan.
    pub within: Option<AreaCode>,
}

impl Query {
    /// Of both kinds, as somebody typed it to its end.
    pub fn new(text: impl Into<String>) -> Query {
        Query { text: text.into(), kinds: Kind::ALL.to_vec(), begun: false, within: None }
    }

    /// Of one kind: for that kind's list.
    pub fn of(kind: Kind, text: impl Into<String>) -> Query {
        Query { kinds: vec![kind], ..Query::new(text) }
    }
}

/// What was found: the best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// There are more than [`MOST`].
    pub more: bool,
    /// The question as it was understood, where words were mended: "showing results for …".
    pub corrected: Option<String>,
    /// Every word was found; otherwise all but one.
    pub whole: bool,
}

/// One person or business.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub kind: Kind,
    pub subject: Uuid,
    /// Higher fits better.
    pub rank: i32,
}

impl Found {
    fn of(hits: Vec<Hit>, corrected: Option<String>, whole: bool) -> Found {
        let more = i32::try_from(hits.len()).is_ok_and(|count| count >= MOST);
        Found { hits, more, corrected, whole }
    }

    /// Ids in the order of the answer, for joining: `… join unnest($2::uuid[]) with ordinality as hit(id, place) …`.
    pub fn ids(&self) -> Vec<Uuid> {
        self.hits.iter().map(|hit| hit.subject).collect()
    }
}
