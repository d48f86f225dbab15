use chrono::NaiveDate;
use kernel::id::AccountId;
use kernel::{AreaCode, Can, Error, Instant, Tx};
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row as _};
use uuid::Uuid;

use super::{PREFIX, PersonId, SEE};
use crate::listed::{self, Listed};
use crate::listing::{Ask, Listing, Narrow};
use crate::search::Kind;

/// Where a person's record is filed. `NotFound` when this city has none of this id. Asks no permission: what the caller
/// may do follows from it.
pub(crate) async fn area(tx: &mut Tx, id: PersonId) -> Result<AreaCode, Error> {
    let city = tx.city();
    let area =
        sqlx::query_scalar!("select area from registry.person where city = $1 and id = $2", city.0, id.0)
            .fetch_optional(tx.conn())
            .await?;
    AreaCode::parse(&area.ok_or(Error::NotFound("person"))?)
}

/// What a list is sorted by, as it stands in its address; the first is the default.
pub const SORTS: [&str; 3] = ["nama", "wilayah", "terdaftar"];

/// A person in the list.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: PersonId,
    pub code: String,
    pub name: String,
    pub sex: Option<String>,
    pub area: AreaCode,
    pub rw: Option<String>,
    pub rt: Option<String>,
    /// The likeliest number, whole: shown masked.
    pub phone: Option<String>,
    /// Businesses in force.
    pub businesses: i64,
    pub number_state: String,
    pub created_at: Instant,
}

/// The people in the actor's subtree.
pub async fn list(tx: &mut Tx, ask: &Ask<'_>) -> Result<Listing<Row>, Error> {
    listed::list(tx, ask).await
}

/// These people in this order, as far as they lie in the actor's subtree: for a list that another room makes.
pub async fn these(tx: &mut Tx, ids: Vec<Uuid>) -> Result<Vec<Row>, Error> {
    listed::these(tx, ids).await
}

impl Listed for Row {
    const KIND: Kind = Kind::Person;
    const SEE: Can = SEE;
    const TABLE: &'static str = "registry.person";
    const SIDE: &'static str = "person";
    const COLUMNS: &'static str =
        "r.id, r.code, r.name, r.sex, r.area, r.rw, r.rt, r.phones, r.number_state, r.created_at,
         (select count(*) from registry.ownership o
          join registry.business b on b.city = o.city and b.id = o.business and b.withdrawn_at is null
          where o.city = r.city and o.person = r.id) as businesses";

    fn narrow(query: &mut QueryBuilder<Postgres>, _tx: &Tx, narrow: &Narrow) {
        if let Some(sex) = &narrow.sex {
            query.push(" and r.sex = ").push_bind(sex.clone());
        }
        if let Some(owns) = &narrow.owns {
            query.push(if owns == "ada" { " and exists" } else { " and not exists" }).push(
                " (select 1 from registry.ownership o
               join registry.business b on b.city = o.city and b.id = o.business and b.withdrawn_at is null
               where o.city = r.city and o.person = r.id)",
            );
        }
        match narrow.disability.as_deref() {
            Some("ada") => {
                query.push(" and r.disabilities <> '{}'");
            }
            Some(kind) => {
                query.push(" and r.disabilities @> array[").push_bind(kind.to_owned()).push("]::text[]");
            }
            None => {}
        }
    }

    fn read(row: &PgRow) -> Result<Row, Error> {
        Ok(Row {
            id: PersonId(row.try_get::<Uuid, _>("id")?),
            code: row.try_get("code")?,
            name: row.try_get("name")?,
            sex: row.try_get("sex")?,
            area: AreaCode::parse(row.try_get("area")?)?,
            rw: row.try_get("rw")?,
            rt: row.try_get("rt")?,
            phone: row.try_get::<Vec<String>, _>("phones")?.into_iter().next(),
            businesses: row.try_get("businesses")?,
            number_state: row.try_get("number_state")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

/// A person's record.
#[derive(Clone)]
pub struct Person {
    pub id: PersonId,
    pub code: String,
    pub name: String,
    pub sex: Option<String>,
    pub birth_date: Option<NaiveDate>,
    pub birth_place: Option<String>,
    pub area: AreaCode,
    pub rw: Option<String>,
    pub rt: Option<String>,
    pub address: Option<String>,
    pub phones: Vec<String>,
    pub email: Option<String>,
    pub education: Option<String>,
    pub disabilities: Vec<String>,
    pub assistive_need: Option<String>,
    pub heads_family: Option<bool>,
    pub number_state: String,
    pub account: Option<AccountId>,
    pub sources: i32,
    pub created_at: Instant,
    pub withdrawn_at: Option<Instant>,
    /// The record that this one was found to be.
    pub became: Option<PersonId>,
}

/// Prints which person it is, never who.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person").field("id", &self.id).finish_non_exhaustive()
    }
}

/// One person, for whoever may see the territory, and for the person. `NotFound` for everybody else.
pub async fn one(tx: &mut Tx, id: PersonId) -> Result<Person, Error> {
    let area = area(tx, id).await?;
    let may = tx.may(SEE, &area);
    let person = record(tx, id).await?;
    if !may && super::register::own(tx).await? != Some(person.became.unwrap_or(id)) {
        return Err(tx.hidden("person"));
    }
    Ok(person)
}

pub(crate) async fn record(tx: &mut Tx, id: PersonId) -> Result<Person, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select code, name, sex, birth_date, birth_place, area, rw, rt, address, phones, email, education,
                disabilities, assistive_need, heads_family, number_state, sources, created_at, withdrawn_at, became,
                coalesce(account, (select x.account from registry.person x
                                   where x.city = $1 and x.became = $2 and x.account is not null
                                   order by x.id limit 1)) as account
         from registry.person where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("person"))?;
    Ok(Person {
        id,
        code: row.code,
        name: row.name,
        sex: row.sex,
        birth_date: row.birth_date,
        birth_place: row.birth_place,
        area: AreaCode::parse(&row.area)?,
        rw: row.rw,
        rt: row.rt,
        address: row.address,
        phones: row.phones,
        email: row.email,
        education: row.education,
        disabilities: row.disabilities,
        assistive_need: row.assistive_need,
        heads_family: row.heads_family,
        number_state: row.number_state,
        account: row.account.map(AccountId),
        sources: row.sources,
        created_at: row.created_at,
        withdrawn_at: row.withdrawn_at,
        became: row.became.map(PersonId),
    })
}

/// The person of a code, as typed. `None` when there is none in force.
pub(crate) async fn of_code(tx: &mut Tx, typed: &str) -> Result<Option<PersonId>, Error> {
    let Some(code) = crate::code::read(PREFIX, typed) else { return Ok(None) };
    let city = tx.city();
    let id = sqlx::query_scalar!(
        "select id from registry.person where city = $1 and code = $2 and withdrawn_at is null and became is null",
        city.0,
        code
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(PersonId))
}

/// The person of a code, as typed, whatever became of it since.
pub async fn of_any_code(tx: &mut Tx, typed: &str) -> Result<Option<PersonId>, Error> {
    let Some(code) = crate::code::read(PREFIX, typed) else { return Ok(None) };
    let city = tx.city();
    let id =
        sqlx::query_scalar!("select id from registry.person where city = $1 and code = $2", city.0, code)
            .fetch_optional(tx.conn())
            .await?;
    Ok(id.map(PersonId))
}
