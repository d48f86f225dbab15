use kernel::contact::Phone;
use kernel::nik::Nik;
use kernel::{Actor, AreaCode, Error, Role, Tx};
use testkit::{DEPOK, SEMARANG, TestDb};

use super::*;
use crate::account::{AccountName, Login};
use crate::consent::{Channel, Language};
use crate::grant;
use crate::testing::{caller, found, hashed, machine, person, signs_in, staff};

const NIK: &str = "3374065708900001";
const KELURAHAN: &str = "33.74.06.1001";

pub(super) fn officer() -> Actor {
    testkit::actor(Role::KelurahanOfficer, KELURAHAN)
}

fn admin() -> Actor {
    testkit::actor(Role::CityAdmin, "33.74")
}

fn oneself(account: AccountId) -> Actor {
    testkit::actor_of(account, Role::Citizen, "33.74")
}

pub(super) fn somebody(name: &str, phone: Option<&str>, nik: Option<&str>) -> NewPerson {
    NewPerson {
        name: AccountName::parse(name).unwrap(),
        phone: phone.map(|phone| Phone::parse(phone).unwrap()),
        nik: nik.map(|nik| Nik::parse(nik).unwrap()),
        area: AreaCode::parse(&format!("{KELURAHAN}/002/001")).unwrap(),
        language: Language::Id,
    }
}

fn told() -> Told {
    Told { channel: Channel::Oral("Ibu RT Lestari".to_owned()), language: Language::Id }
}

pub(super) async fn registered(db: &TestDb, new: NewPerson) -> Slip {
    let mut tx = db.tx(officer()).await;
    let slip = register(&mut tx, new, told()).await.unwrap();
    tx.commit().await.unwrap();
    slip
}

#[tokio::test]
async fn an_officer_registers_a_person_of_the_own_kelurahan_and_the_consent_is_in_the_ledger() {
    let db = testkit::db().await;
    let mut tx = db.tx(officer()).await;
    let slip = register(&mut tx, somebody("Mbah Suro", None, Some(NIK)), told()).await.unwrap();
    assert!(slip.code.starts_with("BDY-"), "{}", slip.code);
    let rows = crate::consent::ledger(&mut tx, slip.account).await.unwrap();
    assert_eq!((rows[0].channel.as_str(), rows[0].witness.as_deref()), ("oral", Some("Ibu RT Lestari")));
    assert!(tx.told().contains(&"identity.subject.registered"));

    for (actor, area) in [
        (officer(), "33.74.06.1002"),
        (officer(), "33.74.06"),
        (testkit::actor(Role::Mentor, KELURAHAN), KELURAHAN),
        (testkit::actor(Role::Citizen, "33.74"), KELURAHAN),
        (admin(), "32.76.06.1001"),
    ] {
        let mut tx = db.tx(actor).await;
        let new = NewPerson { area: AreaCode::parse(area).unwrap(), ..somebody("Lain", None, None) };
        assert!(register(&mut tx, new, told()).await.is_err(), "{area}");
    }
}

#[tokio::test]
async fn a_nik_or_telephone_that_is_known_changes_nothing_in_the_answer() {
    let db = testkit::db().await;
    let first = registered(&db, somebody("Mbah Suro", Some("081234567890"), Some(NIK))).await;
    let second = registered(&db, somebody("Suro", Some("081234567890"), Some(NIK))).await;
    assert_ne!(first.account, second.account);

    let mut tx = db.tx(officer()).await;
    assert_eq!(crate::staff::one(&mut tx, second.account).await.unwrap().duplicates, 0);
    let shown = reveal(&mut tx, second.account, Hidden::Phone, "menelepon tentang pelatihan").await.unwrap();
    assert_eq!(shown.as_str(), "+6281234567890");
    let mut tx = db.tx(admin()).await;
    let detail = crate::staff::one(&mut tx, second.account).await.unwrap();
    assert_eq!((detail.duplicates, detail.has_nik), (2, false));

    // The same in another city is another matter altogether.
    let mut tx = db.tx_in(DEPOK, testkit::actor(Role::CityAdmin, "32.76")).await;
    let area = AreaCode::parse("32.76.06.1001").unwrap();
    let there = NewPerson { area, ..somebody("Suro", Some("081234567890"), Some(NIK)) };
    let third = register(&mut tx, there, told()).await.unwrap();
    let detail = crate::staff::one(&mut tx, third.account).await.unwrap();
    assert_eq!((detail.duplicates, detail.has_nik), (0, true));
}

