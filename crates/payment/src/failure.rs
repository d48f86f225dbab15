//! Why a request came to nothing, by what the caller may do next.

use crate::State;

/// Why a request did not give what was asked. The four differ in what is known, and that is what makes a checkout right after
/// a crash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Certainly not done: the provider was not reached or did not let us in the door. Nothing happened; it may be asked again,
    /// or given up.
    NotDone(String),
    /// Whether it was done is not known: the answer did not come, or came broken. Nothing may be given up: ask
    /// [`status`](crate::Provider::status), or ask the same again, which does nothing twice.
    Unknown(String),
    /// The provider understood and said no. Asking the same again gives the same.
    Refused {
        /// The provider's word for it.
        code: String,
        /// The provider's sentence, for a log and for staff; not for buyers.
        reason: String,
    },
    /// The attempt was charged before and cannot be shown to a buyer again. This is how it stands.
    Already(Box<State>),
}

impl Failure {
    pub(crate) fn refused(code: impl Into<String>, reason: impl Into<String>) -> Failure {
        Failure::Refused { code: code.into(), reason: reason.into() }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::NotDone(why) => write!(f, "not done: {why}"),
            Failure::Unknown(why) => write!(f, "not known whether done: {why}"),
            Failure::Refused { code, reason } => write!(f, "refused ({code}): {reason}"),
            Failure::Already(state) => write!(f, "charged before: {state:?}"),
        }
    }
}

impl std::error::Error for Failure {}
