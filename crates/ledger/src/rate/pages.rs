//! Rates at the desk.

use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::Error;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit, blocks};

use super::{Rate, SET};
use crate::money::{self, Currency};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/ledger/rates", list).post("/ledger/rates", set)
}

/// So many of the last.
const SHOWN: i64 = 60;

async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let rates = super::list(&mut tx, SHOWN).await?;
    let form = form(&visit.ui, tx.today());
    Ok(page(&visit.ui, &rates, &form).into_response())
}

fn form(ui: &Ui, today: NaiveDate) -> Form {
    let currencies = Currency::abroad()
        .map(|one| (one.code().to_owned(), ui.t_of("ledger-currency-", &one.code().to_lowercase())));
    Form::post(ui.url("/ledger/rates"), "ledger-rate-save")
        .field(Field::select("currency", "ledger-currency", currencies.collect()).value("USD"))
        .field(Field::date("day", "ledger-rate-of").value(today.to_string()))
        .field(Field::text("rate", "ledger-rate").hint("ledger-rate-hint").narrow())
        .field(Field::text("source", "ledger-rate-source").hint("ledger-rate-source-hint"))
}

fn page(ui: &Ui, rates: &[Rate], form: &Form) -> Page {
    let rows: Vec<Vec<Html>> = rates
        .iter()
        .map(|rate| {
            vec![
                Html::text(rate.currency.code()),
                Html::text(&ui.date(rate.day)),
                Html::text(&super::written(rate.hundredths)),
                Html::text(&rate.source),
            ]
        })
        .collect();
    let heads = ["ledger-currency", "ledger-rate-of", "ledger-rate", "ledger-rate-source"];
    let table = match rows.is_empty() {
        true => blocks::empty(ui, "ledger-rates-none", "ledger-rates-none-hint"),
        false => blocks::table(ui, "ledger-rates", &heads, &rows),
    };
    let main = blocks::stack(&[blocks::paragraph(ui, "ledger-rates-lead"), form.html(ui), table]);
    Page::new(ui.t("ledger-rates"), main).desk().under(ui.url("/ledger/accounts"), ui.t("ledger-accounts"))
}

fn read(posted: &Posted) -> Result<Rate, Error> {
    let form = || Error::field("rate", "ledger-rate-form");
    Ok(Rate {
        currency: Currency::parse(posted.text("currency"))?,
        day: posted.text("day").parse().map_err(|_| Error::field("day", "ledger-rate-day"))?,
        // Two decimals, as the central bank writes them.
        hundredths: money::read(posted.text("rate"), 2).ok_or_else(form)?,
        source: posted.text("source").to_owned(),
    })
}

async fn set(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(SET)?;
    let done = async { super::set(&mut tx, read(&posted)?).await }.await;
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying("/ledger/rates", "ledger-rate-saved"))
        }
        Err(error) => {
            let rates = super::list(&mut tx, SHOWN).await?;
            let form = form(&visit.ui, tx.today()).fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, &rates, &form)))
        }
    }
}
