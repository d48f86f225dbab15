//! Orders from abroad on a real database, paid by card through a mirror of Stripe.

use kernel::{Error, Rupiah, Tx};
use ledger::money::Money;
use ledger::rate::Rate;
use payment::{Amount, Method, Name};

use super::*;
use crate::order::{self, NewOrder, State, Way};
use crate::parcel;
use crate::refund;
use crate::testing::{Goods, Shop, admin, level, machine};

fn usd() -> Currency {
    Currency::parse("USD").unwrap()
}

fn dollars(units: i64) -> Money {
    Money { currency: usd(), units }
}

async fn rated(tx: &mut Tx, hundredths: i64) {
    let rate = Rate { currency: usd(), day: tx.today(), hundredths, source: "Bank Indonesia".to_owned() };
    ledger::rate::set(tx, rate).await.unwrap();
}

/// Two makers whose products customs lets through, at USD 4.50 and USD 9.00; USD 1 is Rp 16.250,50.
async fn export(shop: &Shop) -> Goods {
    let goods = shop.goods([10, 5]).await;
    let mut tx = shop.db.tx(admin()).await;
    for (product, price) in goods.products.iter().zip([450, 900]) {
        catalogue::examples::for_export(&mut tx, product.id, "200520").await.unwrap();
        let variant = product.variants[0].id;
        catalogue::product::set_price(&mut tx, product.id, variant, "USD", Some(price)).await.unwrap();
    }
    for (zone, first, next) in [(Zone::Asean, 900, 350), (Zone::World, 1_800, 900)] {
        set_tariff(&mut tx, zone, usd(), Some((first, next))).await.unwrap();
    }
    rated(&mut tx, 1_625_050).await;
    tx.commit().await.unwrap();
    goods
}

fn singapore() -> To {
    To { country: country("SG").unwrap(), currency: usd() }
}

fn wish(shop: &Shop, key: &str, goods: &Goods, lines: &[(usize, i32)], seen: i64) -> NewOrder {
    let lines: Vec<_> = lines.iter().map(|(which, some)| (goods.variant(*which), *some)).collect();
    let home = shop.wish(key, &lines, 0);
    let contact = order::Contact {
        phone: "+65 6123 4567".to_owned(),
        address: "1 Orchard Road\nSingapore 238823\nSINGAPORE".to_owned(),
        ..home.contact.clone()
    };
    let lang = "en".to_owned();
    let abroad = Some(singapore());
    NewOrder {
        contact,
        lang,
        abroad,
        way: Way::Sent,
        provider: Name::Stripe,
        method: Method::Card,
        seen: dollars(seen),
        ..home
    }
}

async fn balance(shop: &Shop, purpose: &str, currency: &str) -> i64 {
    let mut conn = shop.db.admin().await;
    sqlx::query_scalar(
        "select coalesce(sum(l.amount), 0)::bigint from ledger.leg l
         join ledger.account a on a.city = l.city and a.id = l.account
         where a.purpose = $1 and l.currency = $2",
    )
    .bind(purpose)
    .bind(currency)
    .fetch_one(&mut conn)
    .await
    .unwrap()
}

fn key(error: &Error) -> &'static str {
    match error {
        Error::Refused(say) => say.key,
        Error::Invalid(fields) => fields[0].1.key,
        Error::NotFound(_) | Error::Forbidden | Error::Broken(_) => panic!("{error}"),
    }
}

/// Two of 600 g of the first, one of the second: 2 × 4.50 + 9.00 goods; 900 + 2 × 350 and 900 + 350 to send.
const TOTAL: i64 = 2 * 450 + 900 + (900 + 2 * 350) + (900 + 350);

#[tokio::test]
async fn typed_prices_are_charged_and_the_books_count_what_they_are_worth() {
    let shop = Shop::open().await;
    let goods = export(&shop).await;
    let (id, attempt) = shop.order(wish(&shop, "1", &goods, &[(0, 2), (1, 1)], TOTAL)).await.unwrap();
    shop.pay(attempt.unwrap()).await;
    let mut tx = shop.db.tx(machine()).await;
    let order = order::one(&mut tx, id).await.unwrap();
    assert_eq!((order.state, order.charged, &*order.country), (State::Paid, dollars(TOTAL), "SG"));
    let parcels = parcel::of_order(&mut tx, id).await.unwrap();
    // USD 4.50 is Rp 73.127,25; USD 9.00 is Rp 146.254,50; USD 16.00 and 12.50 to send.
    assert_eq!(
        parcels.iter().map(|one| (one.goods.0, one.shipping.0, one.charged)).collect::<Vec<_>>(),
        [(2 * 73_127, 260_008, 2_500), (146_255, 203_131, 2_150)]
    );
    assert_eq!(order.total().0, parcels.iter().map(|one| one.goods.0 + one.shipping.0).sum::<i64>());
    drop(tx);
    assert_eq!(balance(&shop, "advance", "IDR").await, -order.total().0);
    assert_eq!(balance(&shop, "exchange", "IDR").await, order.total().0);
    assert_eq!(balance(&shop, "exchange", "USD").await, -TOTAL);
    assert_eq!(balance(&shop, "gateway", "USD").await + balance(&shop, "mdr", "USD").await, TOTAL);
    shop.agrees().await;
}

