//! What is found on the market, and in what order.

use crate::product::{NewVariant, ProductId, set_variants};
use crate::stock;
use crate::testing::{draft, kit, machine, shelf};
use chrono::TimeDelta;
use kernel::Tx;

use super::*;

/// A product on the market without the way there, which other tests go.
async fn listed(tx: &mut Tx, name: &str, price: i64, category: &str) -> ProductId {
    let id = draft(tx, name, 5).await;
    let city = tx.city();
    sqlx::query(
        "update catalogue.product set state = 'published', category = $3 where city = $1 and id = $2",
    )
    .bind(city.0)
    .bind(id.0)
    .bind(category)
    .execute(tx.conn())
    .await
    .unwrap();
    let variant = crate::product::one(tx, id).await.unwrap().variants[0].id;
    crate::product::set_price(tx, id, variant, "IDR", Some(price)).await.unwrap();
    id
}

async fn found(tx: &mut Tx, wish: Wish) -> Vec<String> {
    let found = find(tx, &wish, 0, 20).await.unwrap();
    found.cards.iter().map(|card| card.name("id").to_owned()).collect()
}

#[tokio::test]
async fn a_wish_narrows_what_is_found_and_each_filter_counts_with_the_others() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    listed(&mut tx, "Keripik singkong", 15_000, "snack").await;
    listed(&mut tx, "Keripik pisang", 18_000, "snack").await;
    listed(&mut tx, "Kue keripik", 40_000, "cake").await;
    let text = |text: &str| Wish { text: Some(text.to_owned()), order: Order::Cheapest, ..Wish::default() };
    assert_eq!(found(&mut tx, text("keripik")).await, ["Keripik singkong", "Keripik pisang", "Kue keripik"]);
    assert_eq!(found(&mut tx, text("keripik pisang")).await, ["Keripik pisang"]);
    assert!(found(&mut tx, text("!!")).await.is_empty());
    let mut wish = Wish { to: Some(20_000), categories: vec!["snack".to_owned()], ..text("keripik") };
    let narrow = find(&mut tx, &wish, 0, 1).await.unwrap();
    assert_eq!((narrow.total, narrow.cards.len()), (2, 1));
    let counts: Vec<(&str, i64)> =
        narrow.categories.iter().map(|facet| (facet.value.as_str(), facet.count)).collect();
    assert_eq!(counts, [("snack", 2)], "the price is kept, the category is not");
    wish.to = None;
    let counts = find(&mut tx, &wish, 0, 1).await.unwrap().categories.len();
    assert_eq!(counts, 2);
    wish.order = Order::Dearest;
    assert_eq!(found(&mut tx, wish).await, ["Keripik pisang", "Keripik singkong"]);
}

#[tokio::test]
async fn a_misspelt_word_finds_what_was_meant_and_says_so() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    listed(&mut tx, "Keripik pisang", 18_000, "snack").await;
    listed(&mut tx, "Keripik singkong", 15_000, "snack").await;
    super::count(&mut tx).await.unwrap();
    let wish = |text: &str, exact| Wish { text: Some(text.to_owned()), exact, ..Wish::default() };
    let meant = find(&mut tx, &wish("kripik pisng", false), 0, 5).await.unwrap();
    assert_eq!(meant.understood.as_deref(), Some("keripik pisang"));
    assert_eq!((meant.total, meant.cards[0].name("id")), (1, "Keripik pisang"));
    let typed = find(&mut tx, &wish("kripik pisng", true), 0, 5).await.unwrap();
    assert_eq!((typed.total, typed.understood.as_ref()), (0, None));
    assert_eq!(find(&mut tx, &wish("banana chips", false), 0, 5).await.unwrap().total, 1, "in English");
    tx.commit().await.unwrap();
    let mut there = db.tx_in(testkit::DEPOK, machine()).await;
    assert_eq!(find(&mut there, &wish("keripik", false), 0, 5).await.unwrap().total, 0, "in another city");
}

