//! What all changes share: taking turns, closing versions and opening others, lineage, audit and fact.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::{AreaCode, Error, Level, OnConstraint, Tx};

use super::rules::{Edge, WHOLE};
use super::{AreaChanged, CHANGE, ChangeId, Kind, Order};
use crate::area::find::below;
use crate::area::{self, Area, AreaId};

/// A version to be opened.
#[derive(Debug, Clone)]
pub(super) struct Opening {
    pub(super) area: i32,
    pub(super) code: AreaCode,
    pub(super) name: String,
    pub(super) parent: i32,
}

/// All that a change does to the tree.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) closes: BTreeSet<i32>,
    pub(super) opens: Vec<Opening>,
    pub(super) edges: Vec<Edge>,
    pub(super) basis: String,
}

/// The area as it is on the day before nothing changes: asked permission for, and of a level that a city may change.
pub(super) async fn changeable(tx: &mut Tx, code: &AreaCode, on: NaiveDate) -> Result<Area, Error> {
    may_be(tx, code)?;
    area::one(tx, code, on).await
}

/// Whether the actor may have an area under this code.
pub(super) fn may_be(tx: &Tx, code: &AreaCode) -> Result<(), Error> {
    tx.must(CHANGE, code)?;
    match code.level() {
        Level::Kecamatan | Level::Kelurahan => Ok(()),
        Level::Province | Level::City | Level::Rw | Level::Rt => {
            Err(Error::field("code", "territory-change-level"))
        }
    }
}

/// The area that a code's area lies in on a day.
pub(super) async fn parent_of(tx: &mut Tx, code: &AreaCode, on: NaiveDate) -> Result<Area, Error> {
    let parent = code.parent().ok_or(Error::NotFound("area"))?;
    area::one(tx, &parent, on).await.map_err(|error| match error {
        Error::NotFound(_) => Error::field("code", "territory-no-parent"),
        other @ (Error::Forbidden | Error::Invalid(_) | Error::Refused(_) | Error::Broken(_)) => other,
    })
}

/// Everyone who changes the tree takes turns, and gets the id that the next new area has.
pub(super) async fn take_turn(tx: &mut Tx) -> Result<i32, Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('territory.change', 0))")
        .execute(tx.conn())
        .await?;
    let next = sqlx::query_scalar!(r#"select coalesce(max(id), 0) + 1 as "next!" from territory.area"#)
        .fetch_one(tx.conn())
        .await?;
    Ok(next)
}

/// The versions below an area on a day.
pub(super) async fn descendants(
    tx: &mut Tx,
    code: &AreaCode,
    on: NaiveDate,
) -> Result<Vec<(Area, i32)>, Error> {
    let (from, to) = below(code);
    let rows = sqlx::query!(
        r#"select area, code, name, parent as "parent!", lower(valid) as since, upper(valid) as until
           from territory.area_version where code >= $1 and code < $2 and valid @> $3::date order by code limit 10000"#,
        from,
        to,
        on
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let code = AreaCode::parse(&row.code)?;
            let area =
                Area { id: AreaId(row.area), code, name: row.name, since: row.since, until: row.until };
            Ok((area, row.parent))
        })
        .collect()
}

/// Carries the plan out.
pub(super) async fn apply(tx: &mut Tx, kind: Kind, order: &Order, plan: &Plan) -> Result<ChangeId, Error> {
    let id: ChangeId = tx.id();
    let before = codes(tx, plan, order.on).await?;
    note(tx, id, kind, order).await?;
    close(tx, plan, order.on).await?;
    open(tx, id, plan, order.on).await?;
    trace(tx, id, plan).await?;
    let body = serde_json::json!({
        "kind": kind.as_str(), "on": order.on, "decree": order.decree,
        "before": before.iter().map(|(_, code)| code.as_str()).collect::<Vec<_>>(),
        "after": plan.opens.iter().map(|open| open.code.as_str()).collect::<Vec<_>>(),
    });
    let mut entry = Entry::new(CHANGE.name, "area", id).body(body);
    if let Some((_, code)) = before.first() {
        entry = entry.area(code.clone());
    }
    tx.audit(entry).await?;
    for (area, code) in before {
        tx.tell(&AreaChanged { change: id, area: AreaId(area), code }).await?;
    }
    Ok(id)
}

