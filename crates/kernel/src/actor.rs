//! Who acts, and what they may do.

use serde::{Deserialize, Serialize};

use crate::area::AreaCode;
use crate::id::{AccountId, AgencyId};

/// A role that is granted over a territory subtree and, where it matters, within an agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the platform for the city: accounts, roles, settings.
    CityAdmin,
    /// Works in an agency (dinas).
    AgencyOfficer,
    KecamatanOfficer,
    KelurahanOfficer,
    /// Pendamping.
    Mentor,
    /// The mayor's office and planning: figures, not people.
    Analyst,
    /// Pelaku UMKM, or about to become one.
    Entrepreneur,
    /// Bank, state company, large company, startup.
    Partner,
    Citizen,
}

impl Role {
    /// All, from the widest power to the narrowest.
    pub const ALL: [Role; 9] = [
        Role::CityAdmin,
        Role::AgencyOfficer,
        Role::KecamatanOfficer,
        Role::KelurahanOfficer,
        Role::Mentor,
        Role::Analyst,
        Role::Entrepreneur,
        Role::Partner,
        Role::Citizen,
    ];

    /// As stored and as in message keys: `city_admin`.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::CityAdmin => "city_admin",
            Role::AgencyOfficer => "agency_officer",
            Role::KecamatanOfficer => "kecamatan_officer",
            Role::KelurahanOfficer => "kelurahan_officer",
            Role::Mentor => "mentor",
            Role::Analyst => "analyst",
            Role::Entrepreneur => "entrepreneur",
            Role::Partner => "partner",
            Role::Citizen => "citizen",
        }
    }

    /// Reads [`Role::as_str`].
    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether the role works at the desk, sees other people's data, and therefore must hold a second factor.
    pub fn is_staff(self) -> bool {
        match self {
            Role::CityAdmin
            | Role::AgencyOfficer
            | Role::KecamatanOfficer
            | Role::KelurahanOfficer
            | Role::Mentor
            | Role::Analyst => true,
            Role::Entrepreneur | Role::Partner | Role::Citizen => false,
        }
    }
}

/// A permission: its name, and the roles that hold it. Rooms declare theirs as constants; `app` gathers them.
///
/// `pub const CLOSE: Can = Can::new("registry.business.close", &[Role::AgencyOfficer, Role::KelurahanOfficer]);`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Can {
    /// `<context>.<thing>.<doing>`.
    pub name: &'static str,
    pub roles: &'static [Role],
}

impl Can {
    /// A permission held by `roles`.
    pub const fn new(name: &'static str, roles: &'static [Role]) -> Can {
        Can { name, roles }
    }
}

/// A signed-in account under one of its roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    pub account: AccountId,
    pub role: Role,
    /// The subtree in which the role holds.
    pub area: AreaCode,
    pub agency: Option<AgencyId>,
}

/// Whoever acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Not signed in.
    Visitor,
    /// Signed in, acting under one role.
    Account(Acting),
    /// The machine: a job, a command of the operator, the demo. Names what runs.
    System(&'static str),
}

impl Actor {
    /// The account, if a person acts.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Actor::Account(acting) => Some(acting.account),
            Actor::Visitor | Actor::System(_) => None,
        }
    }

    /// The role, if a person acts.
    pub fn role(&self) -> Option<Role> {
        match self {
            Actor::Account(acting) => Some(acting.role),
            Actor::Visitor | Actor::System(_) => None,
        }
    }

    /// The agency of the role in use.
    pub fn agency(&self) -> Option<AgencyId> {
        match self {
            Actor::Account(acting) => acting.agency,
            Actor::Visitor | Actor::System(_) => None,
        }
    }

    /// Whether the actor may do `can` to something that lies in `area`.
    pub fn may(&self, can: Can, area: &AreaCode) -> bool {
        match self {
            Actor::Visitor => false,
            Actor::System(_) => true,
            Actor::Account(acting) => can.roles.contains(&acting.role) && acting.area.contains(area),
        }
    }

    /// Whether the actor may do `can` to anything at all: decides about menus, never about a doing.
    pub fn may_somewhere(&self, can: Can) -> bool {
        match self {
            Actor::Visitor => false,
            Actor::System(_) => true,
            Actor::Account(acting) => can.roles.contains(&acting.role),
        }
    }

    /// The name under which the audit trail files the actor.
    pub fn label(&self) -> &'static str {
        match self {
            Actor::Visitor => "visitor",
            Actor::Account(acting) => acting.role.as_str(),
            Actor::System(_) => "system",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_holds_in_its_subtree_only() {
        let can = Can::new("t.t.t", &[Role::KelurahanOfficer]);
        let code = |text| AreaCode::parse(text).unwrap();
        let actor = |role, area| {
            Actor::Account(Acting {
                account: AccountId(uuid::Uuid::nil()),
                role,
                area: code(area),
                agency: None,
            })
        };
        for (actor, area, may) in [
            (actor(Role::KelurahanOfficer, "33.74.06.1001"), "33.74.06.1001/002/001", true),
            (actor(Role::KelurahanOfficer, "33.74.06.1001"), "33.74.06.1002", false),
            (actor(Role::KelurahanOfficer, "33.74.06.1001"), "33.74.06", false),
            (actor(Role::Citizen, "33.74"), "33.74.06.1001", false),
            (Actor::Visitor, "33.74.06.1001", false),
            (Actor::System("t"), "33.74.06.1001", true),
        ] {
            assert_eq!(actor.may(can, &code(area)), may, "{actor:?} {area}");
        }
    }
}
