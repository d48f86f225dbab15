//! The vocabulary that every room shares: ids, money, places, who acts and what they may do, the transaction, facts,
//! jobs, errors, the clock, secrets, services outside. No HTTP and no room is known here.
//!
//! Words: a *doing* is one use-case, an async function that takes `&mut Tx` first. A *fact* is something that
//! happened, told in the transaction in which it happened. A *job* is work that must be done after commit. An
//! *actor* is whoever acts, under one role at a time. A *city* is the tenant; city 0 is the platform itself.
//!
//! Always true: every row of a room belongs to a city; one transaction serves one city; time comes from [`Clock`];
//! nothing happens after commit except through a job.

pub mod actor;
pub mod area;
pub mod audit;
pub mod city;
pub mod clock;
pub mod code;
pub mod contact;
pub mod db;
pub mod error;
pub mod fact;
pub mod file;
pub mod id;
pub mod job;
pub mod mail;
pub mod nik;
pub mod outside;
pub mod rupiah;
pub mod say;
pub mod seal;
pub mod secret;
pub mod sweep;
pub mod tx;
pub mod withhold;
pub mod work;

pub use actor::{Acting, Actor, Can, Role};
pub use area::{AreaCode, Level};
pub use city::{City, CityId};
pub use clock::Clock;
pub use db::Db;
pub use error::{Error, OnConstraint};
pub use fact::Fact;
pub use job::Job;
pub use rupiah::Rupiah;
pub use say::Say;
pub use tx::Tx;

/// An instant in UTC. Rooms show it in the city's zone.
pub type Instant = chrono::DateTime<chrono::Utc>;
