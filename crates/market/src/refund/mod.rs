//! Money that goes back to a buyer.
//!
//! Words. It is *asked* for until a provider has said yes, *underway* while the provider gives it back, *failed* where it said
//! no, and *done*. Where no provider can, it goes back *by hand*: a transfer, cash at a counter.
//!
//! Always true: it is written down and owed in the ledger in the transaction that causes it; it goes back once for each cause;
//! never more goes back than came in; a failed one waits for somebody, visibly.

pub(crate) mod desk_pages;

use kernel::audit::Entry;
use kernel::job::{Job, When};
use kernel::{Error, Instant, Rupiah, Tx};
use ledger::money::{Currency, Money};
use payment::{Failure, Providers, Refund as Words, Refunding};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::attempt::{self, AttemptId};
use crate::books;
use crate::order::{self, Order, OrderId};
use crate::parcel::ParcelId;
use crate::sum::{self, Sum};

kernel::id!(
    /// A refund: the reference that its provider is given.
    RefundId
);

/// What was paid and not handed over is owed to the buyer, and asked of the provider after commit. The order is locked.
pub(crate) async fn owe(
    tx: &mut Tx,
    order: OrderId,
    parcel: Option<ParcelId>,
    cause: &str,
    sum: Sum,
    reason: &str,
) -> Result<(), Error> {
    let code = order::one(tx, order).await?.code;
    books::owed_back(tx, cause, sum.worth, &code).await?;
    ask(tx, order, parcel, cause, sum, reason).await
}

/// Writes down that money goes back which the ledger owes already. The order is locked.
pub(crate) async fn ask(
    tx: &mut Tx,
    order: OrderId,
    parcel: Option<ParcelId>,
    cause: &str,
    sum: Sum,
    reason: &str,
) -> Result<(), Error> {
    let (city, now, id): (_, _, RefundId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    // Out of the payment that brought it: a second one has its own cause, else the first that was paid.
    let double = cause.strip_prefix("double/").and_then(|id| Uuid::parse_str(id).ok());
    let source = sqlx::query!(
        r#"select a.id, a.received - coalesce((select sum(r.amount) from market.refund r
                                             where r.city = a.city and r.attempt = a.id), 0)::bigint as "left!"
           from market.attempt a
           where a.city = $1 and a."order" = $2 and a.state in ('paid', 'odd') and ($3::uuid is null or a.id = $3)
           order by a.paid_at, a.id limit 1"#,
        city.0,
        order.0,
        double
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Error::broken("money goes back for an order that nobody paid"))?;
    if source.left < sum.money.units {
        return Err(Error::broken("more is to go back than came in"));
    }
    let fresh = sqlx::query!(
        r#"insert into market.refund (city, id, "order", attempt, parcel, cause, amount, state, way, reason, asked_at, by, worth)
           values ($1, $2, $3, $4, $5, $6, $7, 'asked', 'provider', $8, $9, $10, $11)
           on conflict (city, cause) do nothing"#,
        city.0,
        id.0,
        order.0,
        source.id,
        parcel.map(|parcel| parcel.0),
        cause,
        sum.money.units,
        reason,
        now,
        by,
        sum.worth.0
    )
    .execute(tx.conn())
    .await?
    .rows_affected();
    if fresh == 1 {
        tx.enqueue_when(Give { refund: id.0 }, line(id, now)).await?;
    }
    Ok(())
}

fn line(id: RefundId, at: Instant) -> When {
    When { at, key: Some(format!("market.refund.give:{id}")), line: None }
}

/// What came in for an order and did not go back.
pub(crate) async fn left(tx: &mut Tx, order: &Order) -> Result<Sum, Error> {
    let city = tx.city();
    let left = sqlx::query!(
        r#"select (coalesce((select sum(received) from market.attempt where city = $1 and "order" = $2), 0)
                 - coalesce((select sum(amount) from market.refund where city = $1 and "order" = $2), 0))::bigint as "units!",
                  (coalesce((select sum(worth) from market.attempt where city = $1 and "order" = $2), 0)
                 - coalesce((select sum(worth) from market.refund where city = $1 and "order" = $2), 0))::bigint as "worth!""#,
        city.0,
        order.id.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Sum { money: order.money(left.units), worth: Rupiah(left.worth) })
}

