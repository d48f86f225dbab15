//! QRIS: the payload behind Indonesia's payment code, what it costs the merchant, and its picture.
//!
//! Words. A *payload* is the text in a code that a merchant shows (EMVCo's merchant-presented mode with the rules of Bank
//! Indonesia and ASPI). It is made of *fields*: a *tag* of two digits, a length of two digits, a value; a *template* is a field
//! whose value is made of fields again. A *static* code has no amount, and whoever pays types it; a *dynamic* code is for one
//! payment and carries it. An *account* is where the money goes (tags 26 to 51); the *NMID* names the merchant in the national
//! repository. The *MDR* is the share that the merchant, never the buyer, pays to the providers.
//!
//! What is always true:
//! - A [`Payload`] passed its check value, was read to its last character, names a merchant, and has each tag once.
//! - Lengths count characters, the check value runs over the bytes of UTF-8, as EMVCo's own example shows.
//! - Fields are read in any order and written in one; what a provider wrote into a field stays as it was written.
//! - No text, however broken, makes the reader panic; a [`Fault`] says what is wrong and where.
//! - Money is whole rupiah. A code in rupiah with a fraction of a rupiah is refused.
//! - A code with an amount proves nothing: whether it was paid, the provider says.

mod account;
mod amount;
mod change;
mod crc;
mod fault;
mod field;
mod mdr;
mod new;
mod payload;
mod picture;
mod remark;

#[cfg(test)]
mod tests;

pub use account::{Account, Alternative, Criteria};
pub use amount::{Percent, Tip};
pub use change::{Limit, Refusal};
pub use crc::crc;
pub use fault::{Fault, Path, What};
pub use field::Tag;
pub use mdr::{Class, Fee, Rate, fee, rates};
pub use new::NewQris;
pub use payload::{Initiation, Payload, Reading};
pub use picture::{TooLong, png, svg};
pub use remark::Remark;
