//! Tariffs at the desk.

use axum::response::IntoResponse;
use kernel::Error;
use ledger::money::{self, Currency, Money};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit, blocks};

use super::{Tariff, Zone, set_tariff, tariffs};
use crate::term::SET;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/market/terms/abroad", show).post("/market/terms/abroad", set)
}

fn form(ui: &Ui) -> Form {
    let zones = Zone::ALL.map(|zone| (zone.as_str().to_owned(), ui.t_of("market-zone-", zone.as_str())));
    let currencies = Currency::abroad()
        .map(|one| (one.code().to_owned(), ui.t_of("ledger-currency-", &one.code().to_lowercase())));
    Form::post(ui.url("/market/terms/abroad"), "market-tariff-save")
        .field(Field::select("zone", "market-zone", zones.into()).value(Zone::Asean.as_str()))
        .field(Field::select("currency", "market-abroad-currency", currencies.collect()).value("USD"))
        .field(Field::text("first", "market-tariff-first").hint("market-tariff-hint").narrow().optional())
        .field(Field::text("next", "market-tariff-next").narrow().optional())
}

fn page(ui: &Ui, tariffs: &[Tariff], form: &Form) -> Page {
    let rows: Vec<Vec<Html>> = tariffs
        .iter()
        .map(|tariff| {
            let money = |units: i64| Money { currency: tariff.currency, units }.to_string();
            [ui.t_of("market-zone-", tariff.zone.as_str()), money(tariff.first), money(tariff.next)]
                .iter()
                .map(|text| Html::text(text))
                .collect()
        })
        .collect();
    let heads = ["market-zone", "market-tariff-first", "market-tariff-next"];
    let table = match rows.is_empty() {
        true => blocks::empty(ui, "market-tariffs-none", "market-tariffs-none-hint"),
        false => blocks::table(ui, "market-tariffs", &heads, &rows),
    };
    let main = blocks::stack(&[blocks::paragraph(ui, "market-tariffs-lead"), table, form.html(ui)]);
    Page::new(ui.t("market-tariffs"), main).desk().under(ui.url("/market/terms"), ui.t("market-terms"))
}

async fn show(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(SET)?;
    let tariffs = tariffs(&mut tx).await?;
    Ok(page(&visit.ui, &tariffs, &form(&visit.ui)).into_response())
}

/// Where to, for which currency, and what the first and each further half kilogram cost.
type Typed = (Zone, Currency, Option<(i64, i64)>);

/// Nothing in both fields takes the tariff away.
fn read(posted: &Posted) -> Result<Typed, Error> {
    let zone = Zone::parse(posted.text("zone")).ok_or_else(|| Error::field("zone", "web-field-empty"))?;
    let currency = Currency::parse(posted.text("currency"))?;
    let amount = |name: &'static str| {
        money::read(posted.text(name), currency.exponent())
            .ok_or_else(|| Error::field(name, "market-tariff-form"))
    };
    let cost = match (posted.optional("first"), posted.optional("next")) {
        (None, None) => None,
        _ => Some((amount("first")?, amount("next")?)),
    };
    Ok((zone, currency, cost))
}

async fn set(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(SET)?;
    let done = async {
        let (zone, currency, cost) = read(&posted)?;
        set_tariff(&mut tx, zone, currency, cost).await
    };
    match done.await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying("/market/terms/abroad", "market-tariff-saved"))
        }
        Err(error) => {
            let tariffs = tariffs(&mut tx).await?;
            let form = form(&visit.ui).fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, &tariffs, &form)))
        }
    }
}
