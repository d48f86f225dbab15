//! Lists that agencies send: received, read and judged row by row, taken over, undone.
//!
//! Words: a *batch* is one file of one agency. Reading it *stages* its rows: each becomes a source with a *verdict*, and
//! none of them counts yet. *Applying* it gives the good rows memberships; *undoing* it ends them.
//!
//! Always true: each of these steps is one transaction, so that a kill at any moment leaves the step before it. A row that
//! an agency sent before, and that still counts, is known and adds nothing.

mod api;
mod apply;
mod before;
mod columns;
pub mod find;
mod jobs;
mod mapping;
mod owned;
mod pages;
mod part;
mod read;
mod receive;
mod show;
mod stage;
#[cfg(test)]
mod tests;
mod undo;
mod workbook;
#[cfg(test)]
mod workbook_tests;

use kernel::job::JobKind;
use kernel::{Can, Fact, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use apply::{Taken, apply};
pub(crate) use jobs::Progress;
pub use jobs::{Apply, Undo};
pub(crate) use mapping::of_agency as mapping_of;
pub use mapping::{Choice, confirm};
pub use pages::{fields, sent};
pub use part::part;
pub use read::{Read, Then, fault};
pub(crate) use read::{busy, open, portion, surveyed, told};
pub use receive::{NewBatch, cancel, receive, receive_then};
pub use show::handed_out;
pub use stage::{Stage, Staged};
pub use undo::undo;
pub use workbook::{Aside, Workbook, workbook, workbook_saying};
pub(crate) use workbook::{annotated, beside, row_remarks};

kernel::id!(
    /// A batch.
    BatchId
);

/// Sends in lists, takes them over, undoes them.
pub const IMPORT: Can = Can::new("registry.batch.import", &[Role::CityAdmin, Role::AgencyOfficer]);

/// Jobs of this part.
pub const JOBS: [JobKind; 3] = [JobKind::of::<Read>(), JobKind::of::<Apply>(), JobKind::of::<Undo>()];

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = BatchState)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being read.
    Reading,
    /// Its columns are unsure: somebody has to say what they mean.
    Asking,
    /// Read; waits for somebody to take it over.
    Ready,
    Applying,
    Applied,
    Undoing,
    Undone,
    /// Could not be read.
    Failed,
    /// Given up before it counted.
    Cancelled,
}

impl State {
    const ALL: [State; 9] = [
        State::Reading,
        State::Asking,
        State::Ready,
        State::Applying,
        State::Applied,
        State::Undoing,
        State::Undone,
        State::Failed,
        State::Cancelled,
    ];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Reading => "reading",
            State::Asking => "asking",
            State::Ready => "ready",
            State::Applying => "applying",
            State::Applied => "applied",
            State::Undoing => "undoing",
            State::Undone => "undone",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
        }
    }

    /// Reads [`State::as_str`].
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What the reading made of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Good,
    /// Good after something was put right; the remarks say what.
    Repaired,
    /// Goes in, without a cell that may be wrong; somebody should look.
    Doubtful,
    /// Taken only when somebody says so.
    Question,
    /// Cannot be taken as it is.
    Refused,
    /// The agency said exactly this before, and it still counts.
    Known,
}

impl Verdict {
    pub const ALL: [Verdict; 6] = [
        Verdict::Good,
        Verdict::Repaired,
        Verdict::Doubtful,
        Verdict::Question,
        Verdict::Refused,
        Verdict::Known,
    ];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Good => "good",
            Verdict::Repaired => "repaired",
            Verdict::Doubtful => "doubtful",
            Verdict::Question => "question",
            Verdict::Refused => "refused",
            Verdict::Known => "known",
        }
    }

    /// Reads [`Verdict::as_str`].
    pub fn parse(text: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == text)
    }
}

/// A batch was read and its columns are sure: it is ready, or holds nothing that is new.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BatchRead {
    pub batch: Uuid,
}

impl Fact for BatchRead {
    const NAME: &'static str = "registry.batch.ready";

    fn subject(&self) -> Uuid {
        self.batch
    }
}

/// A batch was taken over, or undone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BatchSettled {
    pub batch: Uuid,
}

impl Fact for BatchSettled {
    const NAME: &'static str = "registry.batch.settled";

    fn subject(&self) -> Uuid {
        self.batch
    }
}
