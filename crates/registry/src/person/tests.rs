use kernel::{Error, Role, Tx};
use testkit::{DEPOK, TestDb};

use super::find::{list, one};
use super::own_data::{self, forget};
use super::register::NewPerson;
use super::{Described, PersonId, alike, recognise, register, reveal};
use crate::business::{self, record};
use crate::examples;
use crate::listing::{Ask, Narrow, Part};
use crate::request::{self, NewRequest};
use crate::source::claims::{Address, BusinessClaims};
use crate::testing::{HERE, account, here, machine};

const NIK: &str = "3374065708900001";

fn all() -> Ask<'static> {
    Ask {
        narrow: Narrow::default(),
        midnight: None,
        sort: ("nama", false),
        sorted: false,
        part: Part { limit: 50, offset: 0 },
    }
}

async fn sari(tx: &mut Tx) -> PersonId {
    examples::person(tx, "Siti Aminah", &here(), Some(NIK)).await.unwrap()
}

async fn kit() -> (TestDb, PersonId) {
    let db = testkit::db().await;
    let mut tx = db.tx(machine()).await;
    let id = sari(&mut tx).await;
    examples::business(&mut tx, id, "Warung Sari", &here(), "Kuliner", 5_000_000).await.unwrap();
    tx.commit().await.unwrap();
    (db, id)
}

