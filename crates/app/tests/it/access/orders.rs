//! Examples of what was bought.

use catalogue::product::{Product, ProductId};
use kernel::id::AccountId;
use kernel::{Actor, Rupiah};
use ledger::money::Money;
use market::abroad;
use market::attempt::{self, AttemptId};
use market::order::{self, Contact, NewOrder, OrderId, Way, link};
use market::parcel::{self, ParcelId};
use market::review::{self, ReviewId};
use payment::{Method, Name};

use super::examples::{Made, Thing, alone, fresh, owned};
use super::goods;
use crate::kit::Kit;
use crate::people::MACHINE;

/// An order of a product of somebody of this kelurahan, as far as the thing needs it.
pub(super) async fn make(kit: &Kit, thing: Thing) -> Made {
    let (id, attempt, owner) = placed(kit, matches!(thing, Thing::ParcelAbroad)).await;
    if matches!(thing, Thing::DemoAttempt) {
        return alone(attempt);
    }
    if matches!(thing, Thing::OrderLink) {
        return alone(token(kit, id).await);
    }
    let parcel = paid(kit, id).await;
    if matches!(thing, Thing::Order) {
        return alone(id);
    }
    if matches!(thing, Thing::RefundFailed) {
        return alone(failed(kit, parcel).await);
    }
    let is_sent = matches!(
        thing,
        Thing::ParcelSent | Thing::OrderLinkParcel | Thing::OrderLinkProduct | Thing::ProductReview
    );
    if is_sent {
        let mut tx = kit.db.tx(MACHINE).await;
        parcel::send(&mut tx, parcel, "", "").await.unwrap();
        tx.commit().await.unwrap();
        kit.db.work_off().await;
    }
    if matches!(thing, Thing::OrderLinkParcel) {
        return alone(format!("{} {parcel}", token(kit, id).await));
    }
    if matches!(thing, Thing::OrderLinkProduct) {
        return alone(format!("{} {}", token(kit, id).await, product(kit, parcel).await));
    }
    if matches!(thing, Thing::ProductReview) {
        return owned(reviewed(kit, parcel).await, owner);
    }
    owned(parcel, owner)
}

async fn product(kit: &Kit, parcel: ParcelId) -> ProductId {
    let mut tx = kit.db.tx(MACHINE).await;
    ProductId(parcel::lines(&mut tx, parcel).await.unwrap()[0].product)
}

/// What the buyer said without words, which is shown at once.
async fn reviewed(kit: &Kit, parcel: ParcelId) -> ReviewId {
    let product = product(kit, parcel).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let stars = review::New { stars: 4, name: String::new(), said: String::new() };
    review::write(&mut tx, parcel, product, stars).await.unwrap();
    let id = review::mine(&mut tx, parcel, product).await.unwrap().unwrap().id;
    tx.commit().await.unwrap();
    id
}

async fn token(kit: &Kit, id: OrderId) -> String {
    let mut tx = kit.db.tx(MACHINE).await;
    let code = order::one(&mut tx, id).await.unwrap().code;
    link::token(&tx, &code)
}

/// An order that waits to be paid by the demonstration.
async fn placed(kit: &Kit, far: bool) -> (OrderId, AttemptId, AccountId) {
    let (product, owner) = goods::on_the_market(kit).await;
    let to = if far { Some(exported(kit, &product).await) } else { None };
    let mut tx = kit.db.tx(Actor::Visitor).await;
    let lines = vec![(product.variants[0].id, 1)];
    let seen = match to {
        Some(to) => abroad::quote(&mut tx, &lines, to).await.unwrap().charged,
        None => Money::rupiah(Rupiah(15_000)),
    };
    let new = NewOrder {
        key: format!("example-{}", fresh()),
        lang: "id".to_owned(),
        contact: Contact {
            name: "Rina".to_owned(),
            phone: "081234567890".to_owned(),
            mail: to.map(|_| "rina@example.org".to_owned()),
            address: to.map_or_else(String::new, |_| "1 Orchard Road\nSINGAPORE".to_owned()),
        },
        way: if far { Way::Sent } else { Way::Pickup },
        to: None,
        abroad: to,
        lines,
        provider: Name::Demo,
        method: if far { Method::Card } else { Method::Qris },
        seen,
    };
    let placed = order::place(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    let attempt = placed.attempt.unwrap();
    let mut tx = kit.db.tx(MACHINE).await;
    attempt::charge(&mut tx, attempt).await.unwrap();
    tx.commit().await.unwrap();
    (placed.id, attempt, owner)
}

/// Makes a product fit for Singapore, and the city ready to send it there.
async fn exported(kit: &Kit, product: &Product) -> abroad::To {
    let mut tx = kit.db.tx(MACHINE).await;
    catalogue::examples::for_export(&mut tx, product.id, "200520").await.unwrap();
    let variant = product.variants[0].id;
    catalogue::product::set_price(&mut tx, product.id, variant, "SGD", Some(450)).await.unwrap();
    market::examples::fill(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let country = abroad::country("SG").unwrap();
    abroad::To { country, currency: country.currency }
}

/// Has the last attempt of an order paid as it asks.
pub(crate) async fn pay(kit: &Kit, id: OrderId) {
    let mut tx = kit.db.tx(MACHINE).await;
    let attempt = attempt::last(&mut tx, id).await.unwrap().unwrap();
    let currency = payment::Currency::parse(attempt.amount.currency.code()).unwrap();
    let amount = payment::Amount { units: attempt.amount.units, currency };
    let word = payment::Paid { amount, at: None, reference: "demo".to_owned(), fee: None };
    attempt::paid(&mut tx, attempt.id, &word).await.unwrap();
    tx.commit().await.unwrap();
    kit.db.work_off().await;
}

async fn paid(kit: &Kit, id: OrderId) -> ParcelId {
    pay(kit, id).await;
    let mut tx = kit.db.tx(MACHINE).await;
    parcel::of_order(&mut tx, id).await.unwrap().remove(0).id
}

/// Money that the provider would not give back, as it stands after that.
async fn failed(kit: &Kit, parcel: ParcelId) -> kernel::id::Uuid {
    let mut tx = kit.db.tx(MACHINE).await;
    parcel::cancel(&mut tx, parcel, "Barang habis").await.unwrap();
    let order = parcel::one(&mut tx, parcel).await.unwrap().order;
    let refund = market::refund::of_order(&mut tx, order).await.unwrap().remove(0).id;
    tx.commit().await.unwrap();
    sqlx::query("update market.refund set state = 'failed' where id = $1")
        .bind(refund)
        .execute(&mut kit.db.admin().await)
        .await
        .unwrap();
    sqlx::query("delete from kernel.job where name = 'market.refund.give'")
        .execute(&mut kit.db.admin().await)
        .await
        .unwrap();
    refund
}
