//! Two whose marks are far apart may talk instead of calling a third: one writes what they agreed on, the other confirms it.

use std::collections::BTreeMap;

use kernel::audit::Entry;
use kernel::{Error, Tx};
use serde_json::json;

use super::find::{self, Criterion, Review, Which};
use super::rules::{Agreed, Kind};
use super::{CriterionId, REVIEW, ReviewId, review};
use crate::applicant::{self, Applicant};
use crate::call::{self, Call};

/// What the two reviewers of an application may see of each other.
pub(super) struct Both {
    pub(super) applicant: Applicant,
    pub(super) call: Call,
    pub(super) criteria: Vec<Criterion>,
    /// All reviews that were sent, once two were; empty before.
    pub(super) sent: Vec<Review>,
    pub(super) agreed: Agreed,
    /// What one of them wrote of their talk, to be confirmed by the other.
    pub(super) proposed: Option<Review>,
}

/// What whoever sent this review may see: nothing of the others before two were sent.
pub(super) async fn both(tx: &mut Tx, mine: &Review) -> Result<Both, Error> {
    let applicant = applicant::one(tx, mine.applicant).await?;
    let call = call::one(tx, applicant.call).await?;
    let criteria = find::criteria(tx, call.id).await?;
    let all = find::reviews(tx, Which { applicant: Some(applicant.id), ..Which::default() }).await?;
    let refs: Vec<&Review> = all.iter().collect();
    let agreed = find::agreed(&criteria, &refs, call.gap);
    let two = mine.submitted_at.is_some() && find::sent(&refs).len() >= 2;
    let (sent, open): (Vec<Review>, Vec<Review>) =
        all.into_iter().partition(|one| one.submitted_at.is_some());
    let proposed = open.into_iter().find(|one| one.kind == Kind::Talk).filter(|_| two);
    Ok(Both { applicant, call, criteria, sent: if two { sent } else { Vec::new() }, agreed, proposed })
}

/// Writes down what both agreed on, by one of the two; it counts once the other has confirmed it.
pub async fn propose(
    tx: &mut Tx,
    id: ReviewId,
    points: &BTreeMap<CriterionId, i32>,
    remark: &str,
) -> Result<ReviewId, Error> {
    let mine = review::mine(tx, id).await?;
    let call = applicant::one(tx, mine.applicant).await?.call;
    let call = call::locked(tx, call).await?;
    review::may_be_marked(&call, tx)?;
    let both = both(tx, &mine).await?;
    if both.agreed != Agreed::Apart || both.sent.is_empty() {
        return Err(Error::refused("programmes-talk-needless"));
    }
    if both.proposed.is_some() {
        return Err(Error::refused("programmes-talk-waits"));
    }
    // Where a third reviewer has taken it, the database refuses the third place.
    let talk = review::claim(tx, mine.applicant, Kind::Talk, 3).await?;
    review::keep(tx, talk, &both.criteria, points, remark).await?;
    let entry = Entry::new("programmes.review.talk", "applicant", mine.applicant).area(both.applicant.area);
    tx.audit(entry.body(json!({ "review": talk }))).await?;
    Ok(talk)
}

/// Says, as the other of the two, whether that is what was agreed on. If not, it goes, and a third reviewer may take it.
pub async fn confirm(tx: &mut Tx, id: ReviewId, agreed: bool) -> Result<(), Error> {
    tx.scope(REVIEW)?;
    let mine = review::mine(tx, id).await?;
    let call = applicant::one(tx, mine.applicant).await?.call;
    let call = call::locked(tx, call).await?;
    review::may_be_marked(&call, tx)?;
    let both = both(tx, &mine).await?;
    let talk = both.proposed.ok_or(Error::NotFound("review"))?;
    if talk.reviewer == mine.reviewer {
        return Err(Error::refused("programmes-talk-other"));
    }
    let (city, now) = (tx.city(), tx.now());
    if agreed {
        sqlx::query!(
            "update programmes.review set submitted_at = $3, confirmed_by = $4 where city = $1 and id = $2",
            city.0,
            talk.id.0,
            now,
            mine.reviewer
        )
        .execute(tx.conn())
        .await?;
    } else {
        sqlx::query!("delete from programmes.mark where city = $1 and review = $2", city.0, talk.id.0)
            .execute(tx.conn())
            .await?;
        sqlx::query!("delete from programmes.review where city = $1 and id = $2", city.0, talk.id.0)
            .execute(tx.conn())
            .await?;
    }
    let entry =
        Entry::new("programmes.review.confirm", "applicant", mine.applicant).area(both.applicant.area);
    tx.audit(entry.body(json!({ "review": talk.id, "agreed": agreed }))).await
}
