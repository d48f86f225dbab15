use chrono::{NaiveDate, TimeDelta};
use kernel::{Actor, AreaCode, CityId, Error, Role, Tx};
use testkit::TestDb;
use web::upload::Uploaded;

use super::find::{expiring, of_business, one};
use super::*;
use crate::business::{self, BusinessId};
use crate::person::{self, PersonId, register::NewPerson};
use crate::source::claims::{Address, BusinessClaims, PersonClaims};

const DEPOK: CityId = CityId(3276);
const BEJI: &str = "32.76.06.1001";

async fn shop(tx: &mut Tx, email: Option<&str>) -> (PersonId, BusinessId) {
    let home = Address { area: Some(AreaCode::parse(BEJI).unwrap()), ..Address::default() };
    let claims = PersonClaims { name: Some("Siti Aminah".into()), home, ..PersonClaims::default() };
    let owner = person::register(tx, NewPerson { claims, ..NewPerson::default() }).await.unwrap();
    let claims = BusinessClaims {
        address: Address { area: Some(AreaCode::parse(BEJI).unwrap()), ..Address::default() },
        name: Some("Keripik Siti".into()),
        email: email.map(str::to_owned),
        ..BusinessClaims::default()
    };
    (owner, business::register(tx, &[owner], claims).await.unwrap())
}

fn pirt(expires: &str) -> NewPermit {
    NewPermit {
        kind: Kind::Pirt,
        number: "P-IRT 2063276010123-28".into(),
        issued: None,
        expires: Some(expires.parse::<NaiveDate>().unwrap()),
    }
}

fn machine() -> Actor {
    Actor::System("test")
}

async fn later(kit: &TestDb, tx: Tx, days: i64) -> Tx {
    tx.commit().await.unwrap();
    kit.later(TimeDelta::days(days));
    kit.tx_in(DEPOK, machine()).await
}

