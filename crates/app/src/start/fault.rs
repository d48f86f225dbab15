//! Faults say what was being done.

use std::fmt::Display;

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
    fn from(error: kernel::Error) -> Fault {
        Fault(error.to_string())
    }
}
