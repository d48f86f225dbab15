//! Payouts: what is due goes once, and what comes back goes again.

use kernel::{Error, Rupiah};
use testkit::TestDb;

use super::*;
use crate::account::Purpose;
use crate::testing::{admin, balance, kit, machine, sold};
use crate::{proof, settlement};

async fn due(db: &TestDb) {
    db.at("2026-01-05 10:00");
    let mut tx = db.tx(machine()).await;
    sold(&mut tx, "a/1", 1, 90_000).await;
    sold(&mut tx, "a/2", 2, 10_000).await;
    tx.commit().await.unwrap();
    db.at("2026-01-06 10:00");
    let mut tx = db.tx(machine()).await;
    settlement::settle(&mut tx, "2026-01-06".parse().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_is_due_is_paid_once_and_what_comes_back_is_paid_again() {
    let db = kit().await;
    due(&db).await;
    let mut tx = db.tx(admin()).await;
    let first = pay_out(&mut tx).await.unwrap();
    assert!(matches!(pay_out(&mut tx).await, Err(Error::Refused(_))), "nothing is due any more");
    let (batch, payouts) = one(&mut tx, first).await.unwrap();
    assert_eq!((batch.payouts, batch.amount), (2, Rupiah(100_000)));
    assert_eq!(balance(&mut tx, Purpose::Bank, None).await, -100_000);
    let small = payouts[1].id;
    returned(&mut tx, small, "Rekening tutup").await.unwrap();
    returned(&mut tx, small, "Rekening tutup").await.unwrap();
    paid(&mut tx, first).await.unwrap();
    let (batch, payouts) = one(&mut tx, first).await.unwrap();
    assert_eq!((batch.paid, batch.returned), (1, 1));
    assert_eq!(payouts.iter().map(|one| one.state).collect::<Vec<_>>(), [State::Paid, State::Returned]);
    assert_eq!(balance(&mut tx, Purpose::Due, Some(2)).await, -10_000, "due again");
    assert_eq!(tx.told(), ["ledger.journal.reversed", "ledger.payout.returned"]);
    let second = pay_out(&mut tx).await.unwrap();
    assert_eq!(one(&mut tx, second).await.unwrap().0.amount, Rupiah(10_000));
    assert_eq!(balance(&mut tx, Purpose::Bank, None).await, -100_000);
    proof::prove(&mut tx).await.unwrap();
    assert!(proof::list(&mut tx, 1).await.unwrap()[0].holds);
}

#[tokio::test]
async fn two_who_pay_out_at_once_pay_once() {
    let db: &'static TestDb = Box::leak(Box::new(kit().await));
    due(db).await;
    let one = async || {
        let mut tx = db.tx(admin()).await;
        let done = pay_out(&mut tx).await.is_ok();
        if done {
            tx.commit().await.unwrap();
        }
        done
    };
    let (first, second) = tokio::join!(one(), one());
    assert!(first != second, "{first} {second}");
    let mut tx = db.tx(admin()).await;
    assert_eq!(balance(&mut tx, Purpose::Bank, None).await, -100_000);
}

#[tokio::test]
async fn the_banks_file_has_a_line_for_each_payment_that_goes() {
    let db = kit().await;
    due(&db).await;
    let mut tx = db.tx(admin()).await;
    let batch = pay_out(&mut tx).await.unwrap();
    let (_, payouts) = super::one(&mut tx, batch).await.unwrap();
    let names = [(payouts[0].owner, ("U-1".to_owned(), "Warung Sari".to_owned()))].into_iter().collect();
    let rows = csv(&payouts, &names);
    assert_eq!(rows[0], ["nomor", "kode", "nama", "jumlah", "berita"]);
    assert_eq!(rows[1][..4], ["1", "U-1", "Warung Sari", "90000"]);
    assert_eq!(rows.len(), 3);
    returned(&mut tx, payouts[1].id, "Rekening tutup").await.unwrap();
    let (_, payouts) = super::one(&mut tx, batch).await.unwrap();
    assert_eq!(csv(&payouts, &names).len(), 2, "what came back does not go with this file again");
}
