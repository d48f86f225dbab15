//! Example programmes, calls and applicants, made through the doings: tests and the demo use the same ones.

use chrono::TimeDelta;
use kernel::{AreaCode, Error, Tx};
use registry::person::PersonId;

use crate::applicant::{Answers, ApplicantId, NewApplicant, apply};
use crate::call::{self, CallId, Method, NewCall, Quota, Rule};
use crate::followup::NewReport;
use crate::programme::{self, Category, NewProgramme, ProgrammeId, stages};

/// A programme with the usual stages.
pub async fn programme(tx: &mut Tx, name: &str, category: Category) -> Result<ProgrammeId, Error> {
    let new = NewProgramme {
        name: name.to_owned(),
        category,
        agency: None,
        about: String::new(),
        stages: stages::read(stages::USUAL)?,
    };
    programme::add(tx, new).await
}

/// A call as cities make them: open since an hour and for thirty days, three days to answer, by arrival.
pub fn a_call(tx: &Tx, name: &str, quota: Quota, rules: &[Rule]) -> NewCall {
    NewCall {
        name: name.to_owned(),
        opens_at: tx.now() - TimeDelta::hours(1),
        closes_at: tx.now() + TimeDelta::days(30),
        method: Method::Arrival,
        quota,
        rules: rules.to_vec(),
        accept_days: 3,
        gap: 20,
        objection_days: 7,
        prefers_heads: false,
        asks_baseline: false,
    }
}

/// A call of a new programme for so many people, by arrival, without rules.
pub async fn call(tx: &mut Tx, name: &str, places: i32) -> Result<CallId, Error> {
    let programme = programme(tx, &format!("Program {name}"), Category::Wub).await?;
    let new = a_call(tx, name, Quota { whole: places, each: None }, &[]);
    call::add(tx, programme, new).await
}

/// Somebody new of a kelurahan, who applies.
pub async fn applicant(
    tx: &mut Tx,
    call: CallId,
    name: &str,
    area: &AreaCode,
) -> Result<(PersonId, ApplicantId), Error> {
    let person = registry::examples::person(tx, name, area, None).await?;
    Ok((person, entered(tx, call, person).await?))
}

/// An application of somebody with a card of the city and no public office.
pub async fn entered(tx: &mut Tx, call: CallId, person: PersonId) -> Result<ApplicantId, Error> {
    telling(tx, call, person, None).await
}

/// The same, with how the business stands.
pub async fn telling(
    tx: &mut Tx,
    call: CallId,
    person: PersonId,
    baseline: Option<NewReport>,
) -> Result<ApplicantId, Error> {
    let answers = Answers { ktp_here: Some(true), civil_servant: Some(false), married: Some(true) };
    let new =
        NewApplicant { person, answers, idea: "Keripik tempe untuk warung sekitar".to_owned(), baseline };
    apply(tx, call, new).await
}
