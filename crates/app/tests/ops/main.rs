//! A node as its operator meets it: real processes, real sockets, a real PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests: a panic is the report"
)]

mod backup;
mod commands;
mod doctor;
mod import;
mod kill;
mod mail;
mod patience;
mod s3;
mod socket;
mod support;