#[tokio::test]
async fn two_registrations_of_one_nik_at_once_both_succeed_and_one_keeps_it() {
    let db = testkit::db().await;
    let (one, two) = tokio::join!(
        registered(&db, somebody("Suro", Some("081234567890"), Some(NIK))),
        registered(&db, somebody("Mbah Suro", Some("081234567890"), Some(NIK))),
    );
    let mut tx = db.tx(admin()).await;
    let first = crate::staff::one(&mut tx, one.account).await.unwrap().has_nik;
    let second = crate::staff::one(&mut tx, two.account).await.unwrap().has_nik;
    assert!(first ^ second);
}

#[tokio::test]
async fn the_slips_code_lets_its_person_in_once_at_any_office() {
    let db = testkit::db().await;
    let slip = registered(&db, somebody("Mbah Suro", None, None)).await;
    let elsewhere = testkit::actor(Role::KelurahanOfficer, "33.74.07.1003");
    let login = Login::parse("081234567890").unwrap();

    let mut tx = db.tx(elsewhere.clone()).await;
    assert_eq!(claim(&mut tx, "BDY-0000-0001-1", &login).await.unwrap(), None);
    let typed = slip.code.to_lowercase().replace('-', " ");
    let claimed = claim(&mut tx, &typed, &login).await.unwrap().unwrap();
    assert_eq!(claimed.account, slip.account);
    let Way::Spoken(spoken) = claimed.way else { panic!("a telephone has no mail") };
    tx.commit().await.unwrap();

    let mut tx = db.tx(Actor::Visitor).await;
    let password = hashed(crate::testing::PASSWORD).await;
    let let_in = crate::credential::reset::redeem_spoken(&mut tx, &login, &spoken, &password).await.unwrap();
    assert_eq!(let_in, Some(slip.account));
    tx.commit().await.unwrap();
    signs_in(&db, "081234567890").await;

    let mut tx = db.tx(elsewhere).await;
    assert_eq!(claim(&mut tx, &slip.code, &login).await.unwrap(), None, "a code works once");
    assert_eq!(
        crate::staff::list(
            &mut db.tx(admin()).await,
            &crate::staff::Filter { limit: 10, ..Default::default() }
        )
        .await
        .unwrap()
        .total,
        1
    );
    let _ = caller();
}

#[tokio::test]
async fn a_hidden_field_is_shown_for_a_reason_and_the_person_reads_it() {
    let db = testkit::db().await;
    let slip = registered(&db, somebody("Mbah Suro", None, Some(NIK))).await;
    let mut tx = db.tx(officer()).await;
    let short = reveal(&mut tx, slip.account, Hidden::Nik, "penting  ").await.unwrap_err();
    assert_eq!(short.to_string(), "invalid: reason: identity-reveal-reason-length");
    let shown = reveal(&mut tx, slip.account, Hidden::Nik, "mencocokkan dengan KTP di loket").await.unwrap();
    assert_eq!(shown.as_str(), NIK);
    assert_eq!(format!("{shown:?}"), "Revealed(•••)");
    let about = crate::trail::about(&mut tx, slip.account).await.unwrap();
    assert_eq!(about[0].action, "identity.subject.reveal");
    assert_eq!(about[0].reason.as_deref(), Some("mencocokkan dengan KTP di loket"));
    let error = reveal(&mut tx, slip.account, Hidden::Email, "mencocokkan dengan KTP").await.unwrap_err();
    assert_eq!(error.to_string(), "refused: identity-reveal-nothing");

    for (actor, hidden) in [
        (testkit::actor(Role::KelurahanOfficer, "33.74.06.1002"), true),
        (testkit::actor(Role::Mentor, KELURAHAN), false),
        (testkit::actor(Role::Analyst, "33.74"), false),
        (machine(), false),
    ] {
        let mut tx = db.tx(actor).await;
        let error = reveal(&mut tx, slip.account, Hidden::Nik, "mencocokkan dengan KTP").await.unwrap_err();
        assert_eq!(matches!(error, Error::NotFound(_)), hidden, "{error}");
    }
}

