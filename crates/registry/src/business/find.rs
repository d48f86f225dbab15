use chrono::NaiveDate;
use kernel::{AreaCode, Can, Error, Instant, Tx};
use serde_json::json;
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row as _};
use uuid::Uuid;

use super::{BusinessId, SEE};
use crate::listed::{self, Listed};
use crate::listing::{Ask, EXPIRING, Listing, Narrow};
use crate::person::PersonId;
use crate::search::Kind;
use crate::source::claims::Standing;

/// Where a business is filed. `NotFound` when this city has none of this id. Asks no permission: what the caller may do
/// follows from it.
pub(crate) async fn area(tx: &mut Tx, id: BusinessId) -> Result<AreaCode, Error> {
    let city = tx.city();
    let area =
        sqlx::query_scalar!("select area from registry.business where city = $1 and id = $2", city.0, id.0)
            .fetch_optional(tx.conn())
            .await?;
    AreaCode::parse(&area.ok_or(Error::NotFound("business"))?)
}

/// Whether the actor runs this business.
pub(crate) async fn is_own(tx: &mut Tx, id: BusinessId) -> Result<bool, Error> {
    let Some(account) = tx.actor().account() else { return Ok(false) };
    let city = tx.city();
    let own = sqlx::query_scalar!(
        r#"select exists (select 1 from registry.ownership o
                          join registry.person p on p.city = o.city and p.id = o.person
                          where o.city = $1 and o.business = $2
                            and (p.account = $3 or exists (
                                 select 1 from registry.person x
                                 where x.city = p.city and x.became = p.id and x.account = $3))) as "own!""#,
        city.0,
        id.0,
        account.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(own)
}

/// Whether it runs, and since when that is known. Locks the row, so that two who close and reopen take turns.
pub(crate) async fn standing(tx: &mut Tx, id: BusinessId) -> Result<(Standing, Option<NaiveDate>), Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select status, status_on from registry.business where city = $1 and id = $2 for update",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let row = row.ok_or(Error::NotFound("business"))?;
    Ok((serde_json::from_value(json!(row.status))?, row.status_on))
}

/// What a list is sorted by, as it stands in its address; the first is the default.
pub const SORTS: [&str; 3] = ["nama", "wilayah", "terdaftar"];

/// A business in the list.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: BusinessId,
    pub code: String,
    pub name: String,
    pub brand: Option<String>,
    /// Those who run it, at most three.
    pub owners: Vec<String>,
    pub area: AreaCode,
    pub rw: Option<String>,
    pub rt: Option<String>,
    pub sector: Option<String>,
    /// The trade in a source's words.
    pub activity: Option<String>,
    pub kbli: Option<(String, String)>,
    pub size_class: String,
    pub status: String,
    /// The kinds of permits held.
    pub permits: Vec<String>,
    /// The likeliest number, whole: shown masked.
    pub phone: Option<String>,
    pub created_at: Instant,
}

/// The businesses in the actor's subtree.
pub async fn list(tx: &mut Tx, ask: &Ask<'_>) -> Result<Listing<Row>, Error> {
    listed::list(tx, ask).await
}

/// These businesses in this order, as far as they lie in the actor's subtree: for a list that another room makes.
pub async fn these(tx: &mut Tx, ids: Vec<Uuid>) -> Result<Vec<Row>, Error> {
    listed::these(tx, ids).await
}

impl Listed for Row {
    const KIND: Kind = Kind::Business;
    const SEE: Can = SEE;
    const TABLE: &'static str = "registry.business";
    const SIDE: &'static str = "business";
    const COLUMNS: &'static str =
        "r.id, r.code, r.name, r.brand, r.area, r.rw, r.rt, r.sector, r.activity, r.kbli_version,
         r.kbli_code, r.size_class, r.status, r.phones, r.created_at,
         array(select p.name from registry.ownership o
               join registry.person p on p.city = o.city and p.id = o.person
               where o.city = r.city and o.business = r.id order by p.name limit 3) as owners,
         array(select distinct q.kind from registry.permit q
               where q.city = r.city and q.business = r.id and q.withdrawn_at is null) as permits";

    fn narrow(query: &mut QueryBuilder<Postgres>, tx: &Tx, narrow: &Narrow) {
        for (column, value) in
            [("size_class", &narrow.size), ("sector", &narrow.sector), ("status", &narrow.status)]
        {
            if let Some(value) = value {
                query.push(format!(" and r.{column} = ")).push_bind(value.clone());
            }
        }
        permits(tx, query, narrow);
        owners(query, narrow);
    }

