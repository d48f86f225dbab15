use kernel::audit::Entry;
use kernel::{AreaCode, Error, Say, Tx};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{CURATE, KEEP, Product, ProductId, State, find, kept, may, rules};
use crate::{listing, photo};

/// What a curator looks at, each answered yes or no. All are met where a product is published.
pub const QUESTIONS: [&str; 6] = ["photo", "words", "price", "label", "rights", "allowed"];

/// The longest reason.
const REASON: usize = 500;

/// Hands a product in for the market: nothing is missing.
pub async fn submit(tx: &mut Tx, id: ProductId) -> Result<(), Error> {
    let (product, area) = kept(tx, id).await?;
    match product.state {
        State::Draft | State::Returned => {}
        State::Submitted => return Ok(()),
        State::Published | State::Withdrawn => return Err(Error::refused("catalogue-not-a-draft")),
    }
    if let Some(say) = missing(tx, &product).await?.into_iter().next() {
        return Err(Error::Refused(say));
    }
    enter(tx, &product, area, KEEP.name, State::Submitted, "", json!({})).await
}

/// What is still missing before a product can be handed in.
pub(crate) async fn missing(tx: &mut Tx, product: &Product) -> Result<Vec<Say>, Error> {
    let photos = photo::ready(tx, product).await?;
    Ok(rules::missing(product, photos))
}

/// Lets a product onto the market. `met` are the questions that were answered with yes: all of [`QUESTIONS`].
pub async fn publish(tx: &mut Tx, id: ProductId, met: &[String]) -> Result<(), Error> {
    let (product, area) = decided(tx, id).await?;
    if product.state == State::Published {
        return Ok(());
    }
    if product.state != State::Submitted {
        return Err(Error::refused("catalogue-not-submitted"));
    }
    if let Some(say) = missing(tx, &product).await?.into_iter().next() {
        return Err(Error::Refused(say));
    }
    if !QUESTIONS.iter().all(|question| met.iter().any(|met| met == question)) {
        return Err(Error::field("answers", "catalogue-question-open"));
    }
    enter(tx, &product, area, CURATE.name, State::Published, "", answers(met)).await
}

/// Gives a product back to its maker, with what is to be mended.
pub async fn return_to(tx: &mut Tx, id: ProductId, met: &[String], reason: &str) -> Result<(), Error> {
    let (product, area) = decided(tx, id).await?;
    if !matches!(product.state, State::Submitted | State::Published) {
        return Err(Error::refused("catalogue-not-submitted"));
    }
    let reason = reasoned(reason)?;
    enter(tx, &product, area, CURATE.name, State::Returned, reason, answers(met)).await
}

/// Takes a product off the market: its maker, or the city with its reason.
pub async fn withdraw(tx: &mut Tx, id: ProductId, reason: &str) -> Result<(), Error> {
    let (product, area) = kept(tx, id).await?;
    if product.state == State::Withdrawn {
        return Ok(());
    }
    let reason = reasoned(reason)?;
    enter(tx, &product, area, KEEP.name, State::Withdrawn, reason, json!({})).await
}

/// Makes a product that was taken off a draft again.
pub async fn resume(tx: &mut Tx, id: ProductId) -> Result<(), Error> {
    let (product, area) = kept(tx, id).await?;
    if product.state != State::Withdrawn {
        return Err(Error::refused("catalogue-not-withdrawn"));
    }
    enter(tx, &product, area, KEEP.name, State::Draft, "", json!({})).await
}

/// Lets a product onto the market that was on one before, where others had looked at it. Asks no permission.
pub(crate) async fn publish_as_taken_over(tx: &mut Tx, id: ProductId) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update catalogue.product set state = 'published', changed_at = $3 where city = $1 and id = $2",
        city.0,
        id.0,
        now
    )
    .execute(tx.conn())
    .await?;
    step(tx, id, State::Published, "", json!({})).await
}

fn reasoned(reason: &str) -> Result<&str, Error> {
    let reason = reason.trim();
    if (3..=REASON).contains(&reason.chars().count()) {
        Ok(reason)
    } else {
        Err(Error::field("reason", Say::new("catalogue-reason-length").with("most", REASON)))
    }
}

fn answers(met: &[String]) -> Value {
    QUESTIONS.iter().map(|question| (*question, met.iter().any(|met| met == question))).collect()
}

/// The product, if the actor may decide about it.
async fn decided(tx: &mut Tx, id: ProductId) -> Result<(Product, AreaCode), Error> {
    let product = find::one(tx, id).await?;
    let area = may(tx, product.business, KEEP).await?;
    tx.must(CURATE, &area)?;
    Ok((product, area))
}

async fn enter(
    tx: &mut Tx,
    product: &Product,
    area: AreaCode,
    can: &'static str,
    state: State,
    reason: &str,
    answers: Value,
) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    // Two who decide at once: the second finds it decided.
    let done = sqlx::query!(
        "update catalogue.product set state = $3, changed_at = $4 where city = $1 and id = $2 and state = $5",
        city.0,
        product.id.0,
        state.as_str(),
        now,
        product.state.as_str()
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::refused("catalogue-decided-meanwhile"));
    }
    step(tx, product.id, state, reason, answers).await?;
    let entry = Entry::new(can, "product", product.id).area(area).reason(reason);
    tx.audit(entry.body(json!({ "state": state.as_str() }))).await?;
    listing::refresh(tx, &[product.id]).await
}

pub(super) async fn step(
    tx: &mut Tx,
    id: ProductId,
    state: State,
    reason: &str,
    answers: Value,
) -> Result<(), Error> {
    let (city, now, step): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into catalogue.step (city, id, product, state, at, by, reason, answers)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        city.0,
        step,
        id.0,
        state.as_str(),
        now,
        by,
        reason,
        answers
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