#[tokio::test]
async fn an_officer_is_shown_thirty_fields_an_hour_even_all_at_once() {
    let db = testkit::db().await;
    let slip = registered(&db, somebody("Mbah Suro", None, Some(NIK))).await;
    let mut tx = db.tx(officer()).await;
    for _ in 0..PER_HOUR - 1 {
        reveal(&mut tx, slip.account, Hidden::Nik, "mencocokkan dengan KTP").await.unwrap();
    }
    tx.commit().await.unwrap();
    let once = async || {
        let mut tx = db.tx(officer()).await;
        let shown = reveal(&mut tx, slip.account, Hidden::Nik, "mencocokkan dengan KTP").await;
        tx.commit().await.unwrap();
        shown.is_ok()
    };
    let (a, b) = tokio::join!(once(), once());
    assert!(a ^ b);
    db.later(chrono::TimeDelta::minutes(61));
    assert!(once().await);
}

#[tokio::test]
async fn own_data_is_complete_and_only_ones_own() {
    let db = testkit::db().await;
    let account = staff(&db, "sari@contoh.id", Role::Mentor).await;
    signs_in(&db, "sari@contoh.id").await;
    let mut tx = db.tx(oneself(account)).await;
    let data = export(&mut tx, &identity()).await.unwrap();
    assert_eq!(data["data"]["identity.account"]["email"], "sari@contoh.id");
    assert_eq!(data["data"]["identity.grant"][0]["role"], "mentor");
    assert_eq!(data["data"]["identity.session"].as_array().unwrap().len(), 1);
    assert!(export(&mut db.tx(machine()).await, &identity()).await.is_err());
    assert!(export(&mut db.tx(Actor::Visitor).await, &identity()).await.is_err());
}

pub(super) async fn asks(db: &TestDb, account: AccountId) -> uuid::Uuid {
    let mut tx = db.tx(oneself(account)).await;
    let request = ask(&mut tx, account, Kind::Deletion, "").await.unwrap();
    assert_eq!(ask(&mut tx, account, Kind::Deletion, "").await.unwrap(), request);
    tx.commit().await.unwrap();
    request
}

#[tokio::test]
async fn a_deletion_is_carried_out_after_its_pause_and_nothing_of_the_person_stays() {
    let db =
        testkit::db_with(&[kernel::job::JobKind::of::<Erase>(), kernel::job::JobKind::of::<Keep>()], &[])
            .await;
    let slip = registered(&db, somebody("Mbah Suro", Some("081234567890"), Some(NIK))).await;
    let account = staff(&db, "sari@contoh.id", Role::Mentor).await;
    let session = signs_in(&db, "sari@contoh.id").await;
    asks(&db, account).await;
    asks(&db, slip.account).await;
    db.work_off().await;
    assert!(found(&db, &session).await.is_some(), "within the pause nothing happens");

    db.later(PAUSE);
    let worked = db.work_off().await;
    assert!(worked.iter().all(|worked| worked.error.is_none()), "{worked:?}");
    assert!(found(&db, &session).await.is_none());
    let mut admin = db.admin().await;
    let dump = dump(&mut admin).await;
    for trace in ["sari@contoh.id", "Sari Wulandari", "Suro", "81234567890", NIK] {
        assert!(!dump.contains(trace), "{trace}");
    }
    let mut tx = db.tx(machine()).await;
    assert_eq!(grant::active(&mut tx, account).await.unwrap(), []);
    let stones = tombstones(&mut tx, chrono::DateTime::UNIX_EPOCH).await.unwrap();
    assert_eq!(stones.len(), 2);
    let mail = db.mailbox.last_to("sari@contoh.id").unwrap();
    let number = stones.iter().find(|stone| stone.account == account).unwrap().number.clone();
    assert!(mail.body.contains(&number));
    let shown = certificate(&mut db.tx(Actor::Visitor).await, &number.to_lowercase()).await.unwrap();
    assert_eq!(shown.number, number);
    assert!(certificate(&mut db.tx_in(DEPOK, Actor::Visitor).await, &number).await.is_err());
}

