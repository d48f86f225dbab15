use std::io::Cursor;
use std::ops::ControlFlow;

use chrono::TimeDelta;
use kernel::id::AgencyId;
use kernel::nik::{Nik, Sex};
use kernel::{Acting, Actor, AreaCode, Error, Job, Role};
use sheet::{Limits, Met, REASON, Value};
use testkit::{DEPOK, TestDb};

use super::concern::Found;
use super::facts::{House, Recipient, Spots};
use super::known::{Known, Row};
use super::rules::{Around, judge, titled};
use super::*;
use crate::import::NikReading;
use crate::source::{BusinessClaims, PersonClaims};

/// A recipient as `name; key=value; …`: nik, kk, phone, account, house.
fn recipient(number: u32, told: &str) -> Recipient {
    let mut parts = told.split("; ");
    let name = parts.next().unwrap();
    let honorifics = name.split(' ').filter(|word| word.ends_with('.')).map(str::to_owned).collect();
    let person = PersonClaims { name: Some(name.to_owned()), honorifics, ..PersonClaims::default() };
    let mut one = Recipient {
        sheet: "Daftar".to_owned(),
        row: number,
        list_column: 1,
        spots: Spots { name: Some(1), nik: Some(2), phone: Some(3), family_card: Some(4), account: Some(5) },
        person,
        business: BusinessClaims::default(),
        nik: NikReading::Missing,
        family_card: None,
        account: None,
        house: None,
        remarks: Vec::new(),
    };
    for (key, value) in parts.map(|part| part.split_once('=').unwrap()) {
        match key {
            "nik" => one.nik = NikReading::Full(Nik::parse(value).unwrap()),
            "kk" => one.family_card = Some(value.to_owned()),
            "phone" => one.person.phones = vec![value.to_owned()],
            "account" => one.account = Some(value.to_owned()),
            "house" => {
                let street = value.to_owned();
                one.house =
                    Some(House { area: "32.76.01.1007".to_owned(), rw: Some(2), rt: Some(1), street });
            }
            _ => panic!("{key}"),
        }
    }
    one
}

/// What is said of each of these, by kinds: `-` for nothing. Everybody is known to the registry.
fn check(quota: usize, list: &[&str], expected: &[&str]) {
    check_alike(quota, list, &[], expected);
}

fn check_alike(quota: usize, list: &[&str], alike: &[(usize, usize, bool)], expected: &[&str]) {
    let recipients: Vec<Recipient> = (1..).zip(list).map(|(number, told)| recipient(number, told)).collect();
    let known: Vec<Known> = (0..list.len())
        .map(|at| {
            let pairs = alike.iter().flat_map(|(a, b, sure)| [(*a, *b, *sure), (*b, *a, *sure)]);
            let rows = pairs.filter(|(one, _, _)| *one == at);
            let rows = rows.map(|(_, row, sure)| Row { row, sure, reasons: Vec::new() });
            Known { person: Some(uuid::Uuid::from_u128(1)), alike: rows.collect(), ..Known::default() }
        })
        .collect();
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let around = Around { quota, today, region: &|digits| digits == "3276" };
    let said = |found: &Found| {
        let concern = serde_json::to_value(&found.concern).unwrap();
        let rows = concern.get("rows").map(|rows| format!(" {}", rows.as_str().unwrap()));
        format!("{}{}", concern["concern"].as_str().unwrap(), rows.unwrap_or_default())
    };
    let got: Vec<String> = judge(&recipients, &known, &around)
        .iter()
        .map(|found| match found.iter().map(said).collect::<Vec<_>>().join(" + ") {
            nothing if nothing.is_empty() => "-".to_owned(),
            something => something,
        })
        .collect();
    assert_eq!(got, expected, "{list:?}");
}

const A: &str = "Siti; nik=3276015708900001";
const B: &str = "Budi; nik=3276011708850002";
const C: &str = "Wati; nik=3276014101800003";

