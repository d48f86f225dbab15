//! A call: the weeks in which people may apply to a programme, for how many places, and who may.
//!
//! Always true: whether a call is open is decided by the clock of the transaction, never by a page; times are those of the
//! city's zone; a call that was made is never deleted but cancelled, with a reason that applicants read.

pub(crate) mod api;
pub(crate) mod fields;
mod find;
pub mod judge;
pub(crate) mod pages;
pub mod rule;
#[cfg(test)]
mod tests;
mod window;
mod write;

pub(crate) use find::locked;
pub use find::{Call, Fullness, fullness, list, of, one};
pub use rule::Rule;
pub(crate) use window::written;
pub use window::{Window, local_time};
pub use write::{NewCall, Quota, add, amend, cancel};

use serde::{Deserialize, Serialize};

kernel::id!(
    /// A call.
    CallId
);

/// How places are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Who comes first has a place.
    Arrival,
    /// All who applied are compared after the call has closed.
    Selection,
}

impl Method {
    pub const ALL: [Method; 2] = [Method::Arrival, Method::Selection];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Arrival => "arrival",
            Method::Selection => "selection",
        }
    }

    /// Reads [`Method::as_str`].
    pub fn parse(text: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|method| method.as_str() == text)
    }
}
