use kernel::{AreaCode, Error, Instant, Tx};
use registry::person::{self, PersonId};
use uuid::Uuid;

use super::mark::Word;
use super::{Key, NextStep, SEE};
use crate::applicant::ApplicantId;
use crate::programme::ProgrammeId;

/// What somebody can do next, and what was done about it.
#[derive(Clone, PartialEq, Eq)]
pub struct Next {
    pub key: Key,
    pub code: String,
    pub person: PersonId,
    pub area: AreaCode,
    pub programme: ProgrammeId,
    pub programme_name: String,
    pub call_name: String,
    pub since_at: Instant,
    /// Until when it can be done, where it ends.
    pub until_at: Option<Instant>,
    /// That of the follow-up, for its link.
    pub number: Option<i32>,
    /// The last word about it, whose, and until when it holds.
    pub word: Option<Word>,
    pub marked_at: Option<Instant>,
    pub marked_by: Option<Uuid>,
    /// When a mail was sent.
    pub mailed_at: Option<Instant>,
}

/// Prints which step it is, never whose.
impl std::fmt::Debug for Next {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Next").field("key", &self.key).finish_non_exhaustive()
    }
}

/// What was done about a step so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NudgeStanding)]
pub enum Standing {
    /// Nothing, or long enough ago.
    Open,
    /// Spoken to, or put off, for the time being.
    Waiting,
    /// Nobody looks at it any more.
    Never,
}

impl Standing {
    pub const ALL: [Standing; 3] = [Standing::Open, Standing::Waiting, Standing::Never];

    /// As in addresses and message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Waiting => "waiting",
            Standing::Never => "never",
        }
    }

    /// Reads [`Standing::as_str`].
    pub fn parse(text: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// Which steps a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// `None`: whatever was done about it.
    pub standing: Option<Standing>,
    pub step: Option<NextStep>,
    pub programme: Option<ProgrammeId>,
    pub area: Option<AreaCode>,
    pub applicants: Option<Vec<Uuid>>,
    pub person: Option<PersonId>,
    pub offset: i64,
    pub limit: i64,
}

/// Who is stuck in the actor's territory, the longest first, and how many there are.
pub async fn list(tx: &mut Tx, filter: &Filter) -> Result<(Vec<Next>, i64), Error> {
    let scope = tx.scope(SEE)?;
    rows(tx, scope.prefix(), filter).await
}

/// What whoever acts can do next.
pub async fn own(tx: &mut Tx) -> Result<Vec<Next>, Error> {
    let Some(person) = person::own(tx).await? else { return Ok(Vec::new()) };
    let filter = Filter { person: Some(person), limit: 50, ..Filter::default() };
    Ok(rows(tx, "", &filter).await?.0)
}

/// The steps of one application. Asks no permission.
pub(super) async fn of(tx: &mut Tx, applicant: ApplicantId) -> Result<Vec<Next>, Error> {
    these(tx, &[applicant.0]).await
}

/// The steps of these applications. Asks no permission.
pub(super) async fn these(tx: &mut Tx, applicants: &[Uuid]) -> Result<Vec<Next>, Error> {
    let filter = Filter { applicants: Some(applicants.to_vec()), limit: 5_000, ..Filter::default() };
    Ok(rows(tx, "", &filter).await?.0)
}

async fn rows(tx: &mut Tx, prefix: &str, filter: &Filter) -> Result<(Vec<Next>, i64), Error> {
    let (city, now) = (tx.city(), tx.now());
    let rows = sqlx::query_as!(
        Row,
        r#"select n.applicant as "applicant!", n.code as "code!", n.root as "root!", n.area as "area!: AreaCode",
                  n.programme as "programme!", g.name as programme_name, c.name as call_name, n.step as "step!",
                  n.about as "about!", n.since_at as "since_at!", n.until_at, n.number, m.word as "word?",
                  m.at as "marked_at?", m.by_account as "marked_by?", d.sent_at as "mailed_at?", count(*) over () as "total!"
           from programmes.next_step n
           join programmes.call c on c.city = n.city and c.id = n.call
           join programmes.programme g on g.city = n.city and g.id = n.programme
           left join programmes.nudge d on d.city = n.city and d.applicant = n.applicant and d.step = n.step
                and d.about = n.about and d.mailed
           left join lateral (select k.word, k.at, k.by_account, k.until_at from programmes.nudge_mark k
                              where k.city = n.city and k.applicant = n.applicant and k.step = n.step and k.about = n.about
                              order by k.at desc, k.id desc limit 1) m on true
           where n.city = $1 and n.area like $2 || '%' and n.area like $3 || '%'
             and ($4::uuid is null or n.programme = $4) and ($5::text is null or n.step = $5)
             and ($6::uuid[] is null or n.applicant = any($6)) and ($7::uuid is null or n.root = $7)
             and n.since_at <= $8 and (n.until_at is null or n.until_at > $8)
             and (n.busy_until is null or n.busy_until <= $8)
             and case $9::text
                   when 'open' then m.word is null or m.until_at <= $8
                   when 'waiting' then m.until_at > $8
                   when 'never' then m.word = 'never'
                   else true
                 end
           order by n.since_at, n.applicant, n.step, n.about offset $10 limit $11"#,
        city.0,
        prefix,
        filter.area.as_ref().map_or("", AreaCode::as_str),
        filter.programme.map(|id| id.0),
        filter.step.map(NextStep::as_str),
        filter.applicants.as_deref(),
        filter.person.map(|id| id.0),
        now,
        filter.standing.map(Standing::as_str),
        filter.offset,
        filter.limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    Ok((rows.into_iter().map(Row::next).collect::<Result<_, Error>>()?, total))
}

struct Row {
    applicant: Uuid,
    code: String,
    root: Uuid,
    area: AreaCode,
    programme: Uuid,
    programme_name: String,
    call_name: String,
    step: String,
    about: Uuid,
    since_at: Instant,
    until_at: Option<Instant>,
    number: Option<i32>,
    word: Option<String>,
    marked_at: Option<Instant>,
    marked_by: Option<Uuid>,
    mailed_at: Option<Instant>,
    total: i64,
}

impl Row {
    fn next(self) -> Result<Next, Error> {
        let step = NextStep::parse(&self.step).ok_or_else(|| Error::broken("an unknown next step"))?;
        Ok(Next {
            key: Key { applicant: ApplicantId(self.applicant), step, about: self.about },
            code: self.code,
            person: PersonId(self.root),
            area: self.area,
            programme: ProgrammeId(self.programme),
            programme_name: self.programme_name,
            call_name: self.call_name,
            since_at: self.since_at,
            until_at: self.until_at,
            number: self.number,
            word: self.word.as_deref().and_then(Word::parse),
            marked_at: self.marked_at,
            marked_by: self.marked_by,
            mailed_at: self.mailed_at,
        })
    }
}

/// Days until somebody is reminded by mail, where nobody said otherwise for the programme.
pub const DAYS: i32 = 7;

/// After how many days a programme reminds by mail; nought: never. Asks no permission.
pub async fn days(tx: &mut Tx, programme: ProgrammeId) -> Result<i32, Error> {
    let city = tx.city();
    let said = sqlx::query_scalar!(
        "select days from programmes.nudge_rule where city = $1 and programme = $2 order by set_at desc, id desc limit 1",
        city.0,
        programme.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(said.unwrap_or(DAYS))
}
