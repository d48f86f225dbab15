use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{AreaCode, Error, Tx};

use super::{Kind, Neighbourhood, NeighbourhoodId};
use crate::area::find::below;
use crate::code::Code;

/// How many RW and RT a kelurahan, or several, have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub rw: i64,
    pub rt: i64,
    /// Some of them are made up.
    pub invented: bool,
}

impl Count {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Count) -> Count {
        Count { rw: self.rw + other.rw, rt: self.rt + other.rt, invented: self.invented || other.invented }
    }
}

/// The counts of each kelurahan in an area on a day, in one city or, for the platform, in all. Kelurahan without any are
/// left out.
pub(crate) async fn counts_in(
    tx: &mut Tx,
    area: &AreaCode,
    on: NaiveDate,
) -> Result<BTreeMap<Code, Count>, Error> {
    let (city, (after, before)) = (tx.city(), below(area));
    // `case` keeps the planner from the index over the ranges, in which a day finds every area of the nation.
    let rows = sqlx::query!(
        r#"select v.code, count(*) filter (where n.kind = 'rw') as "rw!",
                  count(*) filter (where n.kind = 'rt') as "rt!", bool_or(n.invented) as "invented!"
           from territory.area_version v
           join territory.neighbourhood n on n.kelurahan = v.area and n.valid @> $5::date
           -- all cities: the platform itself, city 0, counts those of everybody
           where ($1 = 0 or n.city = $1) and (v.code = $2 or v.code > $3 and v.code < $4)
                 and case when v.valid @> $5::date then v.level = 'kelurahan' end
           group by v.code order by v.code limit 100000"#,
        city.0,
        area.as_str(),
        after,
        before,
        on
    )
    .fetch_all(tx.conn())
    .await?;
    let code = |text: &str| Code::parse(text).ok();
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((code(&row.code)?, Count { rw: row.rw, rt: row.rt, invented: row.invented })))
        .collect())
}

/// The RW and RT of a kelurahan on a day, each RW directly before its RT. Anybody may see them. A kelurahan has a few
/// hundred at most.
pub async fn list(tx: &mut Tx, kelurahan: &AreaCode, on: NaiveDate) -> Result<Vec<Neighbourhood>, Error> {
    let city = kelurahan.city();
    let rows = sqlx::query!(
        r#"select n.id, n.kind, v.code || '/' || coalesce(rw.number || '/', '') || n.number as "code!", n.invented,
                  lower(n.valid) as since, upper(n.valid) as until
           from territory.area_version v
           join territory.neighbourhood n on n.city = $1 and n.kelurahan = v.area and n.valid @> $3::date
           left join territory.neighbourhood rw on rw.city = n.city and rw.id = n.rw
           where v.code = $2 and v.valid @> $3::date
           order by 3 limit 5000"#,
        city.0,
        kelurahan.as_str(),
        on
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind = if row.kind == Kind::Rw.as_str() { Kind::Rw } else { Kind::Rt };
            Ok(Neighbourhood {
                id: NeighbourhoodId(row.id),
                kind,
                code: AreaCode::parse(&row.code)?,
                invented: row.invented,
                since: row.since,
                until: row.until,
            })
        })
        .collect()
}

/// The RW or RT that bears a code on a day.
pub async fn one(tx: &mut Tx, code: &AreaCode, on: NaiveDate) -> Result<Neighbourhood, Error> {
    let Some(kelurahan) = kelurahan_of(code) else { return Err(Error::NotFound("neighbourhood")) };
    let found = list(tx, &kelurahan, on).await?.into_iter().find(|n| &n.code == code);
    found.ok_or(Error::NotFound("neighbourhood"))
}

/// The kelurahan that an RW or RT lies in.
pub(crate) fn kelurahan_of(code: &AreaCode) -> Option<AreaCode> {
    let official = code.as_str().split('/').next().unwrap_or_default();
    AreaCode::parse(official).ok().filter(|code| code.level() == kernel::Level::Kelurahan)
}

/// The RW of some kelurahan on a day: id, kelurahan and number.
pub(crate) async fn rw_of(
    tx: &mut Tx,
    kelurahan: &[i32],
    on: NaiveDate,
) -> Result<Vec<(uuid::Uuid, i32, String)>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select id, kelurahan, number from territory.neighbourhood
         where city = $1 and kelurahan = any($2) and kind = 'rw' and valid @> $3::date
         order by kelurahan, number limit 10000",
        city.0,
        kelurahan,
        on
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.kelurahan, row.number)).collect())
}

/// The codes of all RT of an area of this city on a day, in their order. Anybody may see them.
pub async fn rts(tx: &mut Tx, area: &AreaCode, on: NaiveDate) -> Result<Vec<AreaCode>, Error> {
    let (city, (after, before)) = (tx.city(), below(area));
    let rows = sqlx::query_scalar!(
        r#"select v.code || '/' || coalesce(rw.number || '/', '') || n.number as "code!"
           from territory.neighbourhood n
           join territory.area_version v on v.area = n.kelurahan and v.valid @> $5::date
           left join territory.neighbourhood rw on rw.city = n.city and rw.id = n.rw
           where n.city = $1 and n.kind = 'rt' and n.valid @> $5::date
                 and (v.code = $2 or v.code > $3 and v.code < $4)
           order by 1 limit 100000"#,
        city.0,
        area.as_str(),
        after,
        before,
        on
    )
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|code| AreaCode::parse(code)).collect()
}
