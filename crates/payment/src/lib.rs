//! Providers of payments behind one trait: QRIS, transfers to virtual accounts, cards. Protocol only: what is asked, answered,
//! refused and notified. Who owes what, and what has been paid, is kept by the room that calls.
//!
//! Words. An *attempt* is one try to have one order paid in one way; its id is ours. To *charge* is to ask the provider for
//! a payment, which the buyer makes later. A *notice* is what a provider sends of its own accord, a *notification* is a notice
//! whose signature held. A *refund* gives money back, all or a part. The *mirror* is a local server that speaks the providers'
//! published protocols, for tests.
//!
//! What is always true:
//! - The same call with the same words does once what it does; see [`Provider`].
//! - A failure says whether something may have happened; see [`Failure`]. Only [`Failure::NotDone`] and [`Failure::Refused`]
//!   let an attempt be given up.
//! - No amount of a notice is believed before its signature held, and none is read through a float; see [`Amount`].
//! - What a signature does not cover is not proved; see [`Proof`].
//! - Keys are shown to nobody, and go to no address but the provider's own, over TLS.

pub mod config;
pub mod demo;
mod failure;
mod http;
pub mod midtrans;
mod money;
mod notice;
mod provider;
mod providers;
mod secret;
mod sign;
pub mod stripe;
pub mod xendit;

#[cfg(any(test, feature = "mirror"))]
pub mod mirror;
#[cfg(test)]
mod tests;

pub use crate::http::{Base, Patience};
pub use config::{Config, Fault};
pub use demo::Demo;
pub use failure::Failure;
pub use midtrans::Midtrans;
pub use money::{Amount, Currency};
pub use notice::{LONGEST, Notice, Notification, Proof, Refusal, Told};
pub use provider::{
    Answer, Bank, Buyer, Charge, Charged, Handle, Method, Name, Paid, Provider, Refund, Refunding, Show,
    State,
};
pub use providers::Providers;
pub use secret::Secret;
pub use stripe::Stripe;
pub use xendit::Xendit;
