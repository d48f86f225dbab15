use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{AreaCode, Error, Instant, Tx};
use uuid::Uuid;

use super::change::{self, Asked, ProgrammeChange, Words};
use super::report_back::{self, Said, Way};
use super::{FollowupId, SEE, Sells};
use crate::programme::ProgrammeId;

/// Somebody to be asked at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followup {
    pub id: FollowupId,
    pub number: i32,
    /// Whose record it is today.
    pub person: Uuid,
    pub area: AreaCode,
    pub month: i16,
    pub programme: Option<Uuid>,
    pub programme_name: Option<String>,
    pub due_on: NaiveDate,
    pub sent_at: Option<Instant>,
    /// When the last words came, and how.
    pub answered_at: Option<Instant>,
    pub answered_by: Option<Way>,
}

/// Where a follow-up stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its day has passed without an answer.
    Overdue,
    /// Its day is within a month.
    Soon,
    Later,
    Answered,
}

impl Standing {
    pub const ALL: [Standing; 4] = [Standing::Overdue, Standing::Soon, Standing::Later, Standing::Answered];

    /// As in addresses and message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Overdue => "overdue",
            Standing::Soon => "soon",
            Standing::Later => "later",
            Standing::Answered => "answered",
        }
    }

    /// Reads [`Standing::as_str`].
    pub fn parse(text: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|standing| standing.as_str() == text)
    }
}

impl Followup {
    /// Where it stands on a day.
    pub fn standing(&self, today: NaiveDate) -> Standing {
        if self.answered_at.is_some() {
            Standing::Answered
        } else if self.due_on <= today {
            Standing::Overdue
        } else if self.due_on - today <= chrono::TimeDelta::days(30) {
            Standing::Soon
        } else {
            Standing::Later
        }
    }
}

/// Which follow-ups a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// `None`: what is overdue or due soon.
    pub standing: Option<Standing>,
    pub programme: Option<ProgrammeId>,
    pub person: Option<Uuid>,
    pub offset: i64,
    pub limit: i64,
}

/// Words that were told, the last first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub at: Instant,
    pub way: Way,
    pub said: Said,
    /// Rupiah, for those who may see it.
    pub takings: Option<i64>,
    /// That takings are kept, for those who may not.
    pub keeps_takings: bool,
}

/// One, for whoever may see people there.
pub async fn one(tx: &mut Tx, id: FollowupId) -> Result<Followup, Error> {
    let followup = by_id(tx, id).await?;
    if tx.may(SEE, &followup.area) { Ok(followup) } else { Err(tx.hidden("followup")) }
}

/// One. Asks no permission: for those who hold its link, and for jobs.
pub(super) async fn by_id(tx: &mut Tx, id: FollowupId) -> Result<Followup, Error> {
    let (rows, _) = rows(tx, Some(id), "", Filter { limit: 1, ..Filter::default() }, true).await?;
    rows.into_iter().next().ok_or(Error::NotFound("followup"))
}

/// Those of the actor's territory, the longest overdue first, and how many there are.
pub async fn list(tx: &mut Tx, filter: Filter) -> Result<(Vec<Followup>, i64), Error> {
    let scope = tx.scope(SEE)?;
    let all = filter.person.is_some();
    rows(tx, None, scope.prefix(), filter, all).await
}

async fn rows(
    tx: &mut Tx,
    id: Option<FollowupId>,
    prefix: &str,
    filter: Filter,
    all: bool,
) -> Result<(Vec<Followup>, i64), Error> {
    let (city, today) = (tx.city(), tx.today());
    let rows = sqlx::query!(
        r#"select f.id, f.number, n.person as "person!", n.area as "area!", f.month, f.programme, p.name as "name?", f.due_on,
                  f.sent_at, last.at as "answered_at?", last.way as "answered_by?", count(*) over () as "total!"
           from programmes.followup f
           join programmes.followup_now n on n.city = f.city and n.followup = f.id
           left join programmes.programme p on p.city = f.city and p.id = f.programme
           left join programmes.outcome o on o.city = f.city and o.id = f.outcome
           left join lateral (select r.at, r.way from programmes.report_back r
                              where r.city = f.city and r.followup = f.id order by r.at desc, r.id desc limit 1) last on true
           where f.city = $1 and ($2::uuid is null or f.id = $2) and n.area like $3 || '%' and o.voided_at is null
             and ($4::uuid is null or f.programme = $4) and ($5::uuid is null or n.person = $5)
             and case $6::text
                   when 'overdue' then last.at is null and f.due_on <= $7
                   when 'soon' then last.at is null and f.due_on > $7 and f.due_on <= $7 + 30
                   when 'later' then last.at is null and f.due_on > $7 + 30
                   when 'answered' then last.at is not null
                   else $8 or last.at is null and f.due_on <= $7 + 30
                 end
           order by f.due_on, f.id offset $9 limit $10"#,
        city.0,
        id.map(|id| id.0),
        prefix,
        filter.programme.map(|id| id.0),
        filter.person,
        filter.standing.map(Standing::as_str),
        today,
        all,
        filter.offset,
        filter.limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let rows = rows.into_iter().map(|row| {
        Ok(Followup {
            id: FollowupId(row.id),
            number: row.number,
            person: row.person,
            area: AreaCode::parse(&row.area)?,
            month: row.month,
            programme: row.programme,
            programme_name: row.name,
            due_on: row.due_on,
            sent_at: row.sent_at,
            answered_at: row.answered_at,
            answered_by: row.answered_by.as_deref().and_then(Way::parse),
        })
    });
    Ok((rows.collect::<Result<_, Error>>()?, total))
}

/// What was told for a follow-up, the last words first.
pub async fn told(tx: &mut Tx, followup: &Followup) -> Result<Vec<Told>, Error> {
    Ok(words(tx, &[followup.id.0], report_back::may_read(tx, &followup.area))
        .await?
        .remove(&followup.id.0)
        .unwrap_or_default())
}

/// What holds for each follow-up of a person, as far as the actor may see it, by the month.
pub async fn of_person(tx: &mut Tx, person: Uuid) -> Result<Vec<(Followup, Option<Told>)>, Error> {
    let filter = Filter { person: Some(person), limit: 100, ..Filter::default() };
    let (rows, _) = list(tx, filter).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
    let reads = rows.first().is_some_and(|row| report_back::may_read(tx, &row.area));
    let mut words = words(tx, &ids, reads).await?;
    let last = |id: &FollowupId, words: &mut BTreeMap<Uuid, Vec<Told>>| {
        words.remove(&id.0).and_then(|all| all.into_iter().next())
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let told = last(&row.id, &mut words);
            (row, told)
        })
        .collect())
}

