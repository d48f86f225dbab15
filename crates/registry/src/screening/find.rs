use kernel::file::FileId;
use kernel::id::{AccountId, AgencyId};
use kernel::{AreaCode, Error, Instant, Say, Tx};
use serde_json::Value;
use uuid::Uuid;

use super::concern::{Found, Grade};
use super::gather::Headers;
use super::{Counts, SCREEN, ScreeningId, State};
use crate::batch;
use crate::person::{self, PersonId};

/// A list that was looked over.
#[derive(Debug, Clone)]
pub struct Screening {
    pub id: ScreeningId,
    pub title: String,
    pub quota: u8,
    pub agency: Option<AgencyId>,
    /// None once it is forgotten.
    pub file: Option<FileId>,
    pub file_name: String,
    pub state: State,
    pub(super) headers: Vec<Headers>,
    pub counts: Counts,
    pub fault: Option<Value>,
    pub work: Option<Uuid>,
    pub at: Instant,
    pub by: Option<AccountId>,
}

struct Row {
    id: Uuid,
    title: String,
    quota: i32,
    agency: Option<Uuid>,
    file: Option<Uuid>,
    file_name: String,
    state: String,
    headers: Value,
    counts: Value,
    fault: Option<Value>,
    work: Option<Uuid>,
    at: Instant,
    by_account: Option<Uuid>,
}

impl Row {
    fn read(self) -> Result<Screening, Error> {
        let ready = self.state == State::Ready.as_str();
        Ok(Screening {
            id: ScreeningId(self.id),
            title: self.title,
            quota: u8::try_from(self.quota).unwrap_or(1),
            agency: self.agency.map(AgencyId),
            file: self.file.map(FileId),
            file_name: self.file_name,
            state: State::parse(&self.state)
                .ok_or_else(|| Error::broken("a screening in an unknown state"))?,
            headers: serde_json::from_value(self.headers)?,
            counts: if ready { serde_json::from_value(self.counts)? } else { Counts::default() },
            fault: self.fault,
            work: self.work,
            at: self.at,
            by: self.by_account.map(AccountId),
        })
    }
}

/// One screening, for the city's administrator and the agency that had it made. `NotFound` for others.
pub async fn one(tx: &mut Tx, id: ScreeningId) -> Result<Screening, Error> {
    tx.must_in_city(SCREEN)?;
    let screening = read(tx, id).await?;
    let other = tx.actor().agency().is_some_and(|agency| Some(agency) != screening.agency);
    if other { Err(Error::NotFound("screening")) } else { Ok(screening) }
}

/// The same; the caller has asked permission.
pub(super) async fn read(tx: &mut Tx, id: ScreeningId) -> Result<Screening, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        "select id, title, quota, agency, file, file_name, state, headers, counts, fault, work, at, by_account
         from registry.screening where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(Error::NotFound("screening"))?.read()
}

/// The screenings that the actor may see, the newest first: a page of them, and how many there are.
pub async fn list(tx: &mut Tx, offset: i64, limit: i64) -> Result<(Vec<Screening>, i64), Error> {
    tx.must_in_city(SCREEN)?;
    let (city, agency) = (tx.city(), tx.actor().agency().map(|agency| agency.0));
    let rows = sqlx::query_as!(
        Row,
        "select id, title, quota, agency, file, file_name, state, headers, counts, fault, work, at, by_account
         from registry.screening where city = $1 and ($2::uuid is null or agency = $2)
         order by at desc, id desc offset $3 limit $4",
        city.0,
        agency,
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "n!" from registry.screening where city = $1 and ($2::uuid is null or agency = $2)"#,
        city.0,
        agency
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((rows.into_iter().map(Row::read).collect::<Result<_, _>>()?, total))
}

/// A row of which there is something to say.
#[derive(Debug, Clone)]
pub struct Looked {
    pub sheet: String,
    /// From 1, as on the screen.
    pub row: i32,
    pub(super) list_column: i32,
    pub grade: Grade,
    pub found: Vec<Found>,
    /// Whom the registry takes it for, if the actor may see that record.
    pub person: Option<(PersonId, String)>,
}

/// The rows that somebody should look at, the gravest first: a page of them, and how many there are.
pub async fn rows(
    tx: &mut Tx,
    id: ScreeningId,
    grade: Option<Grade>,
    (offset, limit): (i64, i64),
) -> Result<(Vec<Looked>, i64), Error> {
    one(tx, id).await?;
    let (city, grade) = (tx.city(), grade.map(Grade::as_str));
    let found = sqlx::query!(
        r#"select r.sheet, r.row_number, r.list_column, r.mark as "mark!", r.found, p.id as "person?", p.name as "name?",
                  p.area as "area?"
           from registry.screening_row r
           left join registry.person p on p.city = r.city and p.id = r.person and p.withdrawn_at is null
           where r.city = $1 and r.screening = $2 and r.mark is not null and ($3::text is null or r.mark = $3)
           order by array_position(array['refused', 'questionable', 'repaired'], r.mark), r.number offset $4 limit $5"#,
        city.0,
        id.0,
        grade,
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "n!" from registry.screening_row
           where city = $1 and screening = $2 and mark is not null and ($3::text is null or mark = $3)"#,
        city.0,
        id.0,
        grade
    )
    .fetch_one(tx.conn())
    .await?;
    let mut looked = Vec::with_capacity(found.len());
    for row in found {
        let seen = row.area.as_deref().map(AreaCode::parse).transpose()?;
        let seen = seen.is_some_and(|area| tx.may(person::SEE, &area));
        looked.push(Looked {
            sheet: row.sheet,
            row: row.row_number,
            list_column: row.list_column,
            grade: Grade::parse(&row.mark).ok_or_else(|| Error::broken("a row of an unknown mark"))?,
            found: serde_json::from_value(row.found)?,
            person: row.person.map(PersonId).zip(row.name).filter(|_| seen),
        });
    }
    Ok((looked, total))
}

/// Why a list could not be looked over.
pub fn fault(screening: &Screening) -> Option<Say> {
    batch::told(screening.fault.as_ref()?, &["registry-screening-no-names", "registry-batch-no-list"])
}
