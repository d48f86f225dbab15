//! What somebody says who was helped speaks for an outcome: that the business is at work, has a permit, has sold.

use kernel::{Error, Job, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use registry::person::PersonId;

use super::FollowupId;
use super::find;
use super::report_back::Way;
use crate::outcome::{self, Grade, NEW_ENTREPRENEUR, NewEvidence, NewOutcome, NewShare, Sort};
use crate::programme;

/// Records the outcome of a report back. Doing it again adds nothing: evidence that is known is not told twice.
#[derive(Debug, Serialize, Deserialize)]
pub struct Claim {
    pub report: Uuid,
}

impl Job for Claim {
    const NAME: &'static str = "programmes.followup.claim";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let city = tx.city();
        let row = sqlx::query!(
            "select followup, way, permit, sold, at from programmes.report_back where city = $1 and id = $2 and active",
            city.0,
            self.report
        )
        .fetch_optional(tx.conn())
        .await?;
        let Some(row) = row else { return Ok(()) };
        let followup = find::by_id(tx, FollowupId(row.followup)).await?;
        let grade = Way::parse(&row.way).map_or(Grade::Claimed, Way::grade);
        let on = kernel::city::Zone::of(city).local(row.at).date();
        let mut sorts = vec![Sort::Active];
        sorts.extend(row.permit.filter(|yes| *yes).map(|_| Sort::Permit));
        sorts.extend(row.sold.filter(|yes| *yes).map(|_| Sort::Sale));
        for sort in sorts {
            let evidence = NewEvidence { grade, sort, on, note: None };
            speak(tx, &followup, evidence).await?;
        }
        Ok(())
    }
}

/// One piece of evidence: for the outcome that is in force for whoever it is today, or for one that begins with it.
async fn speak(tx: &mut Tx, followup: &find::Followup, evidence: NewEvidence) -> Result<(), Error> {
    let person = PersonId(followup.person);
    let known = outcome::of_person(tx, person).await?;
    let known = known.iter().find(|one| one.kind == NEW_ENTREPRENEUR && one.voided_at.is_none());
    if let Some(known) = known.map(|one| one.id) {
        let told = outcome::find::evidence(tx, known).await?;
        let same = |old: &outcome::Evidence| {
            (old.sort, old.grade, old.on) == (evidence.sort, evidence.grade, evidence.on)
        };
        if !told.iter().any(same) {
            outcome::evidence(tx, known, evidence).await?;
        }
        return Ok(());
    }
    let (category, shares) = helped_by(tx, followup).await?;
    let new = NewOutcome {
        person,
        business: None,
        kind: NEW_ENTREPRENEUR.to_owned(),
        categories: category.into_iter().collect(),
        area: None,
        on: evidence.on,
        evidence,
        shares,
    };
    outcome::record(tx, new).await.map(|_| ())
}

/// The programme of which somebody is asked counts as having helped by half, as long as nobody says otherwise.
async fn helped_by(tx: &mut Tx, followup: &find::Followup) -> Result<(Option<String>, Vec<NewShare>), Error> {
    let Some(id) = followup.programme else { return Ok((None, Vec::new())) };
    let programme = programme::one(tx, programme::ProgrammeId(id)).await?;
    let category = match programme.category {
        programme::Category::Other => None,
        programme::Category::Wub
        | programme::Category::Women
        | programme::Category::Youth
        | programme::Category::Disability => Some(programme.category.as_str().to_owned()),
    };
    Ok((category, vec![NewShare { programme: Some(id), name: programme.name, share: 50 }]))
}
