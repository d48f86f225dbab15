//! Which records speak of one person, or of one business: found, weighed, grouped and explained.
//!
//! Words: a *record* is what one source says. A *comparison* looks at one kind of evidence in two records and gives a
//! *level*. A *weight*, in bits, is how much likelier it is that two records are one than that they are two: 0 is even,
//! 10 is a thousand to one. *Neighbours* are two who share a house or a business. A *block* is a set of records that share
//! a key and are therefore looked at.
//!
//! Always true: comparing is symmetric; the order in which records come changes nothing; no group holds two valid NIKs that
//! contradict each other; nothing is learned from anybody's labels; nothing here reads a clock, a file or a database.

mod align;
mod block;
mod cluster;
mod compare;
mod distance;
mod engine;
pub mod evaluate;
mod explain;
mod glance;
mod hash;
mod index;
mod kinds;
mod learn;
mod level;
mod lexicon;
mod model;
mod nik;
mod prior;
mod score;
mod spelling;
mod table;
#[cfg(test)]
mod tests;
mod trade;

pub use cluster::{Known, Link, Policy};
pub use engine::{Engine, Found, Likely, Record};
pub use explain::{Explanation, MESSAGES, Reason};
pub use learn::Weights;
pub use model::{At, Comparison, Field, Key, Kind, Model, Part};
pub use spelling::Tongue;
pub use trade::{TradeName, house};