#[tokio::test]
async fn what_is_cancelled_goes_back_in_the_buyers_currency_and_leaves_no_exchange_behind() {
    let shop = Shop::open().await;
    let goods = export(&shop).await;
    let (id, attempt) = shop.order(wish(&shop, "1", &goods, &[(0, 2), (1, 1)], TOTAL)).await.unwrap();
    shop.pay(attempt.unwrap()).await;
    // A rate of later does not touch what was agreed.
    let mut tx = shop.db.tx(admin()).await;
    rated(&mut tx, 1_700_000).await;
    let parcels = parcel::of_order(&mut tx, id).await.unwrap();
    parcel::send(&mut tx, parcels[0].id, "Pos Indonesia", "EE123456789ID").await.unwrap();
    parcel::cancel(&mut tx, parcels[1].id, "Bahan habis").await.unwrap();
    tx.commit().await.unwrap();
    shop.db.work_off().await;
    let mut tx = shop.db.tx(machine()).await;
    let back = refund::of_order(&mut tx, id).await.unwrap();
    let told: Vec<_> = back.iter().map(|one| (one.sum().unwrap().money, one.state.as_str())).collect();
    assert_eq!(told, [(dollars(2_150), "done")]);
    assert_eq!(level(&mut tx, goods.variant(1)).await, (5, 0, 0));
    drop(tx);
    let earned = 2 * 73_127 + 260_008;
    assert_eq!(balance(&shop, "payable", "IDR").await, -earned);
    assert_eq!(balance(&shop, "exchange", "IDR").await, earned);
    assert_eq!(balance(&shop, "exchange", "USD").await, -2_500);
    assert_eq!(balance(&shop, "refund", "IDR").await, 0);
    shop.agrees().await;
    // The goods come back: their price goes back, what sending cost does not.
    let mut tx = shop.db.tx(admin()).await;
    parcel::take_back(&mut tx, parcels[0].id, "Rusak di jalan").await.unwrap();
    tx.commit().await.unwrap();
    shop.db.work_off().await;
    assert_eq!(balance(&shop, "exchange", "USD").await, -1_600);
    assert_eq!(balance(&shop, "payable", "IDR").await, -260_008);
    shop.agrees().await;
}

#[tokio::test]
async fn a_refund_that_the_provider_refuses_is_given_from_the_citys_bank_in_rupiah() {
    let shop = Shop::open().await;
    let goods = export(&shop).await;
    let (id, attempt) = shop.order(wish(&shop, "1", &goods, &[(1, 1)], 900 + 1_250)).await.unwrap();
    shop.pay(attempt.unwrap()).await;
    let mut tx = shop.db.tx(admin()).await;
    order::cancel(&mut tx, id, "Tidak jadi").await.unwrap();
    sqlx::query("update market.refund set state = 'failed'").execute(tx.conn()).await.unwrap();
    let refund = refund::of_order(&mut tx, id).await.unwrap().remove(0);
    refund::by_hand(&mut tx, refund::RefundId(refund.id), "Transfer 17").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(balance(&shop, "refund", "IDR").await, 0);
    assert_eq!(balance(&shop, "bank", "IDR").await, -(146_255 + 203_131));
    shop.agrees().await;
}

#[tokio::test]
async fn another_sum_from_abroad_waits_for_somebody_and_goes_back_whole() {
    let shop = Shop::open().await;
    let goods = export(&shop).await;
    let (id, attempt) = shop.order(wish(&shop, "1", &goods, &[(0, 1)], 450 + 1_250)).await.unwrap();
    let currency = payment::Currency::parse("USD").unwrap();
    let paid = payment::Paid {
        amount: Amount { units: 1_000, currency },
        at: None,
        reference: "pi_1".to_owned(),
        fee: None,
    };
    let mut tx = shop.db.tx(machine()).await;
    crate::attempt::paid(&mut tx, attempt.unwrap(), &paid).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(balance(&shop, "advance", "IDR").await, -162_505);
    assert_eq!(shop.broken().await, Vec::<String>::new());
    let mut tx = shop.db.tx(admin()).await;
    order::cancel(&mut tx, id, "Kurang bayar").await.unwrap();
    let back = refund::of_order(&mut tx, id).await.unwrap().remove(0);
    assert_eq!((back.sum().unwrap().money, back.worth), (dollars(1_000), 162_505));
    tx.commit().await.unwrap();
    assert_eq!(balance(&shop, "advance", "IDR").await, 0);
    shop.agrees().await;
}

