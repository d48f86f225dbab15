use chrono::TimeDelta;
use kernel::{Error, Level, Role};
use registry::source::claims::{BusinessClaims, PersonClaims};
use testkit::{SEMARANG, TestDb, actor};

use super::*;
use crate::indicator;
use crate::testing::{GEMAH, MUKTI, area, day, handful, kit, machine, shop, someone};

/// Lets the jobs run until the figures have followed.
async fn settle(kit: &TestDb) {
    kit.work_off().await;
    kit.later(TimeDelta::seconds(5));
    let done = kit.work_off().await;
    assert!(done.iter().all(|worked| worked.error.is_none()), "{done:?}");
}

async fn businesses(kit: &TestDb, code: &str) -> i64 {
    let mut tx = kit.tx_in(area(code).city(), machine()).await;
    let found = of_area(&mut tx, &area(code), day("2026-11-22")).await.unwrap();
    found.value(indicator::find("businesses").unwrap())
}

#[tokio::test]
async fn figures_follow_records_within_five_seconds_in_their_own_city() {
    let kit = kit().await;
    settle(&kit).await;
    assert_eq!(businesses(&kit, "33.74").await, 0);
    handful(&kit).await;
    settle(&kit).await;
    for (code, expected) in
        [("33.74", 3), ("33.74.06", 3), (GEMAH, 1), (MUKTI, 1), ("33.74.05", 0), ("32.76", 1)]
    {
        assert_eq!(businesses(&kit, code).await, expected, "{code}");
    }
}

#[tokio::test]
async fn what_closes_leaves_the_figures_of_its_kelurahan_and_of_all_above() {
    let kit = kit().await;
    let mut tx = kit.tx(machine()).await;
    let person = someone(&mut tx, "Sari Wulandari", GEMAH, PersonClaims::default()).await;
    let one = shop(&mut tx, person, "Warung Sari", GEMAH, BusinessClaims::default()).await;
    tx.commit().await.unwrap();
    settle(&kit).await;
    assert_eq!(businesses(&kit, GEMAH).await, 1);

    let mut tx = kit.tx(machine()).await;
    registry::business::close(&mut tx, one, day("2026-11-22"), "Tutup").await.unwrap();
    tx.commit().await.unwrap();
    settle(&kit).await;

    for code in [GEMAH, "33.74.06", "33.74"] {
        assert_eq!(businesses(&kit, code).await, 0, "{code}");
    }
    let mut tx = kit.tx(machine()).await;
    let kept = kept(&mut tx, None, true).await.unwrap();
    assert!(
        !kept.keys().any(|cell| cell.indicator == "businesses"),
        "a figure of nothing is no row: {kept:?}"
    );
}

#[tokio::test]
async fn refreshing_twice_changes_nothing_and_two_at_once_take_turns() {
    let kit = kit().await;
    handful(&kit).await;
    let refreshes = async || {
        let mut tx = kit.tx(machine()).await;
        let changed = refresh(&mut tx, &[GEMAH.to_owned(), MUKTI.to_owned()]).await.unwrap();
        tx.commit().await.unwrap();
        changed
    };
    let (one, other) = tokio::join!(refreshes(), refreshes());
    assert!(one.min(other) == 0 && one.max(other) > 0, "{one} {other}");
    assert_eq!(refreshes().await, 0);
}

#[tokio::test]
async fn parts_and_the_rest_make_the_whole_at_each_level() {
    let kit = kit().await;
    handful(&kit).await;
    let mut tx = kit.tx(machine()).await;
    refresh_all(&mut tx).await.unwrap();
    let today = day("2026-11-22");
    for indicator in indicator::ALL {
        for (code, level) in
            [("33.74", Level::Kecamatan), ("33.74", Level::Kelurahan), ("33.74.06", Level::Kelurahan)]
        {
            let (parts, rest) =
                of_parts(&mut tx, indicator, ("", ""), &area(code), level, today).await.unwrap();
            let whole = of_area(&mut tx, &area(code), today).await.unwrap().value(indicator);
            assert_eq!(parts.values().sum::<i64>() + rest, whole, "{} {code} {level:?}", indicator.key);
        }
    }
    let businesses = indicator::find("businesses").unwrap();
    let (parts, rest) =
        of_parts(&mut tx, businesses, ("", ""), &area("33.74"), Level::Kelurahan, today).await.unwrap();
    assert_eq!((parts.get(GEMAH), rest), (Some(&1), 1), "a business of no known kelurahan is the rest");
}

#[tokio::test]
async fn an_officer_sees_the_figures_of_the_own_subtree_and_no_others() {
    let kit = kit().await;
    handful(&kit).await;
    settle(&kit).await;
    for (role, of, asks, may) in [
        (Role::KelurahanOfficer, GEMAH, GEMAH, true),
        (Role::KelurahanOfficer, GEMAH, MUKTI, false),
        (Role::KelurahanOfficer, GEMAH, "33.74.06", false),
        (Role::KecamatanOfficer, "33.74.06", MUKTI, true),
        (Role::Analyst, "33.74", GEMAH, true),
        (Role::Analyst, "33.74", "32.76", false),
        (Role::Mentor, "33.74", GEMAH, false),
        (Role::Citizen, "33.74", GEMAH, false),
    ] {
        let mut tx = kit.tx_in(SEMARANG, actor(role, of)).await;
        let answer = of_area(&mut tx, &area(asks), day("2026-11-22")).await;
        assert_eq!(answer.is_ok(), may, "{role:?} of {of} asks for {asks}");
        if !may {
            assert!(matches!(answer, Err(Error::Forbidden)));
        }
    }
    let mut tx = kit.tx_in(SEMARANG, actor(Role::CityAdmin, "33.74")).await;
    assert!(matches!(refresh_all(&mut tx).await, Err(Error::Forbidden)), "counting is the machine's");
}

#[tokio::test]
async fn a_refresh_that_comes_while_another_runs_is_not_lost() {
    let kit = kit().await;
    handful(&kit).await;
    kit.work_off().await;
    kit.later(TimeDelta::seconds(5));
    let city = SEMARANG;
    // The refresh has taken what was stale, and a record is told of before it ends.
    let mut running = kit.tx(machine()).await;
    turn(&mut running).await.unwrap();
    let telling = async {
        let mut tx = kit.tx_in(city, machine()).await;
        let told = registry::source::RecordsComputed {
            subject: uuid::Uuid::nil(),
            areas: [GEMAH.to_owned()].into_iter().collect(),
        };
        follow(&mut tx, told).await.unwrap();
        tx.commit().await.unwrap();
    };
    let ending = async {
        refresh(&mut running, &[GEMAH.to_owned()]).await.unwrap();
        running.commit().await.unwrap();
    };
    tokio::join!(telling, ending);
    settle(&kit).await;
    let mut tx = kit.tx(machine()).await;
    assert_eq!(freshness(&mut tx, &area("33.74")).await.unwrap().waiting, 0);
    assert_eq!(businesses(&kit, GEMAH).await, 1);
}
