//! What the tests of this room share.

use kernel::job::JobKind;
use kernel::{Actor, AreaCode, Role, Rupiah, Tx};
use registry::business::BusinessId;
use testkit::TestDb;

use crate::product::{self, Made, New, Product, ProductId};
use crate::stock::Shelf;

pub(crate) async fn kit() -> TestDb {
    let room = crate::context();
    // Photos are made by the registry's.
    let jobs: Vec<JobKind> = registry::context().jobs.into_iter().chain(room.jobs).collect();
    testkit::db_prepared("territory", &jobs, &room.subscriptions, async |conn| {
        territory::reference::load_for_tests(conn).await;
    })
    .await
}

pub(crate) fn machine() -> Actor {
    Actor::System("test")
}

pub(crate) fn admin() -> Actor {
    testkit::actor(Role::CityAdmin, "33.74")
}

/// A kelurahan of Pedurungan, in Semarang.
pub(crate) fn gemah() -> AreaCode {
    AreaCode::parse("33.74.06.1003").unwrap()
}

/// A business in Gemah.
pub(crate) async fn maker(tx: &mut Tx, name: &str) -> BusinessId {
    let owner = registry::examples::person(tx, "Sri Wahyuni", &gemah(), None).await.unwrap();
    registry::examples::business(tx, owner, name, &gemah(), "Makanan ringan", 2_000_000).await.unwrap()
}

/// What a maker says of a first product.
pub(crate) fn new(name: &str) -> New {
    New {
        name: name.to_owned(),
        about: "Keripik singkong renyah, digoreng dari singkong segar setiap pagi di Gemah.".to_owned(),
        category: "snack".to_owned(),
        price: Rupiah(15_000),
        unit: "pack".to_owned(),
        weight: Some(250),
        made: Made::Stock,
        quantity: Some(50),
        lead_days: 0,
    }
}

/// A draft of a maker of its own, with so many of it.
pub(crate) async fn draft(tx: &mut Tx, name: &str, quantity: i32) -> ProductId {
    let business = maker(tx, &format!("Dapur {name}")).await;
    product::create(tx, business, New { quantity: Some(quantity), ..new(name) }).await.unwrap()
}

/// Where the first variant of a product lies.
pub(crate) async fn shelf(tx: &mut Tx, id: ProductId) -> Shelf {
    let product: Product = product::one(tx, id).await.unwrap();
    product.shelf(product.variants[0].id)
}
