//! The machine's part: compares all that was said, joins what is sure, asks about what is not.

use std::collections::{BTreeMap, BTreeSet};

use kernel::audit::Entry;
use kernel::{Error, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::decide::{Words, above, keep};
use super::material::{self, Taken};
use super::policy::{self, Policy};
use super::{NewLink, RUN, Side, Verdict, find, refold, settle, trade};
use crate::linkage::{self, Engine, Known};
use crate::source::SourceId;

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    /// Sources that speak of somebody by name.
    pub sources: usize,
    /// Pairs that were compared.
    pub pairs: u64,
    /// Records of people before and after.
    pub people_before: usize,
    pub people_after: usize,
    /// Records of businesses that were found to be another.
    pub businesses_joined: usize,
    /// Pairs that wait for an officer.
    pub questions: usize,
}

/// A pair that somebody has to decide.
pub(crate) struct Question {
    pub left: SourceId,
    pub right: SourceId,
    pub weight: f32,
    pub reasons: Vec<String>,
}

/// Compares everything that is said of people in the city, joins the records of which the policy is sure, and asks about
/// the doubtful ones. What humans said stands; what was joined before stays.
pub async fn run(tx: &mut Tx) -> Result<Ran, Error> {
    tx.must_in_city(RUN)?;
    let policy = policy::current(tx).await?;
    let (engine, taken) = material::people(tx).await?;
    let known = known(&taken, &find::apart(tx, Side::Person).await?);
    let sources = taken.len();
    let before = count(taken.iter().map(|one| one.stands));
    let compared = tokio::task::spawn_blocking(move || compare(engine, policy, &known))
        .await
        .map_err(|error| Error::Broken(Box::new(error)))?;
    settle::lock(tx).await?;
    let link = |link: &Found| named(&taken, link, policy);
    let joins: Vec<NewLink> = compared.joins.iter().filter_map(link).collect();
    said(tx, Side::Person, &joins).await?;
    let stand = settle::roots(tx, Side::Person, &homes(&taken)).await?;
    let questions: Vec<Question> = compared.doubtful.iter().filter_map(link).map(Question::from).collect();
    let mut asked = ask(tx, Side::Person, &questions).await?;
    let trades = trade::compare(tx, policy).await?;
    let businesses_joined = said(tx, Side::Business, &trades.joins).await?;
    asked += ask(tx, Side::Business, &trades.questions).await?;
    let ran = Ran {
        sources,
        pairs: compared.pairs,
        people_before: before,
        people_after: count(taken.iter().filter_map(|one| stand.get(&one.home).copied())),
        businesses_joined,
        questions: asked,
    };
    let body =
        json!({ "policy": policy.version, "sure": policy.sure, "doubtful": policy.doubtful, "ran": ran });
    tx.audit(Entry::new(RUN.name, "city", tx.city().0).body(body)).await?;
    Ok(ran)
}

fn count(records: impl Iterator<Item = Uuid>) -> usize {
    records.collect::<BTreeSet<_>>().len()
}

fn homes(taken: &[Taken]) -> Vec<Uuid> {
    taken.iter().map(|one| one.home).collect::<BTreeSet<_>>().into_iter().collect()
}

/// A link and what speaks for it.
struct Found {
    link: linkage::Link,
    reasons: Vec<String>,
}

struct Compared {
    pairs: u64,
    joins: Vec<Found>,
    doubtful: Vec<Found>,
}

fn compare(mut engine: Engine, policy: Policy, known: &Known) -> Compared {
    let found = engine.learn(policy.doubtful.min(policy.sure));
    let mut links = found.links;
    let joins = engine.cluster_under(&mut links, linkage::Policy { threshold: policy.sure }, known);
    let doubtful = engine.doubtful(&links, policy.doubtful);
    let explained = |links: Vec<linkage::Link>| {
        let reasons = |link: &linkage::Link| engine.explain(link.a, link.b).reasons;
        let words = |link| reasons(&link).iter().map(|reason| reason.message.to_owned()).collect();
        links.into_iter().map(|link| Found { link, reasons: words(link) }).collect()
    };
    Compared { pairs: found.candidates, joins: explained(joins), doubtful: explained(doubtful) }
}

