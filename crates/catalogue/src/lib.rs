//! What businesses sell, and how much of it there is, where.
//!
//! Words. A *product* comes in *variants*; a *category* says where it belongs; *curation* is how it comes onto the market; a
//! *listing* is a product that is there. *Stock* is what there is of a variant at a place; a *hold* keeps some of it for
//! somebody.
//!
//! Always true:
//! - What is on the market was looked at by a curator and lacks nothing that a buyer needs to know.
//! - Nothing is promised that is neither there nor made to order.
//! - What something cost, and why there is more or less of it, is known for every day.
//! - Money in prices is whole rupiah, or the smallest unit of the currency it was typed for; nothing is converted.

pub mod category;
mod context;
pub mod examples;
pub mod listing;
pub mod maker;
pub mod photo;
pub mod product;
pub mod stock;
#[cfg(test)]
mod testing;

pub use context::context;
