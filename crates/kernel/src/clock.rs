//! Where time comes from.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::Instant;

/// The clock that a process or a test is given. A transaction reads it once.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Clock {
        Clock { fixed: None }
    }

    /// A clock that stands at `at` until [`Clock::set`] moves it. Clones share it.
    pub fn fixed(at: Instant) -> Clock {
        Clock { fixed: Some(Arc::new(AtomicI64::new(at.timestamp_micros()))) }
    }

    /// Moves a fixed clock; the machine's clock stays as it is.
    pub fn set(&self, at: Instant) {
        if let Some(fixed) = &self.fixed {
            fixed.store(at.timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// Now, to the microsecond, which is what the database keeps.
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    pub fn now(&self) -> Instant {
        let micros = match &self.fixed {
            Some(fixed) => fixed.load(Ordering::SeqCst),
            None => chrono::Utc::now().timestamp_micros(),
        };
        Instant::from_timestamp_micros(micros).unwrap_or_default()
    }
}
