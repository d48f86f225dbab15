//! Closed months at the desk.

use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::Error;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit, blocks};

use super::{CLOSE, close_period};
use crate::shown;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/ledger/periods", list).post("/ledger/periods", close)
}

async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(CLOSE)?;
    let months = super::list(&mut tx).await?;
    Ok(page(&visit.ui, &months, &form(&visit.ui)).into_response())
}

fn form(ui: &Ui) -> Form {
    Form::post(ui.url("/ledger/periods"), "ledger-close")
        .field(Field::date("month", "ledger-month").hint("ledger-month-hint"))
}

fn page(ui: &Ui, months: &[(NaiveDate, kernel::Instant)], form: &Form) -> Page {
    // "1 Oktober 2026" without the day.
    let name = |month: &NaiveDate| ui.date(*month).trim_start_matches("1 ").to_owned();
    let rows: Vec<Vec<Html>> =
        months.iter().map(|(month, at)| vec![Html::text(&name(month)), ui.time(*at)]).collect();
    let table = match rows.is_empty() {
        true => blocks::empty(ui, "ledger-periods-none", "ledger-periods-none-hint"),
        false => blocks::table(ui, "ledger-periods", &["ledger-month", "ledger-closed-at"], &rows),
    };
    let main = blocks::stack(&[blocks::paragraph(ui, "ledger-periods-lead"), table, form.html(ui)]);
    Page::new(ui.t("ledger-periods"), main).desk().under(ui.url("/ledger/accounts"), ui.t("ledger-accounts"))
}

async fn close(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(CLOSE)?;
    let done = match shown::day(posted.optional("month")) {
        Some(month) => close_period(&mut tx, month).await,
        None => Err(Error::field("month", "ledger-day-form")),
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying("/ledger/periods", "ledger-is-closed"))
        }
        Err(error) => {
            let months = super::list(&mut tx).await?;
            let ui = &visit.ui;
            visit.again(error, form(ui).fill(&posted), |form| Ok(page(ui, &months, &form)))
        }
    }
}
