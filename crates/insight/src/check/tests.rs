use chrono::TimeDelta;
use sqlx::Connection;
use testkit::{SEMARANG, TestDb};

use super::*;
use crate::figure::freshness;
use crate::testing::{GEMAH, area, handful, kit, machine};

async fn counted(kit: &TestDb) -> CheckId {
    let mut tx = kit.tx(machine()).await;
    let id = run(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn verdict(kit: &TestDb) -> Option<i64> {
    let mut tx = kit.tx(machine()).await;
    freshness(&mut tx, &area("33.74")).await.unwrap().checked.expect("a check").wrong
}

/// Falsifies a kept figure behind everybody's back.
async fn falsify(kit: &TestDb) {
    let mut admin = kit.admin().await;
    sqlx::query("update insight.figure set value = value + 7 where indicator = 'businesses' and area = $1 and breakdown = ''")
        .bind(GEMAH)
        .execute(&mut admin)
        .await
        .unwrap();
    admin.close().await.unwrap();
}

async fn follow(kit: &TestDb) {
    kit.work_off().await;
    kit.later(TimeDelta::seconds(90));
    let done = kit.work_off().await;
    assert!(done.iter().all(|worked| worked.error.is_none()), "{done:?}");
}

#[tokio::test]
async fn a_count_from_the_start_equals_the_live_figures_to_the_last_unit() {
    let kit = kit().await;
    handful(&kit).await;
    follow(&kit).await;
    counted(&kit).await;
    assert_eq!(verdict(&kit).await, Some(0));
}

#[tokio::test]
async fn a_wrong_figure_is_found_said_and_put_right() {
    let kit = kit().await;
    handful(&kit).await;
    follow(&kit).await;
    counted(&kit).await;
    falsify(&kit).await;
    kit.later(TimeDelta::hours(24));
    counted(&kit).await;
    assert_eq!(verdict(&kit).await, None, "it may only be waiting");
    follow(&kit).await;
    assert!(verdict(&kit).await.unwrap() >= 1);
    kit.later(TimeDelta::hours(24));
    counted(&kit).await;
    assert_eq!(verdict(&kit).await, Some(0));
}

#[tokio::test]
async fn a_figure_whose_refresh_has_yet_to_come_is_not_called_wrong() {
    let kit = kit().await;
    counted(&kit).await;
    handful(&kit).await;
    kit.later(TimeDelta::seconds(1));
    counted(&kit).await;
    assert_eq!(verdict(&kit).await, None);
    follow(&kit).await;
    assert_eq!(verdict(&kit).await, Some(0));
}

#[tokio::test]
async fn the_night_counts_once() {
    let kit = kit().await;
    handful(&kit).await;
    follow(&kit).await;
    for (at, expected) in [
        ("2026-11-22 05:00", 1_i64),
        ("2026-11-22 16:00", 1),
        ("2026-11-22 17:30", 1),
        ("2026-11-22 18:30", 2),
        ("2026-11-22 19:30", 2),
    ] {
        kit.at(at);
        let mut tx = kit.tx(machine()).await;
        Nightly {}.run(&mut tx).await.unwrap();
        let city = SEMARANG.0;
        let runs =
            sqlx::query_scalar!(r#"select count(*) as "runs!" from insight.check_run where city = $1"#, city)
                .fetch_one(tx.conn())
                .await
                .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(runs, expected, "{at} in UTC");
    }
}
