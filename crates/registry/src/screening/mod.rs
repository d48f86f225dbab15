//! Lists of intended recipients, looked over before an aid is signed.
//!
//! Words: a *screening* is one list looked over once; a *recipient* is a row of it; a *concern* is what somebody should look
//! at before the row is paid.
//!
//! Always true: nothing of the list becomes a record or a source; what is kept of a row names nobody by itself, and its file
//! is forgotten after a month; who had what screened, and who took the workbook, is in the trail.

mod api;
mod concern;
mod facts;
mod find;
mod forget;
mod gather;
mod known;
mod pages;
mod part;
mod rules;
mod run;
mod show;
#[cfg(test)]
mod tests;
mod workbook;

use kernel::job::JobKind;
use kernel::{Can, Role};
use serde::{Deserialize, Serialize};

pub use concern::{By, Concern, Found, Grade};
pub use find::{Looked, Screening, fault, list, one, rows};
pub use part::part;
pub use run::{NewScreening, Screen, at_once, receive};
pub use workbook::workbook;

kernel::id!(
    /// A screening.
    ScreeningId
);

/// Has lists of recipients looked over.
pub const SCREEN: Can = Can::new("registry.screening.screen", &[Role::CityAdmin, Role::AgencyOfficer]);

/// Jobs of this part.
pub const JOBS: [JobKind; 2] = [JobKind::of::<Screen>(), JobKind::every::<forget::Forget>(86_400)];

/// So many recipients of one household are paid where nobody says otherwise.
pub const QUOTA: u8 = 1;
/// The most that somebody may say.
pub const MOST_QUOTA: u8 = 20;

/// Where a screening stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Reading,
    Ready,
    /// The file could not be read.
    Failed,
}

impl State {
    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Reading => "reading",
            State::Ready => "ready",
            State::Failed => "failed",
        }
    }

    /// Reads [`State::as_str`].
    pub fn parse(text: &str) -> Option<State> {
        [State::Reading, State::Ready, State::Failed].into_iter().find(|state| state.as_str() == text)
    }
}

/// How many rows of a list are how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub rows: usize,
    /// Rows of which there is nothing to say.
    pub clean: usize,
    /// Rows by their gravest concern.
    pub refused: usize,
    pub questionable: usize,
    pub repaired: usize,
    /// Rows whose person the registry knows.
    pub known: usize,
    /// Rows by concern, by its code.
    pub by: std::collections::BTreeMap<String, usize>,
    /// What a list was understood to tell of its recipients, by codes of fields.
    pub told: std::collections::BTreeSet<String>,
}