#[tokio::test]
async fn what_customs_or_the_city_is_not_ready_for_is_refused_and_nothing_is_held() {
    let shop = Shop::open().await;
    let home = shop.goods([10, 5]).await;
    let error = shop.order(wish(&shop, "customs", &home, &[(0, 1)], 1_700)).await.unwrap_err();
    assert_eq!(key(&error), "market-abroad-not");
    let mut tx = shop.db.tx(machine()).await;
    let quote = crate::cart::quote(&mut tx, &[(home.variant(0), 1)], None).await.unwrap();
    let found = obstacles(&mut tx, &quote, "id").await.unwrap();
    let keys: Vec<_> = found[0].reasons.iter().map(|say| say.key).collect();
    assert_eq!(keys, ["catalogue-abroad-hs-code", "catalogue-abroad-permit", "market-abroad-no-price"]);
    drop(tx);

    let shop = Shop::open().await;
    let goods = export(&shop).await;
    let base = wish(&shop, "1", &goods, &[(0, 1)], 1_700);
    let to = |country_code: &str, code: &str| {
        Some(To { country: country(country_code).unwrap(), currency: Currency::parse(code).unwrap() })
    };
    let mute = order::Contact { mail: None, ..base.contact.clone() };
    for (name, new, expected) in [
        ("another price", NewOrder { seen: dollars(1_699), ..base.clone() }, "market-order-total-changed"),
        (
            "another currency",
            NewOrder { seen: Money::rupiah(Rupiah(1_700)), ..base.clone() },
            "market-order-total-changed",
        ),
        ("no rate", NewOrder { abroad: to("SG", "EUR"), ..base.clone() }, "market-abroad-no-rate"),
        ("no tariff", NewOrder { abroad: to("JP", "USD"), ..base.clone() }, "market-abroad-no-tariff"),
        ("no mail", NewOrder { contact: mute, ..base.clone() }, "market-abroad-mail-missing"),
    ] {
        let new = NewOrder { key: format!("refused-{name}"), ..new };
        assert_eq!(key(&shop.order(new).await.unwrap_err()), expected, "{name}");
    }
    let mut tx = shop.db.tx(admin()).await;
    let variant = goods.variant(1);
    catalogue::product::set_price(&mut tx, goods.products[1].id, variant, "USD", None).await.unwrap();
    tx.commit().await.unwrap();
    let error = shop.order(wish(&shop, "unpriced", &goods, &[(0, 1), (1, 1)], 1)).await.unwrap_err();
    assert_eq!(key(&error), "market-abroad-not");
    let mut tx = shop.db.tx(machine()).await;
    assert_eq!(level(&mut tx, goods.variant(0)).await, (10, 0, 0));
}

#[tokio::test]
async fn only_what_all_of_a_cart_has_a_price_in_is_offered() {
    let shop = Shop::open().await;
    let goods = export(&shop).await;
    let mut tx = shop.db.tx(admin()).await;
    let sgd = Currency::parse("SGD").unwrap();
    set_tariff(&mut tx, Zone::Asean, sgd, Some((1_200, 500))).await.unwrap();
    let rate =
        Rate { currency: sgd, day: tx.today(), hundredths: 1_250_000, source: "Bank Indonesia".to_owned() };
    ledger::rate::set(&mut tx, rate).await.unwrap();
    let first = &goods.products[0];
    catalogue::product::set_price(&mut tx, first.id, goods.variant(0), "SGD", Some(600)).await.unwrap();
    let offered = async |tx: &mut Tx, lines: &[(usize, i32)]| {
        let lines: Vec<_> = lines.iter().map(|(which, some)| (goods.variant(*which), *some)).collect();
        let quote = crate::cart::quote(tx, &lines, None).await.unwrap();
        choices(tx, &quote).await.unwrap().iter().map(|one| one.code()).collect::<Vec<_>>()
    };
    assert_eq!(offered(&mut tx, &[(0, 1)]).await, ["SGD", "USD"]);
    assert_eq!(offered(&mut tx, &[(0, 1), (1, 1)]).await, ["USD"]);
    set_tariff(&mut tx, Zone::Asean, usd(), None).await.unwrap();
    set_tariff(&mut tx, Zone::World, usd(), None).await.unwrap();
    assert_eq!(offered(&mut tx, &[(1, 1)]).await, Vec::<&str>::new());
}