#[tokio::test]
async fn a_hold_stops_a_deletion_until_it_ends() {
    let db =
        testkit::db_with(&[kernel::job::JobKind::of::<Erase>(), kernel::job::JobKind::of::<Keep>()], &[])
            .await;
    let account = person(&db, "sari@contoh.id").await;
    let request = asks(&db, account).await;
    let mut tx = db.tx(admin()).await;
    let until = Some(db.clock.now() + chrono::TimeDelta::days(4));
    let new = NewHold {
        account,
        reason: "Hibah 2026 masih diperiksa".to_owned(),
        legal_basis: "UU 1/2004 Pasal 65".to_owned(),
        until,
    };
    place(&mut tx, new).await.unwrap();
    let Error::Refused(say) = erase(&mut tx, request).await.unwrap_err() else { panic!("held") };
    assert_eq!(say.args[0].1, "Hibah 2026 masih diperiksa");
    tx.commit().await.unwrap();

    db.later(PAUSE);
    db.work_off().await;
    let mut tx = db.tx(admin()).await;
    assert_eq!(list_open(&mut tx).await.unwrap().len(), 1);
    db.later(chrono::TimeDelta::days(3));
    db.work_off().await;
    assert_eq!(list_open(&mut db.tx(admin()).await).await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_released_hold_no_longer_stops_anything() {
    let db = testkit::db().await;
    let account = person(&db, "sari@contoh.id").await;
    let request = asks(&db, account).await;
    let mut tx = db.tx(admin()).await;
    let new =
        NewHold { account, reason: "Sengketa".to_owned(), legal_basis: "UU 1/2004".to_owned(), until: None };
    let hold = place(&mut tx, new).await.unwrap();
    release(&mut tx, hold, "sengketa selesai").await.unwrap();
    release(&mut tx, hold, "sengketa selesai").await.unwrap();
    let number = erase(&mut tx, request).await.unwrap();
    assert!(number.is_some());
    assert_eq!(erase(&mut tx, request).await.unwrap(), number, "erasing twice is erasing once");
}

#[tokio::test]
async fn a_deletion_can_be_taken_back_during_its_pause() {
    let db =
        testkit::db_with(&[kernel::job::JobKind::of::<Erase>(), kernel::job::JobKind::of::<Keep>()], &[])
            .await;
    let account = person(&db, "sari@contoh.id").await;
    let request = asks(&db, account).await;
    let mut stranger = db.tx(testkit::actor(Role::Citizen, "33.74")).await;
    assert!(matches!(withdraw(&mut stranger, request).await, Err(Error::NotFound(_))));
    let mut tx = db.tx(oneself(account)).await;
    withdraw(&mut tx, request).await.unwrap();
    tx.commit().await.unwrap();
    db.later(PAUSE);
    db.work_off().await;
    signs_in(&db, "sari@contoh.id").await;
}

#[tokio::test]
async fn the_last_administrator_is_not_erased() {
    let db = testkit::db().await;
    let account = staff(&db, "admin@contoh.id", Role::CityAdmin).await;
    let request = asks(&db, account).await;
    let mut tx = db.tx(machine()).await;
    let error = erase(&mut tx, request).await.unwrap_err();
    assert_eq!(error.to_string(), "refused: identity-grant-last-administrator");
}

#[tokio::test]
async fn a_restored_backup_does_not_bring_the_erased_back() {
    let db = testkit::db().await;
    let account = person(&db, "sari@contoh.id").await;
    let stone = {
        // What came after the backup: erased, and the line was kept outside.
        let request = asks(&db, account).await;
        let mut tx = db.tx(admin()).await;
        erase(&mut tx, request).await.unwrap();
        let mut machine_tx = tx;
        let number = certificate_number(&mut machine_tx, account).await;
        Tombstone { city: SEMARANG, account, number, at: db.clock.now() }
        // Dropped: the database is as it was in the backup.
    };
    let line = stone.to_string();
    signs_in(&db, "sari@contoh.id").await;

    let known: Tombstone = line.parse().unwrap();
    assert_eq!(known, stone);
    let unknown = Tombstone { account: AccountId(uuid::Uuid::nil()), ..stone.clone() };
    let mut tx = db.tx(machine()).await;
    assert_eq!(reapply(&mut tx, &[known.clone(), unknown]).await.unwrap(), 1);
    assert_eq!(reapply(&mut tx, &[known]).await.unwrap(), 0);
    assert_eq!(certificate(&mut tx, &stone.number).await.unwrap().number, stone.number);
    tx.commit().await.unwrap();
    let dump = dump(&mut db.admin().await).await;
    assert!(!dump.contains("sari@contoh.id"));
}

async fn certificate_number(tx: &mut Tx, account: AccountId) -> String {
    sqlx::query_scalar("select number from identity.tombstone where account = $1")
        .bind(account)
        .fetch_one(tx.conn())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_correction_is_answered_and_what_was_written_is_sealed() {
    let db = testkit::db().await;
    let account = person(&db, "sari@contoh.id").await;
    let mut tx = db.tx(oneself(account)).await;
    assert!(ask(&mut tx, account, Kind::Correction, "").await.is_err());
    let request = ask(&mut tx, account, Kind::Correction, "Nama saya Sari Wulansari").await.unwrap();
    tx.commit().await.unwrap();
    assert!(!dump(&mut db.admin().await).await.contains("Wulansari"));

    let mut tx = db.tx(admin()).await;
    assert_eq!(detail(&mut tx, request).await.unwrap().as_deref(), Some("Nama saya Sari Wulansari"));
    let open = list_open(&mut tx).await.unwrap();
    assert_eq!(open[0].due_at - open[0].at, chrono::TimeDelta::hours(72));
    answer(&mut tx, request, Outcome::Done, "sudah diperbaiki").await.unwrap();
    let again = answer(&mut tx, request, Outcome::Done, "sudah diperbaiki").await.unwrap_err();
    assert_eq!(again.to_string(), "refused: identity-request-answered");
    let mut officer = db.tx(officer()).await;
    assert!(matches!(detail(&mut officer, request).await, Err(Error::Forbidden)));
}

/// Everything that the database holds, as text.
pub(super) async fn dump(conn: &mut sqlx::PgConnection) -> String {
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', schemaname, tablename) from pg_tables
         where schemaname in ('identity', 'kernel') order by 1 limit 200",
    )
    .fetch_all(&mut *conn)
    .await
    .unwrap();
    let mut text = String::new();
    for table in tables {
        let sql =
            sqlx::AssertSqlSafe(format!("select coalesce(string_agg(t::text, e'\\n'), '') from {table} t"));
        let rows: String = sqlx::query_scalar(sql).fetch_one(&mut *conn).await.unwrap();
        text.push_str(&rows);
    }
    text
}
