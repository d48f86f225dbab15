use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{AreaCode, Error, Tx};

use super::rules::{Amount, Direction, Edge, WHOLE, carry};

/// A figure on the map of another day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    pub code: AreaCode,
    pub name: String,
    pub count: i64,
    /// It was divided by shares: nobody counted it like this. Whoever shows it says so.
    pub estimated: bool,
}

/// A figure per area as the areas were on one day, on the map of another, earlier or later. The areas are of one level;
/// the total stays. Counts of an area that was split are divided by its shares, by the largest remainder.
pub async fn on_map_of(
    tx: &mut Tx,
    figures: &[(AreaCode, i64)],
    was: NaiveDate,
    day: NaiveDate,
) -> Result<Vec<Converted>, Error> {
    let codes: Vec<String> = figures.iter().map(|(code, _)| code.to_string()).collect();
    let areas = sqlx::query!(
        "select code, area from territory.area_version where code = any($1) and valid @> $2::date
         order by code limit 100000",
        &codes,
        was
    )
    .fetch_all(tx.conn())
    .await?;
    let ids: BTreeMap<String, i32> = areas.into_iter().map(|row| (row.code, row.area)).collect();
    let mut amounts: BTreeMap<i32, Amount> = BTreeMap::new();
    for (code, count) in figures {
        let id = ids.get(code.as_str()).ok_or(Error::NotFound("area"))?;
        amounts.entry(*id).or_default().count += count;
    }
    let direction = if was <= day { Direction::Forward } else { Direction::Back };
    let mut changes = lineage(tx, was.min(day), was.max(day)).await?;
    if direction == Direction::Back {
        changes.reverse();
    }
    for edges in &changes {
        amounts = carry(&amounts, edges, direction);
    }
    name(tx, &amounts, day).await
}

/// The lineage of each change after a day, up to another and including it, the earliest first.
async fn lineage(tx: &mut Tx, after: NaiveDate, until: NaiveDate) -> Result<Vec<Vec<Edge>>, Error> {
    let rows = sqlx::query!(
        r#"select c.id, l.from_area, l.to_area, l.share::float8 as "share!", l.back::float8 as "back!"
           from territory.change c join territory.lineage l on l.change = c.id
           where c.from_date > $1 and c.from_date <= $2
           order by c.from_date, c.made_at, c.id, l.from_area, l.to_area limit 100000"#,
        after,
        until
    )
    .fetch_all(tx.conn())
    .await?;
    let mut changes: Vec<(uuid::Uuid, Vec<Edge>)> = Vec::new();
    for row in rows {
        let edge =
            Edge { from: row.from_area, to: row.to_area, share: parts(row.share), back: parts(row.back) };
        match changes.last_mut() {
            Some((id, edges)) if *id == row.id => edges.push(edge),
            Some(_) | None => changes.push((row.id, vec![edge])),
        }
    }
    Ok(changes.into_iter().map(|(_, edges)| edges).collect())
}

/// A share between 0 and 1, in parts of [`WHOLE`].
fn parts(share: f64) -> u64 {
    let whole = u32::try_from(WHOLE).map_or(0.0, f64::from);
    crate::area::find::whole(share * whole).unsigned_abs()
}

async fn name(tx: &mut Tx, amounts: &BTreeMap<i32, Amount>, day: NaiveDate) -> Result<Vec<Converted>, Error> {
    let ids: Vec<i32> = amounts.keys().copied().collect();
    let rows = sqlx::query!(
        "select area, code, name from territory.area_version where area = any($1) and valid @> $2::date
         order by code limit 100000",
        &ids,
        day
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let amount = amounts.get(&row.area).copied().unwrap_or_default();
            let code = AreaCode::parse(&row.code)?;
            Ok(Converted { code, name: row.name, count: amount.count, estimated: amount.estimated })
        })
        .collect()
}