#[tokio::test]
async fn a_permit_is_added_verified_withdrawn_and_comes_back_when_somebody_says_so() {
    let kit = testkit::db().await;
    let mut tx = kit.tx_in(DEPOK, machine()).await;
    let (_, business) = shop(&mut tx, None).await;
    let permit = add(&mut tx, business, pirt("2028-05-01")).await.unwrap();
    assert_eq!(add(&mut tx, business, pirt("2028-05-01")).await.unwrap(), permit);
    verify(&mut tx, permit).await.unwrap();
    verify(&mut tx, permit).await.unwrap();
    assert!(one(&mut tx, permit).await.unwrap().verified_at.is_some());

    let mut tx = later(&kit, tx, 1).await;
    withdraw(&mut tx, permit, "milik usaha lain").await.unwrap();
    withdraw(&mut tx, permit, "milik usaha lain").await.unwrap();
    assert!(of_business(&mut tx, business).await.unwrap().is_empty());

    let mut tx = later(&kit, tx, 1).await;
    assert_eq!(add(&mut tx, business, pirt("2028-05-01")).await.unwrap(), permit);
    assert_eq!(of_business(&mut tx, business).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_odd_number_is_taken_and_a_nik_is_not() {
    let kit = testkit::db().await;
    let mut tx = kit.tx_in(DEPOK, machine()).await;
    let (_, business) = shop(&mut tx, None).await;
    let new = |kind, number: &str| NewPermit { kind, number: number.into(), issued: None, expires: None };
    add(&mut tx, business, new(Kind::Nib, "1234")).await.unwrap();
    let nik = add(&mut tx, business, new(Kind::Nib, "3276015708900001")).await;
    assert!(matches!(nik, Err(Error::Invalid(fields)) if fields[0].0 == "number"));
    let npwp = add(&mut tx, business, new(Kind::Npwp, "01.234.567.8-412.000")).await.unwrap();
    let kept = one(&mut tx, npwp).await.unwrap();
    assert_eq!((kept.number.as_str(), kept.shown().as_str()), ("2000", "•••• 2000"));
}

#[tokio::test]
async fn an_entrepreneur_adds_to_the_own_business_and_verifies_nothing() {
    let kit = testkit::db().await;
    let mut tx = kit.tx_in(DEPOK, machine()).await;
    let (owner, business) = shop(&mut tx, None).await;
    let (_, other) = shop(&mut tx, None).await;
    let account = kernel::id::AccountId(uuid::Uuid::from_u128(7));
    person::recognise(&mut tx, owner, account).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = kit.tx_in(DEPOK, testkit::actor_of(account, Role::Entrepreneur, "32.76")).await;
    let permit = add(&mut tx, business, pirt("2028-05-01")).await.unwrap();
    assert!(matches!(verify(&mut tx, permit).await, Err(Error::Forbidden)));
    assert!(matches!(add(&mut tx, other, pirt("2028-05-01")).await, Err(Error::NotFound(_))));
    tx.commit().await.unwrap();
    let mut elsewhere = kit.tx_in(DEPOK, testkit::actor(Role::KelurahanOfficer, "32.76.05.1004")).await;
    assert!(matches!(verify(&mut elsewhere, permit).await, Err(Error::NotFound(_))));
    let mut officer = kit.tx_in(DEPOK, testkit::actor(Role::KelurahanOfficer, BEJI)).await;
    verify(&mut officer, permit).await.unwrap();
    officer.commit().await.unwrap();
    let mut tx = kit.tx_in(DEPOK, testkit::actor_of(account, Role::Entrepreneur, "32.76")).await;
    assert!(matches!(withdraw(&mut tx, permit, "salah tulis").await, Err(Error::Refused(_))));
}

#[tokio::test]
async fn a_document_is_known_by_its_content() {
    let kit = testkit::db().await;
    let mut tx = kit.tx_in(DEPOK, machine()).await;
    let (_, business) = shop(&mut tx, None).await;
    let permit = add(&mut tx, business, pirt("2028-05-01")).await.unwrap();
    let sent = |name: &str, bytes: &[u8]| Uploaded {
        field: "file".into(),
        name: name.into(),
        bytes: bytes.to_vec(),
    };
    for bytes in
        [&b"<html><script>alert(1)</script>"[..], b"MZ\x90", b"\0\0\0\x18ftypheic", b"GIF89a", b" %PDF-1.4"]
    {
        let refused = attach(&mut tx, permit, sent("izin.pdf", bytes)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{bytes:?}");
    }
    attach(&mut tx, permit, sent("izin.exe", b"%PDF-1.7 ...")).await.unwrap();
    let (_, media_type, bytes) = document(&mut tx, permit).await.unwrap();
    assert_eq!((media_type.as_str(), &bytes[..]), ("application/pdf", &b"%PDF-1.7 ..."[..]));
}

#[tokio::test]
async fn each_reminder_is_sent_once_and_to_whoever_has_an_address() {
    let kit = testkit::db().await;
    let mut tx = kit.tx_in(DEPOK, machine()).await;
    let (_, business) = shop(&mut tx, Some("siti@contoh.id")).await;
    let (_, mute) = shop(&mut tx, None).await;
    add(&mut tx, business, pirt("2027-01-31")).await.unwrap();
    add(&mut tx, mute, pirt("2027-01-31")).await.unwrap();
    assert_eq!(remind::remind(&mut tx).await.unwrap(), 2);
    assert_eq!(remind::remind(&mut tx).await.unwrap(), 0);
    let mut tx = later(&kit, tx, 45).await;
    assert_eq!(remind::remind(&mut tx).await.unwrap(), 2);
    let (list, total) = expiring(&mut tx, 90, None, 0, 50).await.unwrap();
    assert_eq!((list.len(), total), (2, 2));
    assert_eq!(list.iter().filter(|row| row.mailed_on.is_some()).count(), 1);
    tx.commit().await.unwrap();
    kit.work_off().await;
    let mails = kit.mailbox.all();
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.to == "siti@contoh.id" && mail.subject.contains("Keripik Siti")));
}
