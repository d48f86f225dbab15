//! That outcomes changed, and where: whoever counts them hears of it.
//!
//! Each change leaves a mark of its own in its own transaction, so that nobody who records waits for anybody who counts. What
//! is counted of a place is true unless a mark of the place is left; who counts anew takes away just the marks that it saw.

use std::collections::BTreeSet;

use kernel::{Error, Fact, Tx};
use registry::link::{Settled, Side};
use registry::source::PeopleWithdrawn;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Outcomes of a kind changed somewhere: one was recorded, what speaks for it became better or worse, or it is found to be
/// somebody else's. Where, is marked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OutcomesChanged {
    pub subject: Uuid,
    pub kind: String,
}

impl Fact for OutcomesChanged {
    const NAME: &'static str = "programmes.outcome.changed";

    fn subject(&self) -> Uuid {
        self.subject
    }
}

/// Tells that outcomes of a kind changed, or that they are counted in a new way.
pub(crate) async fn tell(tx: &mut Tx, kind: &str) -> Result<(), Error> {
    // One subject for the whole city: one counts, and those that follow find that nothing is left to be counted.
    let subject = Uuid::from_u128(u128::from(tx.city().0.unsigned_abs()));
    tx.tell(&OutcomesChanged { subject, kind: kind.to_owned() }).await
}

/// Marks the places of all outcomes of these people, whichever of their records they were told of, and tells it. An outcome
/// counts or not by the others of the same person, so that those are marked as well.
pub(super) async fn mark(tx: &mut Tx, people: &[Uuid]) -> Result<(), Error> {
    let city = tx.city();
    // bounded: by the few outcomes of the people asked for
    let met = sqlx::query!(
        r#"select distinct o.kind as "kind!", left(o.area, 13) as "place!"
           from (select told.id from unnest($2::uuid[]) as told (id)
                 union
                 select n.now from programmes.person_now n where n.city = $1 and n.person = any($2)) asked
           cross join lateral (
               select asked.id as record
               union all
               select j.record from programmes.person_joined j where j.city = $1 and j.now = asked.id) r
           join programmes.outcome o on o.city = $1 and o.person = r.record
           order by 1, 2"#,
        city.0,
        people
    )
    .fetch_all(tx.conn())
    .await?;
    let ids: Vec<Uuid> = met.iter().map(|_| tx.id()).collect();
    let (kinds, places): (Vec<String>, Vec<String>) =
        met.into_iter().map(|one| (one.kind, one.place)).unzip();
    sqlx::query!(
        "insert into programmes.outcome_mark (city, id, kind, place)
         select $1, m.id, m.kind, m.place from unnest($2::uuid[], $3::text[], $4::text[]) as m (id, kind, place)",
        city.0,
        &ids,
        &kinds,
        &places
    )
    .execute(tx.conn())
    .await?;
    for kind in kinds.into_iter().collect::<BTreeSet<String>>() {
        tell(tx, &kind).await?;
    }
    Ok(())
}

/// Hears that records were joined or parted.
pub(crate) async fn settled(tx: &mut Tx, fact: Settled) -> Result<(), Error> {
    if fact.side != Side::Person {
        return Ok(());
    }
    let mut met: Vec<Uuid> = fact.retired.into_iter().flat_map(<[Uuid; 2]>::from).collect();
    met.extend(fact.restored);
    met.extend(fact.left);
    mark(tx, &met).await
}

/// Hears that people were withdrawn, or are back.
pub(crate) async fn withdrawn(tx: &mut Tx, fact: PeopleWithdrawn) -> Result<(), Error> {
    mark(tx, &fact.people).await
}
