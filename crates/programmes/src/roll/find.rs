use kernel::{Error, Instant, Tx};
use registry::batch::BatchId;
use registry::person::PersonId;
use uuid::Uuid;

use super::{Outcome, RollId};
use crate::applicant::{self, ApplicantId, JUDGE};
use crate::call::CallId;

/// A list of applicants.
#[derive(Debug, Clone)]
pub struct Roll {
    pub id: RollId,
    pub call: CallId,
    pub batch: BatchId,
    pub sent_at: Instant,
    pub sent_by: Option<Uuid>,
    /// When all its rows had been gone through.
    pub entered_at: Option<Instant>,
    pub undone_at: Option<Instant>,
}

struct Kept {
    id: Uuid,
    call: Uuid,
    batch: Uuid,
    sent_at: Instant,
    sent_by: Option<Uuid>,
    entered_at: Option<Instant>,
    undone_at: Option<Instant>,
}

impl From<Kept> for Roll {
    fn from(row: Kept) -> Roll {
        Roll {
            id: RollId(row.id),
            call: CallId(row.call),
            batch: BatchId(row.batch),
            sent_at: row.sent_at,
            sent_by: row.sent_by,
            entered_at: row.entered_at,
            undone_at: row.undone_at,
        }
    }
}

/// One list, for those who judge applications.
pub async fn one(tx: &mut Tx, id: RollId) -> Result<Roll, Error> {
    tx.must_in_city(JUDGE)?;
    let city = tx.city();
    let row = sqlx::query_as!(
        Kept,
        "select id, call, batch, sent_at, sent_by, entered_at, undone_at from programmes.roll
         where city = $1 and id = $2",
        city.0,
        id.0
    );
    Ok(row.fetch_optional(tx.conn()).await?.ok_or(Error::NotFound("roll"))?.into())
}

/// The same, for whoever goes through it: one at a time.
pub(super) async fn locked(tx: &mut Tx, id: RollId) -> Result<Roll, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Kept,
        "select id, call, batch, sent_at, sent_by, entered_at, undone_at from programmes.roll
         where city = $1 and id = $2 for update",
        city.0,
        id.0
    );
    Ok(row.fetch_optional(tx.conn()).await?.ok_or(Error::NotFound("roll"))?.into())
}

/// The lists of a call, the newest first.
pub async fn of_call(tx: &mut Tx, call: CallId, limit: i64) -> Result<Vec<Roll>, Error> {
    tx.must_in_city(JUDGE)?;
    let city = tx.city();
    let rows = sqlx::query_as!(
        Kept,
        "select id, call, batch, sent_at, sent_by, entered_at, undone_at from programmes.roll
         where city = $1 and call = $2 order by sent_at desc, id limit $3",
        city.0,
        call.0,
        limit
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(Roll::from).collect())
}

/// How many rows came to what.
pub type Counts = Vec<(Outcome, i64)>;

/// How many rows of a list came to what, in the order of [`Outcome::ALL`].
pub async fn counts(tx: &mut Tx, id: RollId) -> Result<Counts, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select result, count(*) as "rows!" from programmes.roll_row where city = $1 and roll = $2
           group by result"#,
        city.0,
        id.0
    )
    // bounded: by what can become of a row
    .fetch_all(tx.conn())
    .await?;
    let mut counts: Counts =
        rows.iter().filter_map(|row| Some((Outcome::parse(&row.result)?, row.rows))).collect();
    counts.sort_unstable();
    Ok(counts)
}

/// A row and what became of it.
#[derive(Debug, Clone)]
pub struct Row {
    pub source: Uuid,
    pub sheet: String,
    /// From 1, as on the screen.
    pub row: i32,
    /// The first column of its list, from 1.
    pub column: i32,
    pub person: Option<PersonId>,
    pub outcome: Outcome,
    /// The kinds of the rules that failed.
    pub failed: Vec<String>,
    pub applicant: Option<ApplicantId>,
    /// Where the application stands now.
    pub state: Option<applicant::State>,
}

/// The rows of a list, in its order: a page of them, and how many there are.
pub async fn rows(
    tx: &mut Tx,
    id: RollId,
    outcome: Option<Outcome>,
    offset: i64,
    limit: i64,
) -> Result<(Vec<Row>, i64), Error> {
    tx.must_in_city(JUDGE)?;
    let (city, wanted) = (tx.city(), outcome.map(Outcome::as_str));
    let rows = sqlx::query!(
        r#"select r.source, r.sheet, r.row_number, r.list_column, r.person, r.result, r.failed, r.applicant,
                  a.state as "state?", count(*) over () as "total!"
           from programmes.roll_row r
           left join programmes.applicant a on a.city = r.city and a.id = r.applicant
           where r.city = $1 and r.roll = $2 and ($3::text is null or r.result = $3)
           order by r.sheet, r.row_number, r.list_column, r.source offset $4 limit $5"#,
        city.0,
        id.0,
        wanted,
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let rows = rows.into_iter().map(|row| {
        Ok(Row {
            source: row.source,
            sheet: row.sheet,
            row: row.row_number,
            column: row.list_column,
            person: row.person.map(PersonId),
            outcome: Outcome::parse(&row.result)
                .ok_or_else(|| Error::broken("a row of an unknown outcome"))?,
            failed: row.failed,
            applicant: row.applicant.map(ApplicantId),
            state: row.state.as_deref().and_then(applicant::State::parse),
        })
    });
    Ok((rows.collect::<Result<_, Error>>()?, total))
}
