//! Stock on a real database: what many ask for at once is promised as often as it is there.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use kernel::{Error, Tx};
use testkit::TestDb;
use uuid::Uuid;

use super::*;
use crate::testing::{draft, kit, machine, shelf};

async fn level(tx: &mut Tx, shelf: Shelf) -> (i32, i32, i32) {
    let level = levels(tx, &[shelf.variant]).await.unwrap().remove(0);
    (level.on_hand, level.allocated, level.held)
}

fn line(cause: u128, shelf: Shelf, quantity: i32) -> Line {
    Line { cause: Uuid::from_u128(cause), shelf, quantity }
}

fn soon(tx: &Tx) -> kernel::Instant {
    tx.now() + TimeDelta::minutes(15)
}

/// On hand is the sum of the movements, and promises are the sum of the holds.
async fn agrees(tx: &mut Tx) {
    let city = tx.city();
    let wrong: i64 = sqlx::query_scalar(
        "select count(*) from catalogue.stock s where s.city = $1 and (
             s.on_hand <> coalesce((select sum(m.quantity) from catalogue.movement m where m.city = s.city
                 and (m.variant, m.place, m.owner) = (s.variant, s.place, s.owner)), 0)
             or s.held <> coalesce((select sum(h.quantity) from catalogue.hold h where h.city = s.city
                 and (h.variant, h.place, h.owner) = (s.variant, s.place, s.owner) and h.until is not null), 0)
             or s.allocated <> coalesce((select sum(h.quantity) from catalogue.hold h where h.city = s.city
                 and (h.variant, h.place, h.owner) = (s.variant, s.place, s.owner) and h.until is null), 0))",
    )
    .bind(city.0)
    .fetch_one(tx.conn())
    .await
    .unwrap();
    assert_eq!(wrong, 0, "shelves that do not agree with their movements and holds");
}

#[tokio::test]
async fn what_is_held_paid_and_handed_over_leaves_the_shelf_once() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let product = draft(&mut tx, "Keripik", 10).await;
    let shelf = shelf(&mut tx, product).await;
    let until = soon(&tx);
    assert_eq!(hold(&mut tx, &[line(1, shelf, 3), line(1, shelf, 1)], until).await.unwrap(), []);
    assert_eq!(level(&mut tx, shelf).await, (10, 0, 4));
    let one = [Uuid::from_u128(1)];
    assert!(!hand_over(&mut tx, &one).await.unwrap(), "what is not paid is not handed over");
    assert!(allocate(&mut tx, &one).await.unwrap());
    assert!(allocate(&mut tx, &one).await.unwrap(), "again");
    assert_eq!(level(&mut tx, shelf).await, (10, 4, 0));
    assert!(hand_over(&mut tx, &one).await.unwrap());
    assert!(hand_over(&mut tx, &one).await.unwrap(), "again");
    assert_eq!(level(&mut tx, shelf).await, (6, 0, 0));
    take_back(&mut tx, shelf, 1, "return/1", "Kemasan robek").await.unwrap();
    take_back(&mut tx, shelf, 1, "return/1", "Kemasan robek").await.unwrap();
    assert_eq!(level(&mut tx, shelf).await, (7, 0, 0));
    agrees(&mut tx).await;
    let kinds: Vec<String> =
        movements(&mut tx, shelf, 0, 10).await.unwrap().into_iter().map(|moved| moved.kind).collect();
    assert_eq!(kinds, ["returned", "sold", "received"]);
}

