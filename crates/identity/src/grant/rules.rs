//! Who may grant what, and which role belongs to which level of territory.
//!
//! | who                 | grants                              | where                        | agency           |
//! |---------------------|-------------------------------------|------------------------------|------------------|
//! | city administrator  | every role                          | the own city                 | any of the city  |
//! | agency officer      | mentor, entrepreneur, partner       | the own subtree              | the own          |
//! | kecamatan officer   | kelurahan officer, mentor, entrepreneur | the own kecamatan        | none, or the own |
//! | kelurahan officer   | entrepreneur                        | the own kelurahan            | none             |
//! | everybody else      | nothing                             |                              |                  |
//!
//! | role                                  | territory                                       |
//! |---------------------------------------|-------------------------------------------------|
//! | city administrator, analyst, partner  | the whole city (or the whole province)          |
//! | agency officer, mentor                | the city, a kecamatan or a kelurahan            |
//! | kecamatan officer                     | a kecamatan                                     |
//! | kelurahan officer                     | a kelurahan                                     |
//! | entrepreneur, citizen                 | any                                             |

use kernel::id::AgencyId;
use kernel::{AreaCode, Level, Role};

/// A role where and for whom it holds.
#[derive(Debug, Clone, Copy)]
pub struct Power<'a> {
    pub role: Role,
    pub area: &'a AreaCode,
    pub agency: Option<AgencyId>,
}

/// Whether whoever holds `by` may grant, or end, `new`.
pub fn may_grant(by: Power<'_>, new: Power<'_>) -> bool {
    grantable(by.role).contains(&new.role) && by.area.contains(new.area) && same_house(by, new)
}

/// The roles that a role may grant.
pub fn grantable(by: Role) -> &'static [Role] {
    match by {
        Role::CityAdmin => &Role::ALL,
        Role::AgencyOfficer => &[Role::Mentor, Role::Entrepreneur, Role::Partner],
        Role::KecamatanOfficer => &[Role::KelurahanOfficer, Role::Mentor, Role::Entrepreneur],
        Role::KelurahanOfficer => &[Role::Entrepreneur],
        Role::Mentor | Role::Analyst | Role::Entrepreneur | Role::Partner | Role::Citizen => &[],
    }
}

fn same_house(by: Power<'_>, new: Power<'_>) -> bool {
    match by.role {
        Role::CityAdmin => true,
        // What an agency's officer grants is the agency's: another officer of it can end it again.
        Role::AgencyOfficer => by.agency.is_some() && new.agency == by.agency,
        Role::KecamatanOfficer => new.agency.is_none() || new.agency == by.agency,
        Role::KelurahanOfficer
        | Role::Mentor
        | Role::Analyst
        | Role::Entrepreneur
        | Role::Partner
        | Role::Citizen => new.agency.is_none(),
    }
}

/// Whether a role can hold over this territory.
pub fn fits(role: Role, area: &AreaCode) -> bool {
    let level = area.level();
    match role {
        Role::CityAdmin | Role::Analyst | Role::Partner => {
            AreaCode::of_city(area.city()).as_ref() == Some(area)
        }
        Role::AgencyOfficer | Role::Mentor => level <= Level::Kelurahan,
        Role::KecamatanOfficer => level == Level::Kecamatan,
        Role::KelurahanOfficer => level == Level::Kelurahan,
        Role::Entrepreneur | Role::Citizen => true,
    }
}

/// Whether a role is held for an agency: must be, may be, or never is.
pub fn agency(role: Role) -> Needed {
    match role {
        Role::AgencyOfficer => Needed::Yes,
        Role::Mentor | Role::KecamatanOfficer | Role::KelurahanOfficer | Role::Analyst | Role::Partner => {
            Needed::Maybe
        }
        Role::CityAdmin | Role::Entrepreneur | Role::Citizen => Needed::No,
    }
}

/// Whether something is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    Yes,
    Maybe,
    No,
}
