//! Closing and reopening a business, and recording its figures.

use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::Datelike;
use kernel::Error;
use web::{Answer, Field, Form, Posted, Routes, Ui, Visit};

use super::forms::{Amending, amendable};
use super::{AMEND, CLOSE};
use crate::form;
use crate::source::claims::{BusinessClaims, Measure, MeasureKind};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/registry/businesses/{id}/closure", closing)
        .post("/registry/businesses/{id}/closure", close)
        .get("/registry/businesses/{id}/reopening", reopening)
        .post("/registry/businesses/{id}/reopening", reopen)
        .get("/registry/businesses/{id}/measures/new", measuring)
        .post("/registry/businesses/{id}/measures/new", measure)
}

fn stand_form(ui: &Ui, it: &Amending, path: &str, submit: &'static str) -> Form {
    let here = it.here();
    Form::post(ui.url(&format!("{here}/{path}")), submit)
        .field(Field::date("on", "registry-stand-on").value(ui.today().to_string()))
        .field(Field::text("reason", "registry-stand-reason").hint("registry-stand-reason-hint"))
        .cancel(ui.url(&here))
}

fn close_form(ui: &Ui, it: &Amending) -> Form {
    stand_form(ui, it, "closure", "registry-business-close").danger()
}

fn reopen_form(ui: &Ui, it: &Amending) -> Form {
    stand_form(ui, it, "reopening", "registry-business-reopen")
}

async fn closing(visit: Visit, Path(id): Path<String>) -> Answer {
    let it = amendable(&visit, &id, CLOSE).await?;
    Ok(it.page(&visit.ui, "registry-business-close", &close_form(&visit.ui, &it)).into_response())
}

async fn reopening(visit: Visit, Path(id): Path<String>) -> Answer {
    let it = amendable(&visit, &id, CLOSE).await?;
    Ok(it.page(&visit.ui, "registry-business-reopen", &reopen_form(&visit.ui, &it)).into_response())
}

async fn close(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    stand(visit, id, posted, true).await
}

async fn reopen(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    stand(visit, id, posted, false).await
}

async fn stand(visit: Visit, id: String, posted: Posted, closed: bool) -> Answer {
    let mut it = amendable(&visit, &id, CLOSE).await?;
    let on = form::date(posted.optional("on").map(str::to_owned), "on");
    let on = on.and_then(|on| on.ok_or_else(|| Error::field("on", "web-field-empty")));
    let (business, reason) = (it.business.id, posted.text("reason"));
    let done = match on {
        Ok(on) if closed => super::close(&mut it.tx, business, on, reason).await,
        Ok(on) => super::reopen(&mut it.tx, business, on, reason).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            let here = it.here();
            it.tx.commit().await?;
            Ok(visit.see_saying(&here, "registry-saved"))
        }
        Err(error) => {
            let ui = &visit.ui;
            let form = if closed { close_form(ui, &it) } else { reopen_form(ui, &it) };
            let title = if closed { "registry-business-close" } else { "registry-business-reopen" };
            visit.again(error, form.fill(&posted), |form| Ok(it.page(ui, title, &form)))
        }
    }
}

/// The figures that the form asks for: field, label, kind, and whether they are rupiah.
const FIGURES: [(&str, &str, MeasureKind, bool); 7] = [
    ("yearly_sales", "registry-measure-yearly-sales", MeasureKind::YearlySales, true),
    ("monthly_sales", "registry-measure-monthly-sales", MeasureKind::MonthlySales, true),
    ("capital", "registry-measure-capital", MeasureKind::Capital, true),
    ("assets", "registry-measure-assets", MeasureKind::Assets, true),
    ("female_workers", "registry-measure-female-workers", MeasureKind::FemaleWorkers, false),
    ("male_workers", "registry-measure-male-workers", MeasureKind::MaleWorkers, false),
    ("disabled_workers", "registry-measure-disabled-workers", MeasureKind::DisabledWorkers, false),
];

fn measure_form(ui: &Ui, it: &Amending) -> Form {
    let here = it.here();
    let mut form =
        Form::post(ui.url(&format!("{here}/measures/new")), "registry-save").cancel(ui.url(&here)).field(
            Field::digits("year", "registry-measure-year")
                .hint("registry-measure-year-hint")
                .narrow()
                .value(ui.today().year().to_string()),
        );
    for (name, label, _, money) in FIGURES {
        let field = Field::digits(name, label).optional();
        form = form.field(if money { field.hint("registry-money-hint") } else { field.narrow() });
    }
    form.field(Field::digits("capacity", "registry-measure-capacity").optional().narrow()).field(
        Field::text("unit", "registry-capacity-unit").hint("registry-capacity-unit-hint").optional().narrow(),
    )
}

