//! Forms about what is offered of a product: its variants and prices, how many there are, its photos.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use registry::business::amount_of;
use registry::photo;
use web::field::{Choice, Kind};
use web::upload::Upload;
use web::{Answer, Field, Form, Html, Posted, Routes, Ui, Visit, blocks};

use super::forms::{answered, loaded, number, whole};
use super::pages::{below, variant_name};
use super::{NewVariant, Product, Variant, VariantId, set_variants};
use crate::{listing, stock};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/catalogue/products/{id}/variants", varying)
        .post("/catalogue/products/{id}/variants", varied)
        .get("/catalogue/products/{id}/stock", counting)
        .post("/catalogue/products/{id}/stock", counted)
        .get("/catalogue/products/{id}/photos/new", picturing)
        .post("/catalogue/products/{id}/photos/new", picture)
}

/// A variant on a line, as [`read_variants`] reads it.
fn line(product: &Product, variant: &Variant) -> String {
    let choice = if product.options.is_empty() { "-".to_owned() } else { variant.choice.join(" / ") };
    let price = variant.rupiah().map_or_else(String::new, |price| price.0.to_string());
    let mut line = format!("{choice}; {price}; {}", number(variant.weight));
    if let Some(sku) = &variant.sku {
        line.push_str("; ");
        line.push_str(sku);
    }
    line
}

fn variants_form(ui: &Ui, product: &Product) -> Form {
    let lines: Vec<String> = product.variants.iter().map(|variant| line(product, variant)).collect();
    Form::post(ui.url(&format!("/catalogue/products/{}/variants", product.id)), "catalogue-save")
        .field(
            Field::text("options", "catalogue-options")
                .hint("catalogue-options-hint")
                .value(product.options.join(" / "))
                .optional(),
        )
        .field(
            Field::long("variants", "catalogue-variants")
                .hint("catalogue-variants-hint")
                .value(lines.join("\n")),
        )
        .cancel(ui.url(&format!("/catalogue/products/{}", product.id)))
}

async fn varying(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, product) = loaded(&visit, &id).await?;
    let form = variants_form(&visit.ui, &product).html(&visit.ui);
    Ok(below(&visit, &product, "catalogue-variants-change", form).into_response())
}

async fn varied(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, product) = loaded(&visit, &id).await?;
    let parts = |text: &str| text.split('/').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
    let options = posted.optional("options").map(parts).unwrap_or_default();
    let done = match read_variants(&product, options.is_empty(), posted.text("variants")) {
        Ok(variants) => set_variants(&mut tx, product.id, options, variants).await,
        Err(error) => Err(error),
    };
    let form = variants_form(&visit.ui, &product).fill(&posted);
    answered(&visit, tx, &product, done, "catalogue-saved", (form, "catalogue-variants-change")).await
}

/// One variant a line: what it is, price, grams, own number. A line that names what is there already changes that one.
fn read_variants(product: &Product, single: bool, text: &str) -> Result<Vec<NewVariant>, Error> {
    let mut variants = Vec::new();
    for (text, number) in text.lines().filter(|line| !line.trim().is_empty()).zip(1_i32..) {
        let wrong = |key: &'static str| Error::field("variants", Say::new(key).with("line", number));
        let mut parts = text.split(';').map(str::trim);
        let choice: Vec<String> = match parts.next() {
            Some(_) if single => Vec::new(),
            Some(choice) => choice.split('/').map(|part| part.trim().to_owned()).collect(),
            None => Vec::new(),
        };
        let price = parts.next().filter(|text| !text.is_empty());
        let price = match price {
            Some(text) => Some(amount_of(text).ok_or_else(|| wrong("catalogue-line-price"))?),
            None => None,
        };
        let weight = match parts.next().map(|text| text.trim_end_matches([' ', 'g', 'r'])) {
            Some("") | None => None,
            Some(text) => Some(text.replace('.', "").parse().map_err(|_| wrong("catalogue-line-weight"))?),
        };
        let sku = parts.next().map(str::to_owned);
        let same = |there: &&Variant| {
            there
                .choice
                .iter()
                .map(|value| value.to_lowercase())
                .eq(choice.iter().map(|value| value.to_lowercase()))
        };
        let there = product.variants.iter().find(same);
        // The one variant of a product that had none to choose from goes on as the first.
        let first = || product.variants.first().filter(|_| number == 1 && product.options.is_empty());
        let id = there.or_else(first).map(|variant| variant.id);
        variants.push(NewVariant { id, choice, sku, weight, price });
    }
    Ok(variants)
}

