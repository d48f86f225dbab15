//! An account: whoever can act in a city. People sign in with their e-mail address or their telephone number.
//!
//! Never deleted by itself. An account that ends is closed, by whom and when, and can then no longer sign in; its
//! address and number stay taken. An e-mail address counts for signing in once a mail sent there was answered, so
//! nobody takes an address that is another's. Nothing here tells a stranger whether an account exists.

mod change;
mod close;
mod confirm;
mod find;
mod name;
pub(crate) mod pages;
mod register;
pub(crate) mod register_pages;

#[cfg(test)]
mod tests;

use kernel::contact::{Email, Phone};
use kernel::id::AccountId;
use kernel::{AreaCode, Can, Error, Fact, Instant, Role, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use change::{ask_email, rename, set_language, set_phone};
pub use close::close;
pub use confirm::confirm_email;
pub(crate) use confirm::pending as pending_confirmation;
pub(crate) use find::{Addressee, addressee, by_login};
pub use find::{emails, mine, names, of_login, one};
pub use name::AccountName;
pub use register::{NewAccount, Opening, Role as RegisterAs, open, register};
pub(crate) use register::{adopt, open_for};

/// Close somebody's account.
pub const CLOSE: Can = Can::new("identity.account.close", &[Role::CityAdmin]);

/// What somebody signs in with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Login {
    Email(Email),
    Phone(Phone),
}

impl Login {
    /// An address if there is an @ in it, else a telephone number.
    pub fn parse(text: &str) -> Result<Login, Error> {
        let wrong = |_| Error::field("login", "identity-login-form");
        if text.contains('@') {
            Email::parse(text).map(Login::Email).map_err(wrong)
        } else {
            Phone::parse(text).map(Login::Phone).map_err(wrong)
        }
    }

    /// The address or number itself.
    pub fn reveal(&self) -> &str {
        match self {
            Login::Email(email) => email.reveal(),
            Login::Phone(phone) => phone.reveal(),
        }
    }

    /// Enough to recognise one's own.
    pub fn masked(&self) -> String {
        match self {
            Login::Email(email) => email.masked(),
            Login::Phone(phone) => phone.masked(),
        }
    }
}

/// An account as its owner and its officers see it.
#[derive(Clone)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub email: Option<Email>,
    pub email_confirmed_at: Option<Instant>,
    pub phone: Option<Phone>,
    /// Where the person lives.
    pub area: Option<AreaCode>,
    /// `id` or `en`.
    pub language: String,
    pub created_at: Instant,
    pub closed_at: Option<Instant>,
    pub has_password: bool,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Somebody has an account.
#[derive(Debug, Serialize, Deserialize)]
pub struct AccountOpened {
    pub account: AccountId,
}

impl Fact for AccountOpened {
    const NAME: &'static str = "identity.account.opened";
    fn subject(&self) -> Uuid {
        self.account.0
    }
}

/// An account can no longer sign in.
#[derive(Debug, Serialize, Deserialize)]
pub struct AccountClosed {
    pub account: AccountId,
}

impl Fact for AccountClosed {
    const NAME: &'static str = "identity.account.closed";
    fn subject(&self) -> Uuid {
        self.account.0
    }
}

/// The account of the actor, for doings with one's own things. Visitors and the machine have none.
pub fn own(tx: &Tx) -> Result<AccountId, Error> {
    tx.actor().account().ok_or(Error::Forbidden)
}