/// A refund.
#[derive(Debug, Clone, PartialEq)]
pub struct Refund {
    pub id: Uuid,
    pub order: Uuid,
    pub attempt: Uuid,
    pub parcel: Option<Uuid>,
    /// Three letters.
    pub currency: String,
    /// In its smallest units.
    pub amount: i64,
    /// As the books have it, in whole rupiah.
    pub worth: i64,
    /// `asked`, `underway`, `failed` or `done`.
    pub state: String,
    /// `provider` or `hand`.
    pub way: String,
    pub reason: String,
    pub asked_at: Instant,
    pub done_at: Option<Instant>,
}

impl Refund {
    /// What the buyer gets back.
    pub fn sum(&self) -> Result<Sum, Error> {
        let money = Money { currency: Currency::parse(&self.currency)?, units: self.amount };
        Ok(Sum { money, worth: Rupiah(self.worth) })
    }
}

/// What goes back of an order. Asks no permission: see [`crate::order::one`].
pub async fn of_order(tx: &mut Tx, order: OrderId) -> Result<Vec<Refund>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Refund,
        r#"select r.id, r."order", r.attempt, r.parcel, a.currency, r.amount, r.worth, r.state, r.way, r.reason, r.asked_at,
                  r.done_at
           from market.refund r join market.attempt a on a.city = r.city and a.id = r.attempt
           where r.city = $1 and r."order" = $2 order by r.asked_at, r.id limit 200"#,
        city.0,
        order.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Whether anything goes back of a payment by us.
pub(crate) async fn any(tx: &mut Tx, attempt: AttemptId) -> Result<bool, Error> {
    let city = tx.city();
    let any = sqlx::query_scalar!(
        r#"select exists (select from market.refund where city = $1 and attempt = $2) as "any!""#,
        city.0,
        attempt.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(any)
}

async fn lock(tx: &mut Tx, id: RefundId) -> Result<Refund, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Refund,
        r#"select r.id, r."order", r.attempt, r.parcel, a.currency, r.amount, r.worth, r.state, r.way, r.reason, r.asked_at,
                  r.done_at
           from market.refund r join market.attempt a on a.city = r.city and a.id = r.attempt
           where r.city = $1 and r.id = $2 for no key update of r"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(Error::NotFound("refund"))
}

/// Asks a provider to give money back. Asked again it asks with the same words, which gives back once.
#[derive(Serialize, Deserialize)]
pub struct Give {
    refund: Uuid,
}

impl Job for Give {
    const NAME: &'static str = "market.refund.give";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        give(tx, RefundId(self.refund)).await
    }
}

async fn give(tx: &mut Tx, id: RefundId) -> Result<(), Error> {
    let refund = lock(tx, id).await?;
    if !matches!(refund.state.as_str(), "asked" | "underway") || refund.way != "provider" {
        return Ok(());
    }
    let paid = attempt::one(tx, AttemptId(refund.attempt)).await?;
    let providers = tx.db().outside().services.get::<Providers>();
    let Some(provider) = providers.and_then(|all| all.get(paid.provider).cloned()) else {
        return failed(tx, id).await;
    };
    let words = Words {
        handle: paid.handle()?,
        refund: id.0,
        amount: sum::amount(refund.sum()?.money)?,
        reason: order::one(tx, OrderId(refund.order)).await?.code,
    };
    match provider.refund(&words).await {
        Ok(Refunding::Done(reference)) => done(tx, &refund, &reference, false).await,
        Ok(Refunding::Underway(reference)) => {
            let (city, again) = (tx.city(), tx.now() + chrono::TimeDelta::hours(1));
            sqlx::query!(
                "update market.refund set state = 'underway', reference = $3 where city = $1 and id = $2",
                city.0,
                id.0,
                reference
            )
            .execute(tx.conn())
            .await?;
            let when = When { at: again, key: Some(format!("market.refund.again:{id}:{again}")), line: None };
            tx.enqueue_when(Give { refund: id.0 }, when).await
        }
        Err(Failure::Refused { code, reason }) => {
            tracing::warn!(refund = %id, code, reason, "a provider refused to give money back");
            failed(tx, id).await
        }
        Err(failure @ (Failure::NotDone(_) | Failure::Unknown(_) | Failure::Already(_))) => {
            Err(Error::Broken(Box::new(failure)))
        }
    }
}

