//! The ranking: from the marks to an order that anybody can repeat.

use kernel::audit::Entry;
use kernel::{Error, Say, Tx};
use registry::person::{self, PersonId};
use serde_json::json;
use uuid::Uuid;

use super::find::{self, Criterion, Review, Which};
use super::rules::{self, Ranked};
use super::{RUN, review};
use crate::applicant::ApplicantId;
use crate::call::{self, Call, CallId};

/// Ranks the applicants of a call whose marks are complete, for all to be seen at the desk. Again, with other marks, it gives
/// another order, until it is published. How many were ranked.
pub async fn rank(tx: &mut Tx, id: CallId) -> Result<usize, Error> {
    tx.must_in_city(RUN)?;
    let call = call::locked(tx, id).await?;
    review::may_be_marked(&call, tx)?;
    let ranked = order(tx, &call).await?;
    let count = ranked.len();
    tx.audit(Entry::new("programmes.selection.rank", "call", id).body(json!({ "ranked": count }))).await?;
    Ok(count)
}

/// Puts all who are, or were, in the selection in order and keeps it. The caller holds the call.
pub(super) async fn order(tx: &mut Tx, call: &Call) -> Result<Vec<Ranked<ApplicantId>>, Error> {
    let criteria = find::criteria(tx, call.id).await?;
    let reviews = find::reviews(tx, Which { call: Some(call.id), ..Which::default() }).await?;
    let by = find::by_applicant(&reviews);
    let candidates = find::candidates(tx, call).await?;
    let mut all = Vec::with_capacity(candidates.len());
    let mut lacking = 0_usize;
    for one in &candidates {
        let marked = by.get(&one.id).map(Vec::as_slice).unwrap_or_default();
        let Some((score, counted)) = find::scored(&criteria, marked, call.gap) else {
            lacking += 1;
            continue;
        };
        // Only a call that prefers somebody asks who it is.
        let preferred = call.prefers_heads && heads_family(tx, PersonId(one.person)).await?;
        let by_criterion = means(&criteria, &counted);
        all.push(Ranked { id: one.id, score, preferred, by_criterion, number: one.number });
    }
    if lacking > 0 {
        return Err(Error::Refused(Say::new("programmes-ranking-lacks").with("count", lacking)));
    }
    if all.is_empty() {
        return Err(Error::refused("programmes-ranking-nobody"));
    }
    let ranked = rules::rank(all);
    keep(tx, call.id, &ranked).await?;
    Ok(ranked)
}

async fn heads_family(tx: &mut Tx, person: PersonId) -> Result<bool, Error> {
    Ok(person::standing(tx, person).await?.heads_family == Some(true))
}

/// The mean points of the reviews that count for each criterion, in sixths; the heaviest first, and among those as heavy in
/// the order of the list.
fn means(criteria: &[Criterion], counted: &[&Review]) -> Vec<i32> {
    let mut order: Vec<&Criterion> = criteria.iter().collect();
    order.sort_by_key(|one| std::cmp::Reverse(one.weight));
    let many = i32::try_from(counted.len()).unwrap_or(0);
    let mean = |one: &&Criterion| {
        let sum: i32 = counted.iter().filter_map(|review| review.points.get(&one.id)).sum();
        (sum * 6).checked_div(many).unwrap_or(0)
    };
    order.iter().map(mean).collect()
}

async fn keep(tx: &mut Tx, id: CallId, ranked: &[Ranked<ApplicantId>]) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let ids: Vec<Uuid> = ranked.iter().map(|one| one.id.0).collect();
    let scores: Vec<i32> = ranked.iter().map(|one| one.score).collect();
    let above = ranked.windows(2).map(|pair| match pair {
        [upper, lower] => rules::tie(upper, lower),
        _ => None,
    });
    // An empty text stands for none: arrays of texts without gaps are plain to send.
    let ties: Vec<String> = std::iter::once(None)
        .chain(above)
        .map(|tie| tie.map(rules::Tie::as_str).unwrap_or_default().to_owned())
        .collect();
    sqlx::query!(
        "update programmes.applicant set rank = null, score = null, tie = null where city = $1 and call = $2",
        city.0,
        id.0
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update programmes.applicant a set rank = r.rank::int, score = r.score, tie = nullif(r.tie, '')
         from unnest($2::uuid[], $3::int[], $4::text[]) with ordinality as r(id, score, tie, rank)
         where a.city = $1 and a.id = r.id",
        city.0,
        &ids,
        &scores,
        &ties
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update programmes.call set ranked_at = $3, ranked_by = $4 where city = $1 and id = $2",
        city.0,
        id.0,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
