//! Faults say what was being done.

use std::fmt::Display;

use kernel::{Error, Say};
use web::Lang;

use crate::config::Fault;

/// Turns an error into a [`Fault`] that says what was being done.
pub trait Doing<T> {
    /// "could not {what}: {error}".
    fn doing(self, what: impl Display) -> Result<T, Fault>;
}

impl<T, E: Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl Display) -> Result<T, Fault> {
        self.map_err(|error| Fault(format!("could not {what}: {error}")))
    }
}

impl From<cluster::Error> for Fault {
    /// These say what to do already.
    fn from(error: cluster::Error) -> Fault {
        Fault(error.to_string())
    }
}

impl From<kernel::Error> for Fault {
    /// In words, as the pages say it in English.
    fn from(error: kernel::Error) -> Fault {
        let words = |say: &Say| match crate::messages() {
            Ok(messages) => messages.say(Lang::En, say),
            Err(_) => say.to_string(),
        };
        match error {
            Error::Invalid(fields) => {
                let each = fields.iter().map(|(field, say)| format!("{field}: {}", words(say)));
                Fault(each.collect::<Vec<_>>().join("\n       "))
            }
            Error::Refused(say) => Fault(words(&say)),
            Error::NotFound(_) | Error::Forbidden | Error::Broken(_) => Fault(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_doing_refuses_is_said_in_words() {
        let Fault(said) = Error::field("reason", "identity-grant-reason-length").into();
        assert!(said.starts_with("reason: ") && said.contains(' ') && !said.contains("identity-"), "{said}");
        let Fault(said) = Error::refused("identity-grant-reason-length").into();
        assert!(!said.contains("identity-"), "{said}");
    }
}
