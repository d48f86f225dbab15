//! Who does business in the city: people, their businesses, permits and groups, and where each statement came from.
//!
//! Words: a *source* is what somebody said once about a person and a business: a row of an agency's list, a form that an
//! officer filled, an entrepreneur's own correction. It is never changed. A *membership* ties a source to the person or
//! the business it speaks of. A *record* (person, business) is computed from its sources by *survivorship*.
//!
//! A *link* is a decision that two sources speak of one person or business, or of two: *linkage* weighs what speaks for it.
//!
//! Always true: no value of a record is without a source; linking and unlinking adds and ends memberships and nothing
//! else; computing a record again gives the same record.

pub mod batch;
pub mod business;
pub mod card;
pub mod code;
mod context;
pub mod examples;
mod form;
pub mod group;
pub mod import;
pub mod kbli;
pub mod link;
pub mod linkage;
mod listed;
mod listing;
pub mod media;
mod own;
pub mod permit;
pub mod person;
pub mod photo;
pub mod request;
pub mod screening;
pub mod search;
pub mod source;
#[cfg(test)]
mod testing;
mod words;

pub use context::context;
pub use person::own_data;
