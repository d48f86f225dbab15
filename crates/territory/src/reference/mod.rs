//! The nation's list of areas in the database: every area, other names, figures, postcodes, from what the binary
//! carries.
//!
//! Always true: what was loaded is not loaded again, so an area keeps its id, and what people changed since stays.

use std::collections::HashMap;

use kernel::{Actor, CityId, Db, Error};
use sqlx::PgConnection;

use crate::code::Code;
use crate::data;

#[cfg(test)]
mod tests;

/// The decree that the list of areas stands in.
pub const DECREE: &str = "Kepmendagri 300.2.2-2430 Tahun 2025";
const PEOPLE_SOURCE: &str = "Kemendagri, 2025";
const SIZE_SOURCE: &str = "BIG, Desember 2024";

/// Puts the bundled areas, names, figures and postcodes into the database; what is there already stays. Several nodes
/// may do it at once.
pub async fn load(db: &Db) -> Result<(), Error> {
    let mut tx = db.begin(Actor::System("territory.reference.load"), CityId::PLATFORM).await?;
    fill(tx.conn()).await?;
    tx.commit().await
}

/// The same for a test template, as the schema's owner:
/// `testkit::db_prepared("territory", &[], &[], async |conn| territory::reference::load_for_tests(conn).await)`.
#[expect(clippy::expect_used, reason = "only tests call it, and there a panic is the report")]
pub async fn load_for_tests(conn: &mut PgConnection) {
    fill(conn).await.expect("the bundled data loads");
}

async fn fill(conn: &mut PgConnection) -> Result<(), Error> {
    // Seconds on any machine, but a busy one may take longer than a request is allowed to.
    sqlx::raw_sql("set local statement_timeout = '15min'").execute(&mut *conn).await?;
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('territory.reference', 0))")
        .execute(&mut *conn)
        .await?;
    let there = sqlx::query_scalar!(r#"select exists (select 1 from territory.area) as "there!""#)
        .fetch_one(&mut *conn)
        .await?;
    if there {
        return Ok(());
    }
    let areas = data::areas();
    let ids: HashMap<Code, i32> = areas.iter().map(|area| area.code).zip(1..).collect();
    load_areas(conn, &areas, &ids).await?;
    load_aliases(conn, &ids).await?;
    load_figures(conn, &ids).await?;
    load_postcodes(conn, &ids).await?;
    Ok(())
}

async fn load_areas(
    conn: &mut PgConnection,
    areas: &[data::Area],
    ids: &HashMap<Code, i32>,
) -> Result<(), Error> {
    let numbers: Vec<i32> = areas.iter().filter_map(|area| ids.get(&area.code).copied()).collect();
    let codes: Vec<String> = areas.iter().map(|area| area.code.to_string()).collect();
    let names: Vec<String> = areas.iter().map(|area| area.name.clone()).collect();
    let levels: Vec<String> = areas.iter().map(|area| level(area.code).to_owned()).collect();
    let parents: Vec<i32> = areas
        .iter()
        .map(|area| area.code.parent().and_then(|parent| ids.get(&parent).copied()).unwrap_or(0))
        .collect();
    sqlx::query!("insert into territory.area (id) select unnest($1::int[])", &numbers)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "insert into territory.area_version (area, valid, code, name, level, parent)
         select t.area, daterange(null, null), t.code, t.name, t.level, nullif(t.parent, 0)
         from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::int[])
              as t (area, code, name, level, parent)",
        &numbers,
        &codes,
        &names,
        &levels,
        &parents
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn load_aliases(conn: &mut PgConnection, ids: &HashMap<Code, i32>) -> Result<(), Error> {
    let aliases: Vec<(i32, String, bool)> = data::aliases()
        .into_iter()
        .filter_map(|alias| ids.get(&alias.code).map(|id| (*id, alias.name, alias.former)))
        .collect();
    sqlx::query!(
        "insert into territory.alias (area, name, former)
         select t.area, t.name, t.former from unnest($1::int[], $2::text[], $3::bool[]) as t (area, name, former)
         on conflict do nothing",
        &aliases.iter().map(|alias| alias.0).collect::<Vec<_>>(),
        &aliases.iter().map(|alias| alias.1.clone()).collect::<Vec<_>>(),
        &aliases.iter().map(|alias| alias.2).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn load_figures(conn: &mut PgConnection, ids: &HashMap<Code, i32>) -> Result<(), Error> {
    let mut rows: Vec<(i32, &str, i32, f64, &str)> = Vec::new();
    for facts in data::facts() {
        let Some(id) = ids.get(&facts.code).copied() else { continue };
        let people = |count: Option<u32>| count.map(f64::from);
        let known = [
            ("men", 2025, people(facts.men), PEOPLE_SOURCE),
            ("women", 2025, people(facts.women), PEOPLE_SOURCE),
            ("square_km", 2024, facts.square_km, SIZE_SOURCE),
        ];
        rows.extend(
            known.into_iter().filter_map(|(what, year, value, from)| Some((id, what, year, value?, from))),
        );
    }
    sqlx::query!(
        "insert into territory.figure (area, what, year, value, source)
         select t.area, t.what, t.year, t.value::numeric, t.source
         from unnest($1::int[], $2::text[], $3::int[], $4::float8[], $5::text[])
              as t (area, what, year, value, source)",
        &rows.iter().map(|row| row.0).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.1.to_owned()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.2).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.3).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.4.to_owned()).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn load_postcodes(conn: &mut PgConnection, ids: &HashMap<Code, i32>) -> Result<(), Error> {
    let rows: Vec<(i32, i32)> = data::villages()
        .into_iter()
        .filter_map(|village| Some((*ids.get(&village.code)?, i32::try_from(village.postcode).ok()?)))
        .collect();
    sqlx::query!(
        "insert into territory.postcode (area, postcode)
         select t.area, t.postcode from unnest($1::int[], $2::int[]) as t (area, postcode)",
        &rows.iter().map(|row| row.0).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.1).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn level(code: Code) -> &'static str {
    crate::area::level_word(code.level())
}
