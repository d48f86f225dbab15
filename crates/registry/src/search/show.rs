//! What is shown of people and businesses that were found, read under row level security.

use std::collections::BTreeMap;

use kernel::{AreaCode, Can, Error, Tx};
use uuid::Uuid;

use super::{Hit, Kind, Query, find};

/// A person or a business among others that were found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    pub(super) kind: Kind,
    pub(super) id: Uuid,
    pub(super) code: String,
    pub(super) name: String,
    /// A business's owners.
    pub(super) of: String,
    pub(super) brand: Option<String>,
    /// What it does, in the source's words.
    pub(super) activity: Option<String>,
    pub(super) area: String,
    pub(super) place: String,
    pub(super) status: Option<String>,
}

/// Finds, and reads what is shown of the first `many`: how many these are. For measuring what a page asks of the database.
pub async fn found(tx: &mut Tx, can: Can, query: &Query, many: usize) -> Result<usize, Error> {
    let mut found = find(tx, can, query).await?;
    found.hits.truncate(many);
    Ok(shown(tx, &found.hits).await?.len())
}

/// Finds people for a form in which one of them is chosen: id, name, and code with place.
pub async fn people_to_choose(
    tx: &mut Tx,
    can: Can,
    query: &Query,
    many: usize,
) -> Result<Vec<(Uuid, String, String)>, Error> {
    let mut found = find(tx, can, query).await?;
    found.hits.truncate(many);
    let rows = shown(tx, &found.hits).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name, format!("{} · {}", row.code, row.place))).collect())
}

/// The hits as they are shown, in their order.
pub(super) async fn shown(tx: &mut Tx, hits: &[Hit]) -> Result<Vec<Shown>, Error> {
    let ids =
        |kind: Kind| hits.iter().filter(|hit| hit.kind == kind).map(|hit| hit.subject).collect::<Vec<_>>();
    let mut all = BTreeMap::new();
    people(tx, &ids(Kind::Person), &mut all).await?;
    businesses(tx, &ids(Kind::Business), &mut all).await?;
    let known = territory::gazetteer(tx.db()).await?;
    let mut shown: Vec<Shown> = hits.iter().filter_map(|hit| all.remove(&hit.subject)).collect();
    for one in &mut shown {
        let code = AreaCode::parse(&one.area).ok();
        one.place = code.and_then(|code| known.name_of(&code)).unwrap_or_default();
    }
    Ok(shown)
}

async fn people(tx: &mut Tx, ids: &[Uuid], all: &mut BTreeMap<Uuid, Shown>) -> Result<(), Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select id, code, name, area from registry.person where city = $1 and id = any($2) order by id limit 1000",
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    all.extend(rows.into_iter().map(|row| {
        let shown = Shown {
            kind: Kind::Person,
            id: row.id,
            code: row.code,
            name: row.name,
            of: String::new(),
            brand: None,
            activity: None,
            area: row.area,
            place: String::new(),
            status: None,
        };
        (row.id, shown)
    }));
    Ok(())
}

async fn businesses(tx: &mut Tx, ids: &[Uuid], all: &mut BTreeMap<Uuid, Shown>) -> Result<(), Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select b.id, b.code, b.name, b.brand, coalesce(b.activity, b.products) as activity, b.area, b.status,
                  coalesce((select string_agg(p.name, ', ' order by p.name) from registry.ownership o
                            join registry.person p on p.city = o.city and p.id = o.person
                            where o.city = b.city and o.business = b.id), '') as "owners!"
           from registry.business b where b.city = $1 and b.id = any($2) order by b.id limit 1000"#,
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    all.extend(rows.into_iter().map(|row| {
        let shown = Shown {
            kind: Kind::Business,
            id: row.id,
            code: row.code,
            name: row.name,
            of: row.owners,
            brand: row.brand,
            activity: row.activity,
            area: row.area,
            place: String::new(),
            status: Some(row.status),
        };
        (row.id, shown)
    }));
    Ok(())
}
