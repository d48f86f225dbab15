//! Forms about a product: the first words, all that is said of it, and the same in other languages.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Rupiah, Say, Tx};
use registry::business::{BusinessId, amount_of};
use web::field::Choice;
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::pages::{below, faced};
use super::{
    ALLERGENS, Change, KEEP, Made, New, Product, ProductId, UNITS, Wording, amend, create, kept, may, wording,
};
use crate::category;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/catalogue/businesses/{id}/products/new", new)
        .post("/catalogue/businesses/{id}/products/new", add)
        .get("/catalogue/products/{id}/amendment", amending)
        .post("/catalogue/products/{id}/amendment", amended)
        .get("/catalogue/products/{id}/words/{lang}", wording_of)
        .post("/catalogue/products/{id}/words/{lang}", say)
}

/// The product and the transaction it was read in, for those who keep it.
pub(super) async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Product), Error> {
    let mut tx = visit.tx().await?;
    let (product, _) = kept(&mut tx, id.parse()?).await?;
    Ok((tx, product))
}

/// After a doing about a product: its page, or the form again with what is wrong.
pub(super) async fn answered(
    visit: &Visit,
    tx: Tx,
    product: &Product,
    done: Result<(), Error>,
    said: &'static str,
    form: (Form, &'static str),
) -> Answer {
    let (form, title) = form;
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/catalogue/products/{}", product.id), said))
        }
        Err(error) => visit.again(error, form, |form| Ok(below(visit, product, title, form.html(&visit.ui)))),
    }
}

fn units(ui: &Ui) -> Vec<(String, String)> {
    UNITS.iter().map(|unit| ((*unit).to_owned(), ui.t_of("catalogue-unit-", unit))).collect()
}

fn made(ui: &Ui) -> Vec<Choice> {
    [Made::Stock, Made::Order]
        .iter()
        .map(|made| Choice::new(made.as_str(), ui.t_of("catalogue-made-", made.as_str())))
        .collect()
}

fn categories(ui: &Ui) -> Vec<(String, String)> {
    let none = (String::new(), ui.t("catalogue-category-choose"));
    std::iter::once(none).chain(category::choices(ui.lang)).collect()
}

/// A whole number as people type it; nothing where nothing was typed.
pub(super) fn whole(posted: &Posted, name: &'static str) -> Result<Option<i32>, Error> {
    let Some(text) = posted.optional(name) else { return Ok(None) };
    let solid: String = text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    solid.parse().map(Some).map_err(|_| Error::field(name, "catalogue-number-form"))
}

fn new_form(ui: &Ui, business: BusinessId) -> Form {
    Form::post(ui.url(&format!("/catalogue/businesses/{business}/products/new")), "catalogue-add")
        .field(Field::text("name", "catalogue-name").hint("catalogue-name-hint"))
        .field(Field::select("category", "catalogue-category", categories(ui)))
        .field(Field::digits("price", "catalogue-price").hint("catalogue-price-hint").narrow())
        .field(Field::select("unit", "catalogue-unit", units(ui)).value("pack").narrow())
        .field(
            Field::digits("weight", "catalogue-weight-grams")
                .hint("catalogue-weight-hint")
                .narrow()
                .optional(),
        )
        .field(Field::radio("made", "catalogue-made", made(ui)).value("stock"))
        .field(
            Field::digits("quantity", "catalogue-quantity")
                .hint("catalogue-quantity-hint")
                .narrow()
                .optional(),
        )
        .field(
            Field::digits("lead-days", "catalogue-lead-days")
                .hint("catalogue-lead-days-hint")
                .narrow()
                .optional(),
        )
        .field(Field::long("about", "catalogue-words").hint("catalogue-words-hint").optional())
        .cancel(ui.url(&format!("/catalogue/businesses/{business}/products")))
}

fn new_page(visit: &Visit, business: BusinessId, form: &Form) -> Page {
    let ui = &visit.ui;
    let page = faced(visit, Page::new(ui.t("catalogue-add"), form.html(ui)));
    page.under(ui.url(&format!("/catalogue/businesses/{business}/products")), ui.t("catalogue-products"))
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id: BusinessId = id.parse()?;
    may(&mut tx, id, KEEP).await?;
    Ok(new_page(&visit, id, &new_form(&visit.ui, id)).into_response())
}

