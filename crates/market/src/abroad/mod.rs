//! Sales abroad: to which country, in which currency, at which tariff, and what stands against it.
//!
//! Words. A *tariff* is what sending costs to a *zone* in a currency. What a buyer is *charged* is made of prices and tariffs
//! that somebody typed for the currency; what that is *worth* in rupiah, by the city's rate of the day, is what the books, the
//! maker's parcel and the commission count with. Both are frozen when it is ordered.
//!
//! Always true: nothing is charged by a rate; nothing is sold abroad that [`catalogue::product::abroad`] has a reason against.

mod country;
pub(crate) mod pages;
mod quote;
mod tariff;
pub(crate) mod tariff_pages;
#[cfg(test)]
mod tests;

pub use country::{Country, Zone, all as countries, find as country};
pub use quote::{Obstacle, choices, obstacles, quote};
pub use tariff::{Tariff, now as tariffs, set as set_tariff};

use ledger::money::Currency;

/// Where an order from abroad goes, and in which currency it is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct To {
    pub country: &'static Country,
    pub currency: Currency,
}
