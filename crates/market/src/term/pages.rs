//! The market's terms at the desk.

use axum::response::IntoResponse;
use kernel::{Error, Rupiah};
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit, blocks};

use super::{Rate, SET, Terms};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/market/terms", show).post("/market/terms", set)
}

fn form(ui: &Ui, terms: &Terms) -> Form {
    let commission = ui.decimal(f64::from(terms.commission) / 100.0, 2);
    let rupiah = |name: &'static str, label: &'static str, amount: Rupiah| {
        Field::digits(name, label).value(amount.0.to_string()).narrow()
    };
    Form::post(ui.url("/market/terms"), "market-term-save")
        .field(
            Field::text("commission", "market-term-commission")
                .hint("market-term-commission-hint")
                .value(commission)
                .narrow(),
        )
        .field(
            Field::digits("minutes", "market-term-minutes")
                .hint("market-term-minutes-hint")
                .value(terms.minutes.to_string())
                .narrow(),
        )
        .section("market-term-shipping", Some(kernel::Say::new("market-term-shipping-note")))
        .field(rupiah("city-first", "market-term-city-first", terms.in_city.first))
        .field(rupiah("city-next", "market-term-city-next", terms.in_city.next))
        .field(rupiah("province-first", "market-term-province-first", terms.in_province.first))
        .field(rupiah("province-next", "market-term-province-next", terms.in_province.next))
        .field(rupiah("country-first", "market-term-country-first", terms.in_country.first))
        .field(rupiah("country-next", "market-term-country-next", terms.in_country.next))
}

fn page(ui: &Ui, form: &Form) -> Page {
    let abroad = blocks::row(&[blocks::quiet(ui, "/market/terms/abroad", "market-tariffs")]);
    Page::new(ui.t("market-terms"), blocks::stack(&[abroad, form.html(ui)])).desk()
}

async fn show(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(SET)?;
    let terms = super::now(&mut tx).await?;
    Ok(page(&visit.ui, &form(&visit.ui, &terms)).into_response())
}

fn read(posted: &Posted) -> Result<Terms, Error> {
    let amount = |name: &'static str| {
        registry::business::amount_of(posted.text(name))
            .map(Rupiah)
            .ok_or_else(|| Error::field(name, "market-term-rate-form"))
    };
    let rate = |first, next| Ok::<Rate, Error>(Rate { first: amount(first)?, next: amount(next)? });
    Ok(Terms {
        commission: percent(posted.text("commission"))
            .ok_or_else(|| Error::field("commission", "market-term-commission-range"))?,
        minutes: posted
            .text("minutes")
            .parse()
            .map_err(|_| Error::field("minutes", "market-term-minutes-range"))?,
        in_city: rate("city-first", "city-next")?,
        in_province: rate("province-first", "province-next")?,
        in_country: rate("country-first", "country-next")?,
    })
}

/// `2,5` and `2.5` are 250 hundredths.
fn percent(text: &str) -> Option<i32> {
    let text = text.trim().trim_end_matches('%').trim().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    if part.len() > 2 || !format!("{whole}{part}").bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    whole.parse::<i32>().ok()?.checked_mul(100)?.checked_add(format!("{part:0<2}").parse().ok()?)
}

async fn set(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(SET)?;
    let done = async { super::set(&mut tx, read(&posted)?).await }.await;
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying("/market/terms", "market-term-saved"))
        }
        Err(error) => {
            let form = form(&visit.ui, &Terms::default()).fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, &form)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percents_are_read_as_people_write_them() {
        for (text, hundredths) in [
            ("2,5", Some(250)),
            ("2.50 %", Some(250)),
            ("0", Some(0)),
            ("3", Some(300)),
            ("2,555", None),
            ("", None),
            ("-1", None),
            ("dua", None),
        ] {
            assert_eq!(percent(text), hundredths, "{text}");
        }
    }
}
