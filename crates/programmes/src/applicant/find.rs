use kernel::file::FileId;
use kernel::{AreaCode, Can, Error, Instant, Tx};
use registry::person::{self, PersonId};
use uuid::Uuid;

use super::{Answers, ApplicantId, DocumentId, SEE, State, facts};
use crate::call::judge::{Judged, Word, judge};
use crate::call::{Call, CallId};

/// An application.
#[derive(Clone)]
pub struct Applicant {
    pub id: ApplicantId,
    pub call: CallId,
    pub call_name: String,
    pub code: String,
    /// The record in force of whoever applied.
    pub person: PersonId,
    pub area: AreaCode,
    pub number: i32,
    pub state: State,
    pub channel: String,
    pub answers: Answers,
    pub idea: Option<String>,
    pub applied_at: Instant,
    /// Of a hundred points, in hundredths.
    pub score: Option<i32>,
    pub rank: Option<i32>,
    /// What put the one just above first, where both have the same score.
    pub tie: Option<String>,
    /// Goes before all others who wait since then.
    pub first_at: Option<Instant>,
    /// Until when a place is held for an answer.
    pub held_until: Option<Instant>,
}

/// Prints which application it is, never whose.
impl std::fmt::Debug for Applicant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Applicant").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
    }
}

struct Row {
    id: Uuid,
    call: Uuid,
    call_name: String,
    code: String,
    root: Uuid,
    area: AreaCode,
    number: i32,
    state: String,
    channel: String,
    answers: serde_json::Value,
    idea: Option<String>,
    applied_at: Instant,
    score: Option<i32>,
    rank: Option<i32>,
    tie: Option<String>,
    first_at: Option<Instant>,
    held_until: Option<Instant>,
}

impl Row {
    fn applicant(self) -> Result<Applicant, Error> {
        Ok(Applicant {
            id: ApplicantId(self.id),
            call: CallId(self.call),
            call_name: self.call_name,
            code: self.code,
            person: PersonId(self.root),
            area: self.area,
            number: self.number,
            state: State::parse(&self.state).ok_or_else(|| Error::broken("an unknown state"))?,
            channel: self.channel,
            answers: serde_json::from_value(self.answers)?,
            idea: self.idea,
            applied_at: self.applied_at,
            score: self.score,
            rank: self.rank,
            tie: self.tie,
            first_at: self.first_at,
            held_until: self.held_until,
        })
    }
}

/// What is asked for in a list of applicants.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub call: Option<CallId>,
    pub state: Option<State>,
    /// The applications of one person.
    pub person: Option<PersonId>,
    /// The whole of a code, as it is stored.
    pub code: Option<String>,
    pub one: Option<ApplicantId>,
}

async fn rows(
    tx: &mut Tx,
    prefix: &str,
    filter: &Filter,
    offset: i64,
    most: i64,
) -> Result<Vec<Applicant>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        r#"select a.id, a.call, c.name as call_name, a.code, a.root, a.area as "area!: AreaCode", a.number, a.state,
                  a.channel, a.answers, a.idea, a.applied_at, a.score, a.rank, a.tie, a.first_at, s.held_until as "held_until?"
           from programmes.applicant a
           join programmes.call c on c.city = a.city and c.id = a.call
           left join programmes.seat s on s.city = a.city and s.applicant = a.id and s.released_at is null
                and s.accepted_at is null
           where a.city = $1 and a.area like $2 || '%'
             and ($3::uuid is null or a.call = $3) and ($4::text is null or a.state = $4)
             and ($5::uuid is null or a.root = $5) and ($6::text is null or a.code = $6)
             and ($7::uuid is null or a.id = $7)
           order by a.rank, a.number, a.applied_at, a.id offset $8 limit $9"#,
        city.0,
        prefix,
        filter.call.map(|id| id.0),
        filter.state.map(State::as_str),
        filter.person.map(|id| id.0),
        filter.code.as_deref(),
        filter.one.map(|id| id.0),
        offset,
        most
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::applicant).collect()
}

/// The applicants in the actor's territory, by rank and then in the order of arrival, and how many there are.
pub async fn list(
    tx: &mut Tx,
    filter: &Filter,
    offset: i64,
    most: i64,
) -> Result<(Vec<Applicant>, i64), Error> {
    let scope = tx.scope(SEE)?;
    let found = rows(tx, scope.prefix(), filter, offset, most).await?;
    let city = tx.city();
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from programmes.applicant a
           where a.city = $1 and a.area like $2 || '%' and ($3::uuid is null or a.call = $3)
             and ($4::text is null or a.state = $4) and ($5::text is null or a.code = $5)"#,
        city.0,
        scope.prefix(),
        filter.call.map(|id| id.0),
        filter.state.map(State::as_str),
        filter.code.as_deref()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((found, count))
}

