//! The machine's part: compares what was said, joins what is sure, asks about what is not.

use std::collections::{BTreeMap, BTreeSet};

use kernel::audit::Entry;
use kernel::{CityId, Db, Error, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::ask::{Asked, ask_some, forget};
pub(crate) use super::ask::{Question, ask};
use super::decide::{Words, keep};
use super::desk::{Desk, Watch};
use super::learned::{self, Seen};
use super::material::{self, Taken};
use super::policy::{self, Policy};
use super::{NewLink, RUN, Side, Verdict, find, refold, settle, trade};
use crate::batch::BatchId;
use crate::linkage::{self, Engine, Known};
use crate::source::SourceId;

/// Records whose places are read at once.
const READ: usize = 10_000;

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    /// Sources that speak of somebody by name, and were compared with all others.
    pub sources: usize,
    /// Pairs that were compared.
    pub pairs: u64,
    /// Records of people in the city before and after.
    pub people_before: usize,
    pub people_after: usize,
    /// Records of businesses that were found to be another.
    pub businesses_joined: usize,
    /// Pairs that wait for an officer.
    pub questions: usize,
}

/// Compares everything that is said of people in the city, joins the records of which the policy is sure, and asks about
/// the doubtful ones. What humans said stands; what was joined before stays. All in the caller's transaction: for a city
/// in which people work there is [`run_in_turns`].
pub async fn run(tx: &mut Tx) -> Result<Ran, Error> {
    tx.must_in_city(RUN)?;
    whole(&mut Desk::Within(tx)).await
}

/// The same in many short transactions, for the console: `tell` hears of steps done and steps in all. Stopped at any
/// moment, what was joined by then stands, and the next run does the rest.
pub async fn run_in_turns(db: &Db, city: CityId, tell: fn(i64, i64)) -> Result<Ran, Error> {
    whole(&mut Desk::turns(db, city, Watch::Console(tell))).await
}

pub(super) async fn whole(desk: &mut Desk<'_>) -> Result<Ran, Error> {
    let (engine, taken) = material::people(desk).await?;
    settled(desk, engine, taken, Among::All).await
}

/// Compares what a batch brought with all that is there, by what earlier runs saw; where nothing was seen yet, the whole
/// city is compared.
pub(super) async fn follow(desk: &mut Desk<'_>, batch: BatchId) -> Result<Ran, Error> {
    let (engine, taken) = material::people(desk).await?;
    if !taken.iter().any(|one| one.batch == Some(batch)) {
        return Ok(Ran::default());
    }
    settled(desk, engine, taken, Among::Batch(batch)).await
}

/// What is compared with all that is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Among {
    All,
    Batch(BatchId),
}

async fn settled(desk: &mut Desk<'_>, engine: Engine, taken: Vec<Taken>, among: Among) -> Result<Ran, Error> {
    let before = desk.turn(async |tx| learned::but(tx, among).await).await?;
    let among = if before.is_some() { among } else { Among::All };
    let (policy, people_before) =
        (desk.turn(policy::current).await?, count(taken.iter().map(|one| one.stands)));
    let apart = desk.turn(async |tx| find::apart(tx, Side::Person).await).await?;
    let known = known(&taken, &apart);
    let is_fresh = |one: &Taken| among == Among::All || one.batch.map(Among::Batch) == Some(among);
    let fresh: Vec<bool> = taken.iter().map(is_fresh).collect();
    let sources = fresh.iter().filter(|fresh| **fresh).count();
    desk.expect(taken.len()).await?;
    let compared =
        tokio::task::spawn_blocking(move || compare(engine, policy, &known, among, (&fresh, before)))
            .await
            .map_err(|error| Error::Broken(Box::new(error)))?;
    desk.turn(async |tx| learned::keep(tx, among, &compared.seen).await).await?;
    desk.advance(taken.len()).await?;
    let round = desk.turn(async |tx| Ok(tx.id::<Uuid>())).await?;
    let mut questions =
        people(desk, &compared, &taken, policy, Asked { side: Side::Person, round, among }).await?;
    let trades = trade::compare(desk, policy, among).await?;
    let businesses_joined = joining(desk, Side::Business, trades.joins.chunks(desk.portion())).await?;
    questions += asking(desk, Asked { side: Side::Business, round, among }, &trades.questions).await?;
    let ran = Ran {
        sources,
        pairs: compared.pairs,
        people_before,
        people_after: people_before - retired(desk, &taken, &compared.joins).await?,
        businesses_joined,
        questions,
    };
    desk.turn(async |tx| told(tx, policy, among, ran).await).await?;
    Ok(ran)
}

/// Joins people and asks about them; answers how many questions there are.
async fn people(
    desk: &mut Desk<'_>,
    compared: &Compared,
    taken: &[Taken],
    policy: Policy,
    asked: Asked,
) -> Result<usize, Error> {
    let named = |found: &Found| named(taken, found, policy);
    let joins: Vec<Vec<NewLink>> = portions(&compared.joins, desk.portion())
        .into_iter()
        .map(|portion| portion.into_iter().filter_map(named).collect())
        .collect();
    joining(desk, asked.side, joins.iter().map(Vec::as_slice)).await?;
    let doubtful: Vec<Question> = compared.doubtful.iter().filter_map(named).map(Question::from).collect();
    asking(desk, asked, &doubtful).await
}

