use catalogue::stock;
use chrono::TimeDelta;
use kernel::{Error, Rupiah, Tx};
use ledger::money::Money;
use payment::{Method, Paid, State as Payment};
use qris::Class;
use uuid::Uuid;

use super::{Attempt, AttemptId, State, find};
use crate::order::{self, OrderPaid, State as OrderState};
use crate::parcel::{self, State as ParcelState};
use crate::{books, refund, sum};

/// A provider's word for a payment, believed: its signature held for all of it, or the provider was asked. Done twice it is
/// done once.
pub async fn paid(tx: &mut Tx, id: AttemptId, paid: &Paid) -> Result<(), Error> {
    let order = find::order_of(tx, id).await?;
    order::lock(tx, order).await?;
    let attempt = find::lock(tx, id).await?;
    settle(tx, &attempt, paid).await
}

/// How a payment stands, as its provider says. What was paid stays paid, whatever comes later.
pub(crate) async fn heard(tx: &mut Tx, id: AttemptId, payment: &Payment) -> Result<(), Error> {
    let over = match payment {
        Payment::Paid(word) => return paid(tx, id, word).await,
        // On a provider's page the buyer may try again until it expires.
        Payment::Absent | Payment::Pending | Payment::Denied(_) => return Ok(()),
        Payment::Expired | Payment::Cancelled => "closed",
        // Somebody gave money back at the provider's, or the buyer's bank took it: for a person to look at.
        Payment::Refunded { .. } | Payment::Disputed(_) => return remark(tx, id).await,
    };
    let city = tx.city();
    sqlx::query!(
        "update market.attempt set state = $3 where city = $1 and id = $2 and state in ('new', 'open')",
        city.0,
        id.0,
        over
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Leaves a remark on the order that its money went back without us.
async fn remark(tx: &mut Tx, id: AttemptId) -> Result<(), Error> {
    let attempt = find::one(tx, id).await?;
    if refund::any(tx, id).await? {
        return Ok(());
    }
    let state = order::lock(tx, attempt.order).await?;
    order::step(tx, attempt.order, None, state.as_str(), "market-step-taken-back").await
}

/// The attempt and its order are locked.
pub(super) async fn settle(tx: &mut Tx, attempt: &Attempt, paid: &Paid) -> Result<(), Error> {
    if matches!(attempt.state, State::Paid | State::Odd) {
        return Ok(());
    }
    let order = order::one(tx, attempt.order).await?;
    let right = paid.amount == sum::amount(attempt.amount)?;
    let state = if right { State::Paid } else { State::Odd };
    let (city, now) = (tx.city(), tx.now());
    // Of another currency than the order's nothing is known here but that it came.
    let came =
        sum::money(paid.amount).filter(|money| money.currency == attempt.amount.currency && money.units > 0);
    let came = came.map(|money| order.sum(money)).transpose()?;
    sqlx::query!(
        "update market.attempt set state = $3, paid_at = $4, asked_at = $4, received = $5, worth = $6
         where city = $1 and id = $2",
        city.0,
        attempt.id.0,
        state.as_str(),
        paid.at.unwrap_or(now),
        came.map_or(0, |came| came.money.units),
        came.map_or(0, |came| came.worth.0)
    )
    .execute(tx.conn())
    .await?;
    if !right {
        // What came is not what was asked for. In the order's currency it is booked as it came, and somebody decides.
        if let Some(came) = came {
            let none = Money { units: 0, ..came.money };
            books::paid(tx, attempt.id.0, came, none, &order.code).await?;
        }
        if order.state == OrderState::Open {
            order::finish(tx, order.id, OrderState::Stuck, "market-step-odd-sum").await?;
        }
        return Ok(());
    }
    let whole = order.sum(attempt.amount)?;
    books::paid(tx, attempt.id.0, whole, fee(tx, attempt, paid), &order.code).await?;
    match order.state {
        OrderState::Open | OrderState::Lapsed => promise(tx, &order).await,
        // A second payment, or one for what is off: it goes back.
        OrderState::Paid | OrderState::Stuck | OrderState::Cancelled => {
            let cause = format!("double/{}", attempt.id);
            refund::owe(tx, order.id, None, &cause, whole, "market-refund-double").await
        }
    }
}

/// What the provider keeps: as it says, or for QRIS what the central bank's rates of the day are for small merchants.
fn fee(tx: &Tx, attempt: &Attempt, paid: &Paid) -> Money {
    let told = paid.fee.and_then(sum::money).filter(|fee| fee.currency == attempt.amount.currency);
    let fee = told.map_or_else(
        || match attempt.method {
            // Asked for in rupiah only.
            Method::Qris => {
                qris::fee(Class::Micro, Rupiah(attempt.amount.units), tx.today()).map_or(0, |fee| fee.fee.0)
            }
            Method::Card | Method::Transfer(_) => 0,
        },
        |fee| fee.units,
    );
    Money { units: fee.clamp(0, attempt.amount.units), ..attempt.amount }
}

/// Promises what was held to an order that is paid. Where a hold ran out meanwhile it is held again, if there is any; if not,
/// somebody has to decide.
async fn promise(tx: &mut Tx, order: &order::Order) -> Result<(), Error> {
    let parcels = parcel::of_order(tx, order.id).await?;
    let causes: Vec<Uuid> = parcels.iter().map(|parcel| parcel.id.0).collect();
    let mut whole = stock::allocate(tx, &causes).await?;
    if !whole {
        // All or none is held: what is left of an earlier hold makes way first.
        stock::release(tx, &causes).await?;
        let lines = parcel::stock_lines(tx, order.id).await?;
        let until = tx.now() + TimeDelta::minutes(1);
        whole = stock::hold(tx, &lines, until).await?.is_empty() && stock::allocate(tx, &causes).await?;
    }
    if !whole {
        return order::finish(tx, order.id, OrderState::Stuck, "market-step-short").await;
    }
    for parcel in &parcels {
        parcel::mark(tx, parcel, ParcelState::New, "").await?;
    }
    order::finish(tx, order.id, OrderState::Paid, "").await?;
    tx.tell(&OrderPaid { order: order.id.0 }).await
}
