use chrono::NaiveDate;
use kernel::nik::Nik;
use kernel::{Actor, AreaCode, CityId, Error, Role, Rupiah};
use testkit::TestDb;

use super::claims::{Address, BusinessClaims, Measure, MeasureKind, PersonClaims, Standing};
use super::link::{Subject, relink};
use super::survive;
use super::*;
use crate::business::{self, BusinessId};
use crate::person::{self, PersonId, register::NewPerson};

const DEPOK: CityId = CityId(3276);

fn kelurahan() -> AreaCode {
    AreaCode::parse("32.76.01.1006").unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn source(kind: Kind, observed_on: &str, person: PersonClaims) -> Source {
    Source {
        id: SourceId(uuid::Uuid::now_v7()),
        kind,
        agency: None,
        observed_on: day(observed_on),
        at: format!("{observed_on}T08:00:00Z").parse().unwrap(),
        person,
        business: BusinessClaims::default(),
        number: Number::None,
        nik: None,
        npwp: None,
    }
}

fn named(name: &str) -> PersonClaims {
    PersonClaims { name: Some(name.to_owned()), ..PersonClaims::default() }
}

#[test]
fn a_name_is_what_most_lists_say_unless_somebody_gave_his_word() {
    let lists = [
        source(Kind::Row, "2021-01-01", named("Siti Aminah")),
        source(Kind::Row, "2022-01-01", named("SITI AMINAH")),
        source(Kind::Row, "2023-01-01", named("Siti Amnah")),
    ];
    assert_eq!(survive::person(&lists, None).name.as_deref(), Some("SITI AMINAH"));
    let mut all = lists.to_vec();
    all.push(source(Kind::Desk, "2022-06-01", named("Siti Aminah Putri")));
    assert_eq!(survive::person(&all, None).name.as_deref(), Some("Siti Aminah Putri"));
}

#[test]
fn what_a_human_emptied_stays_empty_until_a_human_fills_it() {
    let phone = |n: &str| PersonClaims { phones: vec![n.to_owned()], ..PersonClaims::default() };
    let empty = PersonClaims { cleared: vec!["phones".to_owned()], ..PersonClaims::default() };
    let mut all = vec![
        source(Kind::Row, "2025-01-01", phone("+628111111111")),
        source(Kind::Desk, "2024-01-01", empty),
    ];
    assert!(survive::person(&all, None).phones.is_empty());
    all.push(source(Kind::Desk, "2024-06-01", phone("+628222222222")));
    assert_eq!(survive::person(&all, None).phones, ["+628222222222"]);
}

#[test]
fn what_a_human_puts_in_the_place_of_a_list_of_values_stands_alone() {
    let phones = |all: &[&str]| all.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let old = PersonClaims { phones: phones(&["+628111111111", "+628333333333"]), ..PersonClaims::default() };
    let new = PersonClaims {
        phones: phones(&["+628222222222"]),
        cleared: vec!["phones".to_owned()],
        ..PersonClaims::default()
    };
    let all = [source(Kind::Row, "2025-01-01", old), source(Kind::Desk, "2024-01-01", new)];
    assert_eq!(survive::person(&all, None).phones, ["+628222222222"]);
}

#[test]
fn a_business_without_an_address_lies_where_its_owner_lives() {
    let person = PersonClaims {
        home: Address { area: Some(kelurahan()), ..Address::default() },
        ..PersonClaims::default()
    };
    let values = survive::business(&[source(Kind::Row, "2024-01-01", person)]);
    assert_eq!(values.address.area, Some(kelurahan()));
}

#[test]
fn the_newest_word_on_whether_a_business_runs_counts() {
    let stands = |kind, on: &str, standing| {
        let mut source = source(kind, on, PersonClaims::default());
        source.business.standing = Some(standing);
        source
    };
    let all =
        [stands(Kind::Desk, "2023-01-01", Standing::Closed), stands(Kind::Row, "2024-01-01", Standing::Open)];
    assert_eq!(survive::business(&all).standing, Standing::Open);
}

async fn kit() -> TestDb {
    testkit::db().await
}

async fn person(tx: &mut kernel::Tx, name: &str, nik: Option<&str>) -> Result<PersonId, Error> {
    let home = Address { area: Some(kelurahan()), rt: Some(3), rw: Some(12), ..Address::default() };
    let claims = PersonClaims { home, ..named(name) };
    let new = NewPerson { claims, nik: nik.map(|nik| Nik::parse(nik).unwrap()), npwp: None };
    person::register(tx, new).await
}

async fn row_of(tx: &mut kernel::Tx, id: PersonId) -> (String, Option<String>, String, i32, bool) {
    let row = sqlx::query!(
        "select name, sex, area, sources, withdrawn_at from registry.person where city = 3276 and id = $1",
        id.0
    )
    .fetch_one(tx.conn())
    .await
    .unwrap();
    (row.name, row.sex, row.area, row.sources, row.withdrawn_at.is_some())
}

#[tokio::test]
async fn a_registered_person_is_computed_from_what_was_said() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let id = person(&mut tx, "Siti Aminah", Some("3276015708900001")).await.unwrap();
    let row = row_of(&mut tx, id).await;
    assert_eq!(row, ("Siti Aminah".into(), Some("female".into()), "32.76.01.1006".into(), 1, false));
    assert_eq!(tx.told(), ["registry.record.computed"]);
}