async fn add(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let business: BusinessId = id.parse()?;
    may(&mut tx, business, KEEP).await?;
    let done = match read_new(&posted) {
        Ok(new) => create(&mut tx, business, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/catalogue/products/{id}"), "catalogue-added"))
        }
        Err(error) => visit.again(error, new_form(&visit.ui, business).fill(&posted), |form| {
            Ok(new_page(&visit, business, &form))
        }),
    }
}

fn read_new(posted: &Posted) -> Result<New, Error> {
    let price =
        amount_of(posted.text("price")).ok_or_else(|| Error::field("price", "catalogue-price-form"))?;
    let made = Made::parse(posted.text("made")).ok_or_else(|| Error::field("made", "web-field-empty"))?;
    Ok(New {
        name: posted.text("name").to_owned(),
        about: posted.text("about").to_owned(),
        category: posted.text("category").to_owned(),
        price: Rupiah(price),
        unit: posted.text("unit").to_owned(),
        weight: whole(posted, "weight")?,
        made,
        quantity: whole(posted, "quantity")?,
        lead_days: whole(posted, "lead-days")?.unwrap_or(0),
    })
}

pub(super) fn number(value: Option<i32>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn amend_form(ui: &Ui, product: &Product) -> Form {
    let said = &product.wording;
    let form = Form::post(ui.url(&format!("/catalogue/products/{}/amendment", product.id)), "catalogue-save")
        .field(Field::text("name", "catalogue-name").hint("catalogue-name-hint").value(&*said.name))
        .field(Field::select("category", "catalogue-category", categories(ui)).value(&*product.category))
        .field(
            Field::long("about", "catalogue-words")
                .hint("catalogue-words-hint")
                .value(&*said.about)
                .optional(),
        )
        .field(
            Field::long("story", "catalogue-story")
                .hint("catalogue-story-hint")
                .value(&*said.story)
                .optional(),
        )
        .field(
            Field::long("care", "catalogue-care").hint("catalogue-care-hint").value(&*said.care).optional(),
        );
    let form = match category::find(&product.category).is_some_and(category::Category::is_eaten) {
        true => label_fields(ui, form, product),
        false => form,
    };
    making_fields(ui, form, product).cancel(ui.url(&format!("/catalogue/products/{}", product.id)))
}

/// What stands on the label of what is eaten.
fn label_fields(ui: &Ui, form: Form, product: &Product) -> Form {
    let allergens =
        ALLERGENS.iter().map(|one| Choice::new(*one, ui.t_of("catalogue-allergen-", one))).collect();
    form.section("catalogue-label", Some(Say::new("catalogue-label-note")))
        .field(
            Field::long("ingredients", "catalogue-ingredients")
                .hint("catalogue-ingredients-hint")
                .value(&*product.wording.ingredients)
                .optional(),
        )
        .field(Field::checks("allergens", "catalogue-allergens", allergens).values(product.allergens.clone()))
        .field(
            Field::digits("shelf-days", "catalogue-shelf-days")
                .hint("catalogue-shelf-days-hint")
                .value(number(product.shelf_days))
                .narrow()
                .optional(),
        )
}

/// How it is made, and what a parcel abroad needs.
fn making_fields(ui: &Ui, form: Form, product: &Product) -> Form {
    form.section("catalogue-making", None)
        .field(Field::select("unit", "catalogue-unit", units(ui)).value(&*product.unit).narrow())
        .field(Field::radio("made", "catalogue-made", made(ui)).value(product.made.as_str()))
        .field(
            Field::digits("lead-days", "catalogue-lead-days")
                .hint("catalogue-lead-days-hint")
                .value(product.lead_days.to_string())
                .narrow()
                .optional(),
        )
        .field(
            Field::digits("weekly", "catalogue-weekly")
                .hint("catalogue-weekly-hint")
                .value(number(product.weekly))
                .narrow()
                .optional(),
        )
        .section("catalogue-abroad", Some(Say::new("catalogue-abroad-note")))
        .field(
            Field::digits("hs-code", "catalogue-hs-code")
                .hint("catalogue-hs-code-hint")
                .value(product.hs_code.clone().unwrap_or_default())
                .narrow()
                .optional(),
        )
        .field(
            Field::text("origin", "catalogue-origin")
                .hint("catalogue-origin-hint")
                .value(&*product.origin)
                .narrow(),
        )
}

async fn amending(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, product) = loaded(&visit, &id).await?;
    let form = amend_form(&visit.ui, &product).html(&visit.ui);
    Ok(below(&visit, &product, "catalogue-amend", form).into_response())
}

