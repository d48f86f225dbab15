//! Giving certificates out, and revoking them.

use chrono::{Datelike as _, NaiveDate};
use kernel::audit::Entry;
use kernel::{Error, OnConstraint as _, Tx};
use serde_json::json;
use uuid::Uuid;

use super::find::{self, Certificate};
use super::standing::{MOST, Standing, Whose, read};
use super::{CertificateId, ISSUE};
use crate::programme;
use crate::training::{self, Training, TrainingId};

/// What stands on certificates beside what somebody did.
#[derive(Debug, Clone)]
pub struct NewIssue {
    pub on: NaiveDate,
    /// Who signs: the name, and the office.
    pub signer: String,
    pub signer_title: String,
}

fn sound(tx: &Tx, new: &NewIssue) -> Result<(), Error> {
    let long = |text: &str| !(3..=120).contains(&text.trim().chars().count());
    let mut wrong = Vec::new();
    if long(&new.signer) {
        wrong.push(("signer", "programmes-signer-length".into()));
    }
    if long(&new.signer_title) {
        wrong.push(("signer_title", "programmes-signer-length".into()));
    }
    if new.on > tx.today() {
        wrong.push(("on", "programmes-certificate-not-yet".into()));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// Gives one to everybody who passed and has none, numbered on from the last of the year. Returns how many; again gives none
/// twice, also at the same moment.
pub async fn issue(tx: &mut Tx, id: TrainingId, new: NewIssue) -> Result<usize, Error> {
    tx.must_in_city(ISSUE)?;
    sound(tx, &new)?;
    // Numbers follow each other without a gap: whoever gives out certificates of a city does so one after the other.
    let city = tx.city();
    sqlx::query!("select pg_advisory_xact_lock(hashtext('programmes.certificate'), $1)", city.0)
        .execute(tx.conn())
        .await?;
    let training = training::one(tx, id).await?;
    let all = read(tx, Whose { training: id, one: None, prefix: "", offset: 0, most: MOST }).await?;
    let passed: Vec<Standing> =
        all.into_iter().filter(|one| one.passed() && one.certificate.is_none()).collect();
    if passed.is_empty() {
        return Err(Error::refused("programmes-certificates-nobody"));
    }
    write(tx, &training, &passed, &new).await?;
    let body = json!({ "count": passed.len(), "on": new.on });
    tx.audit(Entry::new(ISSUE.name, "training", id).body(body)).await?;
    Ok(passed.len())
}

async fn write(tx: &mut Tx, training: &Training, passed: &[Standing], new: &NewIssue) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    let people: Vec<Uuid> = passed.iter().map(|one| one.person.0).collect();
    let named = registry::person::named(tx, &people).await?;
    let agency = agency(tx, training).await?;
    let ids: Vec<Uuid> = passed.iter().map(|_| tx.id::<CertificateId>().0).collect();
    let participants: Vec<Uuid> = passed.iter().map(|one| one.participant.0).collect();
    let names: Vec<String> = passed
        .iter()
        .map(|one| named.get(&one.person.0).map_or_else(|| one.code.clone(), |named| named.name.clone()))
        .collect();
    let minutes: Vec<i32> =
        passed.iter().map(|one| i32::try_from(one.done.minutes).unwrap_or(i32::MAX)).collect();
    // No mark is below nought, so that one that is stands for none.
    let marks: Vec<i32> = passed.iter().map(|one| one.done.mark.unwrap_or(-1)).collect();
    sqlx::query!(
        "insert into programmes.certificate (city, id, participant, year, number, name, training_name, agency_name, minutes,
                                             mark, on_day, signer, signer_title, issued_at, issued_by)
         select $1, t.id, t.participant, $2,
                coalesce((select max(c.number) from programmes.certificate c where c.city = $1 and c.year = $2), 0) + t.place::int,
                t.name, $3, $4, t.minutes, nullif(t.mark, -1), $5, $6, $7, $8, $9
         from unnest($10::uuid[], $11::uuid[], $12::text[], $13::int[], $14::int[])
              with ordinality as t(id, participant, name, minutes, mark, place)",
        city.0,
        new.on.year(),
        training.name,
        agency,
        new.on,
        new.signer.trim(),
        new.signer_title.trim(),
        now,
        by,
        &ids,
        &participants,
        &names,
        &minutes,
        &marks
    )
    .execute(tx.conn())
    .await
    .on_constraint("certificate_once_key", || Error::refused("programmes-raced"))?;
    Ok(())
}

/// The agency that runs the programme, by name.
async fn agency(tx: &mut Tx, training: &Training) -> Result<Option<String>, Error> {
    let Some(agency) = programme::one(tx, training.programme).await?.agency else { return Ok(None) };
    let all = identity::agency::list(tx).await?;
    Ok(all.into_iter().find(|one| one.id == agency).map(|one| one.name))
}

/// Revokes one: whoever checks it is told so. The participant can be given another.
pub async fn revoke(tx: &mut Tx, id: CertificateId, reason: &str) -> Result<Certificate, Error> {
    tx.must_in_city(ISSUE)?;
    let certificate = find::one(tx, id).await?;
    let reason = training::reasoned(reason)?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    let done = sqlx::query!(
        "update programmes.certificate set revoked_at = $3, revoked_by = $4, revoked_reason = $5
         where city = $1 and id = $2 and revoked_at is null",
        city.0,
        id.0,
        now,
        by,
        reason
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::refused("programmes-certificate-is-revoked"));
    }
    let entry = Entry::new(ISSUE.name, "certificate", id).reason(reason);
    tx.audit(entry.body(json!({ "what": "revoke" }))).await?;
    Ok(certificate)
}
