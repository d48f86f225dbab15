//! What a list brings that comes when the city is compared already.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::pin;

use kernel::id::AgencyId;
use kernel::{AreaCode, CityId, Error, Role, Tx};
use serde_json::json;
use testkit::{DEPOK, SEMARANG, TestDb};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::desk::{Desk, Watch};
use super::{JOBS, Pair, Ran, Side, different, find, jobs, run, settle, undo};
use crate::batch::{self, BatchId, BatchSettled, NewBatch, Stage, Staged, Verdict};
use crate::person::{self, PersonId};
use crate::source::claims::{Address, BusinessClaims, PersonClaims};
use crate::source::{Number, SourceId};
use crate::testing::machine;

const FIRST: [&str; 12] = [
    "Siti", "Muhammad", "Dewi", "Agus", "Endang", "Bambang", "Yuli", "Joko", "Ratna", "Slamet", "Fitri",
    "Heri",
];
const LAST: [&str; 11] = [
    "Wahyuni", "Santoso", "Rahayu", "Hidayat", "Lestari", "Prasetyo", "Astuti", "Nugroho", "Marlina",
    "Wibowo", "Hasanah",
];

/// One who has a business, known by a number: all of what lists may say of him.
fn row(of: usize, city: CityId, second: bool) -> Staged {
    let (code, kelurahan) =
        if city == SEMARANG { ("337406", "33.74.06.10") } else { ("327601", "32.76.01.10") };
    let (first, last) = (FIRST[of % 12], LAST[of / 3 % 11]);
    let (day, month, year) = (1 + of % 27, 1 + of * 7 % 12, 60 + of * 5 % 39);
    let number = format!("0812{:07}", of * 48_271 % 9_999_991);
    let slip = second && of.is_multiple_of(5);
    let name = match (second, of % 3) {
        (true, 0) => format!("Hj. {first} {last}"),
        (true, 1) if first == "Muhammad" => format!("Moh. {last}"),
        _ => format!("{first} {last}"),
    };
    let unknown = of.is_multiple_of(4) || second && of.is_multiple_of(3);
    let nik =
        (!unknown).then(|| Zeroizing::new(format!("{code}{day:02}{month:02}{year:02}{:04}", 1 + of % 7)));
    let area = AreaCode::parse(&format!("{kelurahan}{:02}", 1 + of % 4)).ok();
    let home = Address {
        area,
        rt: u16::try_from(1 + of % 8).ok(),
        rw: u16::try_from(1 + of % 3).ok(),
        ..Address::default()
    };
    Staged {
        sheet: if second { "B" } else { "A" }.to_owned(),
        row: u32::try_from(of).unwrap() + 2,
        list_column: 1,
        person: PersonClaims {
            name: Some(name),
            birth_date: (of % 6 != 5).then(|| format!("19{year:02}-{month:02}-{day:02}").parse().unwrap()),
            phones: if slip { Vec::new() } else { vec![number] },
            home,
            ..PersonClaims::default()
        },
        business: BusinessClaims { name: Some(format!("Warung {last} {of}")), ..BusinessClaims::default() },
        number: if nik.is_some() { Number::Full } else { Number::None },
        nik,
        npwp: None,
        raw: Zeroizing::new("[]".to_owned()),
        verdict: Verdict::Good,
        remarks: json!([]),
        observed_on: "2025-12-31".parse().unwrap(),
    }
}

/// A list of these rows, taken over; what follows it is worked off too.
async fn take_over(db: &TestDb, city: CityId, rows: Vec<Staged>) -> BatchId {
    // Ids are dated: of two records the one of the earlier list stays.
    db.later(chrono::TimeDelta::minutes(1));
    let mut tx = db.tx_in(city, machine()).await;
    let agency = AgencyId(Uuid::now_v7());
    let new = NewBatch {
        agency,
        file_name: "daftar.csv".to_owned(),
        media_type: "text/csv".to_owned(),
        bytes: b"x".to_vec(),
    };
    let id = batch::receive(&mut tx, new).await.unwrap();
    let mut stage = Stage::new(id, agency);
    for row in rows {
        stage.push(&mut tx, row).await.unwrap();
    }
    stage.flush(&mut tx).await.unwrap();
    sqlx::query("update registry.batch set state = 'ready' where id = $1")
        .bind(id.0)
        .execute(tx.conn())
        .await
        .unwrap();
    batch::apply(&mut tx, id, false).await.unwrap();
    tx.commit().await.unwrap();
    work_off(db).await;
    id
}

async fn work_off(db: &TestDb) -> Vec<String> {
    let worked = db.work_off().await;
    assert!(worked.iter().all(|job| job.error.is_none()), "{worked:?}");
    worked.into_iter().map(|job| job.name).collect()
}

