//! How far the participants of a training are.

use kernel::audit::Entry;
use kernel::{AreaCode, Error, OnConstraint as _, Tx};
use registry::person::PersonId;
use serde_json::json;

use super::rules::{Done, Lack, Rule, lacks};
use super::{CertificateId, PassingId};
use crate::applicant::ApplicantId;
use crate::training::{self, ParticipantId, RUN, TrainingId};

/// How far somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub participant: ParticipantId,
    pub number: i32,
    pub applicant: ApplicantId,
    /// The code of the application.
    pub code: String,
    pub person: PersonId,
    pub area: AreaCode,
    pub done: Done,
    /// What is lacking; nothing: passed.
    pub lacks: Vec<Lack>,
    /// The certificate in force.
    pub certificate: Option<CertificateId>,
}

impl Standing {
    /// Whether nothing is lacking.
    pub fn passed(&self) -> bool {
        self.lacks.is_empty()
    }
}

/// The rule in force, or what holds where nobody set one. Asks no permission.
pub async fn rule(tx: &mut Tx, id: TrainingId) -> Result<Rule, Error> {
    let city = tx.city();
    let rule = sqlx::query_as!(
        Rule,
        "select share, mark from programmes.passing where city = $1 and training = $2 and ended_at is null",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(rule.unwrap_or_default())
}

/// Says what it takes to pass. Certificates that are out stay.
pub async fn set_rule(tx: &mut Tx, id: TrainingId, new: Rule) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    training::open(tx, id).await?;
    if !(0..=100).contains(&new.share) {
        return Err(Error::field("share", "programmes-passing-share-range"));
    }
    if new.mark.is_some_and(|mark| !(1..=100).contains(&mark)) {
        return Err(Error::field("mark", "programmes-passing-mark-range"));
    }
    let before = rule(tx, id).await?;
    let (city, now, one): (_, _, PassingId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "update programmes.passing set ended_at = $3, ended_by = $4
         where city = $1 and training = $2 and ended_at is null",
        city.0,
        id.0,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into programmes.passing (city, id, training, share, mark, set_at, set_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        city.0,
        one.0,
        id.0,
        new.share,
        new.mark,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("passing_once_key", || Error::refused("programmes-raced"))?;
    let was =
        json!({ "what": "passing", "before": [before.share, before.mark], "now": [new.share, new.mark] });
    tx.audit(Entry::new(RUN.name, "training", id).body(was)).await
}

/// Whose standing is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whose<'a> {
    pub(super) training: TrainingId,
    pub(super) one: Option<ParticipantId>,
    /// In this subtree.
    pub(super) prefix: &'a str,
    pub(super) offset: i64,
    pub(super) most: i64,
}

/// How far those who take part now are, by number. Asks no permission.
pub(super) async fn read(tx: &mut Tx, whose: Whose<'_>) -> Result<Vec<Standing>, Error> {
    let rule = rule(tx, whose.training).await?;
    let city = tx.city();
    let rows = sqlx::query!(
        r#"with taught as materialized (
               select id, place, name, minutes, required from programmes.unit
               where city = $1 and training = $2 and ended_at is null)
           select p.id as "participant: ParticipantId", p.number, p.applicant as "applicant: ApplicantId", a.code,
                  a.root as "person: PersonId", a.area as "area!: AreaCode", m.mark as "mark?",
                  c.id as "certificate?: CertificateId",
                  (select coalesce(sum(u.minutes), 0) from taught u) as "whole!",
                  (select coalesce(sum(u.minutes), 0) from taught u where u.id = any(d.units)) as "minutes!",
                  array(select u.name from taught u where u.required and not u.id = any(d.units) order by u.place, u.id)
                      as "missing!"
           from programmes.participant p
           join programmes.applicant a on a.city = p.city and a.id = p.applicant
           cross join lateral (select array(
               select distinct s.unit from programmes.attendance x
               join programmes.session s on s.city = x.city and s.id = x.session
               where x.city = p.city and x.participant = p.id and x.voided_at is null) as units) d
           left join programmes.test_mark m on m.city = p.city and m.participant = p.id and m.ended_at is null
           left join programmes.certificate c on c.city = p.city and c.participant = p.id and c.revoked_at is null
           where p.city = $1 and p.training = $2 and p.left_at is null and a.state = 'placed'
             and ($3::uuid is null or p.id = $3) and a.area like $4 || '%'
           order by p.number offset $5 limit $6"#,
        city.0,
        whose.training.0,
        whose.one.map(|id| id.0),
        whose.prefix,
        whose.offset,
        whose.most
    )
    .fetch_all(tx.conn())
    .await?;
    let standing = rows.into_iter().map(|row| {
        let done = Done { minutes: row.minutes, whole: row.whole, missing: row.missing, mark: row.mark };
        Standing {
            participant: row.participant,
            number: row.number,
            applicant: row.applicant,
            code: row.code,
            person: row.person,
            area: row.area,
            lacks: lacks(rule, &done),
            done,
            certificate: row.certificate,
        }
    });
    Ok(standing.collect())
}

/// The most people of a training: more are not counted.
pub(super) const MOST: i64 = 20_000;

/// A page of standings, for whoever may see them: the desk within its territory, and trainers.
pub async fn standings(tx: &mut Tx, id: TrainingId, offset: i64, most: i64) -> Result<Vec<Standing>, Error> {
    let (training, prefix) = super::seen(tx, id).await?;
    read(tx, Whose { training: training.id, one: None, prefix: &prefix, offset, most }).await
}

/// How many there are of them.
pub async fn how_many(tx: &mut Tx, id: TrainingId) -> Result<i64, Error> {
    let (training, prefix) = super::seen(tx, id).await?;
    let who = training::Who {
        training: training.id,
        session: None,
        one: None,
        prefix: &prefix,
        offset: 0,
        most: 0,
    };
    training::count(tx, &who).await
}

/// How many of those take part, passed, and have a certificate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub people: usize,
    pub passed: usize,
    pub certified: usize,
    /// Passed, and no certificate yet.
    pub awaiting: usize,
    /// Have a certificate, but would not pass by what is recorded now: attendance was voided, or the rule became stricter.
    pub doubtful: usize,
}

/// Counts standings.
pub fn tally(standings: &[Standing]) -> Tally {
    let count = |is: fn(&Standing) -> bool| standings.iter().filter(|one| is(one)).count();
    Tally {
        people: standings.len(),
        passed: count(Standing::passed),
        certified: count(|one| one.certificate.is_some()),
        awaiting: count(|one| one.passed() && one.certificate.is_none()),
        doubtful: count(|one| !one.passed() && one.certificate.is_some()),
    }
}