#[tokio::test]
async fn a_cart_is_held_whole_or_not_at_all() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let (one, other) = (draft(&mut tx, "Keripik", 10).await, draft(&mut tx, "Sambal", 2).await);
    let (one, other) = (shelf(&mut tx, one).await, shelf(&mut tx, other).await);
    let until = soon(&tx);
    let short = hold(&mut tx, &[line(1, one, 3), line(2, other, 2), line(2, other, 1)], until).await.unwrap();
    assert_eq!(short, [Short { shelf: other, wanted: 3, left: 2 }]);
    assert_eq!((level(&mut tx, one).await, level(&mut tx, other).await), ((10, 0, 0), (2, 0, 0)));
    let nowhere = Shelf { place: Uuid::from_u128(9), ..one };
    let short = hold(&mut tx, &[line(1, nowhere, 1)], until).await.unwrap();
    assert_eq!(short, [Short { shelf: nowhere, wanted: 1, left: 0 }]);
    assert_eq!(hold(&mut tx, &[line(1, one, 0)], until).await.unwrap_err().to_string().len(), 41);
}

#[tokio::test]
async fn what_was_held_past_its_time_is_there_for_the_next() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let product = draft(&mut tx, "Keripik", 5).await;
    let shelf = shelf(&mut tx, product).await;
    let until = soon(&tx);
    assert_eq!(hold(&mut tx, &[line(1, shelf, 5)], until).await.unwrap(), []);
    assert_eq!(hold(&mut tx, &[line(2, shelf, 1)], until).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    db.later(TimeDelta::minutes(15));
    let mut tx = db.tx(machine()).await;
    assert_eq!(levels(&mut tx, &[shelf.variant]).await.unwrap()[0].left(), 5, "shown as free at once");
    let until = soon(&tx);
    assert_eq!(hold(&mut tx, &[line(2, shelf, 4)], until).await.unwrap(), []);
    assert_eq!(level(&mut tx, shelf).await, (5, 0, 4));
    assert!(!allocate(&mut tx, &[Uuid::from_u128(1)]).await.unwrap(), "paid too late");
    agrees(&mut tx).await;
    assert_eq!(release(&mut tx, &[Uuid::from_u128(2)]).await.unwrap(), [shelf]);
    assert_eq!(release(&mut tx, &[Uuid::from_u128(2)]).await.unwrap(), []);
    assert_eq!(level(&mut tx, shelf).await, (5, 0, 0));
}

#[tokio::test]
async fn the_nightly_hand_takes_back_what_nobody_else_did() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let product = draft(&mut tx, "Keripik", 5).await;
    let shelf = shelf(&mut tx, product).await;
    let until = soon(&tx);
    hold(&mut tx, &[line(1, shelf, 2)], until).await.unwrap();
    tx.enqueue(Expire {}).await.unwrap();
    tx.commit().await.unwrap();
    db.work_off().await;
    let mut tx = db.tx(machine()).await;
    assert_eq!(level(&mut tx, shelf).await, (5, 0, 2), "its time is not over");
    tx.enqueue(Expire {}).await.unwrap();
    tx.commit().await.unwrap();
    db.later(TimeDelta::minutes(15));
    db.work_off().await;
    let mut tx = db.tx(machine()).await;
    assert_eq!(level(&mut tx, shelf).await, (5, 0, 0));
    agrees(&mut tx).await;
}

#[tokio::test]
async fn what_is_promised_cannot_be_counted_away() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let product = draft(&mut tx, "Keripik", 10).await;
    let shelf = shelf(&mut tx, product).await;
    let until = soon(&tx);
    hold(&mut tx, &[line(1, shelf, 4)], until).await.unwrap();
    let error = count(&mut tx, shelf, 3, "count/1", "").await.unwrap_err();
    assert!(matches!(error, Error::Invalid(fields) if fields[0].0 == "quantity"));
    count(&mut tx, shelf, 4, "count/2", "Sore").await.unwrap();
    count(&mut tx, shelf, 4, "count/3", "Sore").await.unwrap();
    assert_eq!(level(&mut tx, shelf).await, (4, 0, 4));
    agrees(&mut tx).await;
}