/// The applications of whoever acts.
pub async fn own(tx: &mut Tx) -> Result<Vec<Applicant>, Error> {
    let Some(person) = person::own(tx).await? else { return Ok(Vec::new()) };
    let filter = Filter { person: Some(person), ..Filter::default() };
    rows(tx, "", &filter, 0, 200).await
}

/// One application. Asks no permission.
pub async fn one(tx: &mut Tx, id: ApplicantId) -> Result<Applicant, Error> {
    let filter = Filter { one: Some(id), ..Filter::default() };
    rows(tx, "", &filter, 0, 1).await?.pop().ok_or(Error::NotFound("applicant"))
}

/// One application, for whoever may do `can` in its territory and for whoever applied. `NotFound` for everybody else.
pub(crate) async fn may(tx: &mut Tx, id: ApplicantId, can: Can) -> Result<Applicant, Error> {
    let applicant = match one(tx, id).await {
        Ok(applicant) => applicant,
        Err(Error::NotFound(what)) => return Err(tx.hidden(what)),
        Err(error) => return Err(error),
    };
    if tx.may(can, &applicant.area) || is_own(tx, &applicant).await? {
        return Ok(applicant);
    }
    Err(if tx.may(SEE, &applicant.area) { Error::Forbidden } else { tx.hidden("applicant") })
}

/// Whether whoever acts is the applicant.
pub(crate) async fn is_own(tx: &mut Tx, applicant: &Applicant) -> Result<bool, Error> {
    Ok(tx.actor().account().is_some() && person::own(tx).await? == Some(applicant.person))
}

/// What became of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub state: String,
    pub because: String,
    pub reason: Option<String>,
    pub at: Instant,
}

/// The steps of an application, the last first. Asks no permission.
pub async fn steps(tx: &mut Tx, id: ApplicantId) -> Result<Vec<Step>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Step,
        "select state, because, reason, at from programmes.step
         where city = $1 and applicant = $2 order by at desc, id desc limit 200",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// A paper that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub id: DocumentId,
    pub applicant: ApplicantId,
    pub kind: String,
    pub file: FileId,
    pub media: String,
    pub added_at: Instant,
    /// `right` or `wrong`, once an officer looked.
    pub verdict: Option<String>,
    pub remark: Option<String>,
}

/// The papers of an application, the last first. Asks no permission.
pub async fn documents(tx: &mut Tx, id: ApplicantId) -> Result<Vec<Document>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Document,
        r#"select id as "id: DocumentId", applicant as "applicant: ApplicantId", kind, file as "file: FileId", media,
                  added_at, verdict, remark
           from programmes.document where city = $1 and applicant = $2 order by added_at desc, id desc limit 100"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// What the rules of the call come to for this applicant now; ages are those of the day of applying.
pub async fn judged(tx: &mut Tx, call: &Call, applicant: &Applicant) -> Result<Vec<Judged>, Error> {
    let standing = person::standing(tx, applicant.person).await?;
    let on = kernel::city::Zone::of(tx.city()).local(applicant.applied_at).date();
    let known = facts::gather(tx, call, &standing, applicant.answers, Some(applicant.id), on).await?;
    let city = tx.city();
    let words = sqlx::query_as!(
        Word,
        r#"select rule as kind, verdict = 'passed' as "passed!", reason from programmes.finding
           where city = $1 and applicant = $2 order by at, id limit 200"#,
        city.0,
        applicant.id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(judge(&call.rules, &known, &words))
}

/// Who waits in a call, in order. Asks no permission.
pub(crate) async fn list_waiting(tx: &mut Tx, call: CallId) -> Result<Vec<ApplicantId>, Error> {
    let city = tx.city();
    let ids = sqlx::query_scalar!(
        "select id from programmes.applicant where city = $1 and call = $2 and state = 'waiting'
         order by first_at, rank, number limit 100000",
        city.0,
        call.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(ApplicantId).collect())
}

/// How many wait before this one for the same places, and itself: 1 is next. `None` for whoever does not wait.
pub async fn queue_place(tx: &mut Tx, call: &Call, applicant: &Applicant) -> Result<Option<i64>, Error> {
    if applicant.state != State::Waiting {
        return Ok(None);
    }
    let city = tx.city();
    let before = sqlx::query_scalar!(
        r#"select count(*) as "count!" from programmes.applicant a
           where a.city = $1 and a.call = $2 and a.state = 'waiting' and (not $3 or a.area = $4)
             and (coalesce(a.first_at, 'infinity'), coalesce(a.rank, 0), a.number)
                 < (coalesce($7::timestamptz, 'infinity'), coalesce($5::int, 0), $6::int)"#,
        city.0,
        call.id.0,
        call.by_area,
        applicant.area.as_str(),
        applicant.rank,
        applicant.number,
        applicant.first_at
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Some(before + 1))
}
