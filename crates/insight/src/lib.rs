//! What the city is counted to be: indicators with one definition each, their figures on maps, in charts and in files, for
//! those at work and, with what could tell of single people withheld, for everybody.
//!
//! Words: an *indicator* is what is counted, by which rule. A *figure* is what it was counted to be in an area. A *part* is
//! one item of a *breakdown* (size class: micro). A *check* counts everything anew at night. A *release* is what everybody
//! may see, once a day. A *statement* is a figure that somebody else published.
//!
//! Always true: this room reads the published views of other rooms and nothing else of them; it keeps no name and no
//! number of anybody; what it keeps can be counted again.

pub mod check;
mod context;
pub mod figure;
pub mod indicator;
mod names;
#[cfg(test)]
mod page_tests;
pub mod release;
mod report;
pub mod statement;
#[cfg(test)]
mod testing;

pub use context::context;