#[tokio::test]
async fn what_is_made_to_order_is_promised_up_to_what_can_be_made() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let product = draft(&mut tx, "Keripik", 0).await;
    let shelf = shelf(&mut tx, product).await;
    set_backorder(&mut tx, shelf, 5).await.unwrap();
    let until = soon(&tx);
    assert_eq!(hold(&mut tx, &[line(1, shelf, 6)], until).await.unwrap()[0].left, 5);
    assert_eq!(hold(&mut tx, &[line(1, shelf, 4)], until).await.unwrap(), []);
    assert!(allocate(&mut tx, &[Uuid::from_u128(1)]).await.unwrap());
    assert!(hand_over(&mut tx, &[Uuid::from_u128(1)]).await.unwrap());
    assert_eq!(level(&mut tx, shelf).await, (0, 0, 0), "made, and gone");
    agrees(&mut tx).await;
}

#[tokio::test]
async fn sixty_four_buyers_race_for_fifty_units_and_fifty_are_sold() {
    let db: &'static TestDb = Box::leak(Box::new(kit().await));
    let mut tx = db.tx(machine()).await;
    let product = draft(&mut tx, "Keripik", 50).await;
    let shelf = shelf(&mut tx, product).await;
    tx.commit().await.unwrap();
    let mut running = Vec::new();
    for buyer in 0..64_u128 {
        #[expect(clippy::disallowed_methods, reason = "a race needs tasks")]
        running.push(tokio::spawn(async move {
            let mut tx = db.tx(machine()).await;
            let until = soon(&tx);
            let short = hold(&mut tx, &[line(buyer, shelf, 1)], until).await.unwrap();
            let cause = [Uuid::from_u128(buyer)];
            let sold = short.is_empty()
                && allocate(&mut tx, &cause).await.unwrap()
                && hand_over(&mut tx, &cause).await.unwrap();
            tx.commit().await.unwrap();
            sold
        }));
    }
    let mut sold = 0;
    for one in running {
        sold += i32::from(one.await.unwrap());
    }
    let mut tx = db.tx(machine()).await;
    assert_eq!((sold, level(&mut tx, shelf).await), (50, (0, 0, 0)));
    agrees(&mut tx).await;
}

#[tokio::test]
async fn carts_that_share_shelves_in_any_order_do_not_wait_in_a_circle() {
    let db: &'static TestDb = Box::leak(Box::new(kit().await));
    let mut tx = db.tx(machine()).await;
    let mut shelves = Vec::new();
    for number in 0..8 {
        let product = draft(&mut tx, &format!("Barang {number}"), 30).await;
        shelves.push(shelf(&mut tx, product).await);
    }
    tx.commit().await.unwrap();
    let shelves: &'static [Shelf] = Box::leak(shelves.into_boxed_slice());
    let mut running = Vec::new();
    for cart in 0..48_usize {
        #[expect(clippy::disallowed_methods, reason = "a race needs tasks")]
        running.push(tokio::spawn(async move {
            let cause = u128::try_from(cart).unwrap();
            // Five shelves from another start, in one direction or the other.
            let mut lines: Vec<Line> =
                (0..5).map(|step| line(cause, shelves[(cart * 3 + step) % shelves.len()], 1)).collect();
            if cart % 2 == 0 {
                lines.reverse();
            }
            let mut tx = db.tx(machine()).await;
            let until = soon(&tx);
            let held = hold(&mut tx, &lines, until).await.unwrap().is_empty();
            tx.commit().await.unwrap();
            let mut tx = db.tx(machine()).await;
            match cart % 3 {
                0 => assert_eq!(allocate(&mut tx, &[Uuid::from_u128(cause)]).await.unwrap(), held),
                1 => {
                    release(&mut tx, &[Uuid::from_u128(cause)]).await.unwrap();
                }
                _ => {}
            }
            tx.commit().await.unwrap();
            held
        }));
    }
    for one in running {
        one.await.expect("no cart waits for another that waits for it");
    }
    let mut tx = db.tx(machine()).await;
    agrees(&mut tx).await;
    let mut promised: BTreeMap<Shelf, i32> = BTreeMap::new();
    for shelf in shelves {
        let (_, allocated, held) = level(&mut tx, *shelf).await;
        promised.insert(*shelf, allocated + held);
    }
    assert!(promised.values().all(|promised| (0..=30).contains(promised)));
}
