use std::collections::BTreeSet;

use kernel::withhold::Told;
use kernel::{AreaCode, Error, Instant, Tx};
use registry::person::PersonId;
use uuid::Uuid;

use super::Step;
use super::rules::{Cell, Counted, Graded, count};
use crate::applicant::{self, ApplicantId};
use crate::call::CallId;
use crate::programme::{self, ProgrammeId, Stage, stages};

/// Whom to count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub call: Option<CallId>,
    /// A kecamatan or kelurahan of the home when they applied.
    pub area: Option<AreaCode>,
    pub women: bool,
}

/// The funnel of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funnel {
    pub steps: Vec<Counted>,
    /// The stages that the programme has, by its own words.
    pub stages: Vec<Stage>,
    /// Whether all of it is shown: the actor may see the people behind it too.
    pub open: bool,
}

/// Counts the people of a programme in the actor's territory. Who may not see applicants sees the programme as a whole: two
/// counts of overlapping people would tell what each of them withholds.
pub async fn funnel(tx: &mut Tx, id: ProgrammeId, filter: &Filter) -> Result<Funnel, Error> {
    let (prefix, open) = match tx.scope(applicant::SEE) {
        Ok(scope) => (scope.prefix().to_owned(), true),
        Err(_) => (tx.scope(programme::SEE)?.prefix().to_owned(), false),
    };
    if !open && *filter != Filter::default() {
        return Err(Error::Forbidden);
    }
    let (cells, grades) = counted(tx, id, &prefix, filter).await?;
    let stages = programme::stages(tx, id).await?;
    let taught = stages.iter().any(|stage| stage.kind == stages::Kind::Train);
    Ok(Funnel { steps: count(&cells, &grades, taught, open), stages, open })
}

struct Row {
    level: i32,
    because: Option<String>,
    grade: Option<String>,
    /// Counted by grade, which is beside the other count.
    graded: bool,
    number: i64,
    people: Vec<Uuid>,
    since: Option<Instant>,
}

pub(super) async fn counted(
    tx: &mut Tx,
    id: ProgrammeId,
    prefix: &str,
    filter: &Filter,
) -> Result<(Vec<Cell>, Vec<Graded>), Error> {
    let (city, now, today) = (tx.city(), tx.now(), tx.today());
    let rows = sqlx::query_as!(
        Row,
        r#"-- bounded: by the steps and the reasons there are
           with one as (
               select u.level, u.root, u.grade, u.since_at,
                      coalesce(u.dropped,
                               case when u.over_at <= $7 then case u.level when 3 then 'never_came' else 'unfinished' end end,
                               case when u.silent_on <= $8 then 'silent' end) as because
               from programmes.funnel_unit u
               where u.city = $1 and u.programme = $2 and u.area like $3 || '%' and u.area like $4 || '%'
                 and ($5::uuid is null or u.call = $5) and (not $6 or u.woman))
           select level as "level!", because, null::text as grade, false as "graded!", count(*) as "number!",
                  (array_agg(distinct root))[1:5] as "people!",
                  percentile_disc(0.5) within group (order by since_at) as since
           from one group by level, because
           union all
           select 6, null, grade, true, count(*), (array_agg(distinct root))[1:5], null
           from one where level >= 6 group by grade
           order by 1, 2, 3"#,
        city.0,
        id.0,
        prefix,
        filter.area.as_ref().map_or("", AreaCode::as_str),
        filter.call.map(|id| id.0),
        filter.women,
        now,
        today
    )
    .fetch_all(tx.conn())
    .await?;
    let (grades, steps): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.graded);
    let told = |number: i64, people: Vec<Uuid>| Told { value: number, people: BTreeSet::from_iter(people) };
    let cell = |row: Row| {
        Ok(Cell {
            step: Step::of_level(row.level).ok_or_else(|| Error::broken("an unknown step"))?,
            because: row.because,
            told: told(row.number, row.people),
            median_days: row.since.map_or(0, |since| (now - since).num_days().max(0)),
        })
    };
    let grade = |row: Row| Graded { grade: row.grade, told: told(row.number, row.people) };
    let cells = steps.into_iter().map(cell).collect::<Result<Vec<Cell>, Error>>()?;
    Ok((cells, grades.into_iter().map(grade).collect()))
}

