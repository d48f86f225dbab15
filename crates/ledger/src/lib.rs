//! Money: whose it is, where it came from, where it went. Other rooms cause journals; this one keeps them.
//!
//! Words. An *account* holds money of one purpose and one owner; the city's own have no owner. A *journal* is one thing that
//! happened, with a *key* that says what caused it. Its *legs* say what came into an account (positive, a debit) and what went
//! out (negative, a credit); a *posting* joins two of them. A *reversal* undoes a journal by its mirror. What a maker *earned*
//! stands in the account `payable`; a *settlement* moves it to `due`, a *payout* sends it to the bank, which may *return* it.
//! A *closing* is the balance of an account at the end of a closed month; a *proof* counts everything again each night.
//!
//! Always true:
//! - Nothing is changed or deleted; what was wrong is reversed, once, and posted anew.
//! - Every journal sums to zero in each currency, because each row takes from one account what it gives to another. The
//!   database cannot hold anything else.
//! - A journal's key is there once; the same key with other contents is refused.
//! - No account has a balance that is written over: a balance is the last closing and the days since.
//! - Nothing is posted into a closed month, and nothing is dated back.
//! - Amounts are whole rupiah, or whole smallest units of another currency; a *rate* says what those are worth, and changes
//!   nothing that was posted.

pub mod account;
mod context;
pub mod examples;
pub mod journal;
pub mod money;
pub mod payout;
pub mod period;
pub mod proof;
pub mod rate;
pub mod settlement;
mod shown;
pub mod tax;
#[cfg(test)]
mod testing;

pub use context::context;
