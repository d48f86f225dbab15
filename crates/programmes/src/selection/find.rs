use std::collections::BTreeMap;

use kernel::{Error, Instant, Say, Tx};
use uuid::Uuid;

use super::rules::{self, Agreed, Kind};
use super::{CriterionId, ReviewId};
use crate::applicant::{ApplicantId, State};
use crate::call::{Call, CallId};

/// What applicants are marked by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    pub id: CriterionId,
    pub name: String,
    pub weight: i32,
}

/// The criteria of a call, in their order. Asks no permission: everybody may know them.
pub async fn criteria(tx: &mut Tx, call: CallId) -> Result<Vec<Criterion>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Criterion,
        r#"select id as "id: CriterionId", name, weight from programmes.criterion
           where city = $1 and call = $2 order by place, id limit 100"#,
        city.0,
        call.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// A review that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Review {
    pub(super) id: ReviewId,
    pub(super) applicant: ApplicantId,
    /// The code of the application.
    pub(super) code: String,
    pub(super) reviewer: Uuid,
    pub(super) kind: Kind,
    pub(super) place: i32,
    pub(super) claimed_at: Instant,
    pub(super) submitted_at: Option<Instant>,
    pub(super) remark: Option<String>,
    /// Points by criterion, once it was sent.
    pub(super) points: BTreeMap<CriterionId, i32>,
}

struct Row {
    id: Uuid,
    applicant: Uuid,
    code: String,
    reviewer: Uuid,
    kind: String,
    place: i32,
    claimed_at: Instant,
    submitted_at: Option<Instant>,
    remark: Option<String>,
    criteria: Vec<Uuid>,
    points: Vec<i32>,
}

/// What is asked for of reviews.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Which {
    pub(super) call: Option<CallId>,
    pub(super) applicant: Option<ApplicantId>,
    pub(super) one: Option<ReviewId>,
}

/// Reviews, each applicant's in their order. Asks no permission.
pub(super) async fn reviews(tx: &mut Tx, which: Which) -> Result<Vec<Review>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        r#"select v.id, v.applicant, a.code, v.reviewer, v.kind, v.place, v.claimed_at, v.submitted_at, v.remark,
                  array(select m.criterion from programmes.mark m where m.city = v.city and m.review = v.id
                        order by m.criterion) as "criteria!",
                  array(select m.points from programmes.mark m where m.city = v.city and m.review = v.id
                        order by m.criterion) as "points!"
           from programmes.review v
           join programmes.applicant a on a.city = v.city and a.id = v.applicant
           where v.city = $1 and ($2::uuid is null or a.call = $2) and ($3::uuid is null or v.applicant = $3)
             and ($4::uuid is null or v.id = $4)
           order by v.applicant, v.place limit 100000"#,
        city.0,
        which.call.map(|id| id.0),
        which.applicant.map(|id| id.0),
        which.one.map(|id| id.0)
    )
    .fetch_all(tx.conn())
    .await?;
    let review = |row: Row| Review {
        id: ReviewId(row.id),
        applicant: ApplicantId(row.applicant),
        code: row.code,
        reviewer: row.reviewer,
        // The database knows no other kinds.
        kind: Kind::parse(&row.kind).unwrap_or(Kind::Blind),
        place: row.place,
        claimed_at: row.claimed_at,
        submitted_at: row.submitted_at,
        remark: row.remark,
        points: row.criteria.into_iter().map(CriterionId).zip(row.points).collect(),
    };
    Ok(rows.into_iter().map(review).collect())
}

/// What one review's points come to.
pub(super) fn score(criteria: &[Criterion], review: &Review) -> i32 {
    let weights: Vec<i32> = criteria.iter().map(|one| one.weight).collect();
    let points: Vec<i32> =
        criteria.iter().map(|one| review.points.get(&one.id).copied().unwrap_or(0)).collect();
    rules::score(&weights, &points)
}

/// Those of the reviews of one applicant that were sent.
pub(super) fn sent<'a>(reviews: &[&'a Review]) -> Vec<&'a Review> {
    reviews.iter().copied().filter(|review| review.submitted_at.is_some()).collect()
}

/// What the reviews of one applicant that were sent come to. What it counts are places in [`sent`].
pub(super) fn agreed(criteria: &[Criterion], reviews: &[&Review], gap: i32) -> Agreed {
    let given: Vec<(Kind, i32)> =
        sent(reviews).into_iter().map(|review| (review.kind, score(criteria, review))).collect();
    rules::agreed(&given, gap)
}

/// The score, with the reviews that make it. `None` while marks are lacking.
pub(super) fn scored<'a>(
    criteria: &[Criterion],
    reviews: &[&'a Review],
    gap: i32,
) -> Option<(i32, Vec<&'a Review>)> {
    let Agreed::Score { score, counted } = agreed(criteria, reviews, gap) else { return None };
    let all = sent(reviews);
    Some((score, counted.iter().filter_map(|at| all.get(*at).copied()).collect()))
}

/// How far the reviews of a call are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Those who are to be marked.
    pub applicants: usize,
    /// Of them, those whose marks are complete.
    pub complete: usize,
    /// Of them, those for whom a third reviewer is needed, or a talk.
    pub third: usize,
}

impl Progress {
    pub(super) fn says(self) -> Say {
        Say::new("programmes-selection-progress")
            .with("applicants", self.applicants)
            .with("complete", self.complete)
            .with("third", self.third)
    }
}

/// Those who are to be marked.
pub(super) struct Candidate {
    pub(super) id: ApplicantId,
    pub(super) person: Uuid,
    pub(super) number: i32,
    pub(super) by_account: Option<Uuid>,
}

/// The applicants of a call that are in the selection, and after its publication those who were. Asks no permission.
pub(super) async fn candidates(tx: &mut Tx, call: &Call) -> Result<Vec<Candidate>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select id, root, number, applied_by from programmes.applicant
         where city = $1 and call = $2 and (state = $3 or $4 and rank is not null and state <> $5)
         order by number limit 100000",
        city.0,
        call.id.0,
        State::Applied.as_str(),
        call.published_at.is_some(),
        State::Double.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Candidate {
            id: ApplicantId(row.id),
            person: row.root,
            number: row.number,
            by_account: row.applied_by,
        })
        .collect())
}

/// Reviews by applicant.
pub(super) fn by_applicant(reviews: &[Review]) -> BTreeMap<ApplicantId, Vec<&Review>> {
    let mut by: BTreeMap<ApplicantId, Vec<&Review>> = BTreeMap::new();
    for review in reviews {
        by.entry(review.applicant).or_default().push(review);
    }
    by
}

/// How far the reviews are. Asks no permission: figures only.
pub async fn progress(tx: &mut Tx, call: &Call) -> Result<Progress, Error> {
    let criteria = criteria(tx, call.id).await?;
    let reviews = reviews(tx, Which { call: Some(call.id), ..Which::default() }).await?;
    let by = by_applicant(&reviews);
    let mut progress = Progress::default();
    for candidate in candidates(tx, call).await? {
        progress.applicants += 1;
        let all = by.get(&candidate.id).map(Vec::as_slice).unwrap_or_default();
        match agreed(&criteria, all, call.gap) {
            Agreed::Score { .. } => progress.complete += 1,
            Agreed::Apart => progress.third += 1,
            Agreed::Needs(_) => {}
        }
    }
    Ok(progress)
}
