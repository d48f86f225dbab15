use crate::permit;
use kernel::{Actor, AreaCode, CityId, Role, Tx};
use testkit::TestDb;

use super::sound::sound;
use super::*;
use crate::business::{self, BusinessId};
use crate::person::{self, PersonId, register::NewPerson};
use crate::source::claims::{Address, BusinessClaims, KbliClaim, PermitClaim, PersonClaims};

const DEPOK: CityId = CityId(3276);
const BEJI: &str = "32.76.06.1001";
const MEKARJAYA: &str = "32.76.05.1004";

#[test]
fn spellings_that_people_take_for_one_another_sound_alike() {
    for (one, other) in [
        ("Sity", "Siti"),
        ("Aminnah", "Aminah"),
        ("Amina", "Aminah"),
        ("Muhamad", "Mochamad"),
        ("Muhammad", "Moh"),
        ("Soekarno", "Sukarno"),
        ("Djoko", "Joko"),
        ("Tjipto", "Cipto"),
        ("Achmad", "Ahmad"),
        ("Akhmad", "Ahmad"),
        ("Fatimah", "Patimah"),
        ("Zaenal", "Sainal"),
        ("Ma'ruf", "Maruf"),
        ("Rizqi", "Riski"),
        ("Arief", "Arif"),
        ("Kafé", "Kafe"),
    ] {
        assert_eq!(sound(one), sound(other), "{one} {other}");
    }
    for (one, other) in [("Siti", "Sari"), ("Budi", "Rudi"), ("Laundry", "Londo"), ("Aminah", "Aminudin")] {
        assert_ne!(sound(one), sound(other), "{one} {other}");
    }
}

async fn kit() -> TestDb {
    testkit::db_prepared("territory", &[], &[], async |conn| territory::reference::load_for_tests(conn).await)
        .await
}

struct Town {
    siti: PersonId,
    mochamad: PersonId,
    suharjono: PersonId,
    laundry: BusinessId,
    warung: BusinessId,
    workshop: BusinessId,
}

fn at(area: &str) -> Address {
    Address { area: Some(AreaCode::parse(area).unwrap()), ..Address::default() }
}

async fn someone(tx: &mut Tx, name: &str, area: &str, phone: &str) -> PersonId {
    let claims = PersonClaims {
        name: Some(name.into()),
        home: at(area),
        phones: vec![phone.into()],
        ..PersonClaims::default()
    };
    person::register(tx, NewPerson { claims, ..NewPerson::default() }).await.unwrap()
}

fn named(name: &str, area: &str) -> BusinessClaims {
    BusinessClaims { name: Some(name.into()), address: at(area), ..BusinessClaims::default() }
}

fn trade(code: &str) -> Vec<KbliClaim> {
    vec![KbliClaim { code: code.into(), version: None }]
}

async fn town(tx: &mut Tx) -> Town {
    let siti = someone(tx, "Siti Aminah", BEJI, "081234567890").await;
    let mochamad = someone(tx, "Mochamad Nur Hayat", MEKARJAYA, "02177889900").await;
    let suharjono = someone(tx, "Soeharjono", MEKARJAYA, "085600001111").await;
    let claims =
        BusinessClaims { brand: Some("Kinclong".into()), kbli: trade("96200"), ..named("Bersih Jaya", BEJI) };
    let laundry = business::register(tx, &[siti], claims).await.unwrap();
    let nib = PermitClaim {
        kind: permit::Kind::Nib,
        number: Some("9120001234567".into()),
        year: None,
        issued: None,
        expires: None,
        held: true,
    };
    let claims = BusinessClaims { permits: vec![nib], kbli: trade("56102"), ..named("Bu Tinah", MEKARJAYA) };
    let warung = business::register(tx, &[mochamad], claims).await.unwrap();
    let claims = BusinessClaims { sector: Some("Otomotif".into()), ..named("Maju Motor", MEKARJAYA) };
    let workshop = business::register(tx, &[suharjono], claims).await.unwrap();
    Town { siti, mochamad, suharjono, laundry, warung, workshop }
}

async fn ids(tx: &mut Tx, text: &str) -> Vec<Uuid> {
    find(tx, business::SEE, &Query::new(text)).await.unwrap().ids()
}

#[tokio::test]
async fn a_person_is_found_however_the_name_is_spelt() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let town = town(&mut tx).await;
    for (text, person) in [
        ("Siti Aminah", town.siti),
        ("sity aminnah", town.siti),
        ("siti amniah", town.siti),
        ("aminah siti", town.siti),
        ("muhammad nurhayat", town.mochamad),
        ("Moch. Nur Hayat", town.mochamad),
        ("suharjono", town.suharjono),
        ("suharyono", town.suharjono),
        ("0812-3456-7890", town.siti),
        ("+62 812 3456 7890", town.siti),
        ("567890", town.siti),
        ("021 7788 9900", town.mochamad),
        ("siti 567890", town.siti),
    ] {
        assert_eq!(ids(&mut tx, text).await.first(), Some(&person.0), "{text}");
    }
    for text in ["budi santoso", "999999", "", "   ", "'&|!():*\\", "%%%"] {
        assert_eq!(ids(&mut tx, text).await, Vec::<Uuid>::new(), "{text}");
    }
}

