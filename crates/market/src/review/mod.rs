//! A review: what a buyer says of a product that came.
//!
//! Words. A review with words *waits* until an officer of the market lets it be *shown* or *hides* it with a reason; stars
//! alone are shown at once. The maker may *answer* what is shown.
//!
//! Always true: only who holds the link of an order in which a product was handed over reviews it, once; what is said anew
//! waits anew; who it was is not kept beyond the name that the buyer chose.

pub(crate) mod desk_pages;
mod find;
pub(crate) mod pages;
#[cfg(test)]
mod tests;

pub use find::{Rating, Review, listed, mine, of_product, one, rating};

use catalogue::product::ProductId;
use chrono::TimeDelta;
use kernel::audit::Entry;
use kernel::{Can, Error, Role, Say, Tx};
use registry::business;
use serde::{Deserialize, Serialize};

use crate::parcel::{self, Parcel, ParcelId, SEND};

kernel::id!(
    /// A review.
    ReviewId
);

/// Lets reviews be shown, or hides them.
pub const MODERATE: Can = Can::new("market.review.moderate", &[Role::CityAdmin, Role::AgencyOfficer]);

/// So long after a parcel was last heard of its products can be reviewed.
const OPEN: TimeDelta = TimeDelta::days(180);
/// So many letters a buyer may write, and a maker may answer.
const MOST: usize = 1_000;
/// So long a name may be.
const NAME: usize = 40;

/// Where a review stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// For an officer to read.
    Waiting,
    Shown,
    Hidden,
}

impl State {
    /// All, in the order of their lives.
    pub const ALL: [State; 3] = [State::Waiting, State::Shown, State::Hidden];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Shown => "shown",
            State::Hidden => "hidden",
        }
    }

    /// Reads what is stored or asked for.
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What a buyer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// 1 to 5.
    pub stars: i32,
    /// As the buyer wants to be called; may be empty.
    pub name: String,
    pub said: String,
}

/// Whether what lay in the parcel can be reviewed now.
pub(crate) fn is_open(tx: &Tx, parcel: &Parcel) -> bool {
    matches!(parcel.state, parcel::State::Sent | parcel::State::Received | parcel::State::Returned)
        && tx.now() < parcel.changed_at + OPEN
}

/// The parcel, if this product lay in it and it can be reviewed. Asks no permission: the order's link was checked.
async fn reviewed(tx: &mut Tx, id: ParcelId, product: ProductId) -> Result<Parcel, Error> {
    let parcel = parcel::one(tx, id).await?;
    if !parcel::lines(tx, id).await?.iter().any(|line| line.product == product.0) {
        return Err(Error::NotFound("product"));
    }
    match is_open(tx, &parcel) {
        true => Ok(parcel),
        false => Err(Error::refused("market-review-not-now")),
    }
}

fn short(field: &'static str, text: &str, most: usize) -> Result<String, Error> {
    let text = text.trim();
    match text.chars().count() {
        length if length > most => {
            let say = Say::new("web-field-long").with("most", most).with("length", length);
            Err(Error::field(field, say))
        }
        _ => Ok(text.to_owned()),
    }
}

/// Says, or says anew, what the buyer thinks. What was answered to other words goes with them.
pub async fn write(tx: &mut Tx, id: ParcelId, product: ProductId, new: New) -> Result<(), Error> {
    if !(1..=5).contains(&new.stars) {
        return Err(Error::field("stars", "market-review-stars-choose"));
    }
    let (name, said) = (short("name", &new.name, NAME)?, short("said", &new.said, MOST)?);
    reviewed(tx, id, product).await?;
    let state = if said.is_empty() && name.is_empty() { State::Shown } else { State::Waiting };
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "insert into market.review (city, id, parcel, product, stars, name, said, state, reason, answer, written_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, '', '', $9)
         on conflict on constraint review_parcel_key do update
         set stars = excluded.stars, name = excluded.name, said = excluded.said, state = excluded.state, reason = '',
             answer = '', answered_at = null, written_at = excluded.written_at
         where (review.stars, review.name, review.said) is distinct from (excluded.stars, excluded.name, excluded.said)",
        city.0,
        tx.id(),
        id.0,
        product.0,
        new.stars,
        name,
        said,
        state.as_str(),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The buyer takes it back: nothing of it stays.
pub async fn withdraw(tx: &mut Tx, id: ParcelId, product: ProductId) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "delete from market.review where city = $1 and parcel = $2 and product = $3",
        city.0,
        id.0,
        product.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An officer lets it be shown.
pub async fn show(tx: &mut Tx, id: ReviewId) -> Result<(), Error> {
    decide(tx, id, State::Shown, "").await
}

/// An officer hides it, and says why.
pub async fn hide(tx: &mut Tx, id: ReviewId, reason: &str) -> Result<(), Error> {
    tx.must_in_city(MODERATE)?;
    let reason = parcel::reasoned(reason)?;
    decide(tx, id, State::Hidden, reason).await
}

async fn decide(tx: &mut Tx, id: ReviewId, state: State, reason: &str) -> Result<(), Error> {
    tx.must_in_city(MODERATE)?;
    let city = tx.city();
    let done = sqlx::query!(
        "update market.review set state = $3, reason = $4 where city = $1 and id = $2",
        city.0,
        id.0,
        state.as_str(),
        reason
    );
    if done.execute(tx.conn()).await?.rows_affected() == 0 {
        return Err(Error::NotFound("review"));
    }
    tx.audit(Entry::new(MODERATE.name, "review", id).reason(state.as_str())).await
}

/// The maker, or an officer for the maker, answers what is shown. Empty takes the answer back.
pub async fn answer(tx: &mut Tx, id: ReviewId, text: &str) -> Result<(), Error> {
    let review = answerable(tx, id).await?;
    let text = short("answer", text, MOST)?;
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update market.review set answer = $3, answered_at = case when $3 <> '' then $4::timestamptz end
         where city = $1 and id = $2",
        city.0,
        review.id.0,
        text,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the actor may answer: a shown review of a product of the actor's own business.
pub(crate) async fn answerable(tx: &mut Tx, id: ReviewId) -> Result<Review, Error> {
    let review = match one(tx, id).await {
        Err(Error::NotFound(_)) => return Err(tx.hidden("review")),
        found => found?,
    };
    match business::may(tx, review.maker, SEND).await {
        Ok(_) if review.state == State::Shown => Ok(review),
        Ok(_) | Err(Error::NotFound(_)) => Err(Error::NotFound("review")),
        Err(error) => Err(error),
    }
}
