//! Publication: places to the best, the others onto the waiting list, and to each applicant the reasons.

use chrono::TimeDelta;
use kernel::audit::Entry;
use kernel::{Error, Tx};
use serde_json::json;

use super::find::{self, Criterion, Review, Which};
use super::{RUN, review};
use crate::applicant::{self, ApplicantId, Move, State};
use crate::call::{self, Call, CallId};

/// Publishes what the ranking came to: in its order each is offered a place while there are any, in all and in the kelurahan,
/// and the others wait in that order. Not undone; objections follow. How many were offered a place.
pub async fn publish(tx: &mut Tx, id: CallId) -> Result<usize, Error> {
    tx.must_in_city(RUN)?;
    let call = call::locked(tx, id).await?;
    review::may_be_marked(&call, tx)?;
    if call.ranked_at.is_none() {
        return Err(Error::refused("programmes-ranking-first"));
    }
    let waiting = ranked(tx, &call).await?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "update programmes.call set published_at = $3, published_by = $4 where city = $1 and id = $2",
        city.0,
        id.0,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    for applicant in waiting {
        applicant::step(tx, applicant, Move::to(State::Waiting, "ranked")).await?;
    }
    let call = call::one(tx, id).await?;
    let offered = applicant::promote(tx, &call).await?;
    let wait = applicant::list_waiting(tx, id).await?;
    for one in wait {
        applicant::notify::result(tx, &call, one).await?;
    }
    tx.audit(Entry::new("programmes.selection.publish", "call", id).body(json!({ "offered": offered })))
        .await?;
    Ok(offered)
}

/// All who are in the selection, in their order. Refused where the order is older than a mark or an applicant.
async fn ranked(tx: &mut Tx, call: &Call) -> Result<Vec<ApplicantId>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select id, rank from programmes.applicant
         where city = $1 and call = $2 and state = 'applied' order by rank, number limit 100000",
        city.0,
        call.id.0
    )
    .fetch_all(tx.conn())
    .await?;
    if rows.is_empty() {
        return Err(Error::refused("programmes-ranking-nobody"));
    }
    if rows.iter().any(|row| row.rank.is_none()) {
        return Err(Error::refused("programmes-ranking-old"));
    }
    Ok(rows.into_iter().map(|row| ApplicantId(row.id)).collect())
}

/// Until when objections to what was published are heard.
pub(super) fn objections_until(call: &Call) -> Option<kernel::Instant> {
    Some(call.published_at? + TimeDelta::days(i64::from(call.objection_days)))
}

/// A line of what was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub code: String,
    pub rank: i32,
    pub state: State,
}

/// Figures and lists about fewer people are not published.
const FEWEST: usize = 5;

/// What the published outcome says of each application: its code and where it stands, by rank. Nobody's name, and nothing
/// where so few applied that a code would be a name. Asks no permission.
pub async fn results(tx: &mut Tx, call: &Call) -> Result<Vec<Outcome>, Error> {
    if call.published_at.is_none() {
        return Ok(Vec::new());
    }
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select code, rank as "rank!", state from programmes.applicant
           where city = $1 and call = $2 and rank is not null and state <> 'double' order by rank, number limit 10000"#,
        city.0,
        call.id.0
    )
    .fetch_all(tx.conn())
    .await?;
    if rows.len() < FEWEST {
        return Ok(Vec::new());
    }
    rows.into_iter()
        .map(|row| {
            let state = State::parse(&row.state).ok_or_else(|| Error::broken("an unknown state"))?;
            Ok(Outcome { code: row.code, rank: row.rank, state })
        })
        .collect()
}

/// Why an application has its score: for its applicant, once it is published.
pub(super) struct Reasons {
    /// By criterion the mean of the reviews that count, in hundredths of a point.
    pub(super) means: Vec<(Criterion, i32)>,
    /// What the reviewers wrote for the applicant, in no order that tells who.
    pub(super) remarks: Vec<String>,
}

/// The reasons, from the reviews that count.
pub(super) async fn reasons(tx: &mut Tx, call: &Call, id: ApplicantId) -> Result<Reasons, Error> {
    let criteria = find::criteria(tx, call.id).await?;
    let reviews = find::reviews(tx, Which { applicant: Some(id), ..Which::default() }).await?;
    let all: Vec<&Review> = reviews.iter().collect();
    let counted = find::scored(&criteria, &all, call.gap).map(|(_, counted)| counted).unwrap_or_default();
    let many = i32::try_from(counted.len()).unwrap_or(0);
    let mean = |one: Criterion| {
        let sum: i32 = counted.iter().filter_map(|review| review.points.get(&one.id)).sum();
        (one, (sum * 100).checked_div(many).unwrap_or(0))
    };
    // What was written is the applicant's to read, also where a talk took the place of the marks.
    let mut remarks: Vec<String> =
        find::sent(&all).iter().filter_map(|review| review.remark.clone()).collect();
    remarks.sort_unstable();
    Ok(Reasons { means: criteria.into_iter().map(mean).collect(), remarks })
}
