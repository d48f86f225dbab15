//! A session: one browser in which an account proved who it is, acting under one grant at a time.
//!
//! The token is 256 random bits in a cookie; only its hash is stored. It is replaced when somebody signs in, proves
//! themselves again, or acts under another grant. At the desk a session ends after half an hour of rest and half a day
//! of work; elsewhere after a month of rest.

pub(crate) mod api;
pub(crate) mod ceremony;
mod device;
mod end;
mod find;
mod list;
pub(crate) mod pages;
mod second_factor;
mod sign_in;
mod start;
mod step_up;
mod sweep;

#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use chrono::TimeDelta;
use kernel::{Acting, Actor, Error, Instant, id::AccountId};

pub use device::device;
pub use end::{end, end_all, end_others, sign_out};
pub use find::find;
pub use list::{Listed, list};
pub use second_factor::{pending, with_code, with_passkey};
pub use sign_in::{Attempt, confirm_and_sign_in, sign_in};
pub use start::{renew, start};
pub use step_up::{confirm_with_code, confirm_with_passkey, confirm_with_password};
pub use sweep::Sweep;

use crate::credential::Token;
use crate::grant::GrantId;

kernel::id!(
    /// A session.
    SessionId
);

/// Rest after which a session at the desk ends.
const STAFF_IDLE: TimeDelta = TimeDelta::minutes(30);
/// Work after which a session at the desk ends, however busy.
const STAFF_LONGEST: TimeDelta = TimeDelta::hours(12);
/// Rest after which anybody else's session ends.
const OTHER_IDLE: TimeDelta = TimeDelta::days(30);
const OTHER_LONGEST: TimeDelta = TimeDelta::days(365);
/// How long a proof of who one is counts for what is dangerous.
const FRESH: TimeDelta = TimeDelta::minutes(10);
/// A session writes that it was seen at most this often.
const SEEN_EVERY: TimeDelta = TimeDelta::seconds(60);

/// From where and with what somebody comes.
#[derive(Debug, Clone)]
pub struct Caller {
    pub address: IpAddr,
    /// The browser's own description of itself.
    pub user_agent: String,
}

/// How a session was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    Password,
    Totp,
    Recovery,
    Passkey,
    /// The link of an invitation or a confirmed way back in.
    Invitation,
    /// The demo lets visitors try a role.
    Demo,
}

impl Factor {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Factor::Password => "password",
            Factor::Totp => "totp",
            Factor::Recovery => "recovery",
            Factor::Passkey => "passkey",
            Factor::Invitation => "invitation",
            Factor::Demo => "demo",
        }
    }
}

/// A session that just began, with the only copy of its token.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub id: SessionId,
    pub account: AccountId,
    pub token: Token,
    /// When the cookie may be forgotten.
    pub expires_at: Instant,
    pub staff: bool,
}

/// What came of proving who one is. Not an error, because what was counted must be committed.
#[derive(Debug, Clone)]
pub enum Step {
    In(NewSession),
    /// The password was right; the account also wants a second factor. Carry the token to the next step.
    SecondFactor(Token),
    /// Wrong login, wrong password, closed account: the same answer for all.
    Wrong,
    /// Tried too often; seconds to wait.
    Wait(i64),
}

/// A living session, found by its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub session: SessionId,
    pub name: String,
    /// `id` or `en`.
    pub language: String,
    pub grant: Option<GrantId>,
    /// What the session may do now. A grant that ended falls back to the citizen's.
    pub acting: Acting,
    /// The account holds a second factor (TOTP or a passkey).
    pub second_factor: bool,
    pub authenticated_at: Instant,
    pub expires_at: Instant,
}

impl Found {
    /// For [`kernel::Tx::begin`].
    pub fn actor(&self) -> Actor {
        Actor::Account(self.acting.clone())
    }

    /// Whether the account must enrol a second factor before anything else, if the installation forces staff to.
    pub fn lacks_second_factor(&self) -> bool {
        self.acting.role.is_staff() && !self.second_factor
    }

    /// Proof that the person showed within the last minutes who they are; otherwise they are asked to.
    pub fn fresh(&self, now: Instant) -> Result<Fresh, Error> {
        if now - self.authenticated_at <= FRESH {
            Ok(Fresh(()))
        } else {
            Err(Error::refused("identity-session-confirm"))
        }
    }
}

/// The proof that dangerous doings ask for. Only [`Found::fresh`] makes it; the machine has it from [`Fresh::machine`].
#[derive(Debug, Clone, Copy)]
pub struct Fresh(());

impl Fresh {
    /// For commands of the operator and jobs, who prove themselves by being on the machine.
    pub fn machine(tx: &kernel::Tx) -> Result<Fresh, Error> {
        match tx.actor() {
            Actor::System(_) => Ok(Fresh(())),
            Actor::Account(_) | Actor::Visitor => Err(Error::Forbidden),
        }
    }
}
