//! How a business stood when its owner applied: kept with the application, read by nobody who selects, and the first words of
//! the follow-ups once a place is given. Of whoever had none it goes.

use chrono::TimeDelta;
use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::secret::Place;
use kernel::{Error, Instant, Rupiah, Tx};
use serde_json::{Value, json};
use uuid::Uuid;

use super::purposes::TAKINGS as PURPOSE;
use super::report_back::{self, Given, NewReport, Said, Way};
use super::{BASELINE as PLACE, FollowupId};
use crate::applicant::{self, ApplicantId, ENTER};

/// How long the words of somebody who had no place are kept: an objection may still bring one.
const KEPT: TimeDelta = TimeDelta::days(60);

/// So many become follow-ups in one turn.
const TURN: i64 = 500;

/// Keeps what somebody said when applying. For callers that have asked whether the call asks.
pub(crate) async fn keep(tx: &mut Tx, applicant: ApplicantId, new: NewReport) -> Result<(), Error> {
    report_back::sound(&new)?;
    let NewReport { said, takings, .. } = new;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let place = Place { column: PLACE, city, row: applicant.0 };
    let sealed = takings.map(|takings| tx.db().keys().seal(place, &takings.0.to_string())).transpose()?;
    let version = sealed.as_ref().map(|_| PURPOSE.version);
    sqlx::query!(
        "insert into programmes.baseline (city, applicant, active, permit, sold, employees, sealed, agreed_version, said_at,
             by_account)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        city.0,
        applicant.0,
        said.active,
        said.permit,
        said.sold,
        said.employees,
        sealed,
        version,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What is kept with an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Baseline {
    pub(crate) said: Said,
    pub(crate) takings: Option<i64>,
    pub(crate) said_at: Instant,
    by: Option<AccountId>,
}

impl Baseline {
    /// For whoever asks what is held of her.
    pub(crate) fn json(&self) -> Value {
        let said = &self.said;
        json!({
            "told_at": self.said_at, "active": said.active, "permit": said.permit, "sold": said.sold,
            "employees": said.employees, "takings": self.takings,
        })
    }
}

/// What is kept with applications. Asks no permission: for the person's own pages, and for what follows a place.
pub(crate) async fn of(tx: &mut Tx, applicants: &[Uuid]) -> Result<Vec<(Uuid, Baseline)>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select applicant, active, permit, sold, employees, sealed, said_at, by_account from programmes.baseline
         where city = $1 and applicant = any($2) order by applicant limit 1000",
        city.0,
        applicants
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter().map(|row| {
        let place = Place { column: PLACE, city, row: row.applicant };
        let takings = report_back::opened(tx, place, row.sealed.as_deref())?;
        let (active, permit, sold, employees) = (row.active, row.permit, row.sold, row.employees);
        let said = Said { active, permit, sold, employees, sells: Vec::new() };
        Ok((
            row.applicant,
            Baseline { said, takings, said_at: row.said_at, by: row.by_account.map(AccountId) },
        ))
    });
    rows.collect()
}

/// Whether something is kept with an application, for those who may not read it.
pub(crate) async fn is_kept(tx: &mut Tx, applicant: ApplicantId) -> Result<bool, Error> {
    let city = tx.city();
    let kept = sqlx::query_scalar!(
        r#"select exists (select 1 from programmes.baseline where city = $1 and applicant = $2) as "kept!""#,
        city.0,
        applicant.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(kept)
}

/// Deletes what was said, for the person or at the desk for her: it was said freely, and nothing depends on it.
pub(crate) async fn withdraw(tx: &mut Tx, id: ApplicantId) -> Result<(), Error> {
    let applicant = applicant::may(tx, id, ENTER).await?;
    forget(tx, &[id.0]).await?;
    tx.audit(Entry::new("programmes.baseline.withdraw", "applicant", id).area(applicant.area)).await
}

/// Deletes what is kept with applications. For callers that have asked.
pub(crate) async fn forget(tx: &mut Tx, applicants: &[Uuid]) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "delete from programmes.baseline where city = $1 and applicant = any($2)",
        city.0,
        applicants
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Makes what was said the answer to the follow-up of the beginning, on the day it was said; how many.
pub(super) async fn carry(tx: &mut Tx) -> Result<usize, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select f.id, b.applicant from programmes.baseline b
         join programmes.followup f on f.city = b.city and f.applicant = b.applicant and f.month = 0
         where b.city = $1 order by b.said_at, b.applicant limit $2 for update of b skip locked",
        city.0,
        TURN
    )
    .fetch_all(tx.conn())
    .await?;
    let applicants: Vec<Uuid> = rows.iter().map(|row| row.applicant).collect();
    for (applicant, was) in of(tx, &applicants).await? {
        let Some(row) = rows.iter().find(|row| row.applicant == applicant) else { continue };
        let takings = was.takings.map(Rupiah);
        let new = NewReport { said: was.said, agreed: takings.is_some(), takings };
        let given = Given { way: Way::Intake, at: was.said_at, by: was.by };
        report_back::write(tx, FollowupId(row.id), given, new).await?;
    }
    forget(tx, &applicants).await?;
    Ok(applicants.len())
}

/// Deletes the words of those whose application came to nothing, and of those who still wait when the programme is over.
pub(super) async fn lapse(tx: &mut Tx) -> Result<(), Error> {
    let (city, before) = (tx.city(), tx.now() - KEPT);
    sqlx::query!(
        "delete from programmes.baseline b using programmes.applicant a, programmes.call c, programmes.programme p
         where b.city = $1 and a.city = $1 and a.id = b.applicant and c.city = $1 and c.id = a.call
           and p.city = $1 and p.id = c.programme
           and (a.state in ('refused', 'withdrawn', 'lapsed', 'double')
                and not exists (select 1 from programmes.step s
                                where s.city = $1 and s.applicant = a.id and s.at > $2)
                or a.state <> 'placed' and least(c.cancelled_at, p.closed_at) < $2)",
        city.0,
        before
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
