//! What stands on the market: one row for each published product, with all that its card shows and all that it is found by.
//!
//! Always true: a product is listed while it is published and its maker in business; what is listed is what its product says.

mod feed;
mod find;
mod kept;
mod refresh;
#[cfg(test)]
mod tests;
mod words;

pub use feed::{Fed, feed};
pub use find::{Card, Facet, Found, Order, Wish, any, codes, find, recent};
pub use refresh::{Recount, refresh};
pub use words::CountWords;
pub(crate) use words::count;