#[tokio::test]
async fn filters_are_met_by_one_variant() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let id = listed(&mut tx, "Kaus", 50_000, "clothes").await;
    let variant = |colour: &str, size: &str| NewVariant {
        id: None,
        choice: vec![colour.to_owned(), size.to_owned()],
        sku: None,
        weight: Some(200),
        price: Some(50_000),
    };
    let variants = vec![variant("Biru", "M"), variant("Merah", "XL")];
    set_variants(&mut tx, id, vec!["Warna".to_owned(), "Ukuran".to_owned()], variants).await.unwrap();
    let wish = |facets: &[&str]| Wish {
        facets: facets.iter().map(|facet| (*facet).to_owned()).collect(),
        ..Wish::default()
    };
    assert_eq!(found(&mut tx, wish(&["warna:merah", "ukuran:xl"])).await, ["Kaus"]);
    assert!(
        found(&mut tx, wish(&["warna:biru", "ukuran:xl"])).await.is_empty(),
        "blue and XL, but never both"
    );
}

#[tokio::test]
async fn equals_take_turns_from_day_to_day_and_the_sold_out_come_last() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let gone = listed(&mut tx, "Keripik habis", 10_000, "snack").await;
    for number in 0..7 {
        listed(&mut tx, &format!("Keripik {number}"), 15_000, "snack").await;
    }
    let shelf = shelf(&mut tx, gone).await;
    stock::count(&mut tx, shelf, 0, "count/1", "").await.unwrap();
    tx.enqueue(Recount {}).await.unwrap();
    tx.commit().await.unwrap();
    db.work_off().await;
    let mut firsts = std::collections::BTreeSet::new();
    for _ in 0..12 {
        db.later(TimeDelta::days(1));
        let mut tx = db.tx(machine()).await;
        let wish = || Wish { text: Some("keripik".to_owned()), ..Wish::default() };
        let names = found(&mut tx, wish()).await;
        assert_eq!(names, found(&mut tx, wish()).await, "on one day the same for all");
        assert_eq!(names.last().map(String::as_str), Some("Keripik habis"));
        firsts.insert(names[0].clone());
    }
    assert!(firsts.len() > 3, "{firsts:?}");
}

#[tokio::test]
async fn what_was_found_is_kept_until_listings_change_and_never_shows_what_is_not_committed() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let id = listed(&mut tx, "Keripik pisang", 18_000, "snack").await;
    tx.commit().await.unwrap();
    let wish = Wish { text: Some("keripik".to_owned()), ..Wish::default() };
    let mut tx = db.tx(machine()).await;
    let first = find(&mut tx, &wish, 0, 5).await.unwrap();
    let again = find(&mut tx, &wish, 0, 5).await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&first, &again), "nothing changed: the same answer");
    let mut writer = db.tx(machine()).await;
    let variant = crate::product::one(&mut writer, id).await.unwrap().variants[0].id;
    crate::product::set_price(&mut writer, id, variant, "IDR", Some(20_000)).await.unwrap();
    listed(&mut writer, "Keripik tempe", 9_000, "snack").await;
    assert_eq!(find(&mut writer, &wish, 0, 5).await.unwrap().total, 2, "a writer sees what it wrote");
    assert_eq!(find(&mut tx, &wish, 0, 5).await.unwrap().total, 1, "nobody else does before its commit");
    writer.commit().await.unwrap();
    let mut after = db.tx(machine()).await;
    let found = find(&mut after, &wish, 0, 5).await.unwrap();
    let mut prices: Vec<_> = found.cards.iter().filter_map(Card::rupiah).map(|range| range.0).collect();
    prices.sort_unstable();
    assert_eq!(prices, [9_000, 20_000]);
    let mut taking = db.tx(machine()).await;
    let city = taking.city();
    sqlx::query("update catalogue.product set state = 'withdrawn' where city = $1")
        .bind(city.0)
        .execute(taking.conn())
        .await
        .unwrap();
    let all: Vec<ProductId> = found.cards.iter().map(|card| card.product).collect();
    refresh(&mut taking, &all).await.unwrap();
    taking.commit().await.unwrap();
    let mut last = db.tx(machine()).await;
    assert_eq!(find(&mut last, &wish, 0, 5).await.unwrap().total, 0, "what was taken away is gone at once");
}
