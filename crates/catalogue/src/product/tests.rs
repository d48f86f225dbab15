//! The way of a product from a maker's first words to the market.

use kernel::{Actor, Error, Role, Rupiah, Tx};
use testkit::{TestDb, actor};
use web::upload::Uploaded;

use super::*;
use crate::listing::{self, Wish};
use crate::stock;
use crate::testing::{admin, draft, kit, machine, maker, new};

fn picture() -> Uploaded {
    let image = image::RgbImage::from_fn(64, 48, |x, y| {
        image::Rgb([120, u8::try_from(x * 3).unwrap(), u8::try_from(y * 5).unwrap()])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::ImageRgb8(image).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    Uploaded { field: "file".to_owned(), name: "foto.png".to_owned(), bytes: bytes.into_inner() }
}

async fn pictured(db: &TestDb, actor: Actor, id: ProductId) {
    let mut tx = db.tx(actor).await;
    let product = one(&mut tx, id).await.unwrap();
    registry::photo::add(&mut tx, product.pictured(), "Keripik di piring", picture()).await.unwrap();
    tx.commit().await.unwrap();
    db.work_off().await;
}

fn change(product: &Product) -> Change {
    Change {
        wording: Wording { ingredients: "Singkong, minyak, garam".to_owned(), ..product.wording.clone() },
        category: product.category.clone(),
        unit: product.unit.clone(),
        made: product.made,
        lead_days: product.lead_days,
        weekly: product.weekly,
        shelf_days: Some(90),
        allergens: vec!["peanut".to_owned(), "peanut".to_owned()],
        hs_code: None,
        origin: "id".to_owned(),
    }
}

fn yes() -> Vec<String> {
    QUESTIONS.map(str::to_owned).to_vec()
}

async fn total(tx: &mut Tx, text: &str) -> i64 {
    let wish = Wish { text: Some(text.to_owned()), ..Wish::default() };
    listing::find(tx, &wish, 0, 10).await.unwrap().total
}

#[tokio::test]
async fn a_product_reaches_the_market_with_all_that_buyers_need_to_know() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let id = draft(&mut tx, "Keripik singkong", 12).await;
    let error = submit(&mut tx, id).await.unwrap_err();
    assert_eq!(error.to_string(), "refused: catalogue-needs-photo");
    tx.commit().await.unwrap();
    pictured(&db, machine(), id).await;

    let mut tx = db.tx(machine()).await;
    assert_eq!(submit(&mut tx, id).await.unwrap_err().to_string(), "refused: catalogue-needs-ingredients");
    let product = one(&mut tx, id).await.unwrap();
    amend(&mut tx, id, change(&product)).await.unwrap();
    submit(&mut tx, id).await.unwrap();
    submit(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.tx(admin()).await;
    let error = publish(&mut tx, id, &yes()[1..]).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(fields) if fields[0].0 == "answers"), "each question is answered");
    return_to(&mut tx, id, &yes()[1..], "Foto gelap: ambil di dekat jendela").await.unwrap();
    assert_eq!(total(&mut tx, "keripik").await, 0);
    submit(&mut tx, id).await.unwrap();
    publish(&mut tx, id, &yes()).await.unwrap();
    assert_eq!(total(&mut tx, "KERIPIK singkong").await, 1);
    assert_eq!(total(&mut tx, "rendang").await, 0);
    let mut states: Vec<String> =
        steps(&mut tx, id).await.unwrap().into_iter().map(|step| step.state).collect();
    states.sort();
    assert_eq!(states, ["draft", "published", "returned", "submitted", "submitted"]);
    let card = listing::recent(&mut tx, 5).await.unwrap().remove(0);
    assert_eq!(
        (card.name("en"), card.rupiah(), card.available),
        ("Keripik singkong", Some((15_000, 15_000)), true)
    );
    assert!(card.photo.is_some());

    withdraw(&mut tx, id, "Libur Lebaran").await.unwrap();
    assert_eq!(total(&mut tx, "keripik").await, 0);
    resume(&mut tx, id).await.unwrap();
    assert_eq!(one(&mut tx, id).await.unwrap().state, State::Draft);
}