#[tokio::test]
async fn one_nik_is_one_person() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    person(&mut tx, "Siti Aminah", Some("3276015708900001")).await.unwrap();
    let twice = person(&mut tx, "Siti Amnah", Some("3276015708900001")).await;
    assert!(matches!(twice, Err(Error::Invalid(fields)) if fields[0].0 == "nik"));
}

#[tokio::test]
async fn an_amendment_goes_before_and_is_kept_beside_what_was_said() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let id = person(&mut tx, "Siti Amnah", None).await.unwrap();
    let said = NewPerson { claims: named("Siti Aminah"), ..NewPerson::default() };
    person::amend(&mut tx, id, said).await.unwrap();
    let row = row_of(&mut tx, id).await;
    assert_eq!((row.0.as_str(), row.3), ("Siti Aminah", 2));
}

#[tokio::test]
async fn computing_again_changes_nothing() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let owner = person(&mut tx, "Siti Aminah", Some("3276015708900001")).await.unwrap();
    let measures =
        vec![Measure { kind: MeasureKind::Capital, value: 5_000_000, unit: None, year: Some(2024) }];
    let claims = BusinessClaims { name: Some("Warung Sari".into()), measures, ..BusinessClaims::default() };
    let business = business::register(&mut tx, &[owner], claims).await.unwrap();
    let before = all(&mut tx).await;
    settle(&mut tx, &[owner], &[business]).await.unwrap();
    assert_eq!(all(&mut tx).await, before);
}

async fn all(tx: &mut kernel::Tx) -> Vec<serde_json::Value> {
    sqlx::query_scalar(
        "select to_jsonb(p) - 'computed_at' from registry.person p
         union all select to_jsonb(b) - 'computed_at' from registry.business b
         union all select to_jsonb(o) from registry.ownership o
         union all select to_jsonb(m) from registry.measure m
         union all select to_jsonb(q) from registry.permit q order by 1",
    )
    .fetch_all(tx.conn())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_source_linked_elsewhere_and_back_restores_both_records() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let one = person(&mut tx, "Siti Aminah", Some("3276015708900001")).await.unwrap();
    let other = person(&mut tx, "Siti Rahma", None).await.unwrap();
    let claims = BusinessClaims { name: Some("Warung Sari".into()), ..BusinessClaims::default() };
    business::register(&mut tx, &[other], claims).await.unwrap();
    let before = all(&mut tx).await;
    let said = sqlx::query_scalar!(
        "select source from registry.membership where city = 3276 and person = $1 order by id limit 1",
        other.0
    )
    .fetch_one(tx.conn())
    .await
    .unwrap();
    relink(&mut tx, SourceId(said), Subject::Person(one)).await.unwrap();
    assert_ne!(all(&mut tx).await, before);
    relink(&mut tx, SourceId(said), Subject::Person(other)).await.unwrap();
    assert_eq!(all(&mut tx).await, before);
}

