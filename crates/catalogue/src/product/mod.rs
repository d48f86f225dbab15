//! Products of registered businesses, in their variants.
//!
//! Words. A *variant* is what is bought: the product in one choice of its *options* (Rasa: Balado, Ukuran: 250 g). A
//! *wording* is what is said of a product in one language. A product is a *draft* until its maker *submits* it; a curator
//! *returns* it with reasons or *publishes* it; it is *withdrawn* by its maker or the city, and can come back.
//!
//! Always true: a product on the market has all that [`rules::missing`] asks for; every change of state says who, when and
//! why; what a variant cost is known for every day; variants that were sold stay, retired.

pub(crate) mod abroad_forms;
mod amend;
mod create;
mod curate;
pub(crate) mod find;
pub(crate) mod forms;
mod offer;
pub(crate) mod offer_forms;
pub(crate) mod pages;
pub mod rules;
#[cfg(test)]
mod tests;
mod variant;
pub(crate) mod way_forms;
mod wording;

pub use amend::{Change, amend};
pub use create::{New, create};
pub(crate) use curate::publish_as_taken_over;
pub use curate::{QUESTIONS, publish, resume, return_to, submit, withdraw};
pub use find::{Listed, Product, Step, Variant, by_code, of_business, one, permits, queue, steps};
pub use offer::{Offer, offers};
pub use variant::{MOST, NewVariant, set_price, set_variants};
pub use wording::{Wording, say, wordings};

use kernel::{AreaCode, Can, Error, Role, Tx};
use registry::business::{self, BusinessId};

kernel::id!(
    /// A product.
    ProductId
);

kernel::id!(
    /// A product in one choice of its options: what is bought and what lies on a shelf.
    VariantId
);

/// Writes about products, what they cost and how many there are. An entrepreneur does so for the own business.
pub const KEEP: Can = Can::new(
    "catalogue.product.keep",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer, Role::Mentor],
);
/// Lets products onto the market, returns them with reasons, takes them off.
pub const CURATE: Can = Can::new("catalogue.product.curate", &[Role::CityAdmin, Role::AgencyOfficer]);

/// Sells something of one's own, or may come to: decides about the menu.
pub(crate) const OWN: Can = Can::new("catalogue.product.sell_own", &[Role::Entrepreneur]);

/// What the code of a product starts with: barang.
pub(crate) const PREFIX: &str = "B";

/// Where a product stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Draft,
    Submitted,
    /// By a curator, with what is to be mended.
    Returned,
    Published,
    Withdrawn,
}

impl State {
    /// All, in the order of a product's way.
    pub const ALL: [State; 5] =
        [State::Draft, State::Submitted, State::Returned, State::Published, State::Withdrawn];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Submitted => "submitted",
            State::Returned => "returned",
            State::Published => "published",
            State::Withdrawn => "withdrawn",
        }
    }

    /// Reads what is stored or asked for.
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// How it comes to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// It lies on the shelf.
    Stock,
    /// It is made when ordered, in so many days.
    Order,
}

impl Made {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Made::Stock => "stock",
            Made::Order => "order",
        }
    }

    /// Reads what is stored or sent.
    pub fn parse(text: &str) -> Option<Made> {
        [Made::Stock, Made::Order].into_iter().find(|made| made.as_str() == text)
    }
}

/// In what it is counted.
pub const UNITS: [&str; 10] =
    ["piece", "pack", "box", "bottle", "jar", "kilogram", "litre", "metre", "sheet", "pair"];

/// What people must be told of in food: the eight groups of the food authority's rule (BPOM 31/2018, article 44), and
/// sulphite.
pub const ALLERGENS: [&str; 9] =
    ["gluten", "crustacean", "egg", "fish", "peanut", "soy", "milk", "tree_nut", "sulphite"];

/// Whether the actor may do `can` to products of this business, which lies in the territory returned.
pub(crate) async fn may(tx: &mut Tx, business: BusinessId, can: Can) -> Result<AreaCode, Error> {
    business::may(tx, business, can).await
}

/// Why a product cannot be sold abroad today; empty where it can. Asks no permission: it is public.
pub async fn abroad(tx: &mut Tx, product: &Product) -> Result<Vec<kernel::Say>, Error> {
    let permits = find::permits(tx, product.business).await?;
    Ok(rules::abroad(product, &permits, tx.today()))
}

/// The product, if the actor may keep it.
pub(crate) async fn kept(tx: &mut Tx, id: ProductId) -> Result<(Product, AreaCode), Error> {
    let product = find::one(tx, id).await?;
    match may(tx, product.business, KEEP).await {
        Ok(area) => Ok((product, area)),
        Err(Error::NotFound(_)) => Err(Error::NotFound("product")),
        Err(error) => Err(error),
    }
}
