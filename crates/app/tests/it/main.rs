//! Pages and API, with the router in process: no server, no browser, a real database.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is the report")]

mod access;
mod api;
mod canary;
mod crawl;
mod followups;
mod forms;
mod funnel;
mod kit;
mod links;
mod mails;
mod market;
mod pages;
mod people;
mod programmes;
mod queries;
mod registry;
mod selection;
mod shell;
mod table;
mod weight;