/// The areas that a figure moves from, or that change their name, with their codes before: not all that lie below.
async fn codes(tx: &mut Tx, plan: &Plan, on: NaiveDate) -> Result<Vec<(i32, AreaCode)>, Error> {
    let ids: Vec<i32> =
        plan.edges.iter().map(|edge| edge.from).collect::<BTreeSet<_>>().into_iter().collect();
    let rows = sqlx::query!(
        "select area, code from territory.area_version where area = any($1) and valid @> $2::date order by code limit 100",
        &ids,
        on
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| Ok((row.area, AreaCode::parse(&row.code)?))).collect()
}

async fn note(tx: &mut Tx, id: ChangeId, kind: Kind, order: &Order) -> Result<(), Error> {
    let (city, now, by) = (tx.city().0, tx.now(), tx.actor().account().map(|account| account.0));
    sqlx::query!(
        "insert into territory.change (id, city, kind, from_date, decree, note, by_account, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.0,
        city,
        kind.as_str(),
        order.on,
        order.decree.trim(),
        order.note.trim(),
        by,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn close(tx: &mut Tx, plan: &Plan, on: NaiveDate) -> Result<(), Error> {
    let ids: Vec<i32> = plan.closes.iter().copied().collect();
    let too_early = || Error::field("on", "territory-day-too-early");
    let closed = sqlx::query!(
        "update territory.area_version set valid = daterange(lower(valid), $2)
         where area = any($1) and valid @> $2::date and upper(valid) is null",
        &ids,
        on
    )
    .execute(tx.conn())
    .await
    .on_constraint("area_version_valid_some", too_early)?;
    // An area with a later version has been changed since.
    if closed.rows_affected() == u64::try_from(ids.len()).unwrap_or(u64::MAX) {
        Ok(())
    } else {
        Err(too_early())
    }
}

async fn open(tx: &mut Tx, id: ChangeId, plan: &Plan, on: NaiveDate) -> Result<(), Error> {
    let areas: Vec<i32> = plan.opens.iter().map(|open| open.area).collect();
    let codes: Vec<String> = plan.opens.iter().map(|open| open.code.to_string()).collect();
    let names: Vec<String> = plan.opens.iter().map(|open| open.name.clone()).collect();
    let levels: Vec<String> = plan.opens.iter().map(|open| level(&open.code).to_owned()).collect();
    let parents: Vec<i32> = plan.opens.iter().map(|open| open.parent).collect();
    sqlx::query!("insert into territory.area (id) select unnest($1::int[]) on conflict do nothing", &areas)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "insert into territory.area_version (area, valid, code, name, level, parent, change)
         select t.area, daterange($7, null), t.code, t.name, t.level, t.parent, $6
         from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::int[]) as t (area, code, name, level, parent)",
        &areas,
        &codes,
        &names,
        &levels,
        &parents,
        id.0,
        on
    )
    .execute(tx.conn())
    .await
    .on_constraint("area_version_code_once", || Error::field("code", "territory-code-taken"))?;
    Ok(())
}

async fn trace(tx: &mut Tx, id: ChangeId, plan: &Plan) -> Result<(), Error> {
    let part = |parts: u64| {
        u32::try_from(parts).map_or(0.0, f64::from) / u32::try_from(WHOLE).map_or(1.0, f64::from)
    };
    let from: Vec<i32> = plan.edges.iter().map(|edge| edge.from).collect();
    let to: Vec<i32> = plan.edges.iter().map(|edge| edge.to).collect();
    let share: Vec<f64> = plan.edges.iter().map(|edge| part(edge.share)).collect();
    let back: Vec<f64> = plan.edges.iter().map(|edge| part(edge.back)).collect();
    sqlx::query!(
        "insert into territory.lineage (change, from_area, to_area, share, back, basis)
         select $1, t.from_area, t.to_area, t.share::numeric(9, 8), t.back::numeric(9, 8), $6
         from unnest($2::int[], $3::int[], $4::float8[], $5::float8[]) as t (from_area, to_area, share, back)",
        id.0,
        &from,
        &to,
        &share,
        &back,
        plan.basis
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The same area before and after.
pub(super) fn same(area: i32) -> Edge {
    Edge { from: area, to: area, share: WHOLE, back: WHOLE }
}

/// The code of something below `old`, now that this is called `new`.
pub(super) fn rebased(code: &AreaCode, old: &AreaCode, new: &AreaCode) -> Result<AreaCode, Error> {
    let rest = code.as_str().strip_prefix(old.as_str()).unwrap_or_default();
    AreaCode::parse(&format!("{new}{rest}"))
}

fn level(code: &AreaCode) -> &'static str {
    if code.level() == Level::Kecamatan { "kecamatan" } else { "kelurahan" }
}
