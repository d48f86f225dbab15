//! Who can sign in to the demo: in each city one invented person per role.

use identity::account::{self, AccountName, Opening};
use identity::agency::{self, Kind, Names};
use identity::credential::{About, Hashed, Password, Stands};
use identity::grant::{self, NewGrant};
use kernel::contact::Email;
use kernel::id::AgencyId;
use kernel::{Actor, AreaCode, City, Db, Error, Role, Tx};

/// The password of every account of the demo.
pub const PASSWORD: &str = "kopi pagi di pasar";

/// One way into the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub city: String,
    pub email: String,
    pub name: &'static str,
    pub role: Role,
    pub area: AreaCode,
}

/// Kecamatan and kelurahan that the officers of each city serve: those that the cities' stories tell of.
const PLACES: [(&str, &str, &str); 5] = [
    ("magelang", "33.71.01", "33.71.01.1003"),
    ("depok", "32.76.01", "32.76.01.1007"),
    ("serang", "36.73.01", "36.73.01.1001"),
    ("kediri", "35.71.01", "35.71.01.1001"),
    ("semarang", "33.74.06", "33.74.06.1001"),
];

/// Role, first part of the address, name.
const PEOPLE: [(Role, &str, &str); 9] = [
    (Role::CityAdmin, "admin", "Ratna Dewi"),
    (Role::AgencyOfficer, "dinas", "Bambang Sutrisno"),
    (Role::KecamatanOfficer, "kecamatan", "Siti Aminah"),
    (Role::KelurahanOfficer, "kelurahan", "Agus Prasetyo"),
    (Role::Mentor, "pendamping", "Wahyu Ningsih"),
    (Role::Analyst, "bappeda", "Dian Kusuma"),
    (Role::Entrepreneur, "usaha", "Sumarni"),
    (Role::Partner, "mitra", "Hendra Wijaya"),
    (Role::Citizen, "warga", "Putri Maharani"),
];

/// All ways into a city of the demo.
pub fn sign_ins(city: &City) -> Vec<SignIn> {
    let whole = AreaCode::of_city(city.id);
    let place = PLACES.iter().find(|(slug, _, _)| *slug == city.slug);
    let (Some(whole), Some((_, kecamatan, kelurahan))) = (whole, place) else { return Vec::new() };
    PEOPLE
        .iter()
        .filter_map(|(role, local, name)| {
            let area = match role {
                Role::KecamatanOfficer => AreaCode::parse(kecamatan).ok()?,
                Role::KelurahanOfficer | Role::Mentor => AreaCode::parse(kelurahan).ok()?,
                Role::CityAdmin
                | Role::AgencyOfficer
                | Role::Analyst
                | Role::Entrepreneur
                | Role::Partner
                | Role::Citizen => whole.clone(),
            };
            let email = format!("{local}@{}.contoh.id", city.slug);
            Some(SignIn { city: city.slug.clone(), email, name, role: *role, area })
        })
        .collect()
}

/// Opens the accounts of a city that are not there yet.
pub(super) async fn fill(db: &Db, city: &City) -> Result<(), Error> {
    let password = Password::choose(PASSWORD, Stands::Alone, &About::default())?.hash().await?;
    let mut tx = db.begin(Actor::System("demo"), city.id).await?;
    let agency = dinas(&mut tx).await?;
    for person in sign_ins(city) {
        open(&mut tx, &person, agency, &password).await?;
    }
    tx.commit().await
}

async fn dinas(tx: &mut Tx) -> Result<AgencyId, Error> {
    let (name, short) = ("Dinas Koperasi dan Usaha Mikro", "Diskop UM");
    if let Some(known) = agency::list(tx).await?.into_iter().find(|agency| agency.short_name == short) {
        return Ok(known.id);
    }
    agency::add(tx, Names::parse(name, short)?, Kind::Dinas).await
}

async fn open(tx: &mut Tx, person: &SignIn, dinas: AgencyId, password: &Hashed) -> Result<(), Error> {
    let email = Email::parse(&person.email)?;
    let opening = Opening {
        name: AccountName::parse(person.name)?,
        email: Some(email),
        phone: None,
        area: None,
        language: "id",
        password: Some(password.clone()),
        confirmed: true,
    };
    // Under a savepoint, because an address that is taken means that the person is there already.
    let account = match tx.part(async |tx| account::open(tx, opening).await).await? {
        Ok(account) => account,
        Err(Error::Invalid(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    if person.role == Role::Citizen {
        return Ok(());
    }
    let agency = (person.role == Role::AgencyOfficer).then_some(dinas);
    let new = NewGrant { account, role: person.role, area: person.area.clone(), agency, until: None };
    grant::give(tx, new).await.map(|_| ())
}
