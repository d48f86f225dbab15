//! The crate from outside: files made here, read and written as rooms do it.
#![expect(clippy::unwrap_used, reason = "a panic is the report")]

mod annotate;
mod child;
mod export;
mod formats;
mod hostile;
mod made;
