//! Who people are to the platform, how they prove it, and what they may do where.
//!
//! Words: an *account* is whoever can act. A *grant* gives it a role over a territory subtree and, where it matters,
//! an agency; a person acts under one grant at a time. A *factor* proves who somebody is: a password, a code of an app
//! (TOTP), a passkey. A *session* is one browser that proved it. A *ceremony* is what lies between two requests of one
//! proof. A *reset* is a way back in; an *invitation* brings a colleague in.
//!
//! Always true: an account belongs to one city, and nothing of it is seen from another. Tokens and codes are stored as
//! hashes. No answer tells whether an account exists. A second factor is never bypassed by a reset.

pub mod account;
pub mod agency;
pub mod command;
pub mod consent;
mod context;
pub mod credential;
#[cfg(test)]
mod desk_tests;
pub mod factor;
pub mod grant;
pub mod invitation;
pub mod limit;
mod parts;
pub mod passkey;
mod post;
pub mod session;
mod show;
pub mod staff;
pub mod subject;
#[cfg(test)]
mod testing;
pub mod totp;
pub mod trail;

pub use context::{context, context_under, context_with};