async fn measuring(visit: Visit, Path(id): Path<String>) -> Answer {
    let it = amendable(&visit, &id, AMEND).await?;
    Ok(it.page(&visit.ui, "registry-measure-add", &measure_form(&visit.ui, &it)).into_response())
}

async fn measure(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut it = amendable(&visit, &id, AMEND).await?;
    let done = match measures(&posted, visit.ui.today().year()) {
        Ok(measures) => {
            let claims = BusinessClaims { measures, ..BusinessClaims::default() };
            super::amend(&mut it.tx, it.business.id, claims).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            let here = it.here();
            it.tx.commit().await?;
            Ok(visit.see_saying(&here, "registry-saved"))
        }
        Err(error) => {
            let form = measure_form(&visit.ui, &it).fill(&posted);
            visit.again(error, form, |form| Ok(it.page(&visit.ui, "registry-measure-add", &form)))
        }
    }
}

/// What was filled in; at least one figure.
fn measures(posted: &Posted, this_year: i32) -> Result<Vec<Measure>, Error> {
    let mut wrong = Vec::new();
    let year = posted.text("year").parse::<i32>().ok().filter(|year| (2000..=this_year).contains(year));
    if year.is_none() {
        wrong.push(("year", "registry-measure-year-form".into()));
    }
    // The figures of this year are of today, those of a year that ended are of its end.
    let year = year.filter(|year| *year != this_year);
    let mut all = Vec::new();
    for (name, _, kind, _) in FIGURES {
        if let Some(value) = form::gather(amount(posted, name), &mut wrong)?.flatten() {
            all.push(Measure { kind, value, unit: None, year });
        }
    }
    if let Some(value) = form::gather(amount(posted, "capacity"), &mut wrong)?.flatten() {
        let unit = posted.optional("unit").map(str::to_owned);
        all.push(Measure { kind: MeasureKind::Capacity, value, unit, year });
    }
    if all.is_empty() && wrong.is_empty() {
        wrong.push(("yearly_sales", "registry-measure-nothing".into()));
    }
    form::sound(wrong)?;
    Ok(all)
}

/// A whole number as people write it: `25.000.000`, `Rp 25.000.000`, `25 juta`, `1,5 miliar`.
fn amount(posted: &Posted, name: &'static str) -> Result<Option<i64>, Error> {
    let Some(text) = posted.optional(name) else { return Ok(None) };
    amount_of(text).map(Some).ok_or_else(|| Error::field(name, "registry-amount-form"))
}

/// A sum of rupiah as people write it.
pub fn amount_of(text: &str) -> Option<i64> {
    let text = text.to_lowercase();
    let text = text.trim().trim_start_matches("rp").trim_start_matches('.').trim();
    let words = [
        ("miliar", 1_000_000_000),
        ("milyar", 1_000_000_000),
        ("juta", 1_000_000),
        ("jt", 1_000_000),
        ("ribu", 1_000),
        ("rb", 1_000),
    ];
    let (digits, factor) = words
        .into_iter()
        .find_map(|(word, factor)| text.strip_suffix(word).map(|rest| (rest.trim(), factor)))
        .unwrap_or((text, 1));
    if digits.is_empty() {
        return None;
    }
    if factor == 1 {
        // Rupiah has no cents that anybody writes; ",00" is a habit of printed forms.
        let whole = digits.strip_suffix(",00").unwrap_or(digits).strip_suffix(",-").unwrap_or(digits);
        let whole = if digits.ends_with(",00") { digits.trim_end_matches(",00") } else { whole };
        let solid: String = whole.chars().filter(|c| !['.', ' ', ','].contains(c)).collect();
        return solid.parse().ok().filter(|value| *value >= 0);
    }
    let (whole, part) = digits.split_once([',', '.']).unwrap_or((digits, ""));
    let decimals = u32::try_from(part.len()).ok().filter(|length| *length <= 3)?;
    let number: i64 = format!("{whole}{part}").parse().ok().filter(|value| *value >= 0)?;
    number.checked_mul(factor)?.checked_div(10_i64.checked_pow(decimals)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        for (text, value) in [
            ("25000000", Some(25_000_000)),
            ("25.000.000", Some(25_000_000)),
            ("Rp 25.000.000", Some(25_000_000)),
            ("Rp.25.000.000,00", Some(25_000_000)),
            ("Rp25.000.000,-", Some(25_000_000)),
            ("25 juta", Some(25_000_000)),
            ("1,5 miliar", Some(1_500_000_000)),
            ("750rb", Some(750_000)),
            ("0", Some(0)),
            ("-5", None),
            ("lima juta", None),
            ("juta", None),
        ] {
            assert_eq!(amount_of(text), value, "{text}");
        }
    }
}