async fn amended(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, product) = loaded(&visit, &id).await?;
    let done = match read_change(&product, &posted) {
        Ok(change) => amend(&mut tx, product.id, change).await,
        Err(error) => Err(error),
    };
    let form = amend_form(&visit.ui, &product).fill(&posted);
    answered(&visit, tx, &product, done, "catalogue-saved", (form, "catalogue-amend")).await
}

/// What the form did not ask for stays.
fn read_change(product: &Product, posted: &Posted) -> Result<Change, Error> {
    let eaten = category::find(&product.category).is_some_and(category::Category::is_eaten);
    let made = Made::parse(posted.text("made")).ok_or_else(|| Error::field("made", "web-field-empty"))?;
    Ok(Change {
        wording: Wording {
            name: posted.text("name").to_owned(),
            about: posted.text("about").to_owned(),
            story: posted.text("story").to_owned(),
            care: posted.text("care").to_owned(),
            ingredients: if eaten {
                posted.text("ingredients").to_owned()
            } else {
                product.wording.ingredients.clone()
            },
        },
        category: posted.text("category").to_owned(),
        unit: posted.text("unit").to_owned(),
        made,
        lead_days: whole(posted, "lead-days")?.unwrap_or(0),
        weekly: whole(posted, "weekly")?,
        shelf_days: if eaten { whole(posted, "shelf-days")? } else { product.shelf_days },
        allergens: if eaten {
            posted.all("allergens").map(str::to_owned).collect()
        } else {
            product.allergens.clone()
        },
        hs_code: posted.optional("hs-code").map(str::to_owned),
        origin: posted.text("origin").to_owned(),
    })
}

fn wording_form(ui: &Ui, id: ProductId, lang: &str, said: &Wording) -> Form {
    Form::post(ui.url(&format!("/catalogue/products/{id}/words/{lang}")), "catalogue-save")
        .field(
            Field::text("name", "catalogue-name")
                .hint("catalogue-translate-hint")
                .value(&*said.name)
                .optional(),
        )
        .field(Field::long("about", "catalogue-words").value(&*said.about).optional())
        .field(Field::long("story", "catalogue-story").value(&*said.story).optional())
        .field(Field::long("care", "catalogue-care").value(&*said.care).optional())
        .field(Field::long("ingredients", "catalogue-ingredients").value(&*said.ingredients).optional())
        .cancel(ui.url(&format!("/catalogue/products/{id}")))
}

async fn wording_of(visit: Visit, Path((id, lang)): Path<(String, String)>) -> Answer {
    let (mut tx, product) = loaded(&visit, &id).await?;
    let all = wording::wordings(&mut tx, product.id).await?;
    let said = all.into_iter().find(|(one, _)| *one == lang).map(|(_, said)| said).unwrap_or_default();
    let form = wording_form(&visit.ui, product.id, &lang, &said).html(&visit.ui);
    Ok(below(&visit, &product, "catalogue-translate", form).into_response())
}

async fn say(visit: Visit, Path((id, lang)): Path<(String, String)>, posted: Posted) -> Answer {
    let (mut tx, product) = loaded(&visit, &id).await?;
    let said = Wording {
        name: posted.text("name").to_owned(),
        about: posted.text("about").to_owned(),
        story: posted.text("story").to_owned(),
        care: posted.text("care").to_owned(),
        ingredients: posted.text("ingredients").to_owned(),
    };
    let done = wording::say(&mut tx, product.id, &lang, said).await;
    let form = wording_form(&visit.ui, product.id, &lang, &Wording::default()).fill(&posted);
    answered(&visit, tx, &product, done, "catalogue-saved", (form, "catalogue-translate")).await
}