fn stock_form(ui: &Ui, product: &Product) -> Form {
    let variants = product
        .variants
        .iter()
        .map(|variant| (variant.id.to_string(), variant_name(ui, &variant.choice)))
        .collect();
    let kinds = ["received", "counted", "lost"]
        .iter()
        .map(|kind| Choice::new(*kind, ui.t_of("catalogue-moved-", kind)))
        .collect();
    Form::post(ui.url(&format!("/catalogue/products/{}/stock", product.id)), "catalogue-save")
        .field(Field::select("variant", "catalogue-variant", variants))
        .field(Field::radio("kind", "catalogue-moved", kinds).value("received"))
        .field(Field::digits("quantity", "catalogue-how-many").narrow())
        .field(Field::text("note", "catalogue-note").optional())
        .cancel(ui.url(&format!("/catalogue/products/{}", product.id)))
}

async fn counting(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, product) = loaded(&visit, &id).await?;
    let ui = &visit.ui;
    let mut rows = Vec::new();
    for variant in &product.variants {
        for moved in stock::movements(&mut tx, product.shelf(variant.id), 0, 20).await? {
            rows.push((
                moved.at,
                vec![
                    ui.time(moved.at),
                    Html::text(&variant_name(ui, &variant.choice)),
                    Html::text(&ui.t_of("catalogue-moved-", &moved.kind)),
                    Html::text(&ui.number(i64::from(moved.quantity))),
                    Html::text(&moved.note),
                ],
            ));
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.0));
    let rows: Vec<Vec<Html>> = rows.into_iter().map(|(_, row)| row).take(20).collect();
    let heads =
        ["catalogue-at", "catalogue-variant", "catalogue-moved", "catalogue-how-many", "catalogue-note"];
    let mut parts = vec![stock_form(ui, &product).html(ui)];
    if !rows.is_empty() {
        parts.push(blocks::section(
            ui,
            "catalogue-movements",
            &blocks::table(ui, "catalogue-movements", &heads, &rows),
        ));
    }
    Ok(below(&visit, &product, "catalogue-stock-change", blocks::stack(&parts)).into_response())
}

async fn counted(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, product) = loaded(&visit, &id).await?;
    let done = count(&mut tx, &product, &posted).await;
    let form = stock_form(&visit.ui, &product).fill(&posted);
    answered(&visit, tx, &product, done, "catalogue-saved", (form, "catalogue-stock-change")).await
}

async fn count(tx: &mut Tx, product: &Product, posted: &Posted) -> Result<(), Error> {
    let variant: VariantId = posted.text("variant").parse()?;
    if !product.variants.iter().any(|there| there.id == variant) {
        return Err(Error::NotFound("variant"));
    }
    let quantity = whole(posted, "quantity")?.ok_or_else(|| Error::field("quantity", "web-field-empty"))?;
    let (shelf, note) = (product.shelf(variant), posted.text("note"));
    let cause: uuid::Uuid = tx.id();
    let cause = format!("desk/{cause}");
    match posted.text("kind") {
        "received" => stock::receive(tx, shelf, quantity, &cause, note).await?,
        "counted" => stock::count(tx, shelf, quantity, &cause, note).await?,
        "lost" => stock::lose(tx, shelf, quantity, &cause, note).await?,
        _ => return Err(Error::field("kind", "web-field-empty")),
    }
    listing::refresh(tx, &[product.id]).await
}

fn photo_form(ui: &Ui, product: &Product) -> Form {
    let control = Kind::File("image/jpeg,image/png,image/webp");
    Form::post(ui.url(&format!("/catalogue/products/{}/photos/new", product.id)), "catalogue-photo-add")
        .field(Field::new("file", "catalogue-photo-file", control).hint("catalogue-photo-hint"))
        .field(Field::text("alt", "catalogue-photo-alt").hint("catalogue-photo-alt-hint"))
        .cancel(ui.url(&format!("/catalogue/products/{}", product.id)))
}

async fn picturing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, product) = loaded(&visit, &id).await?;
    let form = photo_form(&visit.ui, &product).html(&visit.ui);
    Ok(below(&visit, &product, "catalogue-photo-add", form).into_response())
}

async fn picture(visit: Visit, Path(id): Path<String>, upload: Upload) -> Answer {
    let (mut tx, product) = loaded(&visit, &id).await?;
    let Upload { posted, files } = upload;
    let done = match files.into_iter().find(|file| file.field == "file" && !file.bytes.is_empty()) {
        Some(sent) => photo::add(&mut tx, product.pictured(), posted.text("alt"), sent).await.map(|_| ()),
        None => Err(Error::field("file", "catalogue-photo-missing")),
    };
    let form = photo_form(&visit.ui, &product).fill(&posted);
    answered(&visit, tx, &product, done, "catalogue-pictured", (form, "catalogue-photo-add")).await
}
