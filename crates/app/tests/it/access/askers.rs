//! Who asks.

use kernel::id::{AccountId, AgencyId};
use kernel::{CityId, Role};
use testkit::{DEPOK, SEMARANG};

use crate::kit::Kit;

/// The kelurahan that all examples lie in: Penggaron Kidul in Pedurungan, Semarang.
pub(crate) const HERE: &str = "33.74.06.1001";
/// Another kelurahan, in another kecamatan.
const ELSEWHERE: &str = "33.74.07.1001";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    /// Nobody signed in.
    Visitor,
    /// Whom the thing belongs to, or is about: a citizen of this kelurahan.
    Oneself,
    Citizen,
    Entrepreneur,
    Partner,
    /// A mentor in this kelurahan.
    Mentor,
    /// An officer of this kelurahan.
    Village,
    /// An officer of another kelurahan.
    OtherVillage,
    /// An officer of this kecamatan.
    District,
    /// An officer of another kecamatan.
    OtherDistrict,
    Agency,
    Analyst,
    Admin,
    /// The administrator of another city, who shows that city's session to this one.
    Stray,
    /// The administrator of another city, at home, with the id of a thing of this one.
    Foreign,
}

impl Asker {
    pub(crate) const ALL: [Asker; 15] = [
        Asker::Visitor,
        Asker::Oneself,
        Asker::Citizen,
        Asker::Entrepreneur,
        Asker::Partner,
        Asker::Mentor,
        Asker::Village,
        Asker::OtherVillage,
        Asker::District,
        Asker::OtherDistrict,
        Asker::Agency,
        Asker::Analyst,
        Asker::Admin,
        Asker::Stray,
        Asker::Foreign,
    ];

    /// The head of the column.
    pub(crate) fn head(self) -> &'static str {
        match self {
            Asker::Visitor => "visitor",
            Asker::Oneself => "oneself",
            Asker::Citizen => "citizen",
            Asker::Entrepreneur => "business",
            Asker::Partner => "partner",
            Asker::Mentor => "mentor",
            Asker::Village => "village",
            Asker::OtherVillage => "village*",
            Asker::District => "district",
            Asker::OtherDistrict => "district*",
            Asker::Agency => "agency",
            Asker::Analyst => "analyst",
            Asker::Admin => "admin",
            Asker::Stray => "stray",
            Asker::Foreign => "foreign",
        }
    }

    /// Whose addresses are asked.
    pub(crate) fn prefix(self) -> &'static str {
        if self == Asker::Foreign { "/depok" } else { "/semarang" }
    }

    /// Whose session is shown.
    pub(crate) fn home(self) -> CityId {
        if matches!(self, Asker::Stray | Asker::Foreign) { DEPOK } else { SEMARANG }
    }

    /// Whose cookie it is shown as.
    pub(crate) fn asked(self) -> CityId {
        if self == Asker::Foreign { DEPOK } else { SEMARANG }
    }

    fn grant(self) -> Option<(Role, &'static str)> {
        match self {
            Asker::Visitor | Asker::Oneself | Asker::Citizen => None,
            Asker::Entrepreneur => Some((Role::Entrepreneur, "33.74")),
            Asker::Partner => Some((Role::Partner, "33.74")),
            Asker::Mentor => Some((Role::Mentor, HERE)),
            Asker::Village => Some((Role::KelurahanOfficer, HERE)),
            Asker::OtherVillage => Some((Role::KelurahanOfficer, ELSEWHERE)),
            Asker::District => Some((Role::KecamatanOfficer, "33.74.06")),
            Asker::OtherDistrict => Some((Role::KecamatanOfficer, "33.74.07")),
            Asker::Agency => Some((Role::AgencyOfficer, "33.74")),
            Asker::Analyst => Some((Role::Analyst, "33.74")),
            Asker::Admin => Some((Role::CityAdmin, "33.74")),
            Asker::Stray | Asker::Foreign => Some((Role::CityAdmin, "32.76")),
        }
    }
}

/// The accounts behind the askers.
pub(crate) struct Cast(Vec<(Asker, AccountId)>);

impl Cast {
    pub(crate) async fn gather(kit: &Kit) -> Cast {
        let dinas = kit.agency(SEMARANG, "Dinas Koperasi dan Usaha Mikro", "Diskop UM").await;
        let mut cast = Vec::new();
        for asker in Asker::ALL {
            if asker != Asker::Visitor {
                cast.push((asker, account(kit, asker, dinas).await));
            }
        }
        Cast(cast)
    }

    /// The account of an asker, if there is one.
    pub(crate) fn account(&self, asker: Asker) -> Option<AccountId> {
        self.0.iter().find(|(one, _)| *one == asker).map(|(_, account)| *account)
    }
}

async fn account(kit: &Kit, asker: Asker, dinas: AgencyId) -> AccountId {
    let email = format!("{}@tanya.contoh.id", asker.head().replace('*', "-lain"));
    // Colleagues live elsewhere: what they may do here is their grant's, not their home's.
    let home = match asker {
        Asker::Oneself => HERE,
        Asker::Stray | Asker::Foreign => "32.76.01.1007",
        Asker::Visitor
        | Asker::Citizen
        | Asker::Entrepreneur
        | Asker::Partner
        | Asker::Mentor
        | Asker::Village
        | Asker::OtherVillage
        | Asker::District
        | Asker::OtherDistrict
        | Asker::Agency
        | Asker::Analyst
        | Asker::Admin => "33.74.01.1001",
    };
    let account = kit.person(asker.home(), &email, home).await;
    if let Some((role, place)) = asker.grant() {
        kit.grant(account, role, place, (role == Role::AgencyOfficer).then_some(dinas)).await;
    }
    account
}
