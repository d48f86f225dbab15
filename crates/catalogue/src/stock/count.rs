use kernel::{Error, Instant, OnConstraint as _, Say, Tx};
use uuid::Uuid;

use super::Shelf;

/// Why what is on hand changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// Made, or brought.
    Received,
    /// Handed over to a buyer or a courier.
    Sold,
    /// Come back from a buyer.
    Returned,
    /// Somebody counted, and it was another number.
    Counted,
    /// Broken, spoilt, gone.
    Lost,
}

impl Moved {
    /// All of them.
    pub const ALL: [Moved; 5] = [Moved::Received, Moved::Sold, Moved::Returned, Moved::Counted, Moved::Lost];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Moved::Received => "received",
            Moved::Sold => "sold",
            Moved::Returned => "returned",
            Moved::Counted => "counted",
            Moved::Lost => "lost",
        }
    }
}

/// One change of what is on hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// As stored: see [`Moved`].
    pub kind: String,
    pub quantity: i32,
    pub cause: String,
    pub note: String,
    pub at: Instant,
}

/// The longest note on a movement.
const NOTE: usize = 200;
/// More than any maker of ours has of one thing; fewer than would overflow in sums.
pub(crate) const MOST: i32 = 1_000_000;

/// Adds what was made or brought. `cause` names it, so that it is added once. Called by a doing that has asked permission.
pub async fn receive(tx: &mut Tx, shelf: Shelf, quantity: i32, cause: &str, note: &str) -> Result<(), Error> {
    if !(1..=MOST).contains(&quantity) {
        return Err(Error::field("quantity", Say::new("catalogue-quantity-range").with("most", MOST)));
    }
    open(tx, shelf).await?;
    step(tx, shelf, Moved::Received, quantity, cause, note).await
}

/// Sets what is on hand to what was counted. What is promised to orders cannot be counted away.
pub async fn count(tx: &mut Tx, shelf: Shelf, counted: i32, cause: &str, note: &str) -> Result<(), Error> {
    if !(0..=MOST).contains(&counted) {
        return Err(Error::field("quantity", Say::new("catalogue-count-range").with("most", MOST)));
    }
    open(tx, shelf).await?;
    let city = tx.city();
    let row = sqlx::query!(
        "select on_hand, allocated + held - backorder as \"promised!\" from catalogue.stock
         where city = $1 and variant = $2 and place = $3 and owner = $4 for no key update",
        city.0,
        shelf.variant.0,
        shelf.place,
        shelf.owner
    )
    .fetch_one(tx.conn())
    .await?;
    if counted < row.promised {
        let say = Say::new("catalogue-count-promised").with("promised", row.promised);
        return Err(Error::field("quantity", say));
    }
    if counted == row.on_hand {
        return Ok(());
    }
    step(tx, shelf, Moved::Counted, counted - row.on_hand, cause, note).await
}

/// Takes off what is broken, spoilt or gone. What is promised to orders cannot be lost: it is decided about with them.
pub async fn lose(tx: &mut Tx, shelf: Shelf, quantity: i32, cause: &str, note: &str) -> Result<(), Error> {
    if !(1..=MOST).contains(&quantity) {
        return Err(Error::field("quantity", Say::new("catalogue-quantity-range").with("most", MOST)));
    }
    let left = on_hand(tx, shelf).await?.checked_sub(quantity).filter(|left| *left >= 0);
    match left {
        Some(_) => step(tx, shelf, Moved::Lost, -quantity, cause, note).await,
        None => Err(Error::field("quantity", "catalogue-lost-more")),
    }
}

/// Takes back what a buyer returned.
pub async fn take_back(
    tx: &mut Tx,
    shelf: Shelf,
    quantity: i32,
    cause: &str,
    note: &str,
) -> Result<(), Error> {
    step(tx, shelf, Moved::Returned, quantity, cause, note).await
}

