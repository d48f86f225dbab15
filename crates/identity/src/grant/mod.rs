//! A grant: an account may act in a role over a territory subtree and, where it matters, for an agency.
//!
//! Never changed: a grant ends when its time is up or when a revocation names it. Nobody widens the own power: who may
//! grant what is the table in [`rules`], and nobody grants to themselves. A city that has an administrator keeps one
//! whose grant has no end. Every account may act as a citizen without a grant.

pub(crate) mod api;
mod find;
mod give;
pub(crate) mod pages;
mod revoke;
pub mod rules;
#[cfg(test)]
mod tests;

pub use find::{active, history, one};
pub use give::{check, give, give_invited};
pub use revoke::{end_all, revoke};
pub(crate) use revoke::{may_be_ended_by, may_end};

use kernel::id::{AccountId, AgencyId};
use kernel::{AreaCode, Can, Error, Fact, Instant, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

kernel::id!(
    /// A grant of a role.
    GrantId
);

/// Give a role to an account.
pub const GIVE: Can = Can::new(
    "identity.grant.give",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer],
);
/// End a grant before its time.
pub const REVOKE: Can = Can::new(
    "identity.grant.revoke",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer],
);

/// A grant as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub id: GrantId,
    pub account: AccountId,
    pub role: Role,
    pub area: AreaCode,
    pub agency: Option<AgencyId>,
    pub granted_at: Instant,
    /// The account that gave it; `None` for the machine (the operator's command, the demo).
    pub granted_by: Option<AccountId>,
    /// When it ends by itself.
    pub until: Option<Instant>,
}

/// A grant with what became of it.
#[derive(Debug, Clone)]
pub struct Past {
    pub grant: Grant,
    /// The agency's short name today.
    pub agency_name: Option<String>,
    /// The name of whoever gave it.
    pub granted_by_name: Option<String>,
    pub revoked: Option<Revocation>,
}

/// Why and when a grant ended before its time.
#[derive(Debug, Clone)]
pub struct Revocation {
    pub at: Instant,
    pub by: Option<AccountId>,
    pub reason: String,
}

/// A grant to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrant {
    pub account: AccountId,
    pub role: Role,
    pub area: AreaCode,
    pub agency: Option<AgencyId>,
    pub until: Option<Instant>,
}

/// Somebody may act in a role.
#[derive(Debug, Serialize, Deserialize)]
pub struct GrantGiven {
    pub account: AccountId,
    pub grant: GrantId,
}

impl Fact for GrantGiven {
    const NAME: &'static str = "identity.grant.given";
    fn subject(&self) -> Uuid {
        self.account.0
    }
}

/// Somebody may no longer act in a role.
#[derive(Debug, Serialize, Deserialize)]
pub struct GrantRevoked {
    pub account: AccountId,
    pub grant: GrantId,
}

impl Fact for GrantRevoked {
    const NAME: &'static str = "identity.grant.revoked";
    fn subject(&self) -> Uuid {
        self.account.0
    }
}

/// A row of `identity.role_grant`, shared by the reads.
struct Row {
    id: Uuid,
    account: Uuid,
    role: String,
    area: String,
    agency: Option<Uuid>,
    granted_at: Instant,
    granted_by: Option<Uuid>,
    until: Option<Instant>,
}

impl Row {
    fn read(self) -> Result<Grant, Error> {
        let role = Role::parse(&self.role).ok_or_else(|| Error::broken("a grant of an unknown role"))?;
        Ok(Grant {
            id: GrantId(self.id),
            account: AccountId(self.account),
            role,
            area: AreaCode::parse(&self.area)?,
            agency: self.agency.map(AgencyId),
            granted_at: self.granted_at,
            granted_by: self.granted_by.map(AccountId),
            until: self.until,
        })
    }
}
