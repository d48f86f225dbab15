//! What is run to count an indicator, and to list what it counted.
//!
//! Always true: counting and listing share their rows, so that a figure leads to exactly the records behind it.

use kernel::tx::Scope;
use kernel::{CityId, Error, Tx};
use sqlx::{AssertSqlSafe, Postgres, QueryBuilder};
use uuid::Uuid;

/// Rows of a published view, and what they amount to. All of it is written here: nothing of a request becomes a part.
#[derive(Debug, Clone, Copy)]
pub struct Tally {
    /// The view as `f`, and for each of its rows the items of breakdowns that it counts under, as `part`.
    pub(super) rows: &'static str,
    /// Which rows count at all.
    pub(super) only: &'static str,
    /// What a group of rows amounts to.
    pub(super) value: &'static str,
    /// How many records a group of rows is.
    pub(super) records: &'static str,
    /// The record that a row tells of.
    pub(super) record: &'static str,
    /// Somebody who stands for those whom a row tells of.
    pub(super) person: &'static str,
}

/// One counted figure.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Counting {
    pub(crate) area: String,
    pub(crate) breakdown: String,
    pub(crate) item: String,
    pub(crate) value: i64,
    pub(crate) units: i64,
}

/// Who stands behind one figure: at most so many as were asked for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Behind {
    pub(crate) area: String,
    pub(crate) breakdown: String,
    pub(crate) item: String,
    pub(crate) people: Vec<Uuid>,
}

/// Which records of an indicator are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) breakdown: &'static str,
    /// The first and the last item, as they stand in their order.
    pub(crate) items: (String, String),
    /// Only where nothing is known that has a code of so many characters or more.
    pub(crate) coarser_than: Option<i32>,
}

/// A page of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slice {
    pub(crate) offset: i64,
    pub(crate) limit: i64,
}

impl Tally {
    /// The statement that counts, as it is run and as readers are shown it. `$1` is the city, `$2` the areas or null for
    /// all, `$3` the city's zone.
    pub fn sql(&self) -> String {
        let Tally { rows, only, value, records, .. } = self;
        format!(
            "select f.area, part.breakdown, part.item, ({value})::bigint as value, ({records})::bigint as units\n\
             {rows}where f.city = $1 and {only} and ($2::text[] is null or f.area = any($2)) and $3::text <> ''\n\
             group by f.area, part.breakdown, part.item\n"
        )
    }

    pub(crate) async fn count(
        &self,
        tx: &mut Tx,
        areas: Option<&[String]>,
        zone: &str,
    ) -> Result<Vec<Counting>, Error> {
        let city = tx.city();
        let query = sqlx::query_as(AssertSqlSafe(self.sql())).bind(city.0).bind(areas).bind(zone);
        // bounded: areas × parts
        Ok(query.fetch_all(tx.conn()).await?)
    }

    /// Who stands behind each figure, up to `most` of them.
    pub(crate) async fn behind(&self, tx: &mut Tx, zone: &str, most: i32) -> Result<Vec<Behind>, Error> {
        let Tally { rows, only, person, .. } = self;
        let sql = format!(
            "select f.area, part.breakdown, part.item, (array_agg(distinct {person}))[1:$2] as people
             {rows}where f.city = $1 and {only} and $3::text <> ''
             group by f.area, part.breakdown, part.item"
        );
        let city = tx.city();
        let query = sqlx::query_as(AssertSqlSafe(sql)).bind(city.0).bind(most).bind(zone);
        // bounded: areas × parts
        Ok(query.fetch_all(tx.conn()).await?)
    }

    /// A page of the records behind a figure in the part of an area that lies in the scope, in the order of area and id.
    pub(crate) async fn records(
        &self,
        tx: &mut Tx,
        zone: &str,
        within: (&Scope, &str),
        listed: &Listed,
        page: Slice,
    ) -> Result<Vec<Uuid>, Error> {
        let mut records = self.found(tx.city(), zone, within, listed);
        records.push(" order by f.area, record offset ").push_bind(page.offset);
        records.push(" limit ").push_bind(page.limit);
        let rows: Vec<(String, Uuid)> = records.build_query_as().fetch_all(tx.conn()).await?;
        Ok(rows.into_iter().map(|(_, record)| record).collect())
    }

    fn found(
        &self,
        city: CityId,
        zone: &str,
        (scope, area): (&Scope, &str),
        listed: &Listed,
    ) -> QueryBuilder<Postgres> {
        let Tally { rows, only, record, records, .. } = self;
        let mut query =
            QueryBuilder::new(format!("select f.area, {record} as record {rows}where {only} and f.city = "));
        query.push_bind(city.0).push(" and part.breakdown = ").push_bind(listed.breakdown);
        // The rows know the zone as the third.
        query
            .push(" and ")
            .push_bind(zone.to_owned())
            .push("::text <> '' and part.item collate \"C\" between ");
        query.push_bind(listed.items.0.clone()).push(" and ").push_bind(listed.items.1.clone());
        for within in [scope.prefix(), area] {
            query.push(" and f.area >= ").push_bind(within.to_owned());
            query.push(" and f.area < ").push_bind(format!("{within}~"));
        }
        if let Some(length) = listed.coarser_than {
            query.push(" and char_length(f.area) < ").push_bind(length);
        }
        // Where each row is a record of its own, a page is read off the index; otherwise all are gathered first.
        if *records != "count(*)" {
            query.push(format!(" group by f.area, {record}"));
        }
        query
    }
}
