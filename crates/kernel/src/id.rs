//! Typed ids: a UUIDv7 each, one type per thing, so that swapping two of them does not compile.

/// Defines an id type: `kernel::id!(AccountId);`. It is stored as `uuid`, shown as its hyphenated form in addresses,
/// and made by [`crate::Tx::id`], which dates it with the transaction's instant.
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, $crate::id::Serialize, $crate::id::Deserialize, $crate::id::SqlxType)]
        #[serde(transparent, crate = "::kernel::id::serde")]
        #[sqlx(transparent)]
        pub struct $name(pub $crate::id::Uuid);

        $crate::id_impl!($name);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! id_impl {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                // An address with a malformed id leads nowhere, like one with an unknown id.
                text.parse().map($name).map_err(|_| $crate::Error::NotFound(stringify!($name)))
            }
        }
        impl From<$crate::id::Uuid> for $name {
            fn from(id: $crate::id::Uuid) -> Self {
                $name(id)
            }
        }
        impl From<$name> for $crate::id::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

pub use serde;
pub use serde::{Deserialize, Serialize};
pub use sqlx::Type as SqlxType;
pub use uuid::Uuid;

use std::sync::{Mutex, PoisonError};

use crate::Instant;

/// A new UUIDv7 dated `at`, so that ids sort by the time of the doing that made them.
pub fn new(at: Instant) -> Uuid {
    dated(at, uuid::NoContext)
}

/// As [`new`], and of one instant in the order in which `made` made them.
pub(crate) fn next(at: Instant, made: &Mutex<uuid::ContextV7>) -> Uuid {
    dated(at, &*made.lock().unwrap_or_else(PoisonError::into_inner))
}

fn dated(at: Instant, context: impl uuid::ClockSequence<Output = impl Into<u128>>) -> Uuid {
    let seconds = u64::try_from(at.timestamp()).unwrap_or_default();
    Uuid::new_v7(uuid::Timestamp::from_unix(context, seconds, at.timestamp_subsec_nanos()))
}

/// An account: whoever can act. Its table is identity's; the audit trail and every `by` column name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, SqlxType)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct AccountId(pub Uuid);
id_impl!(AccountId);

/// An agency of a city (organisasi perangkat daerah, OPD): dinas, badan, bagian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, SqlxType)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct AgencyId(pub Uuid);
id_impl!(AgencyId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_instant_sort_as_they_were_made() {
        let at = Instant::from_timestamp(1_790_000_000, 123_456_000).unwrap();
        let made = Mutex::default();
        let ids: Vec<Uuid> = (0..2000).map(|_| next(at, &made)).collect();
        assert!(ids.is_sorted());
        assert!(new(at - chrono::TimeDelta::milliseconds(1)) < ids[0]);
    }
}
