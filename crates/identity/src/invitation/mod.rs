//! Bringing a colleague in: a link by mail that holds for a week, works once, and gives the role that it names.
//!
//! The inviter needs the power to grant that role when inviting and still when the link is followed. Following the link
//! proves the address. Where the address has an account already, its owner signs in and accepts.

mod accept;
pub(crate) mod api;
mod find;
pub(crate) mod pages;
mod send;

#[cfg(test)]
mod tests;

use chrono::TimeDelta;
use kernel::contact::Email;
use kernel::id::{AccountId, AgencyId};
use kernel::{AreaCode, Can, Fact, Instant, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use accept::{Offered, accept, accept_new, offered};
pub use find::list;
pub use send::{invite, resend, withdraw};

/// Invite a colleague, send the link again, withdraw it, see who was invited.
pub const INVITE: Can = Can::new(
    "identity.invitation.invite",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer],
);

/// How long a link holds.
pub const HOLDS: TimeDelta = TimeDelta::days(7);

kernel::id!(
    /// An invitation.
    InvitationId
);

/// Whom to invite as what.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    pub email: Email,
    pub role: Role,
    pub area: AreaCode,
    pub agency: Option<AgencyId>,
}

/// An invitation as those see it who may invite.
#[derive(Debug, Clone)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: Email,
    pub role: Role,
    pub area: AreaCode,
    pub agency: Option<AgencyId>,
    pub sent_at: Instant,
    pub expires_at: Instant,
    pub state: State,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Open,
    Expired,
    Accepted(Instant),
    Withdrawn(Instant),
}

/// Somebody accepted.
#[derive(Debug, Serialize, Deserialize)]
pub struct InvitationAccepted {
    pub invitation: Uuid,
    pub account: AccountId,
}

impl Fact for InvitationAccepted {
    const NAME: &'static str = "identity.invitation.accepted";
    fn subject(&self) -> Uuid {
        self.account.0
    }
}
