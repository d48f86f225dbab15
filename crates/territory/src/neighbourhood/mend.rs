//! The desk page on which one RW or RT ends or gets another number.

use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::{AreaCode, Error, Tx};
use web::field::Choice;
use web::{Answer, Field, Form, ListQuery, Page, Posted, Ui, Visit};

use super::{CLOSE, Closing, Number, Renumbering, close, renumber};

const CLOSED: &str = "tutup";
const NUMBERED: &str = "nomor";

/// `GET /territory/neighbourhoods/change?code=`
pub(crate) async fn new(visit: Visit, query: ListQuery) -> Answer {
    visit.tx().await?.scope(CLOSE)?;
    Ok(page(&visit.ui, form(&visit.ui, query.get("code").unwrap_or_default())).into_response())
}

/// `POST /territory/neighbourhoods/change`
pub(crate) async fn make(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    match change(&mut tx, &posted).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying("/territory/neighbourhoods/change", "territory-mend-done"))
        }
        Err(error) => {
            let form = form(&visit.ui, "").fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, form)))
        }
    }
}

async fn change(tx: &mut Tx, posted: &Posted) -> Result<(), Error> {
    let below = |code: &AreaCode| code.level() > kernel::Level::Kelurahan;
    let code = AreaCode::parse(posted.required("code", 30)?).ok().filter(below);
    let code = code.ok_or_else(|| Error::field("code", "territory-mend-code-form"))?;
    let on = posted.required("on", 10)?.parse::<NaiveDate>();
    let on = on.map_err(|_| Error::field("on", "territory-day-form"))?;
    match posted.text("what") {
        CLOSED => {
            let reason =
                posted.required("reason", 500).map_err(|_| Error::field("reason", "web-field-empty"))?;
            close(tx, &Closing { code, on, reason: reason.to_owned() }).await
        }
        NUMBERED => {
            renumber(tx, &Renumbering { code, number: Number::parse(posted.text("number"))?, on }).await
        }
        _ => Err(Error::field("what", "web-field-empty")),
    }
}

fn form(ui: &Ui, code: &str) -> Form {
    let choice = |value, text| Choice::new(value, ui.t(text));
    let what = vec![choice(NUMBERED, "territory-mend-number"), choice(CLOSED, "territory-mend-close")];
    Form::post(ui.url("/territory/neighbourhoods/change"), "territory-mend-save")
        .field(
            Field::text("code", "territory-mend-code").hint("territory-mend-code-form").value(code).narrow(),
        )
        .field(Field::radio("what", "territory-mend-what", what))
        .field(
            Field::digits("number", "territory-mend-new-number")
                .hint("territory-mend-new-number-hint")
                .optional()
                .narrow(),
        )
        .field(Field::text("reason", "territory-mend-reason").hint("territory-mend-reason-hint").optional())
        .field(Field::date("on", "territory-change-on").hint("territory-change-on-hint").narrow())
        .cancel(ui.url("/territory/areas"))
}

fn page(ui: &Ui, form: Form) -> Page {
    Page::new(ui.t("territory-mend"), form.html(ui)).desk()
}
