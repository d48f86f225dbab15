//! Lists that agencies send, understood and made part of the registry.
//!
//! A file is gone through twice. The [`Survey`] finds its tables and what their columns hold; its [`Plan`] is confirmed by
//! somebody, or taken unattended when it is sure. A [`Reader`] then makes a [`Draft`] of every row that tells of a person
//! or a business.
//!
//! Words: a *layout* is one kind of table, named by its headers; a *mapping* says which column of a layout holds which
//! [`Field`]; a *finding* is what there is to say of a cell, a *verdict* what that makes of its row.
//!
//! Always true: nothing is guessed silently: what was read otherwise than it was written has a remark; a NIK that a
//! spreadsheet has rounded is never taken for a full one; no claim holds a NIK; rows are never held all at once.

mod above;
mod beside;
mod cell;
mod context;
mod draft;
mod field;
mod lanes;
mod layout;
mod lexicon;
mod mapping;
mod notes;
mod place;
mod plan;
mod profile;
mod read_row;
mod row_kind;
mod rows;
mod signature;
mod survey;
mod table;
mod vocabulary;
mod words;

#[cfg(test)]
mod tests;

pub use cell::{NikFault, NikReading};
pub use context::Said;
pub use draft::{Aside, Draft, Finding, Remark, Verdict};
pub use field::{Field, Side};
pub use layout::Passed;
pub use mapping::{Column, Mapping};
pub use place::{Candidate, Home, Resolve};
pub use plan::{LayoutPlan, MappingDoubt, Plan, SheetPlan, letters};
pub use rows::{Read, Reader};
pub use survey::Survey;