async fn words(tx: &mut Tx, ids: &[Uuid], reads: bool) -> Result<BTreeMap<Uuid, Vec<Told>>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select r.id, r.followup, r.way, r.active, r.permit, r.sold, r.employees, r.sells, r.at, t.sealed as "sealed?"
           from programmes.report_back r
           left join programmes.takings t on t.city = r.city and t.id = r.id
           where r.city = $1 and r.followup = any($2) order by r.at desc, r.id desc limit 5000"#,
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    let mut all: BTreeMap<Uuid, Vec<Told>> = BTreeMap::new();
    for row in rows {
        let sealed = row.sealed.as_deref().filter(|_| reads);
        let told = Told {
            at: row.at,
            way: Way::parse(&row.way).unwrap_or(Way::Link),
            said: Said {
                active: row.active,
                permit: row.permit,
                sold: row.sold,
                employees: row.employees,
                sells: row.sells.iter().filter_map(|text| Sells::parse(text)).collect(),
            },
            takings: report_back::takings(tx, row.id, sealed)?,
            keeps_takings: row.sealed.is_some(),
        };
        all.entry(row.followup).or_default().push(told);
    }
    Ok(all)
}

/// More people of one programme are not compared on a page.
const MOST: i64 = 20_000;

/// How the people of a programme fare, for whoever may see programmes.
pub async fn changes(tx: &mut Tx, programme: ProgrammeId) -> Result<Vec<ProgrammeChange>, Error> {
    tx.scope(crate::programme::SEE)?;
    let (city, today) = (tx.city(), tx.today());
    // The words of each person in each month, the last first; the beginning of a person holds for whatever programme followed.
    let rows = sqlx::query!(
        r#"select n.person as "person!", f.month, f.id as followup, r.id as "report?", r.active as "active?",
                  r.permit as "permit?", r.sold as "sold?", r.employees as "employees?", t.sealed as "sealed?"
           from programmes.followup f
           join programmes.followup_now n on n.city = f.city and n.followup = f.id
           left join programmes.outcome o on o.city = f.city and o.id = f.outcome
           left join programmes.report_back r on r.city = f.city and r.followup = f.id
           left join programmes.takings t on t.city = r.city and t.id = r.id
           where f.city = $1 and (f.programme = $2 or f.month = 0) and o.voided_at is null
             and (f.due_on <= $3 or r.id is not null)
             and exists (select 1 from programmes.followup of_it
                         join programmes.followup_now m on m.city = of_it.city and m.followup = of_it.id
                         where of_it.city = f.city and of_it.programme = $2 and m.person = n.person)
           order by n.person, f.month, (f.programme = $2) desc nulls last, r.at desc nulls last, r.id desc limit $4"#,
        city.0,
        programme.0,
        today,
        MOST
    )
    .fetch_all(tx.conn())
    .await?;
    let mut said: BTreeMap<(Uuid, i16), (Uuid, Option<Words>)> = BTreeMap::new();
    for row in rows {
        let words = match row.report {
            Some(id) => Some(Words {
                active: row.active,
                permit: row.permit,
                sold: row.sold,
                employees: row.employees,
                takings: report_back::takings(tx, id, row.sealed.as_deref())?,
            }),
            None => None,
        };
        let (followup, last) = said.entry((row.person, row.month)).or_insert((row.followup, words));
        // What later words of the same follow-up leave open, earlier ones say.
        if *followup == row.followup {
            *last = last.zip(words).map(|(last, words)| last.over(words));
        }
    }
    let asked: Vec<Asked> = said
        .iter()
        .map(|((person, month), (_, words))| Asked {
            month: *month,
            said: *words,
            before: said.get(&(*person, 0)).and_then(|(_, words)| *words),
        })
        .collect();
    Ok(change::of(&asked))
}
