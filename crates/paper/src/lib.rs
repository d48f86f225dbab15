//! Documents for print and for keeping: A4 as PDF, with the platform's typeface inside and a structure that screen readers
//! follow (PDF/UA-1).
//!
//! Words: a *block* is a heading, a paragraph, a table or a drawing; blocks flow down the page and onto the next. A *drawing*
//! is made of lines, areas and words by whoever asks for it, in units of its own.
//!
//! Always true: a document that is handed out has passed the checks of PDF/UA-1 that a program can make; the same blocks
//! give the same bytes.

mod canvas;
mod flow;
mod font;
mod table;
#[cfg(test)]
mod tests;
mod write;

pub use canvas::{Along, Canvas, Tone};
pub use flow::{Paper, Sheet};
pub use table::Head;

/// Why a document could not be made: a fault of ours, for text of any kind can be printed.
#[derive(Debug)]
pub struct Fault(String);

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the document could not be written: {}", self.0)
    }
}

impl std::error::Error for Fault {}
