//! Parcels on a real database: what is sent is earned, what is cancelled or returned goes back, to the last rupiah.

use kernel::{Error, Rupiah};

use super::*;
use crate::order;
use crate::refund;
use crate::term::{self, Terms};
use crate::testing::{Shop, admin, balance, level, machine};

/// A paid order of two makers: two of the first, one of the second.
async fn paid(shop: &Shop) -> (crate::testing::Goods, OrderId, Vec<Parcel>) {
    let goods = shop.goods([10, 5]).await;
    let wish = shop.wish("1", &[(goods.variant(0), 2), (goods.variant(1), 1)], 70_000);
    let (id, attempt) = shop.order(wish).await.unwrap();
    shop.pay(attempt.unwrap()).await;
    let mut tx = shop.db.tx(machine()).await;
    let parcels = of_order(&mut tx, id).await.unwrap();
    (goods, id, parcels)
}

use crate::order::OrderId;

#[tokio::test]
async fn one_maker_sends_the_other_cancels_and_each_rupiah_is_where_it_belongs() {
    let shop = Shop::open().await;
    let mut tx = shop.db.tx(admin()).await;
    term::set(&mut tx, Terms { commission: 250, ..Terms::default() }).await.unwrap();
    tx.commit().await.unwrap();
    let (goods, id, parcels) = paid(&shop).await;
    // A later rate does not touch what was agreed.
    shop.db.later(chrono::TimeDelta::minutes(1));
    let mut tx = shop.db.tx(admin()).await;
    term::set(&mut tx, Terms { commission: 3_000, ..Terms::default() }).await.unwrap();
    confirm(&mut tx, parcels[0].id).await.unwrap();
    pack(&mut tx, parcels[0].id).await.unwrap();
    send(&mut tx, parcels[0].id, "", "").await.unwrap();
    cancel(&mut tx, parcels[1].id, "Bahan habis").await.unwrap();
    tx.commit().await.unwrap();
    shop.db.work_off().await;
    let mut tx = shop.db.tx(machine()).await;
    assert_eq!(level(&mut tx, goods.variant(0)).await, (8, 0, 0));
    assert_eq!(level(&mut tx, goods.variant(1)).await, (5, 0, 0));
    let back = refund::of_order(&mut tx, id).await.unwrap();
    assert_eq!(
        back.iter().map(|one| (one.amount, one.state.as_str())).collect::<Vec<_>>(),
        [(40_000, "done")]
    );
    assert_eq!(balance(&shop, "payable", Some(goods.makers[0])).await, -(30_000 - 750));
    assert_eq!(balance(&shop, "commission", None).await, -750);
    assert_eq!(balance(&shop, "payable", Some(goods.makers[1])).await, 0);
    assert_eq!(balance(&shop, "advance", None).await, 0);
    assert_eq!(balance(&shop, "refund", None).await, 0);
    shop.agrees().await;
    // The settlement pays the first what it earned, and the statement says so.
    drop(tx);
    shop.db.later(chrono::TimeDelta::days(2));
    let mut tx = shop.db.tx(admin()).await;
    let until = tx.today();
    ledger::settlement::settle(&mut tx, until).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(balance(&shop, "due", Some(goods.makers[0])).await, -(30_000 - 750));
    assert_eq!(balance(&shop, "payable", Some(goods.makers[0])).await, 0);
}

