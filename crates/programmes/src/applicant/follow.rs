//! When two records are found to be one person, or one to be two, the applications follow.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Error, Tx};
use registry::link::{Settled, Side};
use registry::person::{self, PersonId};
use uuid::Uuid;

use super::{ApplicantId, Move, State, promote, release, step};
use crate::call::{self, CallId, Method};

struct Entered {
    id: ApplicantId,
    person: PersonId,
    number: i32,
    state: State,
}

/// Hears that records were joined or parted.
pub(crate) async fn settled(tx: &mut Tx, fact: Settled) -> Result<(), Error> {
    if fact.side != Side::Person {
        return Ok(());
    }
    let mut met: BTreeSet<Uuid> = fact.retired.iter().flat_map(|(from, to)| [*from, *to]).collect();
    met.extend(fact.restored);
    let met: Vec<Uuid> = met.into_iter().collect();
    for id in calls(tx, &met).await? {
        follow(tx, id, &met).await?;
    }
    Ok(())
}

async fn calls(tx: &mut Tx, people: &[Uuid]) -> Result<Vec<CallId>, Error> {
    let city = tx.city();
    let ids = sqlx::query_scalar!(
        "select distinct call from programmes.applicant
         where city = $1 and (root = any($2) or person = any($2)) order by call limit 1000",
        city.0,
        people
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(CallId).collect())
}

/// In each call one application of a person is in force: the one that has a place, then the first. What was set aside
/// because two records were one comes back when they are two again.
async fn follow(tx: &mut Tx, id: CallId, people: &[Uuid]) -> Result<(), Error> {
    let call = call::locked(tx, id).await?;
    let mut by_root: BTreeMap<PersonId, Vec<Entered>> = BTreeMap::new();
    for one in entered(tx, id, people).await? {
        let root = person::standing(tx, one.person).await?.id;
        by_root.entry(root).or_default().push(one);
    }
    // Those that are set aside let go of the key before the others take it.
    for all in by_root.values_mut() {
        all.sort_by_key(|one| (weight(one.state), one.number));
        for double in all.iter_mut().skip(1).filter(|one| alive(one.state)) {
            release(tx, double.id).await?;
            step(tx, double.id, Move::to(State::Double, "double")).await?;
            double.state = State::Double;
        }
    }
    unroot(tx, id, people).await?;
    for (root, all) in &by_root {
        let ids: Vec<Uuid> = all.iter().map(|one| one.id.0).collect();
        let city = tx.city();
        sqlx::query!(
            "update programmes.applicant set root = $3 where city = $1 and id = any($2)",
            city.0,
            &ids,
            root.0
        )
        .execute(tx.conn())
        .await?;
        let back = all.first().filter(|one| one.state == State::Double);
        if let Some(one) = back {
            let to = if call.method == Method::Selection && call.published_at.is_none() {
                State::Applied
            } else {
                State::Waiting
            };
            step(tx, one.id, Move::to(to, "parted")).await?;
        }
    }
    promote(tx, &call).await?;
    Ok(())
}

/// Lets go of all roots first, so that the order in which they are given again does not matter.
async fn unroot(tx: &mut Tx, call: CallId, people: &[Uuid]) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update programmes.applicant set root = id
         where city = $1 and call = $2 and (root = any($3) or person = any($3))",
        city.0,
        call.0,
        people
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Which of several goes first: the one that came farthest.
fn weight(state: State) -> u8 {
    match state {
        State::Placed => 0,
        State::Offered => 1,
        State::Applied | State::Waiting => 2,
        State::Refused | State::Lapsed => 3,
        State::Double => 4,
        State::Withdrawn => 5,
    }
}

/// Whether it counts as the application of its person: a refused one does too.
fn alive(state: State) -> bool {
    !matches!(state, State::Withdrawn | State::Double)
}

async fn entered(tx: &mut Tx, call: CallId, people: &[Uuid]) -> Result<Vec<Entered>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select id, person, number, state from programmes.applicant
         where city = $1 and call = $2 and (root = any($3) or person = any($3)) order by number limit 1000",
        city.0,
        call.0,
        people
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let state = State::parse(&row.state).ok_or_else(|| Error::broken("an unknown state"))?;
            Ok(Entered { id: ApplicantId(row.id), person: PersonId(row.person), number: row.number, state })
        })
        .collect()
}
