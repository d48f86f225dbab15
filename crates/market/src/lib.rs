//! Where the city's products are found, bought, paid and handed over.
//!
//! Words. The *shop* is what everybody sees: products that stand on the market, their makers, what is looked for. A *cart* is
//! what a buyer wants, before anything is promised. An *order* is what was bought in one go; it comes in one *parcel* for each
//! maker. An *attempt* is one try to have an order paid; a *notice* is what a provider of payments told of it; a *refund* is
//! money that goes back. A *review* is what a buyer says of a product that came. *Terms* are what the city
//! asks of makers and buyers, from a day on. *Abroad* is every country but Indonesia.
//!
//! Always true:
//! - What is shown stands in the catalogue's listings; who comes first among equals changes with the day, for everybody alike;
//!   all of it works without scripts.
//! - What is bought was held before it was paid, and is promised once it is paid; what cannot be promised is for somebody to
//!   decide about, never dropped.
//! - Nothing that a browser says makes an order paid: a provider does, by its signed word or when asked.
//! - Whoever buys from abroad pays prices that somebody typed in that currency; the books count them in rupiah by the city's
//!   rate of the day, and what the rate does later is the city's gain or loss.
//! - Every rupiah that came in, goes to a maker or goes back is in the ledger, in the transaction that made it so.
//! - The same order, the same piece of news and the same refund are there once, however often they are sent.

pub mod abroad;
pub mod attempt;
pub mod books;
pub mod cart;
mod context;
pub mod examples;
mod lists;
pub mod notice;
pub mod order;
pub mod parcel;
pub mod proof;
pub mod refund;
pub mod review;
mod shop;
pub mod sum;
pub mod term;
#[cfg(test)]
mod testing;

pub use context::context;
