//! Reads: the figures of an area, of its parts, and how fresh they are.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use kernel::{AreaCode, Error, Instant, Level, Tx};

use super::SEE;
use crate::indicator::{Indicator, Listed, Method};

/// The figures of one area, as a whole.
#[derive(Debug, Clone, Default)]
pub struct Found {
    today: NaiveDate,
    /// By indicator, breakdown and part; the figure itself has neither of the two.
    rows: BTreeMap<(String, String), BTreeMap<String, (i64, i64)>>,
}

impl Found {
    /// The figure of an indicator: nought where nothing was counted.
    pub fn value(&self, indicator: &Indicator) -> i64 {
        match indicator.method {
            Method::Counted(_) => {
                self.parts(indicator.key, "").and_then(|parts| parts.get("")).map_or(0, |(value, _)| *value)
            }
            Method::Months { of, breakdown, from, to } => {
                let (from, to) = months(self.today, from, to);
                let parts = self.parts(of, breakdown).into_iter().flatten();
                parts
                    .filter(|(month, _)| in_months(month, from.as_deref(), &to))
                    .map(|(_, (value, _))| value)
                    .sum()
            }
        }
    }

    /// The parts of a breakdown, by their keys.
    pub fn breakdown(&self, indicator: &str, breakdown: &str) -> BTreeMap<&str, i64> {
        let parts = self.parts(indicator, breakdown).into_iter().flatten();
        parts.map(|(item, (value, _))| (item.as_str(), *value)).collect()
    }

    fn parts(&self, indicator: &str, breakdown: &str) -> Option<&BTreeMap<String, (i64, i64)>> {
        self.rows.get(&(indicator.to_owned(), breakdown.to_owned()))
    }
}

/// The months that an indicator spans, counted from the month of `today`, as they are kept: `2026-11`.
pub(super) fn months(today: NaiveDate, from: Option<i32>, to: i32) -> (Option<String>, String) {
    let first = today.year() * 12 + i32::try_from(today.month0()).unwrap_or(0);
    let month = |offset: i32| {
        let at = first + offset;
        format!("{:04}-{:02}", at.div_euclid(12), at.rem_euclid(12) + 1)
    };
    (from.map(month), month(to))
}

/// Whether a part is one of these months; `none` and `unknown` never are.
fn in_months(month: &str, from: Option<&str>, to: &str) -> bool {
    month.starts_with(|c: char| c.is_ascii_digit()) && from.is_none_or(|from| month >= from) && month <= to
}

/// All figures of an area, for whoever may see them there. `today` is the day in the city's zone.
pub async fn of_area(tx: &mut Tx, area: &AreaCode, today: NaiveDate) -> Result<Found, Error> {
    tx.must(SEE, area)?;
    let city = tx.city();
    let rows = sqlx::query!(
        "select indicator, breakdown, item, value, units from insight.figure
         where city = $1 and area = $2 and whole = $3
         order by indicator, breakdown, item limit 20000",
        city.0,
        area.as_str(),
        area.level() < Level::Kelurahan
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found = Found { today, ..Found::default() };
    for row in rows {
        let parts = found.rows.entry((row.indicator, row.breakdown)).or_default();
        parts.insert(row.item, (row.value, row.units));
    }
    Ok(found)
}

/// One indicator's figure in each part of an area at a level below it, and its rest: what lies in the area and in no
/// known part of it. With `part`, a breakdown and an item, the figure of that part alone.
pub async fn of_parts(
    tx: &mut Tx,
    indicator: &Indicator,
    part: (&str, &str),
    area: &AreaCode,
    level: Level,
    today: NaiveDate,
) -> Result<(BTreeMap<String, i64>, i64), Error> {
    tx.must(SEE, area)?;
    let (key, breakdown, item, span) = match indicator.method {
        Method::Counted(_) => (indicator.key, part.0, Some(part.1), None),
        Method::Months { of, breakdown, from, to } => (of, breakdown, None, Some(months(today, from, to))),
    };
    let city = tx.city();
    // Kecamatan are kept as wholes and kelurahan as own figures; beside them stand the figures of no known part, of a city
    // also those from outside of it.
    let rows = sqlx::query!(
        "select area, whole, item, value from insight.figure
         where city = $1 and indicator = $2 and breakdown = $3 and ($4::text is null or item = $4)
           and case when $6 then whole and char_length(area) = 8 or not whole and char_length(area) < 8
                                 or not whole and not (area >= $5 || '.' and area < $5 || '/')
                    else not whole and ($7 or area = $5 or area >= $5 || '.' and area < $5 || '/') end
         order by area, whole, item limit 200000",
        city.0,
        key,
        breakdown,
        item,
        area.as_str(),
        level == Level::Kecamatan,
        area.level() == Level::City
    )
    .fetch_all(tx.conn())
    .await?;
    let (mut parts, mut rest) = (BTreeMap::new(), 0);
    for row in rows {
        if let Some((from, to)) = &span
            && !in_months(&row.item, from.as_deref(), to)
        {
            continue;
        }
        let known = AreaCode::parse(&row.area).is_ok_and(|at| area.contains(&at) && at.level() == level);
        if known { *parts.entry(row.area).or_insert(0) += row.value } else { rest += row.value }
    }
    Ok((parts, rest))
}

/// How many records stand behind a figure as it is kept.
pub(super) async fn units(
    tx: &mut Tx,
    indicator: &str,
    area: &AreaCode,
    listed: &Listed,
) -> Result<i64, Error> {
    tx.must(SEE, area)?;
    let city = tx.city();
    let (first, last) = &listed.items;
    Ok(sqlx::query_scalar!(
        r#"select coalesce(sum(units), 0)::bigint as "units!" from insight.figure
           where city = $1 and indicator = $2 and breakdown = $3 and item collate "C" between $4 and $5
             and case when $6::int is null then area = $7 and whole = $8
                      else not whole and char_length(area) < $6
                           and (area = $7 or area >= $7 || '.' and area < $7 || '/') end"#,
        city.0,
        indicator,
        listed.breakdown,
        first,
        last,
        listed.coarser_than,
        area.as_str(),
        area.level() < Level::Kelurahan
    )
    .fetch_one(tx.conn())
    .await?)
}

/// When the figures of an area were last counted, and what the last nightly count of everything said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freshness {
    pub computed_at: Option<Instant>,
    /// Areas whose records have changed since; they are refreshed within seconds.
    pub waiting: i64,
    pub checked: Option<Checked>,
}

/// A count of everything from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub at: Instant,
    pub cells: i64,
    /// Figures that were wrong and were put right; `None` while it is being found out.
    pub wrong: Option<i64>,
}

/// How fresh the figures of an area are.
pub async fn freshness(tx: &mut Tx, area: &AreaCode) -> Result<Freshness, Error> {
    tx.must(SEE, area)?;
    let city = tx.city();
    let row = sqlx::query!(
        r#"select (select max(at) from insight.computation
                   where city = $1 and (area = $2 or area >= $2 || '.' and area < $2 || '/')) as computed_at,
                  (select count(*) from insight.stale
                   where city = $1 and (area = $2 or area >= $2 || '.' and area < $2 || '/')) as "waiting!""#,
        city.0,
        area.as_str()
    )
    .fetch_one(tx.conn())
    .await?;
    let checked = sqlx::query_as!(
        Checked,
        "select at, cells, wrong from insight.check_run where city = $1 order by at desc, id desc limit 1",
        city.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(Freshness { computed_at: row.computed_at, waiting: row.waiting, checked })
}
