use catalogue::stock;
use kernel::job::{Job, When};
use kernel::{Error, Tx};
use payment::State as Payment;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{DECIDE, OrderId, State, lock};
use crate::attempt;
use crate::parcel::{self, State as ParcelState};
use crate::refund;

/// Notes what became of an order or a parcel of it.
pub(crate) async fn step(
    tx: &mut Tx,
    order: OrderId,
    parcel: Option<Uuid>,
    state: &str,
    note: &str,
) -> Result<(), Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    let note: String = note.trim().chars().take(500).collect();
    sqlx::query!(
        r#"insert into market.step (city, id, "order", parcel, state, at, by, note) values ($1, $2, $3, $4, $5, $6, $7, $8)"#,
        city.0,
        id,
        order.0,
        parcel,
        state,
        now,
        by,
        note
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Brings a locked order to a state.
pub(crate) async fn finish(tx: &mut Tx, id: OrderId, state: State, note: &str) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update market.order set state = $3 where city = $1 and id = $2",
        city.0,
        id.0,
        state.as_str()
    )
    .execute(tx.conn())
    .await?;
    step(tx, id, None, state.as_str(), note).await
}

/// Gives up an open order: nothing is held for it any more, and its parcels are off. Its row is locked. Nothing was paid.
async fn give_up(tx: &mut Tx, id: OrderId, state: State, note: &str) -> Result<(), Error> {
    let parcels = parcel::of_order(tx, id).await?;
    let causes: Vec<Uuid> = parcels.iter().map(|parcel| parcel.id.0).collect();
    stock::release(tx, &causes).await?;
    finish(tx, id, state, note).await
}

/// Ends an open order that nobody will pay: its time is over, or the buyer does not want it. The provider is asked to close
/// first; where the buyer was faster, the order is paid. Done twice it is done once.
pub async fn close(tx: &mut Tx, id: OrderId, state: State) -> Result<State, Error> {
    if lock(tx, id).await? != State::Open {
        return super::one(tx, id).await.map(|order| order.state);
    }
    if let Some(live) = attempt::live(tx, id).await? {
        match attempt::close(tx, live).await? {
            Payment::Paid(paid) => {
                attempt::paid(tx, live, &paid).await?;
                return super::one(tx, id).await.map(|order| order.state);
            }
            Payment::Refunded { .. } | Payment::Disputed(_) => {
                return Err(Error::broken("what was never paid is said to be given back"));
            }
            Payment::Absent
            | Payment::Pending
            | Payment::Expired
            | Payment::Cancelled
            | Payment::Denied(_) => {}
        }
    }
    give_up(tx, id, state, "").await?;
    Ok(state)
}

/// Cancels a paid order of which nothing was sent, whole: what is promised is free again and all money goes back. By officers,
/// for one that is stuck too.
pub async fn cancel(tx: &mut Tx, id: OrderId, reason: &str) -> Result<(), Error> {
    tx.must_in_city(DECIDE)?;
    let reason = crate::parcel::reasoned(reason)?;
    match lock(tx, id).await? {
        State::Open => {
            close(tx, id, State::Cancelled).await?;
            return Ok(());
        }
        State::Paid | State::Stuck => {}
        State::Lapsed | State::Cancelled => return Err(Error::refused("market-order-over")),
    }
    let parcels = parcel::of_order(tx, id).await?;
    if parcels.iter().any(|parcel| {
        matches!(parcel.state, ParcelState::Sent | ParcelState::Received | ParcelState::Returned)
    }) {
        return Err(Error::refused("market-order-sent-already"));
    }
    let off: Vec<_> = parcels.iter().filter(|parcel| parcel.state != ParcelState::Cancelled).collect();
    let causes: Vec<Uuid> = off.iter().map(|parcel| parcel.id.0).collect();
    stock::release(tx, &causes).await?;
    for parcel in off {
        parcel::mark(tx, parcel, ParcelState::Cancelled, reason).await?;
    }
    // All that came in and did not go back: nothing of it was handed over.
    let order = super::one(tx, id).await?;
    let sum = refund::left(tx, &order).await?;
    if sum.money.units > 0 {
        refund::owe(tx, id, None, &format!("order/{id}"), sum, reason).await?;
    }
    finish(tx, id, State::Cancelled, reason).await
}

/// Ends orders that nobody paid in time, one in a transaction of its own.
#[derive(Serialize, Deserialize)]
pub struct Lapse {
    /// None looks for those whose time is over.
    order: Option<Uuid>,
}

/// So many in one run; the next comes soon.
const RUN: i64 = 200;

impl Job for Lapse {
    const NAME: &'static str = "market.order.lapse";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        if let Some(id) = self.order {
            return close(tx, OrderId(id), State::Lapsed).await.map(|_| ());
        }
        let (city, now) = (tx.city(), tx.now());
        let late = sqlx::query_scalar!(
            "select id from market.order where city = $1 and state = 'open' and pay_until <= $2 order by pay_until limit $3",
            city.0,
            now,
            RUN
        )
        .fetch_all(tx.conn())
        .await?;
        for order in late {
            let when = When { at: now, key: Some(format!("market.order.lapse:{order}")), line: None };
            tx.enqueue_when(Lapse { order: Some(order) }, when).await?;
        }
        Ok(())
    }
}
