//! Which sources speak of one person or business: decided by officers and by the machine, never by overwriting.
//!
//! Words: a source's *home* is the record that it was said of. A *decision* says of two sources that they speak of the
//! *same* one or of *different* ones; an *undoing* ends it. Decisions made at once are one *act*. Records whose homes belong
//! together stand in the oldest of them, the *root*; the others are *retired* and lead to it.
//!
//! Always true: where each source stands follows from the homes and from the decisions that are not undone, whatever
//! happened in between; a human's decision goes before the machine's, and the last of two humans' on one pair holds; a
//! decision, its audit entry and its fact are one transaction.

mod api;
mod ask;
mod beside;
mod decide;
mod desk;
mod explain;
#[cfg(test)]
mod explain_tests;
pub mod find;
mod fold;
#[cfg(test)]
mod follow_tests;
pub(crate) mod household;
mod jobs;
mod keys;
mod learned;
mod material;
pub(crate) mod pages;
pub mod policy;
mod policy_pages;
pub mod queue;
#[cfg(test)]
mod queue_tests;
mod release;
pub mod roll;
pub(crate) mod run;
#[cfg(test)]
mod run_tests;
pub mod sample;
mod sample_draw;
mod sample_judge;
mod sample_pages;
pub mod sample_rules;
#[cfg(test)]
mod sample_tests;
pub(crate) mod section;
#[cfg(test)]
mod sequence_tests;
mod settle;
pub mod step;
pub(crate) mod strangers;
#[cfg(test)]
mod tests;
mod trade;
mod trade_rules;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Can, Fact, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use decide::pair_of;
pub use decide::{Pair, different, part, same, undo};
pub use explain::{Why, explain};
pub use jobs::{Follow, JOBS, Run, start};
pub(crate) use release::let_go;
pub use run::{Ran, run, run_in_turns};
pub(crate) use settle::{lock, refold};

use crate::source::SourceId;

kernel::id!(
    /// A decision.
    LinkId
);

kernel::id!(
    /// Decisions that were made at once.
    ActId
);

/// Says which records are one and which are two, and undoes what was said.
pub const DECIDE: Can = Can::new(
    "registry.link.decide",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer],
);

/// Has the machine compare everything in the city, and says how sure it must be.
pub const RUN: Can = Can::new("registry.link.run", &[Role::CityAdmin]);

/// What this part says, Indonesian and English.
pub const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// Whether people or businesses are meant.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[schema(as = LinkSide)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Person,
    Business,
}

impl Side {
    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Person => "person",
            Side::Business => "business",
        }
    }

    /// Reads [`Side::as_str`].
    pub fn parse(text: &str) -> Option<Side> {
        [Side::Person, Side::Business].into_iter().find(|side| side.as_str() == text)
    }
}

/// What a decision says.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[schema(as = LinkVerdict)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Same,
    Different,
}

impl Verdict {
    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::Different => "different",
        }
    }

    /// Reads [`Verdict::as_str`].
    pub fn parse(text: &str) -> Option<Verdict> {
        [Verdict::Same, Verdict::Different].into_iter().find(|verdict| verdict.as_str() == text)
    }
}

/// Records were joined or parted. Who keeps ids of records learns where they lead now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Settled {
    pub subject: Uuid,
    pub side: Side,
    /// From each retired record to the one that it is found to be.
    pub retired: BTreeMap<Uuid, Uuid>,
    /// Records that stand for themselves again.
    pub restored: Vec<Uuid>,
    /// Records that others were found to be, and are no longer.
    #[serde(default)]
    pub left: BTreeSet<Uuid>,
}

impl Fact for Settled {
    const NAME: &'static str = "registry.link.settled";

    fn subject(&self) -> Uuid {
        self.subject
    }
}

/// A decision to be kept: its two sources and what is known of why.
#[derive(Debug, Clone)]
pub(crate) struct NewLink {
    pub left: SourceId,
    pub right: SourceId,
    pub verdict: Verdict,
    pub why: Option<String>,
    /// The machine's: the version of the policy, the weight in bits, and messages.
    pub policy: Option<i32>,
    pub weight: Option<f32>,
    pub reasons: Vec<String>,
}
