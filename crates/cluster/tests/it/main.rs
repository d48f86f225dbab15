//! The private PostgreSQL against the one that is installed here.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test's helpers may panic as its body does")]

mod bootstrap;
mod kills;
mod life;
mod refusals;
mod support;
