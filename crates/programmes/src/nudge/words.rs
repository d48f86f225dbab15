//! What is said to somebody about a step: in a mail, and in a message that the desk sends. No names: whoever sees it over
//! somebody's shoulder learns nothing of whom it is.

use kernel::{Say, Tx};

use super::NextStep;
use super::find::Next;
use crate::followup::{self, FollowupId};

/// Where the step is done, within the city.
pub(super) fn path(tx: &Tx, next: &Next) -> String {
    match (next.key.step, next.number) {
        (NextStep::Report, Some(number)) => followup::address(tx, FollowupId(next.key.about), number),
        (NextStep::Session, _) => "/pelatihan-saya".to_owned(),
        (NextStep::Report, None)
        | (NextStep::Confirm | NextStep::Document | NextStep::Interview | NextStep::Permit, _) => {
            format!("/programmes/applicants/{}", next.key.applicant)
        }
    }
}

/// Subject and text.
pub(super) fn said(next: &Next, city: &str, until: &str, address: &str) -> (Say, Say) {
    let (subject, text) = match next.key.step {
        NextStep::Confirm => ("programmes-nudge-subject-confirm", "programmes-nudge-text-confirm"),
        NextStep::Document => ("programmes-nudge-subject-document", "programmes-nudge-text-document"),
        NextStep::Interview => ("programmes-nudge-subject-interview", "programmes-nudge-text-interview"),
        NextStep::Session => ("programmes-nudge-subject-session", "programmes-nudge-text-session"),
        NextStep::Permit => ("programmes-nudge-subject-permit", "programmes-nudge-text-permit"),
        NextStep::Report => ("programmes-nudge-subject-report", "programmes-nudge-text-report"),
    };
    let with = |key: &'static str| {
        Say::new(key)
            .with("city", city.to_owned())
            .with("call", next.call_name.clone())
            .with("until", until.to_owned())
            .with("address", address.to_owned())
    };
    (with(subject), with(text))
}