fn first_list(city: CityId) -> Vec<Staged> {
    (0..120).map(|of| row(of, city, false)).collect()
}

/// Half of the first list again, written otherwise, and some who are new.
fn second_list(city: CityId) -> Vec<Staged> {
    (60..150).map(|of| row(of, city, true)).collect()
}

/// Which rows stand in one record.
async fn groups(db: &TestDb, city: CityId) -> BTreeSet<BTreeSet<String>> {
    let mut tx = db.tx_in(city, machine()).await;
    let rows: Vec<(Uuid, String)> = sqlx::query_as(
        "select m.person, s.sheet || s.row_number from registry.membership m
         join registry.source s on s.city = m.city and s.id = m.source
         where m.city = $1 and m.person is not null and m.ended_at is null",
    )
    .bind(city.0)
    .fetch_all(tx.conn())
    .await
    .unwrap();
    let mut groups: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
    rows.into_iter().for_each(|(record, row)| {
        groups.entry(record).or_default().insert(row);
    });
    groups.into_values().collect()
}

fn turns(db: &TestDb, city: CityId) -> Desk<'static> {
    Desk::turns(&db.db, city, Watch::Nobody)
}

async fn follow(db: &TestDb, city: CityId, batch: BatchId) -> Ran {
    run::follow(&mut turns(db, city), batch).await.unwrap()
}

#[tokio::test]
async fn a_list_that_comes_later_joins_whom_a_comparison_of_all_would_join() {
    let db = testkit::db_with(&batch::JOBS, &[]).await;
    take_over(&db, SEMARANG, first_list(SEMARANG)).await;
    let whole = run::whole(&mut turns(&db, SEMARANG)).await.unwrap();
    let second = take_over(&db, SEMARANG, second_list(SEMARANG)).await;
    let ran = follow(&db, SEMARANG, second).await;
    // Only what came was compared, by what had been learned before.
    assert_eq!((whole.sources, ran.sources), (120, 90));
    assert!(ran.people_after < ran.people_before, "{ran:?}");

    take_over(&db, DEPOK, first_list(DEPOK)).await;
    take_over(&db, DEPOK, second_list(DEPOK)).await;
    let both = run::whole(&mut turns(&db, DEPOK)).await.unwrap();
    assert!(ran.pairs < both.pairs, "{ran:?} {both:?}");
    let (followed, all) = (groups(&db, SEMARANG).await, groups(&db, DEPOK).await);
    assert_eq!(followed, all);
    // Whom both lists name stands in one record.
    let found = (60..120).filter(|of| all.contains(&[format!("A{}", of + 2), format!("B{}", of + 2)].into()));
    assert!(found.count() >= 57, "{all:?}");
    // Once more finds nothing new.
    let again = follow(&db, SEMARANG, second).await;
    assert_eq!((again.people_before, again.people_after), (ran.people_after, ran.people_after));
    assert_eq!(again.questions, ran.questions);
}

/// Works at it until it has waited so many times, and is then killed; what it came to where it was quicker.
async fn killed<T>(work: impl Future<Output = T>, waits: usize) -> Option<T> {
    let mut work = pin!(work);
    let mut left = waits;
    std::future::poll_fn(|context| match work.as_mut().poll(context) {
        std::task::Poll::Ready(value) => std::task::Poll::Ready(Some(value)),
        std::task::Poll::Pending if left == 0 => std::task::Poll::Ready(None),
        std::task::Poll::Pending => {
            left -= 1;
            std::task::Poll::Pending
        }
    })
    .await
}

#[tokio::test]
async fn killed_at_any_moment_nothing_is_half_done_and_the_next_run_does_the_rest() {
    let db = testkit::db_with(&batch::JOBS, &[]).await;
    take_over(&db, SEMARANG, first_list(SEMARANG)).await;
    run::whole(&mut turns(&db, SEMARANG)).await.unwrap();
    let second = take_over(&db, SEMARANG, second_list(SEMARANG)).await;
    let mut waits = 20;
    let mut kills = 0;
    loop {
        let mut desk = turns(&db, SEMARANG);
        if let Desk::Turns(turns) = &mut desk {
            turns.portion = 3;
        }
        if let Some(done) = killed(run::follow(&mut desk, second), waits).await {
            done.unwrap();
            break;
        }
        waits += 40;
        kills += 1;
        nothing_is_half_done(&db).await;
    }
    assert!(kills > 2, "{kills}");
    take_over(&db, DEPOK, first_list(DEPOK)).await;
    take_over(&db, DEPOK, second_list(DEPOK)).await;
    run::whole(&mut turns(&db, DEPOK)).await.unwrap();
    assert_eq!(groups(&db, SEMARANG).await, groups(&db, DEPOK).await);
}

