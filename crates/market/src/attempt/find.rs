use kernel::{Error, Instant, Tx};
use ledger::money::{Currency, Money};
use payment::{Handle, Method, Name};
use serde_json::Value;

use super::{AttemptId, State};
use crate::order::OrderId;
use crate::sum;

/// One try to pay.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    pub id: AttemptId,
    pub order: OrderId,
    pub provider: Name,
    pub method: Method,
    pub amount: Money,
    pub state: State,
    pub opened_at: Instant,
    pub expires_at: Instant,
    pub reference: Option<String>,
    /// What the buyer is shown, as `charge` keeps it.
    pub show: Option<Value>,
}

impl Attempt {
    /// What the provider is asked with.
    pub(crate) fn handle(&self) -> Result<Handle, Error> {
        Ok(Handle {
            attempt: self.id.0,
            method: self.method,
            amount: sum::amount(self.amount)?,
            reference: self.reference.clone(),
        })
    }
}

/// One attempt. Asks no permission: it says nothing of a person.
pub async fn one(tx: &mut Tx, id: AttemptId) -> Result<Attempt, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        r#"select "order", provider, method, currency, amount, state, opened_at, expires_at, reference, show
           from market.attempt where city = $1 and id = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("attempt"))?;
    let known = |what| Error::broken(format!("an attempt with a {what} that is none"));
    Ok(Attempt {
        id,
        order: OrderId(row.order),
        provider: Name::parse(&row.provider).ok_or_else(|| known("provider"))?,
        method: super::method(&row.method).ok_or_else(|| known("method"))?,
        amount: Money { currency: Currency::parse(&row.currency)?, units: row.amount },
        state: State::of(&row.state)?,
        opened_at: row.opened_at,
        expires_at: row.expires_at,
        reference: row.reference,
        show: row.show,
    })
}

/// The order of an attempt: it is locked first.
pub(crate) async fn order_of(tx: &mut Tx, id: AttemptId) -> Result<OrderId, Error> {
    let city = tx.city();
    let order = sqlx::query_scalar!(
        r#"select "order" from market.attempt where city = $1 and id = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    order.map(OrderId).ok_or(Error::NotFound("attempt"))
}

/// One attempt, locked until commit. Its order is locked before.
pub(crate) async fn lock(tx: &mut Tx, id: AttemptId) -> Result<Attempt, Error> {
    let city = tx.city();
    sqlx::query!("select id from market.attempt where city = $1 and id = $2 for no key update", city.0, id.0)
        .fetch_optional(tx.conn())
        .await?;
    one(tx, id).await
}

/// The attempt by which an order may be paid now, if there is one.
pub async fn live(tx: &mut Tx, order: OrderId) -> Result<Option<AttemptId>, Error> {
    let city = tx.city();
    let id = sqlx::query_scalar!(
        r#"select id from market.attempt where city = $1 and "order" = $2 and state in ('new', 'open')"#,
        city.0,
        order.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(AttemptId))
}

/// The last attempt of an order.
pub async fn last(tx: &mut Tx, order: OrderId) -> Result<Option<Attempt>, Error> {
    let city = tx.city();
    let id = sqlx::query_scalar!(
        r#"select id from market.attempt where city = $1 and "order" = $2 order by opened_at desc, id desc limit 1"#,
        city.0,
        order.0
    )
    .fetch_optional(tx.conn())
    .await?;
    match id {
        Some(id) => one(tx, AttemptId(id)).await.map(Some),
        None => Ok(None),
    }
}
