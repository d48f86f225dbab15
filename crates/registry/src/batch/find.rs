use kernel::id::{AccountId, AgencyId};
use kernel::{Error, Instant, Tx, file::FileId};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{BatchId, IMPORT, State};
use crate::import::Remark;
use crate::person::PersonId;

/// A list and where it stands.
#[derive(Debug, Clone)]
pub struct Batch {
    pub id: BatchId,
    pub agency: AgencyId,
    pub file: Option<FileId>,
    pub file_name: String,
    pub state: State,
    /// How its columns were understood.
    pub mapping: Option<Value>,
    /// How many rows each verdict has, and what applying did.
    pub counts: Value,
    /// What stopped it: a message's key and arguments.
    pub fault: Option<Value>,
    pub work: Option<Uuid>,
    pub at: Instant,
    pub by: Option<AccountId>,
    pub applied_at: Option<Instant>,
    pub undone_at: Option<Instant>,
    pub undone_reason: Option<String>,
}

struct Row {
    id: Uuid,
    agency: Uuid,
    file: Option<Uuid>,
    file_name: String,
    state: String,
    mapping: Option<Value>,
    counts: Value,
    fault: Option<Value>,
    work: Option<Uuid>,
    at: Instant,
    by_account: Option<Uuid>,
    applied_at: Option<Instant>,
    undone_at: Option<Instant>,
    undone_reason: Option<String>,
}

impl TryFrom<Row> for Batch {
    type Error = Error;

    fn try_from(row: Row) -> Result<Batch, Error> {
        Ok(Batch {
            id: BatchId(row.id),
            agency: AgencyId(row.agency),
            file: row.file.map(FileId),
            file_name: row.file_name,
            state: State::parse(&row.state).ok_or_else(|| Error::broken("a batch in an unknown state"))?,
            mapping: row.mapping,
            counts: row.counts,
            fault: row.fault,
            work: row.work,
            at: row.at,
            by: row.by_account.map(AccountId),
            applied_at: row.applied_at,
            undone_at: row.undone_at,
            undone_reason: row.undone_reason,
        })
    }
}

/// One batch.
pub async fn one(tx: &mut Tx, id: BatchId) -> Result<Batch, Error> {
    tx.must_in_city(IMPORT)?;
    read(tx, id).await
}

/// One batch, held until commit. The caller has asked permission.
pub(crate) async fn locked(tx: &mut Tx, id: BatchId) -> Result<Batch, Error> {
    let city = tx.city();
    sqlx::query!("select id from registry.batch where city = $1 and id = $2 for update", city.0, id.0)
        .fetch_optional(tx.conn())
        .await?;
    read(tx, id).await
}

async fn read(tx: &mut Tx, id: BatchId) -> Result<Batch, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        "select id, agency, file, file_name, state, mapping, counts, fault, work, at, by_account, applied_at, undone_at,
                undone_reason
         from registry.batch where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(Error::NotFound("batch"))?.try_into()
}

/// The agency's batch of exactly this file, unless it was given up or could not be read.
pub async fn of_bytes(tx: &mut Tx, agency: AgencyId, bytes: &[u8]) -> Result<Option<BatchId>, Error> {
    tx.must_in_city(IMPORT)?;
    let (city, hash) = (tx.city(), Sha256::digest(bytes).to_vec());
    let id = sqlx::query_scalar!(
        "select id from registry.batch
         where city = $1 and agency = $2 and file_hash = $3 and state not in ('cancelled', 'failed')
         order by at, id limit 1",
        city.0,
        agency.0,
        hash
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(BatchId))
}