#[tokio::test]
async fn a_variant_that_is_no_longer_offered_keeps_its_history() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let id = draft(&mut tx, "Keripik", 12).await;
    let first = one(&mut tx, id).await.unwrap().variants[0].clone();
    let variant = |id, taste: &str, price| NewVariant {
        id,
        choice: vec![taste.to_owned(), "250 g".to_owned()],
        sku: None,
        weight: Some(250),
        price: Some(price),
    };
    let options = vec!["Rasa".to_owned(), " Ukuran ".to_owned()];
    let two = vec![variant(Some(first.id), "Asin", 15_000), variant(None, "Balado", 17_000)];
    set_variants(&mut tx, id, options.clone(), two).await.unwrap();
    let product = one(&mut tx, id).await.unwrap();
    assert_eq!(product.options, ["Rasa", "Ukuran"]);
    let prices: Vec<Option<Rupiah>> = product.variants.iter().map(Variant::rupiah).collect();
    assert_eq!(prices, [Some(Rupiah(15_000)), Some(Rupiah(17_000))]);

    let balado = product.variants[1].id;
    let swapped = vec![variant(Some(first.id), "Balado", 15_000), variant(Some(balado), "Asin", 17_000)];
    set_variants(&mut tx, id, options.clone(), swapped).await.unwrap();
    let alike = vec![variant(None, "asin", 1_000), variant(None, "Asin", 1_000)];
    let error = set_variants(&mut tx, id, options.clone(), alike).await.unwrap_err();
    assert!(error.to_string().contains("catalogue-variants-alike"), "{error}");

    set_variants(&mut tx, id, options, vec![variant(Some(balado), "Asin", 18_000)]).await.unwrap();
    assert_eq!(one(&mut tx, id).await.unwrap().variants.len(), 1);
    assert_eq!(
        stock::levels(&mut tx, &[first.id]).await.unwrap()[0].on_hand,
        12,
        "what lies there stays known"
    );
    let foreign = set_price(&mut tx, id, first.id, "USD", Some(199)).await.unwrap_err();
    assert_eq!(foreign.to_string(), "variant not found");
    set_price(&mut tx, id, balado, "USD", Some(199)).await.unwrap();
    set_price(&mut tx, id, balado, "USD", None).await.unwrap();
    let prices = one(&mut tx, id).await.unwrap().variants[0].prices.clone();
    assert_eq!(prices.into_iter().collect::<Vec<_>>(), [("IDR".to_owned(), 18_000)]);
}

#[tokio::test]
async fn what_a_maker_says_wrongly_is_said_beside_its_field() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let business = maker(&mut tx, "Dapur Sri").await;
    let wrong = New {
        name: "a".to_owned(),
        category: "food".to_owned(),
        price: Rupiah(0),
        unit: "karung".to_owned(),
        weight: Some(0),
        made: Made::Order,
        quantity: Some(-1),
        ..new("x")
    };
    let Error::Invalid(fields) = create(&mut tx, business, wrong).await.unwrap_err() else { panic!() };
    let names: Vec<&str> = fields.iter().map(|(field, _)| *field).collect();
    assert_eq!(names, ["name", "category", "unit", "price", "weight", "quantity", "lead-days"]);
}

#[tokio::test]
async fn only_curators_decide_and_only_keepers_write() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let business = maker(&mut tx, "Dapur Sri").await;
    let id = create(&mut tx, business, new("Keripik")).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.tx(actor(Role::Citizen, "33.74")).await;
    assert_eq!(submit(&mut tx, id).await.unwrap_err().to_string(), "product not found");
    assert_eq!(create(&mut tx, business, new("Sambal")).await.unwrap_err().to_string(), "business not found");
    let mut tx = db.tx(actor(Role::KelurahanOfficer, "33.74.06.1003")).await;
    let error = publish(&mut tx, id, &yes()).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden), "{error}");
    let mut tx = db.tx(actor(Role::KelurahanOfficer, "33.74.06.1001")).await;
    assert!(submit(&mut tx, id).await.is_err(), "of another kelurahan");
}

#[tokio::test]
async fn abroad_goes_only_what_customs_lets_through() {
    let db = kit().await;
    let mut tx = db.tx(machine()).await;
    let id = draft(&mut tx, "Keripik", 12).await;
    let mut product = one(&mut tx, id).await.unwrap();
    let today = tx.today();
    let keys = |product: &Product, permits: &[rules::Permit]| -> Vec<&'static str> {
        rules::abroad(product, permits, today).iter().map(|say| say.key).collect()
    };
    assert_eq!(keys(&product, &[]), ["catalogue-abroad-hs-code", "catalogue-abroad-permit"]);
    product.hs_code = Some("200520".to_owned());
    let permit = |days: i64| rules::Permit {
        kind: "pirt".to_owned(),
        number: "2063374010001-28".to_owned(),
        expires_on: Some(today + chrono::TimeDelta::days(days)),
        verified: true,
    };
    assert_eq!(keys(&product, &[permit(-1)]), ["catalogue-abroad-permit-expired"]);
    assert!(keys(&product, &[permit(-1), permit(0)]).is_empty());
    product.category = "batik".to_owned();
    assert!(keys(&product, &[]).is_empty());
}
