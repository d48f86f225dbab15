//! The rights of the person whom the data is about (UU 27/2022), and what is done with a person's data on their behalf.
//!
//! Words: *own data* is all that the rooms hold about somebody; each room contributes its part. A *request* asks for a
//! correction or for deletion and has a clock of 3 × 24 hours. A *hold* is a legal reason why somebody may not be
//! deleted yet. *Erasing* takes away name, contacts, NIK and everything to sign in with; ids stay in ledgers and in the
//! trail and lead to nobody. A *tombstone* remembers an erasure, so that a restored backup does not bring the person
//! back. A *reveal* shows a hidden field once. An *assisted* registration is made by an officer for somebody without a
//! smartphone, who *claims* the account later with a spoken code.
//!
//! Always true: an erased account keeps nothing that says who it was. A hidden field is shown only for a reason that is
//! written down first.

pub(crate) mod api;
mod assisted;
mod claim;
mod erase;
mod hold;
#[cfg(test)]
mod net_tests;
mod own;
pub(crate) mod pages;
mod request;
mod reveal;
#[cfg(test)]
mod tests;
mod tombstone;

pub use assisted::{NewPerson, Slip, Told, register};
pub use claim::{Claimed, Way, claim};
pub use erase::{Erase, erase};
pub use hold::{Hold, NewHold, holds, place, release};
pub use own::{OwnData, Section, collect, export, identity};
pub use request::{CLOCK, Kind, Outcome, PAUSE, Request, answer, ask, detail, list_open, list_own, withdraw};
pub use reveal::{Hidden, PER_HOUR, Revealed, reveal};
pub use tombstone::{Certificate, Keep, Reapply, Tombstone, certificate, kept, reapply, tombstones};

use kernel::id::AccountId;
use kernel::secret::Sealed;
use kernel::{Can, Fact, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const OFFICERS: &[Role] =
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer];

/// Register somebody who cannot do it themselves.
pub const REGISTER: Can = Can::new("identity.subject.register", OFFICERS);
/// Hand an assisted account over to its person, at any office.
pub const CLAIM: Can = Can::new("identity.subject.claim", OFFICERS);
/// Be shown a hidden field.
pub const REVEAL: Can = Can::new("identity.subject.reveal", OFFICERS);
/// Ask for a correction or deletion on behalf of a person at the counter.
pub const ASK: Can = Can::new("identity.subject.ask", OFFICERS);
/// Answer requests, and erase.
pub const ANSWER: Can = Can::new("identity.subject.answer", &[Role::CityAdmin]);
/// Place and release legal holds.
pub const HOLD: Can = Can::new("identity.subject.hold", &[Role::CityAdmin]);

/// The sealed columns of this part, for the rotation of keys.
pub const SEALED: [Sealed; 3] = [
    Sealed {
        table: "identity.account",
        row: "id",
        column: "nik_sealed",
        place: NIK_PLACE,
        index: Some("nik_index"),
    },
    Sealed {
        table: "identity.registration",
        row: "id",
        column: "contact_sealed",
        place: CONTACT_PLACE,
        index: None,
    },
    Sealed {
        table: "identity.request",
        row: "id",
        column: "detail_sealed",
        place: DETAIL_PLACE,
        index: None,
    },
];

pub(crate) const NIK_PLACE: &str = "identity.account.nik_sealed";
const CONTACT_PLACE: &str = "identity.registration.contact_sealed";
const DETAIL_PLACE: &str = "identity.request.detail_sealed";

/// Somebody was registered by an officer.
#[derive(Debug, Serialize, Deserialize)]
pub struct SubjectRegistered {
    pub account: AccountId,
}

impl Fact for SubjectRegistered {
    const NAME: &'static str = "identity.subject.registered";
    fn subject(&self) -> Uuid {
        self.account.0
    }
}

/// A person asked for a correction or for deletion.
#[derive(Debug, Serialize, Deserialize)]
pub struct RequestMade {
    pub account: AccountId,
    pub request: Uuid,
}

impl Fact for RequestMade {
    const NAME: &'static str = "identity.request.made";
    fn subject(&self) -> Uuid {
        self.account.0
    }
}

/// A person was erased: each room takes away what it holds about them and the law does not oblige it to keep.
#[derive(Debug, Serialize, Deserialize)]
pub struct SubjectErased {
    pub account: AccountId,
}

impl Fact for SubjectErased {
    const NAME: &'static str = "identity.subject.erased";
    fn subject(&self) -> Uuid {
        self.account.0
    }
}
