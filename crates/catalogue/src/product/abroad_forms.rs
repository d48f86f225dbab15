//! Selling abroad: whether customs lets a product through, and what it costs in other currencies, as its maker types it.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use ledger::money::{self, Currency, Money};
use ledger::rate;
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, ListQuery, Posted, Routes, Ui, Visit};

use super::forms::{answered, loaded};
use super::pages::{below, variant_name};
use super::{Product, Variant, abroad, set_price};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/catalogue/products/{id}/abroad", typing)
        .post("/catalogue/products/{id}/abroad", typed)
}

/// On the product's page: why it cannot be sold abroad, or that it can, and for what.
pub(super) async fn standing(tx: &mut Tx, ui: &Ui, product: &Product) -> Result<Html, Error> {
    let reasons = abroad(tx, product).await?;
    let said = if reasons.is_empty() {
        blocks::notice(&ui.t("catalogue-abroad-yes"), Tone::Good)
    } else {
        let mut list = Html::text(&ui.t("catalogue-abroad-no"));
        list.push_trusted("</p><ul>");
        for say in &reasons {
            list.push_trusted("<li>");
            list.push_text(&ui.say(say));
            list.push_trusted("</li>");
        }
        list.push_trusted("</ul><p>");
        blocks::notice_html(&list, Tone::City)
    };
    let rows: Vec<Vec<Html>> = product
        .variants
        .iter()
        .map(|variant| {
            let prices: Vec<String> = variant.abroad().map(|price| price.to_string()).collect();
            let prices = if prices.is_empty() { ui.t("catalogue-no-price") } else { prices.join(" · ") };
            vec![Html::text(&variant_name(ui, &variant.choice)), Html::text(&prices)]
        })
        .collect();
    let table =
        blocks::table(ui, "catalogue-abroad-prices", &["catalogue-variant", "catalogue-price"], &rows);
    let path = format!("/catalogue/products/{}/abroad", product.id);
    Ok(blocks::stack(&[said, table, blocks::row(&[blocks::quiet(ui, &path, "catalogue-abroad-price")])]))
}

/// The currency that is asked for, else the dollar.
fn currency(text: Option<&str>) -> Result<Currency, Error> {
    match Currency::parse(text.unwrap_or("USD"))? {
        Currency::IDR => Err(Error::field("currency", "catalogue-currency-form")),
        other => Ok(other),
    }
}

/// One field for a product that there is in one choice only, else a line for each.
fn form(ui: &Ui, product: &Product, currency: Currency) -> Form {
    let plain = |variant: &Variant| {
        let units = variant.prices.get(currency.code());
        units.map(|units| Money { currency, units: *units }.plain()).unwrap_or_default()
    };
    let label = Say::new("catalogue-abroad-price-in").with("currency", currency.code());
    let field = match product.variants.as_slice() {
        [only] if product.options.is_empty() => Field::text("price", label).value(plain(only)).narrow(),
        several => {
            let lines: Vec<String> = several
                .iter()
                .map(|one| format!("{}; {}", variant_name(ui, &one.choice), plain(one)))
                .collect();
            Field::long("price", label).hint("catalogue-abroad-price-hint").value(lines.join("\n"))
        }
    };
    Form::post(ui.url(&format!("/catalogue/products/{}/abroad", product.id)), "catalogue-save")
        .field(Field::hidden("currency", currency.code()))
        .field(field.optional())
        .cancel(ui.url(&format!("/catalogue/products/{}", product.id)))
}

/// What the prices at home are about, by the last rate.
async fn about(tx: &mut Tx, ui: &Ui, product: &Product, currency: Currency) -> Result<Html, Error> {
    let today = tx.today();
    let Some(rate) = rate::on(tx, currency, today).await? else {
        return Ok(blocks::paragraph(ui, "catalogue-abroad-rate-none"));
    };
    let priced = product.variants.iter().filter_map(|variant| Some((variant, variant.rupiah()?)));
    let rows: Vec<Vec<Html>> = priced
        .map(|(variant, rupiah)| {
            [variant_name(ui, &variant.choice), ui.money(rupiah), rate.about(rupiah).to_string()]
                .iter()
                .map(|text| Html::text(text))
                .collect()
        })
        .collect();
    let say = Say::new("catalogue-abroad-about").with("day", ui.date(rate.day)).with("source", rate.source);
    let mut html = Html::trusted("<p>");
    html.push_text(&ui.say(&say));
    html.push_trusted("</p>");
    let heads = ["catalogue-variant", "catalogue-price", "catalogue-abroad-suggested"];
    html.push(&blocks::table(ui, "catalogue-abroad-suggested", &heads, &rows));
    Ok(html)
}

async fn typing(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let (mut tx, product) = loaded(&visit, &id).await?;
    let ui = &visit.ui;
    let chosen = currency(query.get("currency"))?;
    let others = Currency::abroad().map(|one| {
        let path = format!("/catalogue/products/{id}/abroad?currency={}", one.code());
        blocks::button_link(&ui.url(&path), one.code(), one != chosen)
    });
    let parts = [
        blocks::paragraph(ui, "catalogue-abroad-price-note"),
        blocks::row(&others.collect::<Vec<_>>()),
        about(&mut tx, ui, &product, chosen).await?,
        form(ui, &product, chosen).html(ui),
    ];
    Ok(below(&visit, &product, "catalogue-abroad-price", blocks::stack(&parts)).into_response())
}

/// What was typed for each variant; nothing for those that are left out or empty.
fn read(ui: &Ui, product: &Product, text: &str, currency: Currency) -> Result<Vec<Option<i64>>, Error> {
    let wrong = |line: i32| Error::field("price", Say::new("catalogue-abroad-price-form").with("line", line));
    let single = product.options.is_empty();
    let mut prices = vec![None; product.variants.len()];
    for (line, number) in text.lines().filter(|line| !line.trim().is_empty()).zip(1_i32..) {
        let (name, price) = match line.rsplit_once(';') {
            Some((name, price)) => (name.trim(), price.trim()),
            None if single => ("", line.trim()),
            None => return Err(wrong(number)),
        };
        let same = |variant: &Variant| {
            single || variant_name(ui, &variant.choice).to_lowercase() == name.to_lowercase()
        };
        let place = product.variants.iter().position(same).and_then(|place| prices.get_mut(place));
        let place = place.ok_or_else(|| wrong(number))?;
        *place = match price {
            "" => None,
            price => Some(money::read(price, currency.exponent()).ok_or_else(|| wrong(number))?),
        };
    }
    Ok(prices)
}

async fn typed(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, product) = loaded(&visit, &id).await?;
    let chosen = currency(posted.optional("currency"))?;
    let form = form(&visit.ui, &product, chosen).fill(&posted);
    let done = match read(&visit.ui, &product, posted.text("price"), chosen) {
        Ok(prices) => write(&mut tx, &product, &prices, chosen).await,
        Err(error) => Err(error),
    };
    answered(&visit, tx, &product, done, "catalogue-saved", (form, "catalogue-abroad-price")).await
}

async fn write(
    tx: &mut Tx,
    product: &Product,
    prices: &[Option<i64>],
    currency: Currency,
) -> Result<(), Error> {
    for (variant, new) in product.variants.iter().zip(prices) {
        if *new != variant.prices.get(currency.code()).copied() {
            set_price(tx, product.id, variant.id, currency.code(), *new).await?;
        }
    }
    Ok(())
}
