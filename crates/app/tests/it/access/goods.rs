//! Examples of what is sold.

use catalogue::product::{self, Change, Made as Making, New, ProductId, Wording};
use kernel::Rupiah;
use kernel::id::AccountId;
use web::upload::Uploaded;

use super::examples::{Made, Thing, fresh, owned};
use super::records;
use crate::kit::Kit;
use crate::people::MACHINE;

/// A product of somebody of this kelurahan.
pub(super) async fn make(kit: &Kit, thing: Thing) -> Made {
    let (id, owner) = draft(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    if matches!(thing, Thing::ProductThatWaits | Thing::ProductCode | Thing::MakerCode) {
        product::submit(&mut tx, id).await.unwrap();
    }
    if matches!(thing, Thing::ProductCode | Thing::MakerCode) {
        product::publish(&mut tx, id, &product::QUESTIONS.map(str::to_owned)).await.unwrap();
    }
    if matches!(thing, Thing::ProductTakenOff) {
        product::withdraw(&mut tx, id, "Libur Lebaran").await.unwrap();
    }
    let product = product::one(&mut tx, id).await.unwrap();
    let text = if matches!(thing, Thing::ProductCode) {
        product.code
    } else if matches!(thing, Thing::MakerCode) {
        catalogue::maker::one(&mut tx, product.business).await.unwrap().code
    } else if matches!(thing, Thing::ProductWords) {
        format!("{id} en")
    } else {
        id.to_string()
    };
    tx.commit().await.unwrap();
    owned(text, owner)
}

/// A product that stands on the market, and whose it is.
pub(crate) async fn on_the_market(kit: &Kit) -> (product::Product, AccountId) {
    let (id, owner) = draft(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    catalogue::examples::publish(&mut tx, id).await.unwrap();
    let product = product::one(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    (product, owner)
}

/// A draft that lacks nothing.
async fn draft(kit: &Kit) -> (ProductId, AccountId) {
    let (_, business, owner) = records::entrepreneur(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let new = New {
        name: format!("Keripik {}", fresh()),
        about: "Keripik singkong renyah, digoreng dari singkong segar setiap pagi.".to_owned(),
        category: "snack".to_owned(),
        price: Rupiah(15_000),
        unit: "pack".to_owned(),
        weight: Some(250),
        made: Making::Stock,
        quantity: Some(12),
        lead_days: 0,
    };
    let id = product::create(&mut tx, business, new).await.unwrap();
    let there = product::one(&mut tx, id).await.unwrap();
    let change = Change {
        wording: Wording { ingredients: "Singkong, minyak".to_owned(), ..there.wording.clone() },
        category: there.category.clone(),
        unit: there.unit.clone(),
        made: there.made,
        lead_days: 0,
        weekly: None,
        shelf_days: Some(90),
        allergens: Vec::new(),
        hs_code: None,
        origin: "ID".to_owned(),
    };
    product::amend(&mut tx, id, change).await.unwrap();
    let sent = Uploaded {
        field: "file".to_owned(),
        name: "foto.png".to_owned(),
        bytes: include_bytes!("photo.png").to_vec(),
    };
    registry::photo::add(&mut tx, there.pictured(), "Keripik di piring", sent).await.unwrap();
    tx.commit().await.unwrap();
    kit.db.work_off().await;
    (id, owner)
}
