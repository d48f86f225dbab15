use std::collections::BTreeMap;

use kernel::job::Job;
use kernel::{Error, Instant, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Columns, Line, Shelf};
use crate::product::VariantId;

/// What could not be held, and how many are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short {
    pub shelf: Shelf,
    pub wanted: i64,
    pub left: i64,
}

/// Holds all of these until an instant, or none: then it says what is short. Called by the room in which it is bought, whose
/// doing has judged who may. One shelf may stand in several lines.
pub async fn hold(tx: &mut Tx, lines: &[Line], until: Instant) -> Result<Vec<Short>, Error> {
    if lines.iter().any(|line| line.quantity < 1) {
        return Err(Error::broken("a line without a quantity is held"));
    }
    let short = take(tx, lines, until).await?;
    if short.is_empty() {
        return Ok(short);
    }
    // The rows are locked now. What is held for others only because nobody has taken it back yet is taken back first.
    let shelves: Vec<Shelf> = short.iter().map(|short| short.shelf).collect();
    if expire(tx, &shelves).await? == 0 {
        return Ok(short);
    }
    take(tx, lines, until).await
}

/// The shelves that hold too little; without any, all is held. One statement: it locks in order, looks, and takes.
async fn take(tx: &mut Tx, lines: &[Line], until: Instant) -> Result<Vec<Short>, Error> {
    let city = tx.city();
    let columns = Columns::of(lines);
    // bounded: by the lines asked for
    let rows = sqlx::query!(
        r#"with line as (
               select l.cause, l.place, l.variant, l.owner, sum(l.quantity)::int as quantity
               from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::int[]) as l (cause, place, variant, owner, quantity)
               group by l.cause, l.place, l.variant, l.owner
           ), wanted as (
               select place, variant, owner, sum(quantity) as quantity from line group by place, variant, owner
           ), locked as (
               select s.place, s.variant, s.owner, s.on_hand + s.backorder - s.allocated - s.held as left
               from catalogue.stock s join wanted w using (place, variant, owner)
               where s.city = $1
               order by s.place, s.variant, s.owner
               for no key update of s
           ), short as (
               select w.place, w.variant, w.owner, w.quantity, greatest(coalesce(l.left, 0), 0) as left
               from wanted w left join locked l using (place, variant, owner)
               where coalesce(l.left, 0) < w.quantity
           ), taken as (
               update catalogue.stock s set held = s.held + w.quantity::int
               from wanted w
               where s.city = $1 and s.place = w.place and s.variant = w.variant and s.owner = w.owner
                     and not exists (select from short)
               returning s.place
           ), kept as (
               insert into catalogue.hold (city, cause, variant, place, owner, quantity, until)
               select $1, cause, variant, place, owner, quantity, $7 from line
               where not exists (select from short)
           )
           select place as "place!", variant as "variant!", owner as "owner!", quantity as "quantity!",
                  "left"::bigint as "left!" from short
           order by place, variant, owner"#,
        city.0,
        &columns.causes,
        &columns.places,
        &columns.variants,
        &columns.owners,
        &columns.quantities,
        until
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Short {
            shelf: Shelf { place: row.place, variant: VariantId(row.variant), owner: row.owner },
            wanted: row.quantity,
            left: row.left,
        })
        .collect())
}

/// Takes back what was held on these shelves past its time; how many holds. Their rows are locked already.
async fn expire(tx: &mut Tx, shelves: &[Shelf]) -> Result<u64, Error> {
    let (city, now) = (tx.city(), tx.now());
    let gone = sqlx::query!(
        r#"with gone as (
               delete from catalogue.hold h
               using unnest($3::uuid[], $4::uuid[], $5::uuid[]) as s (place, variant, owner)
               where h.city = $1 and h.until <= $2 and h.place = s.place and h.variant = s.variant and h.owner = s.owner
               returning h.place, h.variant, h.owner, h.quantity
           ), freed as (
               update catalogue.stock s set held = s.held - g.quantity
               from (select place, variant, owner, sum(quantity)::int as quantity from gone group by 1, 2, 3) g
               where s.city = $1 and s.place = g.place and s.variant = g.variant and s.owner = g.owner
               returning s.place
           )
           select count(*) as "gone!" from gone"#,
        city.0,
        now,
        &shelves.iter().map(|shelf| shelf.place).collect::<Vec<_>>(),
        &shelves.iter().map(|shelf| shelf.variant.0).collect::<Vec<_>>(),
        &shelves.iter().map(|shelf| shelf.owner).collect::<Vec<_>>()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(u64::try_from(gone.gone).unwrap_or(0))
}

