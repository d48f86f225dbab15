//! Figures as rows: counting them, reading the kept ones, writing what differs.

use std::collections::BTreeMap;

use kernel::{AreaCode, Error, Tx};
use serde::{Deserialize, Serialize};

use crate::indicator;

/// Which figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Cell {
    pub(crate) indicator: String,
    pub(crate) area: String,
    pub(crate) whole: bool,
    pub(crate) breakdown: String,
    pub(crate) item: String,
}

/// Figures with their value and how many units stand behind it.
pub(crate) type Cells = BTreeMap<Cell, (i64, i64)>;

/// A figure that is kept as one thing and counted as another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Change {
    pub(crate) cell: Cell,
    pub(crate) kept: Option<(i64, i64)>,
    pub(crate) counted: Option<(i64, i64)>,
}

/// What has to change for `kept` to become `counted`.
pub(crate) fn changes(kept: &Cells, counted: &Cells) -> Vec<Change> {
    let gone = kept.iter().filter(|(cell, _)| !counted.contains_key(*cell)).map(|(cell, was)| Change {
        cell: cell.clone(),
        kept: Some(*was),
        counted: None,
    });
    let new = counted.iter().filter(|(cell, now)| kept.get(*cell) != Some(*now)).map(|(cell, now)| Change {
        cell: cell.clone(),
        kept: kept.get(cell).copied(),
        counted: Some(*now),
    });
    gone.chain(new).collect()
}

/// Counts the own figures of these areas, or of all, from the published views.
pub(crate) async fn counted(tx: &mut Tx, areas: Option<&[String]>, zone: &str) -> Result<Cells, Error> {
    let mut cells = Cells::new();
    for indicator in indicator::ALL {
        let Some(tally) = indicator.tally() else { continue };
        for row in tally.count(tx, areas, zone).await? {
            let cell = Cell {
                indicator: indicator.key.to_owned(),
                area: row.area,
                whole: false,
                breakdown: row.breakdown,
                item: row.item,
            };
            cells.insert(cell, (row.value, row.units));
        }
    }
    Ok(cells)
}

/// The figures that are kept of these areas, or of all.
pub(crate) async fn kept(tx: &mut Tx, areas: Option<&[String]>, whole: bool) -> Result<Cells, Error> {
    let city = tx.city();
    // bounded: areas × indicators × parts
    let rows = sqlx::query!(
        "select indicator, area, breakdown, item, value, units from insight.figure
         where city = $1 and whole = $2 and ($3::text[] is null or area = any($3))",
        city.0,
        whole,
        areas as _
    )
    .fetch_all(tx.conn())
    .await?;
    let cells = rows.into_iter().map(|row| {
        let (indicator, area, breakdown, item) = (row.indicator, row.area, row.breakdown, row.item);
        (Cell { indicator, area, whole, breakdown, item }, (row.value, row.units))
    });
    Ok(cells.collect())
}

/// Adds up the kept own figures to the whole of these areas: of the city itself everything, also what lies outside.
pub(crate) async fn rolled(tx: &mut Tx, areas: &[String]) -> Result<Cells, Error> {
    let city = tx.city();
    let everything = AreaCode::of_city(city).map(String::from).unwrap_or_default();
    // bounded: areas × indicators × parts
    let rows = sqlx::query!(
        r#"select f.indicator, w.area as "area!", f.breakdown, f.item,
                  sum(f.value)::bigint as "value!", sum(f.units)::bigint as "units!"
           from unnest($2::text[]) as w (area)
           join insight.figure f on f.city = $1 and not f.whole
               and (w.area = $3 or f.area = w.area or f.area >= w.area || '.' and f.area < w.area || '/')
           group by f.indicator, w.area, f.breakdown, f.item"#,
        city.0,
        areas,
        everything
    )
    .fetch_all(tx.conn())
    .await?;
    let cells = rows.into_iter().map(|row| {
        let (indicator, area, breakdown, item) = (row.indicator, row.area, row.breakdown, row.item);
        (Cell { indicator, area, whole: true, breakdown, item }, (row.value, row.units))
    });
    Ok(cells.collect())
}

/// Makes the kept figures what was counted.
pub(crate) async fn write(tx: &mut Tx, changes: &[Change]) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let mut gone = Columns::default();
    let mut new = Columns::default();
    for change in changes {
        match change.counted {
            Some(value) => new.push(&change.cell, value),
            None => gone.push(&change.cell, (0, 0)),
        }
    }
    sqlx::query!(
        "delete from insight.figure f
         using unnest($2::text[], $3::text[], $4::bool[], $5::text[], $6::text[])
             as g (indicator, area, whole, breakdown, item)
         where f.city = $1 and f.indicator = g.indicator and f.area = g.area and f.whole = g.whole
           and f.breakdown = g.breakdown and f.item = g.item",
        city.0,
        &gone.indicator,
        &gone.area,
        &gone.whole,
        &gone.breakdown,
        &gone.item
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into insight.figure (city, indicator, area, whole, breakdown, item, value, units, computed_at)
         select $1, n.indicator, n.area, n.whole, n.breakdown, n.item, n.value, n.units, $2
         from unnest($3::text[], $4::text[], $5::bool[], $6::text[], $7::text[], $8::bigint[], $9::bigint[])
             as n (indicator, area, whole, breakdown, item, value, units)
         on conflict (city, indicator, area, whole, breakdown, item)
         do update set value = excluded.value, units = excluded.units, computed_at = excluded.computed_at",
        city.0,
        now,
        &new.indicator,
        &new.area,
        &new.whole,
        &new.breakdown,
        &new.item,
        &new.value,
        &new.units
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

#[derive(Default)]
struct Columns {
    indicator: Vec<String>,
    area: Vec<String>,
    whole: Vec<bool>,
    breakdown: Vec<String>,
    item: Vec<String>,
    value: Vec<i64>,
    units: Vec<i64>,
}

impl Columns {
    fn push(&mut self, cell: &Cell, (value, units): (i64, i64)) {
        self.indicator.push(cell.indicator.clone());
        self.area.push(cell.area.clone());
        self.whole.push(cell.whole);
        self.breakdown.push(cell.breakdown.clone());
        self.item.push(cell.item.clone());
        self.value.push(value);
        self.units.push(units);
    }
}