/// What is one already, because one record holds it, and what humans said to be two.
fn known(taken: &[Taken], apart: &[(Uuid, Uuid)]) -> Known {
    let (mut standing, mut home) = (BTreeMap::new(), BTreeMap::new());
    let mut known = Known::default();
    for (one, number) in taken.iter().zip(0_u32..) {
        let first = *standing.entry(one.stands).or_insert(number);
        if first != number {
            known.same.push((first, number));
        }
        home.entry(one.home).or_insert(number);
    }
    let pair = |(a, b): &(Uuid, Uuid)| Some((*home.get(a)?, *home.get(b)?));
    known.different = apart.iter().filter_map(pair).collect();
    known
}

fn named(taken: &[Taken], found: &Found, policy: Policy) -> Option<NewLink> {
    let of = |number: u32| taken.get(usize::try_from(number).ok()?).map(|one| one.source);
    Some(NewLink {
        left: of(found.link.a)?,
        right: of(found.link.b)?,
        verdict: Verdict::Same,
        why: None,
        policy: Some(policy.version),
        weight: Some(found.link.weight),
        reasons: found.reasons.clone(),
    })
}

impl From<NewLink> for Question {
    fn from(link: NewLink) -> Question {
        let weight = link.weight.unwrap_or_default();
        Question { left: link.left, right: link.right, weight, reasons: link.reasons }
    }
}

/// Keeps the machine's words, each an act of its own so that each can be undone alone, and puts records where they say.
/// Answers how many there are.
async fn said(tx: &mut Tx, side: Side, joins: &[NewLink]) -> Result<usize, Error> {
    if joins.is_empty() {
        return Ok(0);
    }
    keep(tx, side, joins, Words::OfMachine).await?;
    let sources: Vec<SourceId> = joins.iter().flat_map(|link| [link.left, link.right]).collect();
    let homes = settle::homes(tx, side, &sources).await?;
    refold(tx, side, homes.into_values().collect()).await?;
    Ok(joins.len())
}

/// Puts the questions in the place of those of the last run that nobody answered.
pub(crate) async fn ask(tx: &mut Tx, side: Side, questions: &[Question]) -> Result<usize, Error> {
    let sources: Vec<SourceId> = questions.iter().flat_map(|one| [one.left, one.right]).collect();
    let areas = settle::areas_of(tx, side, &sources).await?;
    let (city, now, round): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let mut rows = Vec::with_capacity(questions.len());
    for one in questions {
        let (left, right) = (one.left.min(one.right), one.left.max(one.right));
        let (Some(area), Some(other)) = (areas.get(&left), areas.get(&right)) else { continue };
        rows.push(json!({
            "id": tx.id::<Uuid>(), "left": left, "right": right, "area": above(area.clone(), other),
            "weight": policy::thousandths(one.weight), "reasons": one.reasons,
        }));
    }
    sqlx::query!(
        r#"insert into registry.link_question
               (city, id, side, left_source, right_source, area, weight, reasons, asked_at, round)
           select $1, r.id, $2, r."left", r."right", r.area, r.weight, r.reasons, $4, $5
           from jsonb_to_recordset($3::jsonb) as r(
               id uuid, "left" uuid, "right" uuid, area text, weight int, reasons jsonb)
           on conflict on constraint link_question_pair_key do update set
               area = excluded.area, weight = excluded.weight, reasons = excluded.reasons, round = excluded.round"#,
        city.0,
        side.as_str(),
        serde_json::Value::from(rows),
        now,
        round
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "delete from registry.link_question where city = $1 and side = $2 and act is null and round <> $3",
        city.0,
        side.as_str(),
        round
    )
    .execute(tx.conn())
    .await?;
    Ok(questions.len())
}
