//! What people really do: journeys in a real browser, against the real program with a database of its own.
//!
//! Each journey starts from the same seeded demo and ends with an audit by axe, at the width of a phone and of a desk,
//! in light and dark. A refusal of the content security policy or an error on the console fails it wherever it is.
//! What a failed journey saw lies under `target/browser/<journey>/`. With `BERDAYA_PICTURES=<folder>` every audited
//! page is also kept as a picture.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a panic is the report"
)]

mod abroad;
mod audit;
mod chrome;
mod journey;
mod person;
mod records;
mod seed;
mod server;
mod sink;

mod colleague;
mod counter;
mod crawl;
mod door;
mod factors;
mod finding;
mod forgotten;
mod keyboard;
mod lists;
mod market;
mod narrow;
mod no_script;
mod programme;
mod promise;
mod queue;
mod roles;
