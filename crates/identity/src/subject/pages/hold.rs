//! Legal holds at the desk.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::Error;
use kernel::id::AccountId;
use uuid::Uuid;
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use crate::subject::{self, HOLD, NewHold};
use crate::{show, staff};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/identity/accounts/{id}/holds/new", new)
        .post("/identity/accounts/{id}/holds/new", place)
        .get("/identity/holds/{id}/release", releasing)
        .post("/identity/holds/{id}/release", release)
}

fn form(ui: &Ui, account: AccountId) -> Form {
    Form::post(ui.url(&format!("/identity/accounts/{account}/holds/new")), "identity-hold-place")
        .field(Field::text("reason", "identity-reason").hint("identity-hold-reason-hint"))
        .field(Field::text("legal_basis", "identity-legal-basis").hint("identity-hold-basis-hint"))
        .field(Field::date("until", "identity-until").optional())
        .cancel(ui.url(&format!("/identity/accounts/{account}")))
}

fn page(ui: &Ui, title: &'static str, form: &Form) -> Page {
    let page = Page::new(ui.t(title), form.html(ui)).desk();
    page.under(ui.url("/identity/accounts"), ui.t("identity-accounts"))
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let account: AccountId = id.parse()?;
    staff::seen(&mut visit.tx().await?, account, HOLD).await?;
    Ok(page(&visit.ui, "identity-hold-place", &form(&visit.ui, account)).into_response())
}

async fn place(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let account: AccountId = id.parse()?;
    let done = async {
        let new = NewHold {
            account,
            reason: posted.text("reason").to_owned(),
            legal_basis: posted.text("legal_basis").to_owned(),
            until: show::end_of_day(&visit.ui, posted.text("until"))?,
        };
        let mut tx = visit.tx().await?;
        subject::place(&mut tx, new).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(visit.see_saying(&format!("/identity/accounts/{account}"), "identity-saved")),
        Err(error) => visit.again(error, form(&visit.ui, account).fill(&posted), |form| {
            Ok(page(&visit.ui, "identity-hold-place", &form))
        }),
    }
}

fn release_form(ui: &Ui, hold: Uuid) -> Form {
    Form::post(ui.url(&format!("/identity/holds/{hold}/release")), "identity-hold-release")
        .field(Field::text("reason", "identity-reason"))
        .cancel(ui.url("/identity/accounts"))
}

async fn releasing(visit: Visit, Path(hold): Path<Uuid>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(HOLD)?;
    subject::hold::subject_of(&mut tx, hold).await?;
    Ok(page(&visit.ui, "identity-hold-release", &release_form(&visit.ui, hold)).into_response())
}

async fn release(visit: Visit, Path(hold): Path<Uuid>, posted: Posted) -> Answer {
    let done = async {
        let mut tx = visit.tx().await?;
        subject::release(&mut tx, hold, posted.text("reason")).await?;
        tx.commit().await?;
        Ok::<_, Error>(())
    };
    match done.await {
        Ok(()) => Ok(visit.see_saying("/identity/accounts", "identity-saved")),
        Err(error) => visit.again(error, release_form(&visit.ui, hold).fill(&posted), |form| {
            Ok(page(&visit.ui, "identity-hold-release", &form))
        }),
    }
}