/// Each record stands where the decisions put it, and says as many sources as it has.
async fn nothing_is_half_done(db: &TestDb) {
    let mut tx = db.tx(machine()).await;
    let wrong: i64 = sqlx::query_scalar(
        "select count(*) from registry.person p where p.city = 3374
         and p.sources <> (select count(*) from registry.membership m
                           where m.city = p.city and m.person = p.id and m.ended_at is null)",
    )
    .fetch_one(tx.conn())
    .await
    .unwrap();
    let homes: Vec<Uuid> =
        sqlx::query_scalar("select distinct home from registry.membership where city = 3374")
            .fetch_all(tx.conn())
            .await
            .unwrap();
    let before = tx.told().len();
    settle::refold(&mut tx, Side::Person, homes.into_iter().collect()).await.unwrap();
    assert_eq!((wrong, tx.told().len()), (0, before), "folding anew would move somebody");
}

/// The person of whom a row was said, and the row.
async fn at(tx: &mut Tx, row: &str) -> (PersonId, SourceId) {
    let found: (Uuid, Uuid) = sqlx::query_as(
        "select m.person, s.id from registry.membership m join registry.source s on s.city = m.city and s.id = m.source
         where m.city = 3374 and m.person is not null and s.sheet || s.row_number = $1
         order by m.ended_at is not null, m.id desc limit 1",
    )
    .bind(row)
    .fetch_one(tx.conn())
    .await
    .unwrap();
    (PersonId(found.0), SourceId(found.1))
}

#[tokio::test]
async fn what_an_officer_took_back_or_parted_no_later_list_joins_again() {
    let db = testkit::db_with(&batch::JOBS, &[]).await;
    take_over(&db, SEMARANG, first_list(SEMARANG)).await;
    run::whole(&mut turns(&db, SEMARANG)).await.unwrap();
    let second = take_over(&db, SEMARANG, second_list(SEMARANG)).await;
    follow(&db, SEMARANG, second).await;
    // Nobody's NIK says that these are one: a likeness does.
    let (took_back, parted) = ((60 + 2, 60 + 2), (72 + 2, 72 + 2));
    let admin = || testkit::actor(Role::CityAdmin, "33.74");
    let mut tx = db.tx(admin()).await;
    let (one, _) = at(&mut tx, &format!("A{}", took_back.0)).await;
    let links = find::of_record(&mut tx, Side::Person, one.0).await.unwrap();
    undo(&mut tx, links.first().unwrap().act, "ibu dan anak").await.unwrap();
    let (left, right) =
        (at(&mut tx, &format!("A{}", parted.0)).await, at(&mut tx, &format!("B{}", parted.1)).await);
    assert_eq!(left.0, right.0);
    different(&mut tx, Pair { side: Side::Person, left: left.1, right: right.1 }, "kembar").await.unwrap();
    tx.commit().await.unwrap();
    let third: Vec<Staged> =
        [60, 72].map(|of| Staged { sheet: "C".to_owned(), ..row(of, SEMARANG, false) }).into();
    let third = take_over(&db, SEMARANG, third).await;
    for batch in [second, third] {
        follow(&db, SEMARANG, batch).await;
    }
    run::whole(&mut turns(&db, SEMARANG)).await.unwrap();
    let mut tx = db.tx(admin()).await;
    for (a, b) in [took_back, parted] {
        assert_ne!(at(&mut tx, &format!("A{a}")).await.0, at(&mut tx, &format!("B{b}")).await.0, "A{a} B{b}");
    }
}

