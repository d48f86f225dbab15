use kernel::{Error, Tx};

use super::{Movement, Shelf};
use crate::product::VariantId;

/// What there is on a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    pub shelf: Shelf,
    pub on_hand: i32,
    pub allocated: i32,
    /// Kept for buyers who are paying, whose time is not over.
    pub held: i32,
    pub backorder: i32,
}

impl Level {
    /// How many can be bought now.
    pub fn left(self) -> i32 {
        (self.on_hand + self.backorder - self.allocated - self.held).max(0)
    }
}

/// The shelves of variants, in their order. Asks no permission: how many can be bought is public.
pub async fn levels(tx: &mut Tx, variants: &[VariantId]) -> Result<Vec<Level>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let ids: Vec<uuid::Uuid> = variants.iter().map(|id| id.0).collect();
    // bounded: by the variants asked for
    let rows = sqlx::query!(
        r#"select s.variant, s.place, s.owner, s.on_hand, s.allocated, s.backorder,
                  (s.held - coalesce((select sum(h.quantity) from catalogue.hold h
                                      where h.city = s.city and h.variant = s.variant and h.place = s.place
                                            and h.owner = s.owner and h.until <= $3), 0))::int as "held!"
           from catalogue.stock s where s.city = $1 and s.variant = any($2)
           order by s.place, s.variant, s.owner"#,
        city.0,
        &ids,
        now
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Level {
            shelf: Shelf { place: row.place, variant: VariantId(row.variant), owner: row.owner },
            on_hand: row.on_hand,
            allocated: row.allocated,
            held: row.held,
            backorder: row.backorder,
        })
        .collect())
}

/// What changed on a shelf, the last first. Asks no permission: who may see the shelf may see why.
pub async fn movements(tx: &mut Tx, shelf: Shelf, offset: i64, most: i64) -> Result<Vec<Movement>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Movement,
        "select kind, quantity, cause, note, at from catalogue.movement
         where city = $1 and variant = $2 and place = $3 and owner = $4 order by at desc, id desc limit $5 offset $6",
        city.0,
        shelf.variant.0,
        shelf.place,
        shelf.owner,
        most,
        offset
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Shelves that do not agree with their movements or with what was promised of them: none, ever. Asks no permission: it is a
/// count.
pub async fn broken(tx: &mut Tx) -> Result<i64, Error> {
    let city = tx.city();
    let broken = sqlx::query_scalar!(
        r#"select count(*) as "broken!" from catalogue.stock s
           left join lateral (
               select sum(m.quantity) as moved from catalogue.movement m
               where m.city = s.city and (m.variant, m.place, m.owner) = (s.variant, s.place, s.owner)) m on true
           left join lateral (
               select sum(h.quantity) filter (where h.until is null) as allocated,
                      sum(h.quantity) filter (where h.until is not null) as held
               from catalogue.hold h
               where h.city = s.city and (h.variant, h.place, h.owner) = (s.variant, s.place, s.owner)) h on true
           where s.city = $1 and (s.on_hand, s.allocated, s.held)
                 is distinct from (coalesce(m.moved, 0), coalesce(h.allocated, 0), coalesce(h.held, 0))"#,
        city.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(broken)
}