async fn joining<'a>(
    desk: &mut Desk<'_>,
    side: Side,
    portions: impl Iterator<Item = &'a [NewLink]> + Clone,
) -> Result<usize, Error> {
    let mut count = 0;
    desk.expect(portions.clone().map(<[NewLink]>::len).sum()).await?;
    for joins in portions {
        count += desk.turn(async |tx| said(tx, side, joins).await).await?;
        desk.advance(joins.len()).await?;
    }
    Ok(count)
}

async fn told(tx: &mut Tx, policy: Policy, among: Among, ran: Ran) -> Result<(), Error> {
    let mut body =
        json!({ "policy": policy.version, "sure": policy.sure, "doubtful": policy.doubtful, "ran": ran });
    if let (Among::Batch(batch), Some(body)) = (among, body.as_object_mut()) {
        body.insert("batch".to_owned(), json!(batch));
    }
    tx.audit(Entry::new(RUN.name, "city", tx.city().0).body(body)).await
}

fn count(records: impl Iterator<Item = Uuid>) -> usize {
    records.collect::<BTreeSet<_>>().len()
}

/// How many records these joins left without a source.
async fn retired(desk: &mut Desk<'_>, taken: &[Taken], joins: &[Found]) -> Result<usize, Error> {
    let of = |number: u32| taken.get(usize::try_from(number).ok()?);
    let met: Vec<&Taken> =
        joins.iter().flat_map(|found| [found.link.a, found.link.b]).filter_map(of).collect();
    let homes: Vec<Uuid> = met.iter().map(|one| one.home).collect::<BTreeSet<_>>().into_iter().collect();
    let mut stand = BTreeSet::new();
    for homes in homes.chunks(READ) {
        let roots = desk.turn(async |tx| settle::roots(tx, Side::Person, homes).await).await?;
        stand.extend(roots.into_values());
    }
    Ok(count(met.iter().map(|one| one.stands)).saturating_sub(stand.len()))
}

/// A link and what speaks for it.
struct Found {
    link: linkage::Link,
    /// The group that it is in, once all are joined.
    group: u32,
    reasons: Vec<String>,
}

struct Compared {
    pairs: u64,
    seen: Seen,
    joins: Vec<Found>,
    doubtful: Vec<Found>,
}

fn compare(
    mut engine: Engine,
    policy: Policy,
    known: &Known,
    among: Among,
    (fresh, before): (&[bool], Option<Seen>),
) -> Compared {
    let least = policy.doubtful.min(policy.sure);
    let found = match among {
        Among::All => engine.learn(least),
        Among::Batch(_) => engine.follow(fresh, &before.unwrap_or_default(), least),
    };
    let mut links = found.links;
    let joins = engine.cluster_under(&mut links, linkage::Policy { threshold: policy.sure }, known);
    let doubtful = engine.doubtful(&links, policy.doubtful);
    let explained = |links: Vec<linkage::Link>| {
        let reasons = |link: &linkage::Link| engine.explain(link.a, link.b).reasons;
        let words = |link| reasons(&link).iter().map(|reason| reason.message.to_owned()).collect();
        links
            .into_iter()
            .map(|link| Found { link, group: engine.group(link.a), reasons: words(link) })
            .collect()
    };
    Compared {
        pairs: found.candidates,
        seen: found.seen,
        joins: explained(joins),
        doubtful: explained(doubtful),
    }
}

/// Joins in portions, none of which parts a group, so that nobody is ever half joined.
fn portions(joins: &[Found], most: usize) -> Vec<Vec<&Found>> {
    let mut ordered: Vec<&Found> = joins.iter().collect();
    ordered.sort_by_key(|found| found.group);
    let mut portions: Vec<Vec<&Found>> = Vec::new();
    for group in ordered.chunk_by(|one, other| one.group == other.group) {
        match portions.last_mut().filter(|portion| portion.len() + group.len() <= most) {
            Some(portion) => portion.extend(group),
            None => portions.push(group.to_vec()),
        }
    }
    portions
}

/// What is one already, because one record holds it, and what humans said to be two.
pub(super) fn known(taken: &[Taken], apart: &[(Uuid, Uuid)]) -> Known {
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

/// Keeps the machine's words, each an act of its own so that each can be undone alone, and puts records where they say.
/// A source that no longer counts says nothing. Answers how many there are.
pub(crate) async fn said(tx: &mut Tx, side: Side, joins: &[NewLink]) -> Result<usize, Error> {
    settle::lock(tx).await?;
    let ends = |link: &NewLink| [link.left, link.right];
    let areas = settle::areas_of(tx, side, &joins.iter().flat_map(ends).collect::<Vec<_>>()).await?;
    let joins: Vec<NewLink> = joins
        .iter()
        .filter(|link| ends(link).iter().all(|source| areas.contains_key(source)))
        .cloned()
        .collect();
    if joins.is_empty() {
        return Ok(0);
    }
    keep(tx, side, &joins, Words::OfMachine).await?;
    let sources: Vec<SourceId> = joins.iter().flat_map(ends).collect();
    let homes = settle::homes(tx, side, &sources).await?;
    refold(tx, side, homes.into_values().collect()).await?;
    Ok(joins.len())
}

/// Asks, and takes away what an earlier run asked and this one does not. Answers how many questions there are.
async fn asking(desk: &mut Desk<'_>, asked: Asked, questions: &[Question]) -> Result<usize, Error> {
    let mut count = 0;
    desk.expect(questions.len()).await?;
    for questions in questions.chunks(desk.portion()) {
        count += desk.turn(async |tx| ask_some(tx, asked, questions).await).await?;
        desk.advance(questions.len()).await?;
    }
    desk.turn(async |tx| forget(tx, asked).await).await?;
    Ok(count)
}