/// The city's batches, the newest first: a page of them, and how many there are.
pub async fn list(tx: &mut Tx, offset: i64, limit: i64) -> Result<(Vec<Batch>, i64), Error> {
    tx.must_in_city(IMPORT)?;
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        "select id, agency, file, file_name, state, mapping, counts, fault, work, at, by_account, applied_at, undone_at,
                undone_reason
         from registry.batch where city = $1 order by at desc, id desc offset $2 limit $3",
        city.0,
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = sqlx::query_scalar!(r#"select count(*) as "n!" from registry.batch where city = $1"#, city.0)
        .fetch_one(tx.conn())
        .await?;
    Ok((rows.into_iter().map(Batch::try_from).collect::<Result<_, _>>()?, total))
}

/// How many rows of a batch have which verdict.
pub async fn verdicts(tx: &mut Tx, id: BatchId) -> Result<Vec<(super::Verdict, i64)>, Error> {
    tx.must_in_city(IMPORT)?;
    let city = tx.city();
    // bounded: one row for each verdict
    let rows = sqlx::query!(
        r#"select verdict, count(*) as "rows!" from registry.source where city = $1 and batch = $2 group by verdict
           order by verdict"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.iter().filter_map(|row| Some((super::Verdict::parse(&row.verdict)?, row.rows))).collect())
}

/// A staged row that there is something to say of.
#[derive(Debug, Clone)]
pub struct Staged {
    pub sheet: String,
    /// From 1, as on the screen.
    pub row: i32,
    /// Who or what it names.
    pub name: Option<String>,
    pub verdict: super::Verdict,
    pub remarks: Vec<Remark>,
}

/// The rows of a batch that carry remarks, the gravest first: a page of them, and how many there are.
pub async fn remarked(
    tx: &mut Tx,
    id: BatchId,
    offset: i64,
    limit: i64,
) -> Result<(Vec<Staged>, i64), Error> {
    tx.must_in_city(IMPORT)?;
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select coalesce(sheet, '') as "sheet!", coalesce(row_number, 0) as "row!", verdict, remarks,
                  coalesce(person->>'name', business->>'name') as name
           from registry.source where city = $1 and batch = $2 and remarks <> '[]'
           order by array_position(array['refused', 'question', 'doubtful', 'repaired', 'good', 'known'], verdict),
                    sheet, row_number, list_column offset $3 limit $4"#,
        city.0,
        id.0,
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "n!" from registry.source where city = $1 and batch = $2 and remarks <> '[]'"#,
        city.0,
        id.0
    )
    .fetch_one(tx.conn())
    .await?;
    let rows = rows.into_iter().map(|row| {
        Ok(Staged {
            sheet: row.sheet,
            row: row.row,
            name: row.name,
            verdict: super::Verdict::parse(&row.verdict)
                .ok_or_else(|| Error::broken("a row with an unknown verdict"))?,
            remarks: serde_json::from_value(row.remarks)?,
        })
    });
    Ok((rows.collect::<Result<_, Error>>()?, total))
}

/// A row of a batch, and whom it speaks of.
#[derive(Debug, Clone)]
pub struct Spoken {
    /// Of the row as it was staged.
    pub id: Uuid,
    pub sheet: String,
    /// From 1, as on the screen.
    pub row: i32,
    /// The first column of its list, from 1.
    pub column: i32,
    pub name: Option<String>,
    pub verdict: super::Verdict,
    /// Nobody where the row was not taken over. Of a row that the agency said before, whom it spoke of then.
    pub person: Option<PersonId>,
}

/// The rows of a batch after one of them, in the order of the file, with the people of today behind them.
pub async fn spoken(tx: &mut Tx, id: BatchId, after: Option<Uuid>, limit: i64) -> Result<Vec<Spoken>, Error> {
    tx.must_in_city(IMPORT)?;
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select s.id, s.sheet as "sheet!", s.row_number as "row!", s.list_column as "column!", s.verdict,
                  s.person ->> 'name' as name,
                  coalesce(own.person, earlier.person) as person
           from registry.source s
           left join registry.membership own
                on own.city = s.city and own.source = s.id and own.person is not null and own.ended_at is null
           left join lateral (
               select m.person from registry.source e
               join registry.membership m on m.city = e.city and m.source = e.id
               where s.verdict = 'known' and e.city = s.city and e.fingerprint = s.fingerprint and e.agency = s.agency
                 and e.id <> s.id and m.person is not null and m.ended_at is null
               order by e.at desc, e.id limit 1
           ) earlier on true
           where s.city = $1 and s.batch = $2 and s.id > $3
           order by s.id limit $4"#,
        city.0,
        id.0,
        after.unwrap_or_default(),
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter().map(|row| {
        Ok(Spoken {
            id: row.id,
            sheet: row.sheet,
            row: row.row,
            column: row.column,
            name: row.name,
            verdict: super::Verdict::parse(&row.verdict)
                .ok_or_else(|| Error::broken("a row with an unknown verdict"))?,
            person: row.person.map(PersonId),
        })
    });
    rows.collect()
}
