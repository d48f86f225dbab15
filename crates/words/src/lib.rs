//! Words for search in Indonesian: what of a text is indexed, what a buyer meant, and which words mean the same.
//!
//! Pure: no database and no room. The catalogue keeps what this crate returns and asks PostgreSQL with it:
//!
//! - **A document**: [`tsvector`] of its texts, each with its weight, cast to `tsvector`. No text search configuration takes
//!   part: lexemes are compared as they are, through a GIN index. [`Lexicon::index`] gives the bare lexemes.
//! - **The vocabulary of a city**: [`Lexicon::words`] of the same texts, counted, in a table (word, how often), and of makers'
//!   names and kelurahan: a right word that it lacks is taken for a like one every third time. Words leave it with their last
//!   document. [`Vocabulary::new`] takes the rows (50,000 words in 0.1 s and 1.3 MiB); it is made again now and then, and shared.
//! - **A query**: [`Lexicon::query`] with that vocabulary, then [`Query::tsquery`] cast to `tsquery`: first up to
//!   [`Strength::Translated`], and up to [`Strength::Near`] if that finds too little. An empty text means that nothing was
//!   asked. If [`Query::corrected`], the page says "menampilkan hasil untuk" with [`Query::understood`], and offers
//!   [`Query::said`] as it was: the same call with [`Vocabulary::default`] corrects nothing.
//! - **When lists change**: stems and terms are part of what is stored. Keep [`Lexicon::edition`] beside the documents and
//!   write anew those that carry another.
//!
//! Words. A *root* is what remains of a word without affixes; a *lexeme* is what is compared: a root, a word that has no
//! known root, a measure (`250g`), or a *term*, several words that are one thing ("ubi kayu", kept as one lexeme beside its
//! words). A *slip* is one way in which people write a word wrongly.
//!
//! What is always true:
//! - No text makes anything here panic, and work is bounded: [`MOST_INDEXED`] tokens of a document, [`MOST_ASKED`] of a
//!   query, [`LONGEST_WORD`] letters of a word.
//! - Lexemes hold letters, digits, points and single spaces, never a quote or a backslash.
//! - Both sides meet: a document is found by its own text, whatever the vocabulary, as long as its words are in it.
//! - The same text, vocabulary and lists give the same answer.

mod lexicon;
mod list;
mod query;
mod search;
mod slip;
mod stem;
mod token;
mod unit;
mod vector;
mod vocabulary;

#[cfg(test)]
mod tests;

pub use lexicon::{Lexeme, Lexicon, MOST_INDEXED, lexicon};
pub use query::{Alternative, Group, MOST_ASKED, Query, Strength};
pub use token::LONGEST_WORD;
pub use vector::{Weight, tsvector};
pub use vocabulary::{Correction, Vocabulary};
