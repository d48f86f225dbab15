//! Photos of products: kept by the registry as parts of their maker's.

use kernel::{Error, Tx};
use registry::photo::{self, Photo, State, Subject};

use crate::product::{Product, ProductId};

impl Product {
    /// As whose part the registry keeps its photos.
    pub fn pictured(&self) -> Subject {
        Subject::Part(self.shelved, self.id.0)
    }
}

/// The photos of a product that can be shown, the first first. Asks no permission.
pub async fn shown(tx: &mut Tx, product: &Product) -> Result<Vec<Photo>, Error> {
    let photos = photo::of(tx, product.pictured()).await?;
    Ok(photos.into_iter().filter(|photo| photo.state == State::Ready).collect())
}

/// How many photos of a product can be shown.
pub(crate) async fn ready(tx: &mut Tx, product: &Product) -> Result<usize, Error> {
    Ok(shown(tx, product).await?.len())
}

/// A photo was added or changed: the product's card shows it.
pub(crate) async fn pictured(tx: &mut Tx, fact: photo::PartPictured) -> Result<(), Error> {
    crate::listing::refresh(tx, &[ProductId(fact.part)]).await
}
