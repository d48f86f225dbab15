//! A resolution: what a text, or a point, was found to mean, with how sure that is and what else it could be.
//!
//! Nothing of it is kept, and the text is never logged: people type whole addresses.

pub(crate) mod api;
pub(crate) mod pages;

use kernel::{AreaCode, Tx};

use crate::address::{Reason, Resolution};

/// How sure an answer is, as people say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sureness {
    Certain,
    Likely,
    Unsure,
}

impl Sureness {
    /// The resolver promises: 0.9 and more is practically certain, what is ambiguous stays below 0.6.
    pub fn of(confidence: f64) -> Sureness {
        if confidence >= 0.9 {
            Sureness::Certain
        } else if confidence >= 0.6 {
            Sureness::Likely
        } else {
            Sureness::Unsure
        }
    }
}

/// The RW and RT that the text names, if the best place has them: their code; otherwise what it said of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Below {
    /// The text names neither.
    Unsaid,
    Known(AreaCode),
    Unknown,
}

/// Looks up RW and RT of the best place.
pub async fn below(tx: &mut Tx, answer: &Resolution, kelurahan: &AreaCode) -> Result<Below, kernel::Error> {
    let code = match (answer.understood.rw, answer.understood.rt) {
        (None, _) => return Ok(Below::Unsaid),
        (Some(rw), None) => format!("{kelurahan}/{rw:03}"),
        (Some(rw), Some(rt)) => format!("{kelurahan}/{rw:03}/{rt:03}"),
    };
    let Ok(code) = AreaCode::parse(&code) else { return Ok(Below::Unknown) };
    let day = tx.today();
    match crate::neighbourhood::one(tx, &code, day).await {
        Ok(found) => Ok(Below::Known(found.code)),
        Err(kernel::Error::NotFound(_)) => Ok(Below::Unknown),
        Err(error) => Err(error),
    }
}

/// The message that says a reason.
pub(crate) fn say(reason: &Reason, name: impl Fn(&AreaCode) -> String) -> kernel::Say {
    use crate::address::NameKind;
    let called = |code: &crate::code::Code| name(&AreaCode::from(*code));
    let say = kernel::Say::new;
    match reason {
        Reason::Named { code, written, slips, kind } => {
            let key = match (kind, slips) {
                (NameKind::Former, _) => "territory-reason-former",
                (NameKind::Current | NameKind::Alias, 0) => "territory-reason-named",
                (NameKind::Current | NameKind::Alias, _) => "territory-reason-slips",
            };
            say(key).with("written", written.clone()).with("name", called(code)).with("slips", *slips)
        }
        Reason::AtHome { home } => say("territory-reason-home").with("name", called(home)),
        Reason::AwayFromHome { home } => say("territory-reason-away").with("name", called(home)),
        Reason::PostcodeAgrees { postcode } => {
            say("territory-reason-postcode").with("postcode", postcode.to_string())
        }
        Reason::PostcodeDiffers { postcode } => {
            say("territory-reason-postcode-differs").with("postcode", postcode.to_string())
        }
        Reason::Contradicts { written, .. } => {
            say("territory-reason-contradicts").with("written", written.clone())
        }
        Reason::Ambiguous { others } => say("territory-reason-ambiguous").with("others", *others),
        Reason::CodeGiven => say("territory-reason-code"),
    }
}