    fn read(row: &PgRow) -> Result<Row, Error> {
        let version: Option<String> = row.try_get("kbli_version")?;
        Ok(Row {
            id: BusinessId(row.try_get::<Uuid, _>("id")?),
            code: row.try_get("code")?,
            name: row.try_get("name")?,
            brand: row.try_get("brand")?,
            owners: row.try_get("owners")?,
            area: AreaCode::parse(row.try_get("area")?)?,
            rw: row.try_get("rw")?,
            rt: row.try_get("rt")?,
            sector: row.try_get("sector")?,
            activity: row.try_get("activity")?,
            kbli: version.zip(row.try_get("kbli_code")?),
            size_class: row.try_get("size_class")?,
            status: row.try_get("status")?,
            permits: row.try_get("permits")?,
            phone: row.try_get::<Vec<String>, _>("phones")?.into_iter().next(),
            created_at: row.try_get("created_at")?,
        })
    }
}

fn permits(tx: &Tx, query: &mut QueryBuilder<Postgres>, narrow: &Narrow) {
    const HELD: &str =
        " and exists (select 1 from registry.permit q where q.city = r.city and q.business = r.id
                                     and q.withdrawn_at is null and ";
    if let Some(kind) = &narrow.permit {
        query.push(HELD).push("q.kind = ").push_bind(kind.clone()).push(")");
    }
    if narrow.expiring {
        let until = tx.today() + chrono::TimeDelta::days(EXPIRING);
        query.push(HELD).push("q.expires_on <= ").push_bind(until).push(")");
    }
}

/// Narrows by who runs it.
fn owners(query: &mut QueryBuilder<Postgres>, narrow: &Narrow) {
    const RUN: &str = " and exists (select 1 from registry.ownership o
                                    join registry.person p on p.city = o.city and p.id = o.person
                                    where o.city = r.city and o.business = r.id and ";
    if let Some(sex) = &narrow.sex {
        query.push(RUN).push("p.sex = ").push_bind(sex.clone()).push(")");
    }
    match narrow.disability.as_deref() {
        Some("ada") => {
            query.push(RUN).push("p.disabilities <> '{}')");
        }
        Some(kind) => {
            query.push(RUN).push("p.disabilities @> array[").push_bind(kind.to_owned()).push("]::text[])");
        }
        None => {}
    }
}

/// A business and one who runs it, each with what the other is called.
#[derive(Debug, Clone)]
pub struct Tie {
    pub person: PersonId,
    pub person_name: String,
    pub business: BusinessId,
    pub business_name: String,
    pub code: String,
    pub status: String,
    pub size_class: String,
    pub since: Option<NaiveDate>,
}

struct TieRow {
    person: Uuid,
    person_name: String,
    business: Uuid,
    business_name: String,
    code: String,
    status: String,
    size_class: String,
    since: Option<NaiveDate>,
}

impl From<TieRow> for Tie {
    fn from(row: TieRow) -> Tie {
        Tie {
            person: PersonId(row.person),
            person_name: row.person_name,
            business: BusinessId(row.business),
            business_name: row.business_name,
            code: row.code,
            status: row.status,
            size_class: row.size_class,
            since: row.since,
        }
    }
}

/// The businesses that a person runs, those that run first. The caller has seen that the actor may see the person.
pub async fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Tie>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        TieRow,
        "select o.person, p.name as person_name, o.business, b.name as business_name, b.code, b.status, b.size_class,
                o.since
         from registry.ownership o
         join registry.person p on p.city = o.city and p.id = o.person
         join registry.business b on b.city = o.city and b.id = o.business and b.withdrawn_at is null and b.became is null
         where o.city = $1 and o.person = $2
         order by b.status in ('closed', 'moved'), lower(b.name), b.id limit 200",
        city.0,
        person.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Tie::from).collect())
}

/// Those who run a business. The caller has seen that the actor may see the business.
pub async fn owners_of(tx: &mut Tx, business: BusinessId) -> Result<Vec<Tie>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        TieRow,
        "select o.person, p.name as person_name, o.business, b.name as business_name, p.code, b.status, b.size_class,
                o.since
         from registry.ownership o
         join registry.person p on p.city = o.city and p.id = o.person and p.withdrawn_at is null and p.became is null
         join registry.business b on b.city = o.city and b.id = o.business
         where o.city = $1 and o.business = $2
         order by o.since nulls last, lower(p.name), p.id limit 50",
        city.0,
        business.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Tie::from).collect())
}
