use catalogue::product::VariantId;
use catalogue::stock::{self, Shelf};
use chrono::TimeDelta;
use kernel::{Error, Say, Tx};

use super::{Parcel, ParcelId, ParcelSent, State, find};
use crate::order::{self, Letter, State as OrderState};
use crate::{books, refund};

/// How long a maker may take to confirm.
const CONFIRM: TimeDelta = TimeDelta::hours(24);
/// The shortest and the longest reason.
const REASON: (usize, usize) = (5, 300);

/// A reason in words, where money or goods go another way than was agreed.
pub(crate) fn reasoned(reason: &str) -> Result<&str, Error> {
    let reason = reason.trim();
    match (REASON.0..=REASON.1).contains(&reason.chars().count()) {
        true => Ok(reason),
        false => {
            let say = Say::new("market-reason-length").with("least", REASON.0).with("most", REASON.1);
            Err(Error::field("reason", say))
        }
    }
}

/// Brings a parcel of a locked order to a state.
pub(crate) async fn mark(tx: &mut Tx, parcel: &Parcel, next: State, note: &str) -> Result<(), Error> {
    if !parcel.state.may_become(next) {
        return Err(Error::refused("market-parcel-not-now"));
    }
    let (city, now) = (tx.city(), tx.now());
    let confirm_until = (next == State::New).then(|| now + CONFIRM);
    sqlx::query!(
        "update market.parcel set state = $3, changed_at = $4, confirm_until = coalesce($5, confirm_until)
         where city = $1 and id = $2",
        city.0,
        parcel.id.0,
        next.as_str(),
        now,
        confirm_until
    )
    .execute(tx.conn())
    .await?;
    order::step(tx, parcel.order, Some(parcel.id.0), next.as_str(), note).await
}

/// The parcel, if the actor may move it, with its order locked: what is read now stays so until commit.
async fn taken(tx: &mut Tx, id: ParcelId) -> Result<Parcel, Error> {
    let parcel = find::allowed(tx, id).await?;
    if order::lock(tx, parcel.order).await? != OrderState::Paid {
        return Err(Error::refused("market-order-over"));
    }
    find::one(tx, id).await
}

/// The maker says that it will come.
pub async fn confirm(tx: &mut Tx, id: ParcelId) -> Result<(), Error> {
    let parcel = taken(tx, id).await?;
    mark(tx, &parcel, State::Confirmed, "").await
}

/// It is packed.
pub async fn pack(tx: &mut Tx, id: ParcelId) -> Result<(), Error> {
    let parcel = taken(tx, id).await?;
    mark(tx, &parcel, State::Packed, "").await
}

/// It is with a courier under a number, or handed over. It leaves the shelf, and its maker has earned it.
pub async fn send(tx: &mut Tx, id: ParcelId, courier: &str, tracking: &str) -> Result<(), Error> {
    let parcel = taken(tx, id).await?;
    let (courier, tracking) = (courier.trim(), tracking.trim());
    let order = order::one(tx, parcel.order).await?;
    if order.way == order::Way::Sent && !(2..=60).contains(&courier.chars().count()) {
        return Err(Error::field("courier", "market-parcel-courier"));
    }
    if tracking.chars().count() > 60 {
        return Err(Error::field(
            "tracking",
            Say::new("web-field-long").with("most", 60).with("length", tracking.chars().count()),
        ));
    }
    mark(tx, &parcel, State::Sent, "").await?;
    let (city, some) = (tx.city(), |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty()));
    sqlx::query!(
        "update market.parcel set courier = $3, tracking = $4 where city = $1 and id = $2",
        city.0,
        id.0,
        some(courier),
        some(tracking)
    )
    .execute(tx.conn())
    .await?;
    if !stock::hand_over(tx, &[id.0]).await? {
        return Err(Error::broken("a paid parcel for which nothing is promised"));
    }
    books::handed_over(tx, &parcel, &order.code).await?;
    tx.tell(&ParcelSent { parcel: id.0 }).await?;
    order::tell(tx, parcel.order, Letter::Sent).await
}

/// The maker or an officer cancels what was not sent: it is free again, and its money goes back to the buyer.
pub async fn cancel(tx: &mut Tx, id: ParcelId, reason: &str) -> Result<(), Error> {
    let parcel = taken(tx, id).await?;
    let reason = reasoned(reason)?;
    mark(tx, &parcel, State::Cancelled, reason).await?;
    stock::release(tx, &[id.0]).await?;
    let sum = parcel.sum(&order::one(tx, parcel.order).await?);
    refund::owe(tx, parcel.order, Some(id), &format!("parcel/{id}"), sum, reason).await?;
    let left = find::of_order(tx, parcel.order).await?;
    if left.iter().all(|parcel| parcel.state == State::Cancelled) {
        order::finish(tx, parcel.order, OrderState::Cancelled, reason).await?;
    }
    order::tell(tx, parcel.order, Letter::Cancelled).await
}

/// The buyer has it. By the buyer's link, an officer, or time.
pub async fn receive(tx: &mut Tx, id: ParcelId) -> Result<(), Error> {
    let parcel = find::one(tx, id).await?;
    order::lock(tx, parcel.order).await?;
    let parcel = find::one(tx, id).await?;
    mark(tx, &parcel, State::Received, "").await
}

/// It came back whole: the goods lie on the shelf again, and their price goes back to the buyer. What sending cost was spent.
pub async fn take_back(tx: &mut Tx, id: ParcelId, reason: &str) -> Result<(), Error> {
    let parcel = taken(tx, id).await?;
    let reason = reasoned(reason)?;
    mark(tx, &parcel, State::Returned, reason).await?;
    for line in find::lines(tx, id).await? {
        let shelf = Shelf { place: line.place, variant: VariantId(line.variant), owner: line.owner };
        stock::take_back(tx, shelf, line.quantity, &format!("returned/{id}"), "").await?;
    }
    let order = order::one(tx, parcel.order).await?;
    books::returned(tx, &parcel, &order.code).await?;
    refund::ask(tx, parcel.order, Some(id), &format!("parcel/{id}"), parcel.goods_sum(&order), reason).await
}