/// On which shelves something is held for causes: read after locking them in order, so that nobody else changes them.
async fn locked(tx: &mut Tx, causes: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<Shelf>>, Error> {
    let city = tx.city();
    // bounded: by the lines of an order
    sqlx::query!(
        r#"select s.held from catalogue.stock s
           where s.city = $1 and exists (
               select from catalogue.hold h
               where h.city = $1 and h.cause = any($2) and h.place = s.place and h.variant = s.variant and h.owner = s.owner)
           order by s.place, s.variant, s.owner
           for no key update of s"#,
        city.0,
        causes
    )
    .fetch_all(tx.conn())
    .await?;
    // bounded: by the lines of an order
    let rows = sqlx::query!(
        r#"select cause, place, variant, owner from catalogue.hold
           where city = $1 and cause = any($2) order by cause, place, variant, owner"#,
        city.0,
        causes
    )
    .fetch_all(tx.conn())
    .await?;
    let mut holds: BTreeMap<Uuid, Vec<Shelf>> = BTreeMap::new();
    for row in rows {
        let shelf = Shelf { place: row.place, variant: VariantId(row.variant), owner: row.owner };
        holds.entry(row.cause).or_default().push(shelf);
    }
    Ok(holds)
}

/// Promises to paid orders what was held for them. False, and nothing is promised, where a hold was taken back meanwhile:
/// then it can be held again or must be decided about. Done twice it is done once.
pub async fn allocate(tx: &mut Tx, causes: &[Uuid]) -> Result<bool, Error> {
    let holds = locked(tx, causes).await?;
    if causes.iter().any(|cause| !holds.contains_key(cause)) {
        return Ok(false);
    }
    let city = tx.city();
    sqlx::query!(
        r#"with paid as (
               update catalogue.hold set until = null where city = $1 and cause = any($2) and until is not null
               returning place, variant, owner, quantity
           )
           update catalogue.stock s set held = s.held - p.quantity, allocated = s.allocated + p.quantity
           from (select place, variant, owner, sum(quantity)::int as quantity from paid group by 1, 2, 3) p
           where s.city = $1 and s.place = p.place and s.variant = p.variant and s.owner = p.owner"#,
        city.0,
        causes
    )
    .execute(tx.conn())
    .await?;
    Ok(true)
}

/// Gives back what was held for or promised to these, whichever it is: an order was cancelled or not paid. Done twice it is
/// done once. Returns the shelves that have more to sell now.
pub async fn release(tx: &mut Tx, causes: &[Uuid]) -> Result<Vec<Shelf>, Error> {
    let holds = locked(tx, causes).await?;
    let city = tx.city();
    sqlx::query!(
        r#"with gone as (
               delete from catalogue.hold where city = $1 and cause = any($2)
               returning place, variant, owner, quantity, until is null as promised
           )
           update catalogue.stock s set held = s.held - g.held, allocated = s.allocated - g.allocated
           from (select place, variant, owner,
                        coalesce(sum(quantity) filter (where not promised), 0)::int as held,
                        coalesce(sum(quantity) filter (where promised), 0)::int as allocated
                 from gone group by 1, 2, 3) g
           where s.city = $1 and s.place = g.place and s.variant = g.variant and s.owner = g.owner"#,
        city.0,
        causes
    )
    .execute(tx.conn())
    .await?;
    Ok(holds.into_values().flatten().collect())
}

/// Takes back what was held past its time, everywhere in a city. Whoever buys does so too for what they need, so that no
/// stock waits for this.
#[derive(Serialize, Deserialize)]
pub struct Expire {}

/// So many causes in one run; the next comes soon.
const RUN: i64 = 500;

impl Job for Expire {
    const NAME: &'static str = "catalogue.stock.expire";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let (city, now) = (tx.city(), tx.now());
        let late = sqlx::query_scalar!(
            r#"select cause from catalogue.hold where city = $1 and until <= $2 group by cause order by cause limit $3"#,
            city.0,
            now,
            RUN
        )
        .fetch_all(tx.conn())
        .await?;
        let holds = locked(tx, &late).await?;
        let shelves: Vec<Shelf> = holds.into_values().flatten().collect();
        expire(tx, &shelves).await.map(|_| ())
    }
}