#[tokio::test]
async fn a_business_is_found_by_everyday_words_numbers_and_places() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let town = town(&mut tx).await;
    let code = sqlx::query_scalar!(
        "select code from registry.business where city = 3276 and id = $1",
        town.laundry.0
    )
    .fetch_one(tx.conn())
    .await
    .unwrap();
    for (text, business) in [
        ("laundry", town.laundry),
        ("londri beji", town.laundry),
        ("siti laundry beji", town.laundry),
        ("kinclong", town.laundry),
        ("kincong", town.laundry),
        (code.as_str(), town.laundry),
        (&code.to_lowercase().replace('-', " "), town.laundry),
        ("warung", town.warung),
        ("warung mekar jaya", town.warung),
        ("warung mekarjaya", town.warung),
        ("9120001234567", town.warung),
        ("NIB 9120-0012-34567", town.warung),
        ("56102", town.warung),
        ("motor suharyono", town.workshop),
        ("otomotif", town.workshop),
    ] {
        assert_eq!(ids(&mut tx, text).await.first(), Some(&business.0), "{text}");
    }
}

#[tokio::test]
async fn a_mended_question_is_said_and_one_that_fits_in_part_too() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let town = town(&mut tx).await;
    let found = find(&mut tx, business::SEE, &Query::new("siti amniah")).await.unwrap();
    assert_eq!(found.corrected.as_deref(), Some("siti aminah"));
    let found = find(&mut tx, business::SEE, &Query::new("siti aminah")).await.unwrap();
    assert_eq!((found.corrected, found.whole, found.more), (None, true, false));
    let found = find(&mut tx, business::SEE, &Query::new("siti aminah xylophon")).await.unwrap();
    assert!(!found.whole);
    assert_eq!(found.hits[0].subject, town.siti.0);
    let begun = Query { begun: true, ..Query::of(Kind::Person, "siti am") };
    assert_eq!(find(&mut tx, person::SEE, &begun).await.unwrap().ids(), [town.siti.0]);
}

#[tokio::test]
async fn nobody_finds_beyond_the_own_territory_city_and_permission() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let town = town(&mut tx).await;
    tx.commit().await.unwrap();
    let mut beji = kit.tx_in(DEPOK, testkit::actor(Role::KelurahanOfficer, BEJI)).await;
    assert_eq!(ids(&mut beji, "siti").await.len(), 2);
    assert!(ids(&mut beji, "warung").await.is_empty());
    assert!(ids(&mut beji, "9120001234567").await.is_empty());
    let mut kecamatan = kit.tx_in(DEPOK, testkit::actor(Role::KecamatanOfficer, "32.76.05")).await;
    assert_eq!(ids(&mut kecamatan, "warung").await, [town.warung.0]);
    let mut elsewhere = kit.tx_in(testkit::SEMARANG, testkit::actor(Role::CityAdmin, "33.74")).await;
    assert!(ids(&mut elsewhere, "siti").await.is_empty());
    let mut citizen = kit.tx_in(DEPOK, testkit::actor(Role::Citizen, "32.76")).await;
    let refused = find(&mut citizen, business::SEE, &Query::new("siti")).await;
    assert!(matches!(refused, Err(kernel::Error::Forbidden)));
}

#[tokio::test]
async fn the_function_answers_for_the_city_of_the_transaction_alone() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    town(&mut tx).await;
    tx.commit().await.unwrap();
    let count = "select count(*) from registry.search(3276, '', '{1,1}', '{person,business}', \
                 array[$$'3276pwsiti'$$, $$'3276bwsiti'$$], '', 10)";
    let mut depok = kit.db.begin(Actor::Visitor, DEPOK).await.unwrap();
    assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(depok.conn()).await.unwrap(), 2);
    let mut semarang = kit.db.begin(Actor::Visitor, testkit::SEMARANG).await.unwrap();
    assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(semarang.conn()).await.unwrap(), 0);
    // A connection on which no transaction said its city.
    assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(kit.db.pool()).await.unwrap(), 0);
}

#[tokio::test]
async fn what_is_corrected_is_found_as_corrected_and_what_is_withdrawn_not_at_all() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let town = town(&mut tx).await;
    tx.commit().await.unwrap();
    kit.later(chrono::TimeDelta::days(1));
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let claims = PersonClaims { name: Some("Rahayu Wulandari".into()), ..PersonClaims::default() };
    person::amend(&mut tx, town.siti, NewPerson { claims, ..NewPerson::default() }).await.unwrap();
    assert!(ids(&mut tx, "siti").await.is_empty());
    assert_eq!(ids(&mut tx, "laundry rahayu").await, [town.laundry.0]);
    let counted = async |tx: &mut Tx| {
        super::count::count(tx).await.unwrap();
        sqlx::query_scalar!("select uses from registry.vocabulary where city = 3276 and word = 'siti'")
            .fetch_optional(tx.conn())
            .await
            .unwrap()
    };
    assert_eq!(counted(&mut tx).await, Some(0));
    assert_eq!(counted(&mut tx).await, None);
    sqlx::query!(
        "update registry.membership set ended_at = at where city = 3276 and person = $1",
        town.siti.0
    )
    .execute(tx.conn())
    .await
    .unwrap();
    crate::source::settle(&mut tx, &[town.siti], &[]).await.unwrap();
    assert_eq!(ids(&mut tx, "wulandari").await, [town.laundry.0]);
}
