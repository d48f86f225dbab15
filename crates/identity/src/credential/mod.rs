//! What proves who somebody is and can be typed: passwords, and the ways back in when one is forgotten.
//!
//! A password is never stored, logged or shown, only its argon2id hash. Tokens are random, long, single use and stored
//! as hashes, so that a copy of the database opens nothing.

mod change;
mod common;
mod hash;
pub(crate) mod pages;
mod password;
pub mod reset;
#[cfg(test)]
mod reset_tests;
mod token;

#[cfg(test)]
mod tests;

pub use change::{NewPassword, change, set};
pub(crate) use change::{renew, stored};
pub use hash::{Hashed, Typed, Verdict};
pub use password::{About, LONGEST, Password, SHORTEST, SHORTEST_ALONE, Stands};
pub use token::Token;