#[tokio::test]
async fn what_came_back_is_on_the_shelf_and_its_price_with_the_buyer() {
    let shop = Shop::open().await;
    let (goods, id, parcels) = paid(&shop).await;
    let mut tx = shop.db.tx(admin()).await;
    for parcel in &parcels {
        send(&mut tx, parcel.id, "", "").await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = shop.db.tx(admin()).await;
    take_back(&mut tx, parcels[0].id, "Kemasan robek").await.unwrap();
    tx.commit().await.unwrap();
    shop.db.work_off().await;
    let mut tx = shop.db.tx(admin()).await;
    assert_eq!(level(&mut tx, goods.variant(0)).await, (10, 0, 0));
    assert!(matches!(take_back(&mut tx, parcels[0].id, "Kemasan robek").await, Err(Error::Refused(_))));
    let back = refund::of_order(&mut tx, id).await.unwrap();
    assert_eq!(back.iter().map(|one| one.amount).collect::<Vec<_>>(), [30_000]);
    assert_eq!(balance(&shop, "payable", Some(goods.makers[0])).await, 0);
    assert_eq!(balance(&shop, "refund", None).await, 0);
    shop.agrees().await;
}

#[tokio::test]
async fn every_step_out_of_turn_is_refused_and_changes_nothing() {
    let shop = Shop::open().await;
    let (_, id, parcels) = paid(&shop).await;
    let parcel = parcels[0].id;
    let mut tx = shop.db.tx(admin()).await;
    assert!(matches!(take_back(&mut tx, parcel, "Terlalu cepat").await, Err(Error::Refused(_))));
    assert!(matches!(receive(&mut tx, parcel).await, Err(Error::Refused(_))));
    assert!(matches!(cancel(&mut tx, parcel, "x").await, Err(Error::Invalid(_))), "a reason is asked for");
    send(&mut tx, parcel, "", "").await.unwrap();
    for refused in [
        confirm(&mut tx, parcel).await,
        pack(&mut tx, parcel).await,
        send(&mut tx, parcel, "", "").await,
        cancel(&mut tx, parcel, "Terlambat sudah").await,
    ] {
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    }
    receive(&mut tx, parcel).await.unwrap();
    assert!(matches!(order::cancel(&mut tx, id, "Semua saja").await, Err(Error::Refused(_))));
    tx.commit().await.unwrap();
    shop.db.work_off().await;
    assert_eq!(balance(&shop, "payable", Some(parcels[0].maker)).await, -30_000);
    shop.agrees().await;
}

#[tokio::test]
async fn only_its_maker_and_the_market_s_officers_move_a_parcel() {
    let shop = Shop::open().await;
    let (_, _, parcels) = paid(&shop).await;
    for (role, area) in [
        (kernel::Role::Entrepreneur, "33.74"),
        (kernel::Role::Citizen, "33.74"),
        (kernel::Role::Analyst, "33.74"),
        (kernel::Role::KelurahanOfficer, "33.74.06.1003"),
        (kernel::Role::CityAdmin, "32.76"),
    ] {
        let mut tx = shop.db.tx(testkit::actor(role, area)).await;
        let refused = confirm(&mut tx, parcels[0].id).await;
        assert!(matches!(refused, Err(Error::Forbidden | Error::NotFound(_))), "{role:?}: {refused:?}");
    }
    let mut tx = shop.db.tx(kernel::Actor::Visitor).await;
    assert!(matches!(confirm(&mut tx, parcels[0].id).await, Err(Error::Forbidden)));
}

#[tokio::test]
async fn what_is_sent_has_a_courier_and_costs_by_weight_and_zone() {
    let shop = Shop::open().await;
    let goods = shop.goods([10, 5]).await;
    let mut wish = shop.wish("1", &[(goods.variant(0), 2)], 30_000 + 9_000 + 5_000);
    wish.way = order::Way::Sent;
    wish.to = Some(crate::testing::gemah());
    wish.contact.address = "Jalan Gemah Raya 5, RT 3 RW 2".to_owned();
    let (id, attempt) = shop.order(wish).await.unwrap();
    shop.pay(attempt.unwrap()).await;
    let mut tx = shop.db.tx(admin()).await;
    let parcel = of_order(&mut tx, id).await.unwrap().remove(0);
    assert_eq!((parcel.shipping, parcel.weight), (Rupiah(14_000), 1_200));
    assert!(matches!(send(&mut tx, parcel.id, " ", "").await, Err(Error::Invalid(_))));
    send(&mut tx, parcel.id, "JNE", "JN123").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(balance(&shop, "payable", Some(goods.makers[0])).await, -44_000);
    shop.agrees().await;
}

#[tokio::test]
async fn the_registry_learns_once_a_month_what_was_sold_and_did_not_come_back() {
    let shop = Shop::open().await;
    let (goods, _, parcels) = paid(&shop).await;
    let mut tx = shop.db.tx(admin()).await;
    for parcel in &parcels {
        send(&mut tx, parcel.id, "", "").await.unwrap();
    }
    take_back(&mut tx, parcels[1].id, "Kemasan robek").await.unwrap();
    tx.commit().await.unwrap();
    let sold = async |maker: registry::business::BusinessId| {
        let mut tx = shop.db.tx(machine()).await;
        let measures = registry::business::record::measures(&mut tx, maker).await.unwrap();
        measures
            .into_iter()
            .filter(|one| one.kind == "market_sales")
            .map(|one| (one.source_kind, one.value))
            .collect::<Vec<_>>()
    };
    let measure = async || {
        let mut tx = shop.db.tx(machine()).await;
        kernel::job::Job::run(Measure {}, &mut tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    measure().await;
    assert_eq!(sold(goods.makers[0]).await, [], "the month of the sale is not over");
    shop.db.later(chrono::TimeDelta::days(31));
    measure().await;
    measure().await;
    let once = ("service".to_owned(), 30_000);
    assert_eq!(sold(goods.makers[0]).await, std::slice::from_ref(&once));
    assert_eq!(sold(goods.makers[1]).await, [], "what came back was not sold");
    let mut tx = shop.db.tx(admin()).await;
    let one = registry::business::record::one(&mut tx, goods.makers[0]).await.unwrap();
    assert_eq!(one.sales, Some(30_000));
    drop(tx);
    shop.db.later(chrono::TimeDelta::days(400));
    measure().await;
    assert_eq!(
        sold(goods.makers[0]).await,
        [("service".to_owned(), 0), once],
        "a year later there is nothing any more"
    );
}
