//! Who can sign in to the demo: in each city one invented person per role.

use identity::account::{self, AccountName, Opening};
use identity::credential::{About, Hashed, Password, Stands};
use identity::grant::{self, NewGrant};
use kernel::contact::Email;
use kernel::id::{AccountId, AgencyId};
use kernel::{Actor, AreaCode, City, Db, Error, Role, Tx};
use registry::examples::Sender;
use registry::group::{self, Kind, NewAchievement, NewGroup, Part};

use super::{Records, lists};

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
pub(super) async fn fill(db: &Db, city: &City, records: Records) -> Result<(), Error> {
    let password = Password::choose(PASSWORD, Stands::Alone, &About::default())?.hash().await?;
    let mut tx = db.begin(Actor::System("demo"), city.id).await?;
    let agency = lists::of(&mut tx, Sender::Cooperatives).await?;
    for person in sign_ins(city) {
        let opened = open(&mut tx, &person, agency, &password).await?;
        let (Some(account), Role::Entrepreneur) = (opened, person.role) else { continue };
        if records == Records::Full {
            recognise(&mut tx, city, account, person.name).await?;
        }
        if city.slug == "semarang" {
            group(&mut tx).await?;
        }
    }
    tx.commit().await
}

/// Gives the entrepreneur of a city a record and a business, tied to her account.
async fn recognise(tx: &mut Tx, city: &City, account: AccountId, name: &str) -> Result<(), Error> {
    let Some((_, _, kelurahan)) = PLACES.iter().find(|(slug, _, _)| *slug == city.slug) else {
        return Ok(());
    };
    let area = AreaCode::parse(kelurahan)?;
    let owner = registry::examples::person(tx, name, &area, None).await?;
    registry::examples::business(tx, owner, "Warung Sumarni", &area, "Kuliner", 7_500_000).await?;
    registry::person::recognise(tx, owner, account).await
}

/// The members of [`group`], invented: name, part, whether they agreed to be named, what they sell.
const MEMBERS: [(&str, Part, bool, &str); 7] = [
    ("Endang Lestari", Part::Chair, true, "Jahit"),
    ("Slamet Riyadi", Part::Secretary, true, "Kerajinan"),
    ("Tri Wahyuni", Part::Treasurer, true, "Kuliner"),
    ("Joko Susilo", Part::Member, true, "Kerajinan"),
    ("Nur Hidayah", Part::Member, false, "Kuliner"),
    ("Sri Mulyani", Part::Member, true, "Batik"),
    ("Agung Nugroho", Part::Member, false, "Jasa"),
];

/// The group that Semarang's story tells of: its members, what it achieved, and its page.
async fn group(tx: &mut Tx) -> Result<(), Error> {
    let area = AreaCode::parse("33.74.06")?;
    let kelurahan = AreaCode::parse("33.74.06.1001")?;
    let new = NewGroup {
        name: "Kuncup Mekar".to_owned(),
        kind: Kind::Disability,
        area,
        since: Some("2014".to_owned()),
        address: Some("Kantor Kecamatan Pedurungan, lantai 1".to_owned()),
        description_id:
            "Penyandang disabilitas di Pedurungan yang berusaha bersama: menjahit, membatik, memasak, dan \
                         membuat kerajinan.\n\nSekretariat buka setiap Selasa dan Kamis."
                .to_owned(),
        description_en:
            "People with disabilities in Pedurungan who run businesses together: sewing, batik, cooking and \
                         crafts.\n\nThe secretariat is open on Tuesdays and Thursdays."
                .to_owned(),
    };
    let group = group::add(tx, new).await?;
    for (name, part, named, sector) in MEMBERS {
        let person = registry::examples::person(tx, name, &kelurahan, None).await?;
        let shop = format!("{sector} {name}");
        registry::examples::business(tx, person, &shop, &kelurahan, sector, 3_000_000).await?;
        let member = group::join(tx, group, person, part, None).await?;
        if named {
            group::name(tx, group, member, true).await?;
        }
    }
    for (title, day) in [
        ("Pameran karya di Pasar Tematik Seni Palebon", (2023, 8, 12)),
        ("Gerai bersama di kantor kecamatan dibuka", (2025, 3, 4)),
    ] {
        let on = chrono::NaiveDate::from_ymd_opt(day.0, day.1, day.2).unwrap_or_default();
        let new = NewAchievement { title: title.to_owned(), on, link: None, proof: None };
        group::achieve(tx, group, new).await?;
    }
    group::publish(tx, group).await.map(|_| ())
}

/// Opens an account and gives it its role; `None` when it is there already.
async fn open(
    tx: &mut Tx,
    person: &SignIn,
    dinas: AgencyId,
    password: &Hashed,
) -> Result<Option<AccountId>, Error> {
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
        Err(Error::Invalid(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    if person.role == Role::Citizen {
        return Ok(Some(account));
    }
    let agency = (person.role == Role::AgencyOfficer).then_some(dinas);
    let new = NewGrant { account, role: person.role, area: person.area.clone(), agency, until: None };
    grant::give(tx, new).await?;
    Ok(Some(account))
}
