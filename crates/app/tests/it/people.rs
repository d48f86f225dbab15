//! People of a test who did not come through the demo: an account, what it may do, and a session that costs no password.

use std::net::{IpAddr, Ipv4Addr};

use identity::account::{self, AccountName, Opening};
use identity::agency;
use identity::grant::{self, GrantId, NewGrant};
use identity::session::{self, Caller, Factor};
use kernel::contact::Email;
use kernel::id::{AccountId, AgencyId};
use kernel::{Actor, AreaCode, CityId, Role};
use testkit::Browser;

use crate::kit::Kit;

pub(crate) const MACHINE: Actor = Actor::System("test");

pub(crate) fn area(code: &str) -> AreaCode {
    AreaCode::parse(code).unwrap()
}

impl Kit {
    /// An account without a role, at home in `home`.
    pub(crate) async fn person(&self, city: CityId, email: &str, home: &str) -> AccountId {
        let mut tx = self.db.tx_in(city, MACHINE).await;
        // Two of one name would stand in a list in any order.
        let name = if email.starts_with("warga") { "Budi Santoso" } else { "Sari Wulandari" };
        let opening = Opening {
            name: AccountName::parse(name).unwrap(),
            email: Some(Email::parse(email).unwrap()),
            phone: None,
            area: Some(area(home)),
            language: "id",
            password: None,
            confirmed: true,
        };
        let account = account::open(&mut tx, opening).await.unwrap();
        tx.commit().await.unwrap();
        account
    }

    /// Gives a role over an area; to officers of an agency within `agency`.
    pub(crate) async fn grant(
        &self,
        account: AccountId,
        role: Role,
        place: &str,
        agency: Option<AgencyId>,
    ) -> GrantId {
        let place = area(place);
        let mut tx = self.db.tx_in(place.city(), MACHINE).await;
        let new = NewGrant { account, role, area: place, agency, until: None };
        let grant = grant::give(&mut tx, new).await.unwrap();
        tx.commit().await.unwrap();
        grant
    }

    /// An agency of a city.
    pub(crate) async fn agency(&self, city: CityId, name: &str, short: &str) -> AgencyId {
        let mut tx = self.db.tx_in(city, MACHINE).await;
        let names = agency::Names::parse(name, short).unwrap();
        let id = agency::add(&mut tx, names, agency::Kind::Dinas).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A session that was proved just now: its id, and the value of its cookie.
    pub(crate) async fn session(&self, city: CityId, account: AccountId) -> (String, String) {
        let mut tx = self.db.tx_in(city, MACHINE).await;
        let caller = Caller { address: IpAddr::V4(Ipv4Addr::LOCALHOST), user_agent: "test".to_owned() };
        let session = session::start(&mut tx, account, Factor::Totp, &caller).await.unwrap();
        tx.commit().await.unwrap();
        (session.id.to_string(), session.token.reveal())
    }

    /// A browser in which this account is signed in.
    pub(crate) async fn browser_of(&self, city: CityId, account: AccountId) -> Browser {
        let browser = self.browser();
        let (_, token) = self.session(city, account).await;
        browser.set_cookie(&cookie(city), &token);
        browser
    }

    /// Somebody with a role over an area, signed in.
    pub(crate) async fn browser_as(&self, role: Role, place: &str) -> Browser {
        let city = area(place).city();
        let account = self.person(city, &format!("{}@uji.contoh.id", role.as_str()), place).await;
        if role != Role::Citizen {
            let agency = match role {
                Role::AgencyOfficer => Some(self.agency(city, "Dinas Pengujian", "Uji").await),
                Role::CityAdmin
                | Role::KecamatanOfficer
                | Role::KelurahanOfficer
                | Role::Mentor
                | Role::Analyst
                | Role::Entrepreneur
                | Role::Partner
                | Role::Citizen => None,
            };
            self.grant(account, role, place, agency).await;
        }
        self.browser_of(city, account).await
    }
}

/// The name of the cookie of a city's sessions in tests, which have no HTTPS.
pub(crate) fn cookie(city: CityId) -> String {
    web::visit::session_cookie("http://localhost:8080", city)
}
