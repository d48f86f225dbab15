//! Permits: what a business may do and how long, by whose word.
//!
//! Always true: a number that might be real is kept, with what is odd about it said beside it; a permit expires by the rule
//! of its kind, and never by a date alone where the law says that it does not.

pub mod claim;
mod form;
mod home_food;
pub mod number;
#[cfg(test)]
mod number_tests;
pub mod recognise;
pub mod rules;

pub use number::{Kind, Reading, read};
pub use recognise::recognise;
