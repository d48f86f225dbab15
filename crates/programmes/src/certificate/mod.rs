//! Who has passed a training, and the certificates that say so.
//!
//! Words: the *passing* rule of a training says what it takes; a *standing* is how far somebody is, with what is lacking in
//! words; a *certificate* is the paper, with a code by which anybody can check that the city gave it out.
//!
//! Always true: one certificate is in force for each participant; it is given to nobody whose standing lacks anything; what is
//! printed on it does not change afterwards; one that was wrong is revoked with a reason, stays, and says so when it is checked.

pub(crate) mod api;
mod check_pages;
pub mod code;
pub mod examples;
mod find;
mod forms;
mod issue;
mod mark;
pub(crate) mod own_data;
pub(crate) mod own_parts;
mod pages;
mod paper;
pub mod rules;
mod standing;
#[cfg(test)]
mod tests;

pub use code::{address, check};
pub use find::{Certificate, of_participant, of_training, one};
pub use issue::{NewIssue, issue, revoke};
pub use mark::{Given, give};
pub use standing::{Standing, Tally, how_many, rule, set_rule, standings, tally};

use kernel::{Can, Error, Tx};
use web::Context;

use crate::training::{self, RUN, Training, TrainingId, Which};

kernel::id!(
    /// What it takes to pass a training.
    PassingId
);
kernel::id!(
    /// The mark of somebody in the test of a training.
    TestMarkId
);
kernel::id!(
    /// A certificate.
    CertificateId
);

/// Gives certificates out and revokes them.
pub const ISSUE: Can = Can::new("programmes.certificate.issue", RUN.roles);

/// What certificates say: Indonesian and English.
const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// The training, for whoever may see how far its people are: the part of the territory whose people may be seen.
async fn seen(tx: &mut Tx, id: TrainingId) -> Result<(Training, String), Error> {
    let training = match training::one(tx, id).await {
        Ok(training) => training,
        Err(Error::NotFound(what)) => return Err(tx.hidden(what)),
        Err(error) => return Err(error),
    };
    if marks(tx, id).await? {
        return Ok((training, String::new()));
    }
    if tx.scope(training::SEE).is_err() {
        return Err(tx.hidden("training"));
    }
    let prefix = tx.scope(crate::applicant::SEE)?.prefix().to_owned();
    Ok((training, prefix))
}

/// Whether whoever acts may give marks: who runs trainings, and who teaches a session of this one.
async fn marks(tx: &mut Tx, id: TrainingId) -> Result<bool, Error> {
    if tx.must_in_city(RUN).is_ok() {
        return Ok(true);
    }
    let Some(trainer) = tx.actor().account() else { return Ok(false) };
    let which = Which { training: Some(id), trainer: Some(trainer), one: None };
    Ok(!training::sessions(tx, which).await?.is_empty())
}

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes().and(forms::routes()).and(check_pages::routes()),
        api: api::routes(),
        addresses: vec![("/sertifikat", "/programmes/certificates/check")],
        permissions: vec![ISSUE],
        subscriptions: vec![kernel::subscription!(
            registry::person::PersonForgotten,
            "programmes.certificate.forget",
            own_data::forgotten
        )],
        messages: vec![MESSAGES],
        openapi: Some(api::document()),
        ..Context::default()
    }
}
