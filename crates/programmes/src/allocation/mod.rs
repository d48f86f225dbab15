//! Sharing a figure out among units in whole numbers: 1,500 new entrepreneurs over 1,034 RT.
//!
//! By largest remainder: each unit gets the whole part of its exact share, and what is left goes, one each, to those whose
//! share was cut the most. Between equals a rule that is stated beforehand decides, and can be followed by hand.
//!
//! Always true: the parts add up to the whole, exactly; each lies between its least and its most; the same question gets the
//! same answer, in whatever order the units are named; why a unit got what it got can be told.

mod rules;
#[cfg(test)]
mod tests;
mod tree;

pub use rules::{Given, Impossible, Unit, Why, allocate};
pub use tree::{Node, Stuck, share_down};

use sha2::{Digest, Sha256};

/// Who goes first where two have the same claim to what is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ties {
    /// The lower code: RT 001 before RT 002.
    Code,
    /// A lot that anybody can draw again: the lower SHA-256 of the seed, a colon and the code.
    Lot(String),
}

impl Ties {
    /// What is compared between equals.
    pub(crate) fn key(&self, code: &str) -> (Vec<u8>, String) {
        let lot = match self {
            Ties::Code => Vec::new(),
            Ties::Lot(seed) => Sha256::digest(format!("{seed}:{code}")).to_vec(),
        };
        (lot, code.to_owned())
    }

    /// As stored: `code`, or `lot` and its seed.
    pub fn stored(&self) -> (&'static str, Option<&str>) {
        match self {
            Ties::Code => ("code", None),
            Ties::Lot(seed) => ("lot", Some(seed)),
        }
    }

    /// Reads [`Ties::stored`].
    pub fn read(rule: &str, seed: Option<&str>) -> Ties {
        match (rule, seed) {
            ("lot", Some(seed)) => Ties::Lot(seed.to_owned()),
            (_, _) => Ties::Code,
        }
    }
}