#[tokio::test]
async fn a_list_is_compared_when_it_is_taken_over_and_let_go_when_it_is_taken_back() {
    let hear = kernel::subscription!(BatchSettled, "registry.link.hear", jobs::hear);
    let db = testkit::db_with(&[&batch::JOBS[..], &JOBS].concat(), &[hear]).await;
    take_over(&db, SEMARANG, first_list(SEMARANG)).await;
    let (before, ids) = (groups(&db, SEMARANG).await, records(&db).await);
    let second = take_over(&db, SEMARANG, second_list(SEMARANG)).await;
    let joined = groups(&db, SEMARANG).await;
    assert!(joined.iter().filter(|group| group.len() == 2).count() > 40, "{joined:?}");
    let mut tx = db.tx(machine()).await;
    assert_eq!(at(&mut tx, "A62").await.0, at(&mut tx, "B62").await.0);
    let (one, _) = at(&mut tx, "A62").await;
    assert!(ids.contains(&one.0), "the older id stays");
    let home: Uuid = sqlx::query_scalar("select m.home from registry.membership m where m.source = $1 and person is not null and ended_at is null")
        .bind(at(&mut tx, "B62").await.1.0)
        .fetch_one(tx.conn())
        .await
        .unwrap();
    assert_eq!(person::find::one(&mut tx, PersonId(home)).await.unwrap().became, Some(one));
    batch::undo(&mut tx, second, "berkas salah").await.unwrap();
    tx.commit().await.unwrap();
    assert!(work_off(&db).await.contains(&"registry.link.follow".to_owned()));
    assert_eq!(groups(&db, SEMARANG).await, before);
    assert_eq!(records(&db).await, ids);
    let mut tx = db.tx(machine()).await;
    let waiting: i64 = sqlx::query_scalar(
        "select count(*) from registry.link_question q join registry.source s on s.city = q.city
         and s.id in (q.left_source, q.right_source) where s.batch = $1",
    )
    .bind(second.0)
    .fetch_one(tx.conn())
    .await
    .unwrap();
    assert_eq!(waiting, 0);
    // And sent again it is found again.
    take_over(&db, SEMARANG, second_list(SEMARANG)).await;
    assert_eq!(groups(&db, SEMARANG).await, joined);
}

/// The records of people in force.
async fn records(db: &TestDb) -> BTreeSet<Uuid> {
    let mut tx = db.tx(machine()).await;
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "select id from registry.person where city = 3374 and became is null and withdrawn_at is null",
    )
    .fetch_all(tx.conn())
    .await
    .unwrap();
    ids.into_iter().collect()
}

#[tokio::test]
async fn two_who_stand_apart_by_a_word_are_not_brought_together_by_one_who_is_like_both() {
    let db = testkit::db_with(&batch::JOBS, &[]).await;
    let twin = |sheet: &str, row_number| Staged {
        sheet: sheet.to_owned(),
        row: row_number,
        nik: None,
        number: Number::None,
        person: PersonClaims {
            email: Some(format!("siti{row_number}@contoh.id")),
            ..row(8, SEMARANG, false).person
        },
        ..row(8, SEMARANG, false)
    };
    let mut first = first_list(SEMARANG);
    first.retain(|row| row.row != 10);
    first.extend([twin("A", 900), twin("A", 901)]);
    take_over(&db, SEMARANG, first).await;
    let mut tx = db.tx(testkit::actor(Role::CityAdmin, "33.74")).await;
    let (left, right) = (at(&mut tx, "A900").await, at(&mut tx, "A901").await);
    different(&mut tx, Pair { side: Side::Person, left: left.1, right: right.1 }, "kembar").await.unwrap();
    tx.commit().await.unwrap();
    run::whole(&mut turns(&db, SEMARANG)).await.unwrap();
    let second = take_over(&db, SEMARANG, vec![twin("B", 10)]).await;
    follow(&db, SEMARANG, second).await;
    let mut tx = db.tx(machine()).await;
    let (left, right, third) =
        (at(&mut tx, "A900").await.0, at(&mut tx, "A901").await.0, at(&mut tx, "B10").await.0);
    assert_ne!(left, right);
    assert!(third == left || third == right, "it is joined to one of them");
}

#[tokio::test]
async fn a_run_of_the_city_shows_how_far_it_is_and_stops_when_asked() {
    let db = testkit::db_with(&[&batch::JOBS[..], &JOBS].concat(), &[]).await;
    take_over(&db, SEMARANG, first_list(SEMARANG)).await;
    take_over(&db, SEMARANG, second_list(SEMARANG)).await;
    let admin = || testkit::actor(Role::CityAdmin, "33.74");
    let before = groups(&db, SEMARANG).await;
    let mut works = Vec::new();
    for stop in [true, false] {
        let mut tx = db.tx(admin()).await;
        let work = jobs::start(&mut tx).await.unwrap();
        if stop {
            kernel::work::cancel(&mut tx, work).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(work_off(&db).await, ["registry.link.run"]);
        works.push(kernel::work::one(&mut db.tx(admin()).await, work).await.unwrap());
        assert_eq!(groups(&db, SEMARANG).await == before, stop);
    }
    assert_eq!(works[0].state, kernel::work::State::Cancelled);
    assert_eq!((works[1].state, Some(works[1].done)), (kernel::work::State::Done, works[1].total));
    assert!(works[1].done > 210, "{works:?}");
    let ran: Ran = serde_json::from_value(works[1].report.clone()).unwrap();
    assert_eq!(ran.sources, 210);
    let mut tx = db.tx(testkit::actor(Role::KecamatanOfficer, "33.74.06")).await;
    assert!(matches!(jobs::start(&mut tx).await, Err(Error::Forbidden)));
}
