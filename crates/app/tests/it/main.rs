//! Pages and API, with the router in process: no server, no browser, a real database.
#![expect(clippy::unwrap_used, reason = "a panic is the report")]

mod kit;
mod pages;
mod shell;
mod weight;