/// Which of those who came to a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Of {
    /// All, also those who went on.
    #[default]
    Came,
    OnTheWay,
    Dropped,
}

impl Of {
    pub const ALL: [Of; 3] = [Of::Came, Of::OnTheWay, Of::Dropped];

    /// As in addresses and message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Of::Came => "came",
            Of::OnTheWay => "on-the-way",
            Of::Dropped => "dropped",
        }
    }

    /// Reads [`Of::as_str`].
    pub fn parse(text: &str) -> Option<Of> {
        Of::ALL.into_iter().find(|of| of.as_str() == text)
    }
}

/// Somebody in the funnel.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    pub applicant: ApplicantId,
    pub code: String,
    pub person: PersonId,
    pub area: AreaCode,
    /// The farthest that was reached, and since when.
    pub step: Step,
    pub since_at: Instant,
    /// Why it ends there; none: it does not.
    pub because: Option<String>,
    /// The same in somebody's words.
    pub words: Option<String>,
}

/// Prints which application it is, never whose.
impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line")
            .field("applicant", &self.applicant)
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}

/// Whose names stand behind a figure.
#[derive(Debug, Clone)]
pub struct Behind {
    pub step: Step,
    pub of: Of,
    pub because: Option<String>,
    pub offset: i64,
    pub most: i64,
}

/// The people behind a figure, those first who are there longest, and how many they are.
pub async fn people(
    tx: &mut Tx,
    id: ProgrammeId,
    filter: &Filter,
    behind: &Behind,
) -> Result<(Vec<Line>, i64), Error> {
    let scope = tx.scope(applicant::SEE)?;
    let (city, now, today) = (tx.city(), tx.now(), tx.today());
    let rows = sqlx::query!(
        r#"with one as (
               select u.applicant, u.code, u.root, u.area, u.level, u.since_at, u.words,
                      coalesce(u.dropped,
                               case when u.over_at <= $7 then case u.level when 3 then 'never_came' else 'unfinished' end end,
                               case when u.silent_on <= $8 then 'silent' end) as because
               from programmes.funnel_unit u
               where u.city = $1 and u.programme = $2 and u.area like $3 || '%' and u.area like $4 || '%'
                 and ($5::uuid is null or u.call = $5) and (not $6 or u.woman))
           select applicant as "applicant!", code as "code!", root as "root!", area as "area!: AreaCode",
                  level as "level!", since_at as "since_at!", because, words, count(*) over () as "total!"
           from one
           where level >= $9 and ($10 = 'came' or level = $9 and ($10 = 'dropped') = (because is not null))
             and ($11::text is null or because = $11)
           order by since_at, applicant offset $12 limit $13"#,
        city.0,
        id.0,
        scope.prefix(),
        filter.area.as_ref().map_or("", AreaCode::as_str),
        filter.call.map(|id| id.0),
        filter.women,
        now,
        today,
        behind.step.level(),
        behind.of.as_str(),
        behind.because.as_deref(),
        behind.offset,
        behind.most
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let lines = rows.into_iter().map(|row| {
        Ok(Line {
            applicant: ApplicantId(row.applicant),
            code: row.code,
            person: PersonId(row.root),
            area: row.area,
            step: Step::of_level(row.level).ok_or_else(|| Error::broken("an unknown step"))?,
            since_at: row.since_at,
            // What was said at another step says nothing of why somebody is still on the way.
            words: row.words.filter(|_| row.because.is_some()),
            because: row.because,
        })
    });
    Ok((lines.collect::<Result<_, Error>>()?, total))
}
