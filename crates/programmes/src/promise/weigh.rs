use std::collections::BTreeMap;

use chrono::Datelike as _;
use kernel::{AreaCode, Error, Level, Tx};

use super::find::Promise;
use super::share_out::{Basis, NewAllocation};
use super::tally;

/// The territories within one, level by level down to `down_to`, those without any below them included; RW get no figure.
pub(crate) async fn territories(tx: &mut Tx, of: &AreaCode, down_to: Level) -> Result<Vec<AreaCode>, Error> {
    let known = territory::gazetteer(tx.db()).await?;
    let mut all = Vec::new();
    let mut next = vec![of.clone()];
    while let Some(area) = next.pop() {
        if area.level() < down_to.min(Level::Kelurahan) {
            for (code, _) in known.children_of(&area) {
                all.push(code.clone());
                next.push(code);
            }
        }
    }
    if down_to == Level::Rt {
        let today = tx.today();
        all.extend(territory::neighbourhood::rts(tx, of, today).await?);
    }
    all.retain(|code| code != of);
    all.sort();
    Ok(all)
}

/// What the claim of each territory is measured by: its own and that of all below it.
pub(super) async fn weights(
    tx: &mut Tx,
    promise: &Promise,
    new: &NewAllocation,
    of: &AreaCode,
    units: &[AreaCode],
) -> Result<BTreeMap<AreaCode, i64>, Error> {
    let rows = match &new.basis {
        Basis::Equal => lowest(units).into_iter().map(|unit| (unit, 1)).collect(),
        Basis::People => people(tx, of).await?,
        Basis::Businesses => businesses(tx, of).await?,
        Basis::LastYear => last_year(tx, promise, new, of).await?,
        Basis::Need => need(tx, promise, new, of, units).await?,
        Basis::Own(lines) => lines.clone(),
    };
    let mut weights: BTreeMap<AreaCode, i64> = units.iter().map(|unit| (unit.clone(), 0)).collect();
    for (area, number) in rows {
        let mut at = Some(area);
        while let Some(code) = at {
            if let Some(weight) = weights.get_mut(&code) {
                *weight += number;
            }
            at = code.parent();
        }
    }
    Ok(weights)
}

/// Those within which no other lies.
pub(super) fn lowest(units: &[AreaCode]) -> Vec<AreaCode> {
    // In the order of the codes, whatever lies in a territory follows it directly.
    let follows = units.iter().skip(1).map(Some).chain(std::iter::once(None));
    let bare = units.iter().zip(follows).filter(|(unit, next)| !next.is_some_and(|next| unit.contains(next)));
    bare.map(|(unit, _)| unit.clone()).collect()
}

async fn last_year(
    tx: &mut Tx,
    promise: &Promise,
    new: &NewAllocation,
    of: &AreaCode,
) -> Result<Vec<(AreaCode, i64)>, Error> {
    let this = new.year.unwrap_or_else(|| i16::try_from(tx.today().year()).unwrap_or(i16::MAX));
    let reached = tally::reached(tx, promise, of, Level::Rt).await?;
    let wanted = reached.into_iter().filter(|r| r.cell.year == this - 1 && r.cell.category == new.category);
    Ok(wanted.map(|r| (r.cell.area, r.people)).collect())
}

/// One for each of the lowest territories in which the promise has reached nobody yet.
async fn need(
    tx: &mut Tx,
    promise: &Promise,
    new: &NewAllocation,
    of: &AreaCode,
    units: &[AreaCode],
) -> Result<Vec<(AreaCode, i64)>, Error> {
    let reached = tally::reached(tx, promise, of, Level::Rt).await?;
    let reached: std::collections::BTreeSet<AreaCode> = reached
        .into_iter()
        .filter(|r| r.cell.category == new.category)
        .flat_map(|r| std::iter::successors(Some(r.cell.area), AreaCode::parent))
        .collect();
    Ok(lowest(units).into_iter().filter(|unit| !reached.contains(unit)).map(|unit| (unit, 1)).collect())
}

async fn people(tx: &mut Tx, of: &AreaCode) -> Result<Vec<(AreaCode, i64)>, Error> {
    let city = tx.city();
    // bounded: territories of a city
    let rows = sqlx::query!(
        r#"select area as "area!", number as "number!" from programmes.people_by_area
           where city = $1 and area like $2 || '%' order by area"#,
        city.0,
        of.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| Ok((placed(&row.area)?, row.number))).collect()
}

async fn businesses(tx: &mut Tx, of: &AreaCode) -> Result<Vec<(AreaCode, i64)>, Error> {
    let city = tx.city();
    // bounded: territories of a city
    let rows = sqlx::query!(
        r#"select area as "area!", number as "number!" from programmes.businesses_by_area
           where city = $1 and area like $2 || '%' order by area"#,
        city.0,
        of.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| Ok((placed(&row.area)?, row.number))).collect()
}

/// An RT whose number is none counts for the kelurahan.
fn placed(area: &str) -> Result<AreaCode, Error> {
    AreaCode::parse(area).or_else(|_| AreaCode::parse(area.split('/').next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_are_those_within_which_no_other_lies() {
        let codes = |all: &[&str]| all.iter().map(|c| AreaCode::parse(c).unwrap()).collect::<Vec<_>>();
        let all = codes(&["33.71.01", "33.71.01.1001", "33.71.01.1001/001/001", "33.71.01.1002", "33.71.02"]);
        assert_eq!(lowest(&all), codes(&["33.71.01.1001/001/001", "33.71.01.1002", "33.71.02"]));
    }
}
