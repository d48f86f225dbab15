use std::net::IpAddr;

use chrono::TimeDelta;
use kernel::Actor;

use super::{Admitted, Bucket, Delay, charge, forgive, place, refund, spend};

const BUCKET: Bucket = Bucket { name: "t", burst: 3, every: 10 };
const DELAY: Delay = Delay { name: "t", free: 2, longest: 60 };

#[test]
fn an_ipv6_neighbourhood_counts_as_one_and_ipv4_within_ipv6_as_itself() {
    for (address, counted) in [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
    ] {
        assert_eq!(place(address.parse::<IpAddr>().unwrap()), counted);
    }
}

#[tokio::test]
async fn a_bucket_lets_a_burst_through_and_then_refills_steadily() {
    let db = testkit::db().await;
    let mut tx = db.tx(Actor::Visitor).await;
    for _ in 0..3 {
        assert_eq!(spend(&mut tx, BUCKET, "a").await.unwrap(), Admitted::Go);
    }
    let Admitted::Wait(seconds) = spend(&mut tx, BUCKET, "a").await.unwrap() else {
        panic!("a fourth at once")
    };
    assert!((1..=11).contains(&seconds), "{seconds}");
    assert_eq!(spend(&mut tx, BUCKET, "b").await.unwrap(), Admitted::Go, "another is not concerned");
    refund(&mut tx, BUCKET, "a").await.unwrap();
    assert_eq!(spend(&mut tx, BUCKET, "a").await.unwrap(), Admitted::Go, "what was given back");
    tx.commit().await.unwrap();

    db.later(TimeDelta::seconds(10));
    let mut tx = db.tx(Actor::Visitor).await;
    assert_eq!(spend(&mut tx, BUCKET, "a").await.unwrap(), Admitted::Go);
    assert!(matches!(spend(&mut tx, BUCKET, "a").await.unwrap(), Admitted::Wait(_)));
}

#[tokio::test]
async fn each_failure_doubles_the_pause_up_to_a_limit_and_success_or_a_day_forgets() {
    let db = testkit::db().await;
    let mut pauses = Vec::new();
    for _ in 0..10 {
        let mut tx = db.tx(Actor::Visitor).await;
        let mut pause = 0;
        if let Admitted::Wait(seconds) = charge(&mut tx, DELAY, "a").await.unwrap() {
            tx.rollback().await.unwrap();
            pause = seconds;
            db.later(TimeDelta::seconds(pause));
            tx = db.tx(Actor::Visitor).await;
            assert_eq!(charge(&mut tx, DELAY, "a").await.unwrap(), Admitted::Go);
        }
        tx.commit().await.unwrap();
        pauses.push(pause);
    }
    assert_eq!(pauses, [0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);

    let mut tx = db.tx(Actor::Visitor).await;
    assert!(matches!(charge(&mut tx, DELAY, "a").await.unwrap(), Admitted::Wait(_)));
    forgive(&mut tx, DELAY, "a").await.unwrap();
    assert_eq!(charge(&mut tx, DELAY, "a").await.unwrap(), Admitted::Go);
    charge(&mut tx, DELAY, "a").await.unwrap();
    assert!(matches!(charge(&mut tx, DELAY, "a").await.unwrap(), Admitted::Wait(_)));
    tx.commit().await.unwrap();

    db.later(TimeDelta::hours(25));
    let mut tx = db.tx(Actor::Visitor).await;
    assert_eq!(charge(&mut tx, DELAY, "a").await.unwrap(), Admitted::Go);
    assert_eq!(charge(&mut tx, DELAY, "a").await.unwrap(), Admitted::Go);
}

#[tokio::test]
async fn a_table_of_limits_names_nobody_and_another_city_counts_for_itself() {
    let db = testkit::db().await;
    for city in [testkit::SEMARANG, testkit::DEPOK] {
        let mut tx = db.tx_in(city, Actor::Visitor).await;
        for _ in 0..3 {
            assert_eq!(spend(&mut tx, BUCKET, "sari@example.com").await.unwrap(), Admitted::Go);
        }
        tx.commit().await.unwrap();
    }
    let keys: Vec<Vec<u8>> = sqlx::query_scalar("select key from identity.limit order by key limit 10")
        .fetch_all(&mut db.admin().await)
        .await
        .unwrap();
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().all(|key| key.len() == 32) && keys[0] != keys[1]);
}