/// Hands over what was promised to these causes: it leaves the shelf. What was made to order arrives first. Done twice it is
/// done once; false where nothing is promised to one of them.
pub async fn hand_over(tx: &mut Tx, causes: &[Uuid]) -> Result<bool, Error> {
    let city = tx.city();
    // Locked in order, like everywhere. bounded: by the lines of an order
    let rows = sqlx::query!(
        r#"select h.cause, s.place, s.variant, s.owner, h.quantity, s.on_hand from catalogue.stock s
           join catalogue.hold h on h.city = s.city and h.place = s.place and h.variant = s.variant and h.owner = s.owner
           where s.city = $1 and h.cause = any($2) and h.until is null
           order by s.place, s.variant, s.owner, h.cause
           for no key update of s"#,
        city.0,
        causes
    )
    .fetch_all(tx.conn())
    .await?;
    if causes.iter().any(|cause| !rows.iter().any(|row| row.cause == *cause)) {
        return already(tx, causes).await;
    }
    for row in rows {
        let shelf =
            Shelf { place: row.place, variant: crate::product::VariantId(row.variant), owner: row.owner };
        let on_hand = on_hand(tx, shelf).await?;
        if on_hand < row.quantity {
            let cause = format!("made/{}", row.cause);
            step(tx, shelf, Moved::Received, row.quantity - on_hand, &cause, "").await?;
        }
        sqlx::query!(
            "with gone as (
                 delete from catalogue.hold where city = $1 and cause = $2 and variant = $3 and place = $4 and owner = $5
                 returning quantity
             )
             update catalogue.stock s set allocated = s.allocated - g.quantity from gone g
             where s.city = $1 and s.variant = $3 and s.place = $4 and s.owner = $5",
            city.0,
            row.cause,
            row.variant,
            row.place,
            row.owner
        )
        .execute(tx.conn())
        .await?;
        step(tx, shelf, Moved::Sold, -row.quantity, &sold(row.cause), "").await?;
    }
    Ok(true)
}

/// The cause under which what was promised to an order left the shelf.
fn sold(cause: Uuid) -> String {
    format!("sold/{cause}")
}

/// Whether all of these were handed over before.
async fn already(tx: &mut Tx, causes: &[Uuid]) -> Result<bool, Error> {
    let city = tx.city();
    let wanted: Vec<String> = causes.iter().map(|cause| sold(*cause)).collect();
    let found = sqlx::query_scalar!(
        r#"select count(distinct cause) as "found!" from catalogue.movement where city = $1 and cause = any($2)"#,
        city.0,
        &wanted
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(usize::try_from(found).is_ok_and(|found| found == causes.len()))
}

async fn on_hand(tx: &mut Tx, shelf: Shelf) -> Result<i32, Error> {
    let city = tx.city();
    let found = sqlx::query_scalar!(
        "select on_hand from catalogue.stock where city = $1 and variant = $2 and place = $3 and owner = $4",
        city.0,
        shelf.variant.0,
        shelf.place,
        shelf.owner
    )
    .fetch_optional(tx.conn())
    .await?;
    found.ok_or(Error::NotFound("stock"))
}

/// How many may be promised beyond what is there.
pub async fn set_backorder(tx: &mut Tx, shelf: Shelf, backorder: i32) -> Result<(), Error> {
    open(tx, shelf).await?;
    let city = tx.city();
    sqlx::query!(
        "update catalogue.stock set backorder = $5 where city = $1 and variant = $2 and place = $3 and owner = $4",
        city.0,
        shelf.variant.0,
        shelf.place,
        shelf.owner,
        backorder
    )
    .execute(tx.conn())
    .await
    .on_constraint("stock_covers_promises", || Error::refused("catalogue-backorder-promised"))?;
    Ok(())
}

/// A shelf on which nothing lies yet.
async fn open(tx: &mut Tx, shelf: Shelf) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "insert into catalogue.stock (city, variant, place, owner, on_hand, allocated, held, backorder)
         values ($1, $2, $3, $4, 0, 0, 0, 0) on conflict (city, variant, place, owner) do nothing",
        city.0,
        shelf.variant.0,
        shelf.place,
        shelf.owner
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes a movement and what it changes, once for its cause.
async fn step(
    tx: &mut Tx,
    shelf: Shelf,
    kind: Moved,
    quantity: i32,
    cause: &str,
    note: &str,
) -> Result<(), Error> {
    if note.chars().count() > NOTE {
        return Err(Error::field("note", Say::new("catalogue-note-length").with("most", NOTE)));
    }
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        r#"with fresh as (
               insert into catalogue.movement (city, id, variant, place, owner, kind, quantity, cause, note, at, by)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
               on conflict (city, cause, variant, place, owner) do nothing
               returning quantity
           )
           update catalogue.stock s set on_hand = s.on_hand + f.quantity from fresh f
           where s.city = $1 and s.variant = $3 and s.place = $4 and s.owner = $5"#,
        city.0,
        id,
        shelf.variant.0,
        shelf.place,
        shelf.owner,
        kind.as_str(),
        quantity,
        cause,
        note.trim(),
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("movement_stock_fkey", || Error::NotFound("stock"))
    .on_constraint("stock_covers_promises", || Error::refused("catalogue-promised-more"))
    .map(|_| ())
}
