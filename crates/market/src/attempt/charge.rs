use std::sync::Arc;

use kernel::{Error, Instant, OnConstraint as _, Tx};
use ledger::money::{Currency, Money};
use payment::{Bank, Buyer, Charge, Failure, Method, Name, Provider, Providers, Show, State as Payment};
use serde_json::{Value, json};

use super::{Attempt, AttemptId, State, find};
use crate::order::{self, OrderId, link};

/// The ways in which an order can be paid in a currency, each with who takes it: QRIS first, then transfers, then cards.
pub fn methods(providers: Option<&Providers>, currency: Currency) -> Vec<(Method, Name)> {
    let currency = payment::Currency::parse(currency.code());
    let (Some(providers), Some(currency)) = (providers, currency) else { return Vec::new() };
    let all = std::iter::once(Method::Qris)
        .chain(Bank::ALL.into_iter().map(Method::Transfer))
        .chain(std::iter::once(Method::Card));
    all.filter_map(|method| providers.offering(method, currency).map(|provider| (method, provider.name())))
        .collect()
}

/// Writes down a try to have an order paid. The provider is asked by [`charge`], after commit.
pub async fn open(
    tx: &mut Tx,
    order: OrderId,
    provider: Name,
    method: Method,
    amount: Money,
    expires_at: Instant,
) -> Result<AttemptId, Error> {
    let (city, now, id): (_, _, AttemptId) = (tx.city(), tx.now(), tx.id());
    sqlx::query!(
        r#"insert into market.attempt (city, id, "order", provider, method, amount, state, opened_at, expires_at,
                                       currency)
           values ($1, $2, $3, $4, $5, $6, 'new', $7, $8, $9)"#,
        city.0,
        id.0,
        order.0,
        provider.as_str(),
        super::word(method),
        amount.units,
        now,
        expires_at,
        amount.currency.code()
    )
    .execute(tx.conn())
    .await
    .on_constraint("attempt_live_key", || Error::refused("market-attempt-one"))?;
    Ok(id)
}

pub(super) fn provider(tx: &Tx, name: Name) -> Result<Arc<dyn Provider>, Error> {
    let providers = tx.db().outside().services.get::<Providers>();
    let found = providers.and_then(|all| all.get(name).cloned());
    found.ok_or_else(|| Error::refused("market-attempt-provider-gone"))
}

/// Asks the provider for the payment and writes down what to show the buyer. Its rows are locked meanwhile. Done again it asks
/// with the same words. Whether the answer came or not, the attempt says so; no failure of a provider fails this.
pub async fn charge(tx: &mut Tx, id: AttemptId) -> Result<State, Error> {
    let order = find::order_of(tx, id).await?;
    order::lock(tx, order).await?;
    let attempt = find::lock(tx, id).await?;
    if attempt.state != State::New {
        return Ok(attempt.state);
    }
    let provider = provider(tx, attempt.provider)?;
    let charge = words(tx, &attempt).await?;
    let (state, reference, show) = match provider.charge(&charge).await {
        Ok(charged) => (State::Open, charged.reference, Some(shown(&charged.show))),
        Err(Failure::Refused { code, reason }) => {
            tracing::warn!(attempt = %id, code, reason, "a provider refused a payment");
            (State::Refused, None, None)
        }
        Err(Failure::Already(payment)) => match *payment {
            Payment::Paid(ref paid) => {
                super::apply::settle(tx, &attempt, paid).await?;
                return Ok(State::Paid);
            }
            Payment::Absent | Payment::Pending => (State::Open, None, None),
            Payment::Expired | Payment::Cancelled | Payment::Denied(_) => (State::Closed, None, None),
            Payment::Refunded { .. } | Payment::Disputed(_) => (State::Odd, None, None),
        },
        // It is asked again soon, with the same words.
        Err(failure @ (Failure::NotDone(_) | Failure::Unknown(_))) => {
            tracing::warn!(attempt = %id, %failure, "a provider did not answer");
            (State::New, None, None)
        }
    };
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update market.attempt set state = $3, reference = coalesce($4, reference), show = coalesce($5, show), asked_at = $6
         where city = $1 and id = $2",
        city.0,
        id.0,
        state.as_str(),
        reference,
        show,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(state)
}

/// The same words each time: all of them are kept.
async fn words(tx: &mut Tx, attempt: &Attempt) -> Result<Charge, Error> {
    let order = order::one(tx, attempt.order).await?;
    let city = tx.city();
    let slug =
        kernel::city::list(tx.conn()).await?.into_iter().find(|one| one.id == city).map(|one| one.slug);
    let slug = slug.ok_or(Error::NotFound("city"))?;
    let back = format!("{}/{slug}{}", tx.db().outside().public_url, link::path(tx, &order.code));
    let contact = order.contact;
    Ok(Charge {
        attempt: attempt.id.0,
        amount: crate::sum::amount(attempt.amount)?,
        method: attempt.method,
        opened: attempt.opened_at,
        expires: attempt.expires_at,
        buyer: Buyer {
            name: contact.as_ref().map(|contact| contact.name.clone()),
            mail: contact.and_then(|contact| contact.mail),
        },
        description: order.code,
        back,
    })
}

fn shown(show: &Show) -> Value {
    match show {
        Show::Code { payload, image } => json!({ "code": payload, "image": image }),
        Show::Account { bank, number, biller } => {
            json!({ "bank": bank.as_str(), "number": number, "biller": biller })
        }
        Show::Page(address) => json!({ "page": address }),
    }
}

/// Has the provider close what nobody has paid, and says how it stands. The order's row is locked. Where the provider cannot
/// be reached, nothing is given up: this fails, and is done again.
pub async fn close(tx: &mut Tx, id: AttemptId) -> Result<Payment, Error> {
    let attempt = find::lock(tx, id).await?;
    let provider = provider(tx, attempt.provider)?;
    let payment = match attempt.state {
        // Never answered: what it knows, if anything, is found and closed by our own reference.
        State::New | State::Open => provider.cancel(&attempt.handle()?).await,
        State::Paid | State::Refused | State::Closed | State::Odd => return Ok(Payment::Cancelled),
    };
    let payment = match payment {
        Ok(payment) => payment,
        Err(Failure::Refused { code, .. }) if attempt.state == State::New => {
            tracing::info!(attempt = %id, code, "a provider knows nothing of what is closed");
            Payment::Absent
        }
        Err(Failure::Already(payment)) => *payment,
        Err(failure @ (Failure::NotDone(_) | Failure::Unknown(_) | Failure::Refused { .. })) => {
            return Err(Error::Broken(Box::new(failure)));
        }
    };
    let gone = match &payment {
        Payment::Absent | Payment::Expired | Payment::Cancelled | Payment::Denied(_) | Payment::Pending => {
            true
        }
        Payment::Paid(_) | Payment::Refunded { .. } | Payment::Disputed(_) => false,
    };
    if gone {
        let city = tx.city();
        sqlx::query!("update market.attempt set state = 'closed' where city = $1 and id = $2", city.0, id.0)
            .execute(tx.conn())
            .await?;
    }
    Ok(payment)
}