#[test]
fn what_is_shared_is_said_of_all_who_share_it() {
    check(1, &[A, B], &["-", "-"]);
    check(1, &[A, B, A], &["same-nik 3", "-", "same-nik 1"]);
    let phone = |who: &str| format!("{who}; phone=+6281234567890");
    check(1, &[&phone(A), B, &phone(C)], &["shared-phone 3", "-", "shared-phone 1"]);
    let account = |who: &str| format!("{who}; account=1234567890");
    check(1, &[&account(A), &account(B)], &["shared-account 2", "shared-account 1"]);
    let many: Vec<String> =
        (10..18).map(|n| format!("Orang; nik=32760157089000{n}; account=99887766")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let expected: Vec<String> = (0..8)
        .map(|at| {
            let others: Vec<String> =
                (0..8).filter(|o| *o != at).take(5).map(|o| (o + 1).to_string()).collect();
            format!("shared-account {}, +2", others.join(", "))
        })
        .collect();
    check(1, &many, &expected.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_household_has_as_many_recipients_as_the_quota_says() {
    let kk = |who: &str| format!("{who}; kk=3276010101100001");
    let (a, b, c) = (kk(A), kk(B), kk(C));
    check(1, &[&a, &b], &["household 2", "household 1"]);
    check(2, &[&a, &b], &["-", "-"]);
    check(2, &[&a, &b, &c], &["household 2, 3", "household 1, 3", "household 1, 2"]);
    let house = |who: &str, street: &str| format!("{who}; house={street}");
    let (a, b) = (house(A, "Jl. Melati No. 7"), house(B, "JALAN MELATI 7 RT 1 RW 2"));
    check(1, &[&a, &b], &["household 2", "household 1"]);
    check(1, &[&a, &house(B, "Jl. Melati No. 8")], &["-", "-"]);
    // A street without a number is no house.
    check(1, &[&house(A, "Jl. Melati"), &house(B, "Jl. Melati")], &["-", "-"]);
    // One person who is listed twice is not two of a family.
    let (x, y) = ("Siti A; nik=3276015708900001; kk=3276010101100001", "Siti Aminah; kk=3276010101100001");
    check_alike(1, &[x, y], &[(0, 1, true)], &["same-person 2", "nik-missing + same-person 1"]);
    check_alike(
        1,
        &[x, y],
        &[(0, 1, false)],
        &["likely-person 2 + household 2", "nik-missing + likely-person 1 + household 1"],
    );
}

#[test]
fn a_number_is_looked_at_for_region_age_and_title() {
    check(1, &["Siti"], &["nik-missing"]);
    check(1, &["Siti; nik=9999015708900001"], &["nik-region"]);
    check(1, &["Siti; nik=3276015708150001"], &["nik-too-young"]);
    check(1, &["Bpk. Siti; nik=3276015708900001"], &["nik-other-title"]);
    check(1, &["Hj. Siti; nik=3276015708900001"], &["-"]);
    check(1, &["Alm. Budi; nik=3276011708850002"], &["deceased"]);
}

#[test]
fn titles_say_of_which_sex_somebody_is() {
    for (titles, sex) in [
        (&["Hj."][..], Some(Sex::Female)),
        (&["H."][..], Some(Sex::Male)),
        (&["Bu"][..], Some(Sex::Female)),
        (&["Drs."][..], None),
        (&["H.", "Hj."][..], None),
        (&[][..], None),
    ] {
        let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        assert_eq!(titled(&titles), sex, "{titles:?}");
    }
}

const LIST: &str = "\
DAFTAR CALON PENERIMA BANTUAN GEROBAK,,,,,,,,
,,,,,,,,
NO,NAMA,NIK,NO KK,NO HP,NO REKENING,ALAMAT,RT,RW
1,Siti Aminah,3276015708900001,3276010101100001,081234567890,1234567890,Jl. Melati 7,3,12
2,Budi Santoso,3276011708850002,3276010101100001,081234567891,1234567891,Jl. Melati 7,3,12
3,Siti Aminah,3276015708900001,3276010101100009,081234567890,1234567899,Jl. Kenanga 1,1,2
4,Dewi Lestari,3276014101800003,3276010101100004,081234567894,1234567894,Jl. Anggrek 4,4,5
5,Joko Susilo,3276010101850000,3276010101100005,081234567895,1234567894,Jl. Dahlia 5,2,2
";

async fn screened(kit: &TestDb, actor: Actor, title: &str) -> ScreeningId {
    let mut tx = kit.tx_in(DEPOK, actor).await;
    let new = NewScreening {
        title: title.to_owned(),
        quota: 1,
        file_name: "penerima.csv".to_owned(),
        bytes: LIST.as_bytes().to_vec(),
    };
    let id = receive(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    for job in kit.work_off().await {
        assert_eq!(job.error, None, "{}", job.name);
    }
    id
}

async fn dewi(kit: &TestDb) -> crate::person::PersonId {
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    let area = AreaCode::parse("32.76.01.1007").unwrap();
    let id = crate::examples::person(&mut tx, "Dewi Lestari", &area, Some("3276014101800003")).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn machine() -> Actor {
    Actor::System("test")
}

async fn codes(kit: &TestDb, id: ScreeningId) -> Vec<(i32, Vec<&'static str>)> {
    let mut tx = kit.tx_in(DEPOK, machine()).await;
    let (mut rows, _) = rows(&mut tx, id, None, (0, 100)).await.unwrap();
    rows.sort_by_key(|row| row.row);
    let code = |row: &Looked| row.found.iter().map(|found| found.concern.code()).collect();
    rows.iter().map(|row| (row.row, code(row))).collect()
}

#[tokio::test]
async fn a_list_is_looked_over_and_nothing_of_it_becomes_a_record() {
    let kit = testkit::db_with(&JOBS, &[]).await;
    let dewi = dewi(&kit).await;
    let id = screened(&kit, machine(), "Gerobak 2026").await;
    let mut tx = kit.tx_in(DEPOK, machine()).await;
    let screening = one(&mut tx, id).await.unwrap();
    assert_eq!(screening.state, State::Ready, "{:?}", fault(&screening));
    assert_eq!((screening.counts.rows, screening.counts.known), (5, 1));
    assert_eq!(screening.counts.by.get("repeated"), Some(&2), "{:?}", screening.counts);
    assert_eq!(screening.counts.by.get("household"), Some(&2), "{:?}", screening.counts);
    assert!(screening.counts.told.contains("account") && screening.counts.told.contains("family-card"));
    let found = codes(&kit, id).await;
    let of = |row: i32| {
        found.iter().find(|(one, _)| *one == row).map(|(_, codes)| codes.clone()).unwrap_or_default()
    };
    assert!(
        of(4).contains(&"repeated") && of(4).contains(&"household") && of(4).contains(&"phone"),
        "{found:?}"
    );
    assert!(of(5).contains(&"household") && !of(5).contains(&"repeated"), "{found:?}");
    assert!(of(7).contains(&"account") && !of(7).contains(&"unknown"), "{found:?}");
    assert!(of(8).contains(&"nik") && of(8).contains(&"unknown"), "{found:?}");
    let (looked, _) = rows(&mut tx, id, None, (0, 100)).await.unwrap();
    let known: Vec<_> =
        looked.iter().filter_map(|row| row.person.as_ref().map(|(id, _)| (row.row, *id))).collect();
    assert_eq!(known, [(7, dewi)]);
    let stored: (i64, i64) = sqlx::query_as(
        "select (select count(*) from registry.person where city = 3276), (select count(*) from registry.source where city = 3276)",
    )
    .fetch_one(tx.conn())
    .await
    .unwrap();
    assert_eq!(stored, (1, 1), "only Dewi is in the registry");
    let text: String = sqlx::query_scalar("select string_agg(found::text, '') from registry.screening_row")
        .fetch_one(tx.conn())
        .await
        .unwrap();
    for secret in ["Siti", "3276015708900001", "81234567890", "1234567894", "3276010101100001"] {
        assert!(!text.contains(secret), "{secret} is kept: {text}");
    }
    let trail: i64 =
        sqlx::query_scalar("select count(*) from kernel.audit where action = 'registry.screening.screen'")
            .fetch_one(&mut kit.admin().await)
            .await
            .unwrap();
    assert_eq!(trail, 1);
}

#[tokio::test]
async fn who_is_on_another_aids_list_is_told_but_not_of_the_same_aids() {
    let kit = testkit::db_with(&JOBS, &[]).await;
    dewi(&kit).await;
    screened(&kit, machine(), "Gerobak 2026").await;
    let again = screened(&kit, machine(), "gerobak  2026").await;
    let other = screened(&kit, machine(), "Modal 2026").await;
    let elsewhere =
        async |id| codes(&kit, id).await.iter().filter(|(_, codes)| codes.contains(&"elsewhere")).count();
    assert_eq!((elsewhere(again).await, elsewhere(other).await), (0, 1));
}

#[tokio::test]
async fn the_workbook_comes_back_with_reasons_until_the_file_is_forgotten() {
    let kit = testkit::db_with(&JOBS, &[]).await;
    let id = screened(&kit, machine(), "Gerobak 2026").await;
    let mut tx = kit.tx_in(DEPOK, machine()).await;
    let made = workbook(&mut tx, id).await.unwrap();
    assert_eq!(made.file_name, "penerima (catatan).xlsx");
    let mut texts: Vec<(u32, String)> = Vec::new();
    sheet::read(Cursor::new(made.bytes), &Limits::default(), &mut |met| {
        if let Met::Row(row) = met {
            texts.extend(row.cells.iter().filter_map(|cell| match &cell.value {
                Value::Text(text) => Some((row.number, text.clone())),
                Value::Number(_) | Value::Date(_) | Value::Bool(_) | Value::Fault(_) => None,
            }));
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    let has = |row: u32, words: &str| texts.iter().any(|(at, text)| *at == row && text.contains(words));
    assert!(has(3, REASON) && has(4, "NIK sama dengan baris 6"), "{texts:?}");
    assert!(has(4, "2 penerima dalam satu KK, kuota 1"), "{texts:?}");
    tx.commit().await.unwrap();
    kit.later(TimeDelta::days(31));
    let mut tx = kit.tx_in(DEPOK, machine()).await;
    forget::Forget {}.run(&mut tx).await.unwrap();
    let gone = workbook(&mut tx, id).await;
    assert!(
        matches!(&gone, Err(Error::Refused(say)) if say.key == "registry-screening-forgotten"),
        "{gone:?}"
    );
    assert!(rows(&mut tx, id, None, (0, 9)).await.unwrap().1 > 0);
    tx.commit().await.unwrap();
    kit.later(TimeDelta::days(700));
    let mut tx = kit.tx_in(DEPOK, machine()).await;
    forget::Forget {}.run(&mut tx).await.unwrap();
    assert_eq!(rows(&mut tx, id, None, (0, 9)).await.unwrap().1, 0);
    assert_eq!(one(&mut tx, id).await.unwrap().counts.rows, 5, "what came of it stays");
}

#[tokio::test]
async fn what_cannot_be_read_is_said_and_what_is_not_told_is_asked_for() {
    let kit = testkit::db_with(&JOBS, &[]).await;
    let mut tx = kit.tx_in(DEPOK, machine()).await;
    let new = |title: &str, quota, bytes: &[u8]| NewScreening {
        title: title.to_owned(),
        quota,
        file_name: "x.csv".to_owned(),
        bytes: bytes.to_vec(),
    };
    for (title, quota, field) in [("x", 1, "title"), ("Gerobak", 0, "quota"), ("Gerobak", 21, "quota")] {
        let refused = receive(&mut tx, new(title, quota, b"a")).await;
        assert!(matches!(&refused, Err(Error::Invalid(wrong)) if wrong[0].0 == field), "{refused:?}");
    }
    let id = at_once(&mut tx, new("Gerobak", 1, b"<html><body>x</body></html>")).await.unwrap();
    let screening = one(&mut tx, id).await.unwrap();
    assert_eq!(screening.state, State::Failed);
    assert!(fault(&screening).is_some());
}

#[tokio::test]
async fn an_agency_sees_its_own_lists_only() {
    let kit = testkit::db_with(&JOBS, &[]).await;
    let (one_agency, other) = (AgencyId(uuid::Uuid::from_u128(1)), AgencyId(uuid::Uuid::from_u128(2)));
    let officer = |agency| {
        let (account, role) = (kernel::id::AccountId(uuid::Uuid::from_u128(7)), Role::AgencyOfficer);
        Actor::Account(Acting {
            account,
            role,
            area: AreaCode::parse("32.76").unwrap(),
            agency: Some(agency),
        })
    };
    let id = screened(&kit, officer(one_agency), "Gerobak 2026").await;
    for (actor, seen) in [(officer(one_agency), true), (officer(other), false), (machine(), true)] {
        let mut tx = kit.tx_in(DEPOK, actor).await;
        assert_eq!(one(&mut tx, id).await.is_ok(), seen);
        assert_eq!(workbook(&mut tx, id).await.is_ok(), seen);
        assert_eq!(list(&mut tx, 0, 10).await.unwrap().1, i64::from(seen));
    }
    let mut tx = kit.tx_in(DEPOK, testkit::actor(Role::KelurahanOfficer, "32.76.01.1007")).await;
    assert!(matches!(list(&mut tx, 0, 10).await, Err(Error::Forbidden)));
}
