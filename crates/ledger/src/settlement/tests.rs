//! Settlements: each maker gets what was earned, once, and the statement adds up.

use kernel::{Error, Rupiah, Tx};
use testkit::TestDb;

use super::*;
use crate::account::Purpose;
use crate::journal::{self, Kind, Leg, NewJournal};
use crate::money::Money;
use crate::testing::{admin, balance, kit, machine, maker, sold};
use crate::{account, tax};

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

async fn settled(db: &TestDb, until: &str) -> SettlementId {
    let mut tx = db.tx(admin()).await;
    let id = settle(&mut tx, day(until)).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn adds_up(tx: &mut Tx, id: SettlementId, of: u128) -> Statement {
    let statement = statement(tx, id, maker(of)).await.unwrap();
    let sum: i64 = statement.lines.iter().map(|line| line.amount.0).sum();
    assert_eq!(statement.carried.0 + sum, statement.amount.0, "{statement:?}");
    statement
}

/// Takes something from a maker: what a buyer gets back.
async fn refunded(tx: &mut Tx, key: &str, of: u128, amount: i64) {
    let payable = account::account(tx, Purpose::Payable, Some(maker(of))).await.unwrap();
    let refund = account::account(tx, Purpose::Refund, None).await.unwrap();
    let leg = |account, amount| Leg { account, money: Money::rupiah(Rupiah(amount)) };
    let legs = vec![leg(payable, amount), leg(refund, -amount)];
    let new = NewJournal { key: key.into(), kind: Kind::Refund, note: String::new(), legs };
    journal::post(tx, &new).await.unwrap();
}

#[tokio::test]
async fn what_was_earned_before_the_day_is_settled_once_and_the_statement_adds_up() {
    let db = kit().await;
    db.at("2026-01-05 10:00");
    let mut tx = db.tx(machine()).await;
    sold(&mut tx, "a/1", 1, 90_000).await;
    sold(&mut tx, "a/2", 2, 10_000).await;
    refunded(&mut tx, "a/3", 2, 15_000).await;
    tx.commit().await.unwrap();
    db.at("2026-01-12 10:00");
    let mut tx = db.tx(machine()).await;
    sold(&mut tx, "b/1", 1, 7_000).await;
    tx.commit().await.unwrap();
    let first = settled(&db, "2026-01-12").await;
    let mut tx = db.tx(admin()).await;
    let (listed, shares) = one(&mut tx, first, (0, 10)).await.unwrap();
    assert_eq!((listed.makers, listed.amount, shares[0].owner), (1, Rupiah(90_000), maker(1)));
    assert_eq!(adds_up(&mut tx, first, 1).await.lines.len(), 1);
    assert_eq!(balance(&mut tx, Purpose::Payable, Some(1)).await, -7_000);
    assert_eq!(balance(&mut tx, Purpose::Due, Some(1)).await, -90_000);
    assert_eq!(balance(&mut tx, Purpose::Payable, Some(2)).await, 5_000, "owes, and carries it over");
    assert!(matches!(settle(&mut tx, day("2026-01-12")).await, Err(Error::Invalid(_))));
    assert!(matches!(settle(&mut tx, day("2026-01-13")).await, Err(Error::Invalid(_))), "tomorrow");
    drop(tx);

    db.at("2026-02-20 10:00");
    let mut tx = db.tx(machine()).await;
    kernel::Job::run(crate::period::CloseMonths {}, &mut tx).await.unwrap();
    sold(&mut tx, "c/1", 2, 8_000).await;
    tx.commit().await.unwrap();
    db.at("2026-02-21 10:00");
    let second = settled(&db, "2026-02-21").await;
    let mut tx = db.tx(admin()).await;
    assert_eq!(adds_up(&mut tx, second, 1).await.amount, Rupiah(7_000));
    let statement = adds_up(&mut tx, second, 2).await;
    assert_eq!((statement.carried, statement.amount), (Rupiah(-5_000), Rupiah(3_000)), "netted");
    assert_eq!(list(&mut tx, 0, 10).await.unwrap().1, 2);
}

#[tokio::test]
async fn two_who_settle_the_same_day_settle_it_once() {
    let db: &'static TestDb = Box::leak(Box::new(kit().await));
    db.at("2026-01-05 10:00");
    let mut tx = db.tx(machine()).await;
    sold(&mut tx, "a/1", 1, 90_000).await;
    tx.commit().await.unwrap();
    db.at("2026-01-06 10:00");
    let one = async || {
        let mut tx = db.tx(admin()).await;
        let done = settle(&mut tx, day("2026-01-06")).await;
        let well = done.is_ok();
        if well {
            tx.commit().await.unwrap();
        }
        well
    };
    let (first, second) = tokio::join!(one(), one());
    assert!(first != second, "{first} {second}");
    let mut tx = db.tx(admin()).await;
    assert_eq!(balance(&mut tx, Purpose::Due, Some(1)).await, -90_000);
}

#[tokio::test]
async fn a_makers_year_counts_sales_less_refunds_and_what_was_undone() {
    let db = kit().await;
    db.at("2025-12-31 10:00");
    let mut tx = db.tx(machine()).await;
    sold(&mut tx, "old", 1, 1_000_000).await;
    tx.commit().await.unwrap();
    db.at("2026-01-05 10:00");
    let mut tx = db.tx(machine()).await;
    sold(&mut tx, "a", 1, 300_000_000).await;
    let undone = sold(&mut tx, "b", 1, 5_000_000).await;
    journal::undo(&mut tx, undone.id, "Pesanan batal").await.unwrap();
    refunded(&mut tx, "c", 1, 50_000_000).await;
    let year = tax::year(&mut tx, maker(1), day("2026-01-05")).await.unwrap();
    assert_eq!((year.year, year.gross, year.used()), (2026, Rupiah(250_000_000), 50));
}