#[tokio::test]
async fn lists_and_pages_end_where_the_role_ends() {
    let (db, id) = kit().await;
    for (role, area, listed, page) in [
        (Role::CityAdmin, "33.74", Some(1), true),
        (Role::KelurahanOfficer, HERE, Some(1), true),
        (Role::KelurahanOfficer, "33.74.06.1002", Some(0), false),
        (Role::KecamatanOfficer, "33.74.07", Some(0), false),
        (Role::Analyst, "33.74", None, false),
        (Role::Entrepreneur, "33.74", None, false),
    ] {
        let mut tx = db.tx(testkit::actor(role, area)).await;
        let found = list(&mut tx, &all()).await;
        assert_eq!(found.as_ref().ok().map(|found| found.total), listed, "{role:?} {area}");
        assert_eq!(business::find::list(&mut tx, &all()).await.ok().map(|found| found.total), listed);
        assert_eq!(one(&mut tx, id).await.is_ok(), page, "{role:?} {area}");
        if !page {
            assert!(matches!(one(&mut tx, id).await, Err(Error::NotFound(_))));
        }
    }
    let mut tx = db.tx_in(DEPOK, testkit::actor(Role::CityAdmin, "32.76")).await;
    assert_eq!(list(&mut tx, &all()).await.unwrap().total, 0);
    assert!(matches!(one(&mut tx, id).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn a_list_is_narrowed_by_each_of_its_filters() {
    let (db, _) = kit().await;
    let mut tx = db.tx(testkit::actor(Role::CityAdmin, "33.74")).await;
    for (query, people, businesses) in [
        ("wilayah=33.74.06", 1, 1),
        ("wilayah=33.74.06.1001/012/003", 1, 0),
        ("wilayah=33.74.07", 0, 0),
        ("jenis_kelamin=female", 1, 1),
        ("jenis_kelamin=male", 0, 0),
        ("disabilitas=ada", 0, 0),
        ("usaha=ada", 1, 1),
        ("usaha=tanpa", 0, 1),
        ("status=open", 1, 1),
        ("status=closed", 1, 0),
        ("izin=nib", 1, 0),
        ("izin=habis", 1, 0),
        ("ukuran=large", 1, 0),
        ("impor=00000000-0000-7000-8000-000000000000", 0, 0),
        ("instansi=00000000-0000-7000-8000-000000000000", 0, 0),
        ("q=aminah", 1, 1),
        ("q=zzyzx", 0, 0),
    ] {
        let narrow = Narrow::read(&web::ListQuery::parse(query)).unwrap();
        let ask = Ask { narrow, ..all() };
        assert_eq!(list(&mut tx, &ask).await.unwrap().total, people, "people {query}");
        assert_eq!(
            business::find::list(&mut tx, &ask).await.unwrap().total,
            businesses,
            "businesses {query}"
        );
    }
    assert!(Narrow::read(&web::ListQuery::parse("ukuran=raksasa")).is_err());
}

#[tokio::test]
async fn a_nik_is_shown_for_a_reason_to_whoever_may_and_not_without_end() {
    let (db, id) = kit().await;
    let officer = testkit::actor(Role::KelurahanOfficer, HERE);
    let mut tx = db.tx(officer.clone()).await;
    assert!(matches!(reveal::nik(&mut tx, id, "KTP").await, Err(Error::Invalid(_))));
    for _ in 0..30 {
        let shown = reveal::nik(&mut tx, id, "mencocokkan dengan KTP").await.unwrap();
        assert_eq!(shown.as_str(), NIK);
    }
    assert!(matches!(reveal::nik(&mut tx, id, "mencocokkan dengan KTP").await, Err(Error::Refused(_))));
    let mut tx = db.tx(testkit::actor(Role::Mentor, HERE)).await;
    assert!(matches!(reveal::nik(&mut tx, id, "mencocokkan dengan KTP").await, Err(Error::Forbidden)));
    let mut tx = db.tx(machine()).await;
    assert!(reveal::nik(&mut tx, id, "mencocokkan dengan KTP").await.is_err(), "the machine does not look");
}

/// What finds Siti Aminah, and why.
fn descriptions() -> Vec<(Described, Option<&'static str>)> {
    let named = |name: &str| Described { name: name.to_owned(), ..Described::default() };
    let within = |name: &str| Described { area: Some(here()), ..named(name) };
    let birth_date = chrono::NaiveDate::from_ymd_opt(1989, 8, 17);
    let phones = vec!["+6281200001111".to_owned()];
    vec![
        (within("Sity Aminah"), Some("name")),
        (Described { begun: true, ..within("Siti Ami") }, Some("name")),
        (within("Budi Santoso"), None),
        (named("Siti Aminah"), None),
        (Described { birth_date, ..named("Aminah") }, Some("born")),
        (Described { birth_date, ..named("Budi Santoso") }, None),
        (Described { phones: phones.clone(), ..named("Budi") }, Some("phone")),
        (Described { phones, nik: kernel::nik::Nik::parse(NIK).ok(), ..within("Siti Aminah") }, Some("nik")),
        (Described::default(), None),
    ]
}

#[tokio::test]
async fn who_may_be_the_same_person_is_found_among_those_whom_one_may_see() {
    let db = testkit::db().await;
    let mut tx = db.tx(machine()).await;
    let claims = crate::source::claims::PersonClaims {
        name: Some("Siti Aminah".to_owned()),
        birth_date: chrono::NaiveDate::from_ymd_opt(1989, 8, 17),
        phones: vec!["081200001111".to_owned()],
        home: Address { area: Some(here()), ..Address::default() },
        ..Default::default()
    };
    let nik = kernel::nik::Nik::parse(NIK).ok();
    let id = register(&mut tx, NewPerson { claims, nik, npwp: None }).await.unwrap();
    tx.commit().await.unwrap();
    let found = |others: Vec<super::Alike>| -> Vec<(PersonId, String)> {
        others.into_iter().map(|other| (other.id, other.because)).collect()
    };
    for (who, because) in descriptions() {
        let mut tx = db.tx(testkit::actor(Role::KelurahanOfficer, HERE)).await;
        let expected: Vec<_> = because.map(|because| (id, because.to_owned())).into_iter().collect();
        assert_eq!(found(alike(&mut tx, &who).await.unwrap()), expected, "{who:?}");
        let mut tx = db.tx(testkit::actor(Role::KelurahanOfficer, "33.74.07.1001")).await;
        assert_eq!(found(alike(&mut tx, &who).await.unwrap()), [], "elsewhere: {who:?}");
    }
}

#[tokio::test]
async fn somebody_who_asks_to_be_found_is_tied_to_the_record_by_an_officer() {
    let (db, id) = kit().await;
    let account = account(&db, "sari@contoh.id").await;
    let oneself = testkit::actor_of(account, Role::Entrepreneur, "33.74");
    let mut tx = db.tx(oneself.clone()).await;
    let new = NewRequest {
        field: "find_me".to_owned(),
        business: None,
        area: Some(here()),
        text: "Pernah didata dinas tahun 2022".to_owned(),
    };
    let asked = request::ask(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.tx(testkit::actor(Role::KelurahanOfficer, "33.74.06.1002")).await;
    assert!(request::find::open(&mut tx).await.unwrap().is_empty(), "another kelurahan");
    assert!(matches!(
        request::answer(&mut tx, asked, true, "Ketemu", Some(id)).await,
        Err(Error::NotFound(_))
    ));
    drop(tx);
    let mut tx = db.tx(testkit::actor(Role::KelurahanOfficer, HERE)).await;
    let open = request::find::open(&mut tx).await.unwrap();
    assert_eq!(open[0].text(&tx).unwrap(), "Pernah didata dinas tahun 2022");
    assert!(request::answer(&mut tx, asked, true, "Ketemu", None).await.is_err(), "of whom?");
    request::answer(&mut tx, asked, true, "Ketemu di daftar 2022", Some(id)).await.unwrap();
    let twice = request::answer(&mut tx, asked, false, "Tidak jadi", None).await;
    assert!(matches!(twice, Err(Error::Refused(_))));
    tx.commit().await.unwrap();

    let mut tx = db.tx(oneself).await;
    assert_eq!(super::register::own(&mut tx).await.unwrap(), Some(id));
    assert_eq!(one(&mut tx, id).await.unwrap().name, "Siti Aminah");
}

#[tokio::test]
async fn own_data_hold_what_was_said_and_nothing_of_them_is_left_after_erasure() {
    let (db, id) = kit().await;
    let account = account(&db, "sari@contoh.id").await;
    let mut tx = db.tx(machine()).await;
    recognise(&mut tx, id, account).await.unwrap();
    let street =
        Address { street: Some("Jalan Melati 7".to_owned()), area: Some(here()), ..Address::default() };
    let claims = BusinessClaims {
        products: Some("Keripik".to_owned()),
        phones: vec!["081234567890".to_owned()],
        address: street,
        ..BusinessClaims::default()
    };
    let unnamed = business::register(&mut tx, &[id], claims).await.unwrap();
    let mut held = Vec::new();
    for part in own_data::own_data() {
        held.push((part.read)(&mut tx, account).await.unwrap().to_string());
    }
    for text in [NIK, "Siti Aminah", "Warung Sari", "Jalan Melati 7"] {
        assert!(held.iter().any(|part| part.contains(text)), "{text}: {held:?}");
    }

    forget(&mut tx, account).await.unwrap();
    forget(&mut tx, account).await.unwrap();
    let left: Vec<String> = sqlx::query_scalar(
        "select to_jsonb(s)::text from registry.source s union all select to_jsonb(p)::text from registry.person p
         union all select to_jsonb(b)::text from registry.business b",
    )
    .fetch_all(tx.conn())
    .await
    .unwrap();
    for text in ["Aminah", "Melati", "81234567890"] {
        assert!(!left.iter().any(|row| row.contains(text)), "{text}: {left:?}");
    }
    let sealed: i64 = sqlx::query_scalar("select count(nik_sealed) + count(raw_sealed) from registry.source")
        .fetch_one(tx.conn())
        .await
        .unwrap();
    assert_eq!(sealed, 0);
    let person = super::find::record(&mut tx, id).await.unwrap();
    assert!(person.withdrawn_at.is_some() && person.account.is_none());
    let business = record::one(&mut tx, unnamed).await.unwrap();
    assert_eq!((business.name.as_str(), business.products.as_deref()), ("Usaha tanpa nama", Some("Keripik")));
    assert!(business.withdrawn_at.is_none(), "it stays as a figure");
    assert_eq!(business.area, here());
}