async fn failed(tx: &mut Tx, id: RefundId) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("update market.refund set state = 'failed' where city = $1 and id = $2", city.0, id.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn done(tx: &mut Tx, refund: &Refund, reference: &str, by_hand: bool) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let way = if by_hand { "hand" } else { "provider" };
    sqlx::query!(
        "update market.refund set state = 'done', done_at = $3, reference = $4, way = $5 where city = $1 and id = $2",
        city.0,
        refund.id,
        now,
        reference,
        way
    )
    .execute(tx.conn())
    .await?;
    let code = order::one(tx, OrderId(refund.order)).await?.code;
    books::given_back(tx, refund.id, refund.sum()?, by_hand, &code).await
}

/// A provider's word on a refund, by a notice.
pub(crate) async fn told(tx: &mut Tx, id: RefundId, must_ask: bool, why: Option<&str>) -> Result<(), Error> {
    let refund = match lock(tx, id).await {
        Err(Error::NotFound(_)) => return Ok(()),
        other => other?,
    };
    match (refund.state.as_str(), must_ask, why) {
        ("done", _, _) => Ok(()),
        // Asking again with the same words says how it ended.
        (_, true, _) => give(tx, id).await,
        (_, false, None) => done(tx, &refund, "", false).await,
        (_, false, Some(_)) => failed(tx, id).await,
    }
}

/// Somebody gave it back by hand, where the provider could not: by which transfer or receipt.
pub async fn by_hand(tx: &mut Tx, id: RefundId, reference: &str) -> Result<(), Error> {
    tx.must_in_city(order::DECIDE)?;
    let refund = lock(tx, id).await?;
    if refund.state != "failed" {
        return Err(Error::refused("market-refund-not-failed"));
    }
    let reference = crate::parcel::reasoned(reference)?;
    done(tx, &refund, reference, true).await?;
    tx.audit(Entry::new(order::DECIDE.name, "refund", id).reason(reference)).await
}

/// Asks a provider again that said no.
pub async fn again(tx: &mut Tx, id: RefundId) -> Result<(), Error> {
    tx.must_in_city(order::DECIDE)?;
    let refund = lock(tx, id).await?;
    if refund.state != "failed" {
        return Err(Error::refused("market-refund-not-failed"));
    }
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!("update market.refund set state = 'asked' where city = $1 and id = $2", city.0, id.0)
        .execute(tx.conn())
        .await?;
    tx.enqueue_when(Give { refund: id.0 }, line(id, now)).await
}

/// Refunds that wait for somebody, the oldest first, with the code of their order.
pub async fn waiting(tx: &mut Tx, most: i64) -> Result<Vec<(String, Refund)>, Error> {
    tx.must_in_city(order::DECIDE)?;
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select r.id, r."order", r.attempt, r.parcel, a.currency, r.amount, r.worth, r.state, r.way, r.reason,
                  r.asked_at, r.done_at, o.code
           from market.refund r join market.order o on o.city = r.city and o.id = r."order"
           join market.attempt a on a.city = r.city and a.id = r.attempt
           where r.city = $1 and r.state <> 'done' order by r.state = 'failed' desc, r.asked_at, r.id limit $2"#,
        city.0,
        most
    )
    .fetch_all(tx.conn())
    .await?;
    let refunds = rows.into_iter().map(|row| {
        let refund = Refund {
            id: row.id,
            order: row.order,
            attempt: row.attempt,
            parcel: row.parcel,
            currency: row.currency,
            amount: row.amount,
            worth: row.worth,
            state: row.state,
            way: row.way,
            reason: row.reason,
            asked_at: row.asked_at,
            done_at: row.done_at,
        };
        (row.code, refund)
    });
    Ok(refunds.collect())
}