#[tokio::test]
async fn closing_and_reopening_leaves_its_days() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let owner = person(&mut tx, "Siti Aminah", None).await.unwrap();
    let claims = BusinessClaims { name: Some("Warung Sari".into()), ..BusinessClaims::default() };
    let id: BusinessId = business::register(&mut tx, &[owner], claims).await.unwrap();
    let today = tx.today();
    business::close(&mut tx, id, today, "pemilik pindah").await.unwrap();
    assert_eq!(business::find::standing(&mut tx, id).await.unwrap().0, Standing::Closed);
    business::close(&mut tx, id, today, "sekali lagi").await.unwrap();
    business::reopen(&mut tx, id, today, "kembali berjualan").await.unwrap();
    assert_eq!(business::find::standing(&mut tx, id).await.unwrap().0, Standing::Open);
}

#[tokio::test]
async fn class_level_and_trade_follow_from_what_was_said() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let owner = person(&mut tx, "Siti Aminah", None).await.unwrap();
    let sales = |year, value| Measure { kind: MeasureKind::YearlySales, value, unit: None, year: Some(year) };
    let claims = BusinessClaims {
        name: Some("Warung Sari".into()),
        sector: Some("Kuliner".into()),
        started_year: Some(2015),
        measures: vec![sales(2023, 2_000_000_000), sales(2025, 2_000_000_001)],
        ..BusinessClaims::default()
    };
    let id = business::register(&mut tx, &[owner], claims).await.unwrap();
    let row = sqlx::query!(
        "select sector, size_class, size_rules, level, sales from registry.business where city = 3276 and id = $1",
        id.0
    )
    .fetch_one(tx.conn())
    .await
    .unwrap();
    assert_eq!(row.sector.as_deref(), Some("culinary"));
    assert_eq!((row.size_class.as_str(), row.size_rules.as_deref()), ("small", Some("pp-7-2021")));
    assert_eq!((row.level.is_some(), row.sales), (true, Some(2_000_000_001)));
    let (size, _) = business::judged(&mut tx, id).await.unwrap();
    assert_eq!(size.class.as_str(), "small");
}

/// A business with fifty million rupiah of sales, as stated for 2024.
async fn sold_by(tx: &mut kernel::Tx) -> Result<BusinessId, Error> {
    let owner = person(tx, "Siti Aminah", None).await?;
    let measure = Measure { kind: MeasureKind::YearlySales, value: 50_000_000, unit: None, year: Some(2024) };
    let claims = BusinessClaims {
        name: Some("Dapur Sari".into()),
        measures: vec![measure],
        ..BusinessClaims::default()
    };
    business::register(tx, &[owner], claims).await
}

#[tokio::test]
async fn what_the_market_counted_stands_where_it_is_more_than_what_was_stated_before() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let id = sold_by(&mut tx).await.unwrap();
    let last = tx.today().pred_opt().unwrap();
    let before = last.pred_opt().unwrap();
    business::sold(&mut tx, before, &[(id, Rupiah(20_000_000))]).await.unwrap();
    assert_eq!(
        business::record::one(&mut tx, id).await.unwrap().sales,
        Some(50_000_000),
        "a part of all sales"
    );
    business::sold(&mut tx, last, &[(id, Rupiah(80_000_000))]).await.unwrap();
    business::sold(&mut tx, last, &[(id, Rupiah(80_000_000))]).await.unwrap();
    assert_eq!(business::record::one(&mut tx, id).await.unwrap().sales, Some(80_000_000));
    let all = business::record::measures(&mut tx, id).await.unwrap();
    assert_eq!(all.iter().filter(|one| one.kind == "market_sales").count(), 2, "told twice, written once");
}

#[tokio::test]
async fn nobody_says_by_hand_what_the_market_counts() {
    let kit = kit().await;
    let mut tx = kit.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let id = sold_by(&mut tx).await.unwrap();
    let measure = Measure { kind: MeasureKind::MarketSales, value: 1, unit: None, year: None };
    let claims = BusinessClaims { measures: vec![measure], ..BusinessClaims::default() };
    assert!(matches!(business::amend(&mut tx, id, claims).await, Err(Error::Invalid(_))));
    tx.commit().await.unwrap();
    let mut tx = kit.db.begin(testkit::actor(Role::CityAdmin, "32.76"), DEPOK).await.unwrap();
    let today = tx.today();
    assert!(matches!(business::sold(&mut tx, today, &[(id, Rupiah(1))]).await, Err(Error::Forbidden)));
}
