//! The report of an area as a file to be printed, kept or counted on with: PDF and XLSX of the same figures.
//!
//! Always true: a report says when its figures were counted and by which definitions; its tables are the pages' tables.

mod contents;
mod draw;
pub(crate) mod pages;
mod pdf;
mod xlsx;

pub(crate) use contents::Contents;
