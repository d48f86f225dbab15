//! Reviews on a real database, of goods that were bought, paid and handed over.

use chrono::TimeDelta;
use kernel::{Actor, Error};

use super::*;
use crate::parcel;
use crate::testing::{Goods, Shop, admin, machine};

fn said(stars: i32, text: &str) -> New {
    New { stars, name: "Rina".to_owned(), said: text.to_owned() }
}

/// A paid order's parcel of the first maker, and its product.
async fn bought(shop: &Shop, key: &str) -> (Goods, ParcelId, ProductId) {
    let goods = shop.goods([9, 9]).await;
    let (order, attempt) = shop.order(shop.wish(key, &[(goods.variant(0), 1)], 15_000)).await.unwrap();
    shop.pay(attempt.unwrap()).await;
    let mut tx = shop.db.tx(machine()).await;
    let parcel = parcel::of_order(&mut tx, order).await.unwrap().remove(0);
    let product = goods.products[0].id;
    (goods, parcel.id, product)
}

async fn sent(shop: &Shop, id: ParcelId) {
    let mut tx = shop.db.tx(machine()).await;
    parcel::send(&mut tx, id, "", "").await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn who_was_handed_a_product_reviews_it_once_and_an_officer_reads_it_first() {
    let shop = Shop::open().await;
    let (goods, parcel, product) = bought(&shop, "review").await;
    let mut tx = shop.db.tx(Actor::Visitor).await;
    let early = write(&mut tx, parcel, product, said(5, "Enak")).await.unwrap_err();
    assert!(matches!(early, Error::Refused(say) if say.key == "market-review-not-now"));
    sent(&shop, parcel).await;
    let other = write(&mut tx, parcel, goods.products[1].id, said(5, "")).await.unwrap_err();
    assert!(matches!(other, Error::NotFound(_)), "it did not lie in this parcel");
    let none = write(&mut tx, parcel, product, said(0, "Enak")).await.unwrap_err();
    assert!(matches!(none, Error::Invalid(fields) if fields[0].0 == "stars"));
    write(&mut tx, parcel, product, said(2, "Kurang renyah")).await.unwrap();
    write(&mut tx, parcel, product, said(4, "Ternyata enak")).await.unwrap();
    assert_eq!(of_product(&mut tx, product, 9).await.unwrap(), [], "nobody has read it");
    assert_eq!(rating(&mut tx, product).await.unwrap(), Some(Rating { count: 1, tenths: 40 }));
    tx.commit().await.unwrap();

    let mut tx = shop.db.tx(admin()).await;
    let (waiting, total) = listed(&mut tx, None, State::Waiting, 0, 9).await.unwrap();
    assert_eq!((waiting[0].said.as_str(), total), ("Ternyata enak", 1));
    show(&mut tx, waiting[0].id).await.unwrap();
    assert_eq!(of_product(&mut tx, product, 9).await.unwrap()[0].stars, 4);
    answer(&mut tx, waiting[0].id, "Terima kasih!").await.unwrap();
    // The same words again change nothing; others wait anew, without the answer to the old ones.
    write(&mut tx, parcel, product, said(4, "Ternyata enak")).await.unwrap();
    assert_eq!(of_product(&mut tx, product, 9).await.unwrap()[0].answer, "Terima kasih!");
    write(&mut tx, parcel, product, said(5, "Enak sekali")).await.unwrap();
    let mine = mine(&mut tx, parcel, product).await.unwrap().unwrap();
    assert_eq!((mine.state, mine.answer.as_str()), (State::Waiting, ""));
    withdraw(&mut tx, parcel, product).await.unwrap();
    assert_eq!(rating(&mut tx, product).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_hidden_has_a_reason_and_is_not_answered() {
    let shop = Shop::open().await;
    let (_, parcel, product) = bought(&shop, "hidden").await;
    sent(&shop, parcel).await;
    let mut tx = shop.db.tx(Actor::Visitor).await;
    write(&mut tx, parcel, product, said(1, "Telepon saya 081234567890")).await.unwrap();
    let id = mine(&mut tx, parcel, product).await.unwrap().unwrap().id;
    assert!(matches!(hide(&mut tx, id, "Ada nomor telepon").await, Err(Error::Forbidden)));
    tx.commit().await.unwrap();
    let mut tx = shop.db.tx(admin()).await;
    assert!(matches!(hide(&mut tx, id, "x").await, Err(Error::Invalid(_))), "a reason is words");
    hide(&mut tx, id, "Ada nomor telepon").await.unwrap();
    assert_eq!(of_product(&mut tx, product, 9).await.unwrap(), []);
    assert!(matches!(answer(&mut tx, id, "Maaf").await, Err(Error::NotFound(_))));
    let told = mine(&mut tx, parcel, product).await.unwrap().unwrap();
    assert_eq!(told.reason, "Ada nomor telepon", "the buyer reads why");
}

#[tokio::test]
async fn stars_alone_are_shown_at_once_and_nothing_is_said_after_half_a_year() {
    let shop = Shop::open().await;
    let (_, parcel, product) = bought(&shop, "stars").await;
    sent(&shop, parcel).await;
    let mut tx = shop.db.tx(Actor::Visitor).await;
    let bare = New { stars: 3, name: String::new(), said: " ".to_owned() };
    write(&mut tx, parcel, product, bare).await.unwrap();
    assert_eq!(of_product(&mut tx, product, 9).await.unwrap()[0].stars, 3);
    tx.commit().await.unwrap();
    shop.db.later(TimeDelta::days(181));
    let mut tx = shop.db.tx(Actor::Visitor).await;
    let late = write(&mut tx, parcel, product, said(5, "")).await.unwrap_err();
    assert!(matches!(late, Error::Refused(_)));
}
