//! Requests and reveals at the desk.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::id::AccountId;
use kernel::{Error, Say};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit};

use super::register::unkept;
use crate::subject::{self, ANSWER, ASK, Hidden, Kind, Outcome, Request};
use crate::{show, staff};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/identity/accounts/{id}/reveals", reveal)
        .get("/identity/accounts/{id}/requests/new", new)
        .post("/identity/accounts/{id}/requests/new", ask)
        .get("/identity/requests", list)
        .get("/identity/requests/{id}", one)
        .post("/identity/requests/{id}/answer", answer)
        .post("/identity/requests/{id}/erasure", erase)
}

fn under_account(ui: &Ui, title: &'static str, main: Html, account: AccountId) -> Page {
    let page = Page::new(ui.t(title), main).desk();
    page.under(ui.url("/identity/accounts"), ui.t("identity-accounts"))
        .under(ui.url(&format!("/identity/accounts/{account}")), ui.t("identity-account-of"))
}

async fn reveal(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let account: AccountId = id.parse()?;
    staff::pages::may_reveal(&visit)?;
    let ui = &visit.ui;
    let mut tx = visit.tx().await?;
    let detail = staff::one(&mut tx, account).await?;
    let done = async {
        let field =
            Hidden::parse(posted.text("field")).ok_or_else(|| Error::field("field", "web-field-empty"))?;
        let shown = subject::reveal(&mut tx, account, field, posted.text("reason")).await?;
        tx.commit().await?;
        Ok::<_, Error>((field, shown))
    };
    match done.await {
        Ok((field, shown)) => {
            let label = ui.t_of("identity-hidden-", field.as_str());
            let mut fact = Html::trusted("<p class=\"lead\">");
            fact.push_text(&format!("{label}: {}", shown.as_str()));
            fact.push_trusted("</p>");
            let parts = [blocks::notice(&ui.t("identity-reveal-once"), Tone::Warn), fact];
            let page = under_account(ui, "identity-reveal", show::stack(&parts), account);
            Ok(unkept(page.into_response()))
        }
        Err(error) => visit.again(error, super::reveal_form(&visit, &detail).fill(&posted), |form| {
            Ok(under_account(&visit.ui, "identity-reveal", form.html(&visit.ui), account))
        }),
    }
}

fn ask_form(ui: &Ui, account: AccountId, kind: Kind) -> Form {
    let kinds = [Kind::Correction, Kind::Deletion]
        .map(|kind| (kind.as_str().to_owned(), ui.t_of("identity-request-kind-", kind.as_str())));
    Form::post(ui.url(&format!("/identity/accounts/{account}/requests/new")), "identity-request-send")
        .field(Field::select("kind", "identity-request-kind", kinds.to_vec()).value(kind.as_str()))
        .field(Field::long("detail", "identity-request-detail").hint("identity-request-for-hint").optional())
        .cancel(ui.url(&format!("/identity/accounts/{account}")))
}

async fn new(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let account: AccountId = id.parse()?;
    if visit.actor().account() == Some(account) {
        let own = format!("/identity/own-data/requests/new{}", query.with("jenis", query.get("jenis")));
        return Ok(visit.see(&own));
    }
    staff::seen(&mut visit.tx().await?, account, ASK).await?;
    let form = ask_form(&visit.ui, account, super::kind_of(query.get("jenis").unwrap_or_default()));
    let page = under_account(&visit.ui, "identity-request-for", form.html(&visit.ui), account);
    Ok(page.into_response())
}

async fn ask(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let account: AccountId = id.parse()?;
    let kind = super::kind_of(posted.text("kind"));
    let done = async {
        let mut tx = visit.tx().await?;
        subject::ask(&mut tx, account, kind, posted.text("detail")).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) if visit.actor().account() == Some(account) => {
            Ok(visit.see_saying("/identity/own-data", "identity-request-sent"))
        }
        Ok(()) => Ok(visit.see_saying(&format!("/identity/accounts/{account}"), "identity-request-sent")),
        Err(error) => visit.again(error, ask_form(&visit.ui, account, kind).fill(&posted), |form| {
            Ok(under_account(&visit.ui, "identity-request-for", form.html(&visit.ui), account))
        }),
    }
}

async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let open = subject::list_open(&mut tx).await?;
    let ui = &visit.ui;
    let parts = [show::paragraph(ui, "identity-requests-lead"), super::requests(ui, &open, true)];
    Ok(Page::new(ui.t("identity-requests-open"), show::stack(&parts)).desk().into_response())
}

async fn one(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let (request, detail) = loaded(&visit, id).await?;
    Ok(request_page(&visit, &request, detail.as_deref(), &answer_form(&visit.ui, &request)).into_response())
}

/// The request of this id, to its person and to the administrator.
async fn loaded(visit: &Visit, id: Uuid) -> Result<(Request, Option<String>), Error> {
    let mut tx = visit.tx().await?;
    let detail = subject::detail(&mut tx, id).await?;
    let request = crate::subject::request::one(&mut tx, id).await?;
    tx.commit().await?;
    Ok((request, detail))
}

fn answer_form(ui: &Ui, request: &Request) -> Form {
    let outcomes: &[Outcome] = match request.kind {
        Kind::Correction => &[Outcome::Done, Outcome::Refused],
        Kind::Deletion => &[Outcome::Refused],
    };
    let outcomes = outcomes.iter();
    let outcomes = outcomes
        .map(|one| (one.as_str().to_owned(), ui.t_of("identity-request-outcome-", one.as_str())))
        .collect();
    Form::post(ui.url(&format!("/identity/requests/{}/answer", request.id)), "identity-request-answer")
        .field(Field::select("outcome", "identity-request-outcome", outcomes))
        .field(Field::long("reason", "identity-reason").hint("identity-request-reason-hint"))
}

fn request_page(visit: &Visit, request: &Request, detail: Option<&str>, form: &Form) -> Page {
    let ui = &visit.ui;
    let mut facts = vec![
        (
            Say::new("identity-request-kind"),
            Html::text(&ui.t_of("identity-request-kind-", request.kind.as_str())),
        ),
        (Say::new("identity-name"), Html::text(&request.account_name)),
        (Say::new("identity-request-at"), ui.time(request.at)),
        (Say::new("identity-request-due"), ui.time(request.due_at)),
        (Say::new("identity-state"), super::state(ui, request)),
        (Say::new("identity-request-detail"), Html::text(detail.unwrap_or("–"))),
    ];
    if let Some((_, reason, _)) = &request.answer {
        facts.push((Say::new("identity-reason"), Html::text(reason)));
    }
    let mut parts = vec![blocks::facts(ui, &facts)];
    let own = visit.actor().account() == Some(request.account);
    if request.answer.is_none() && !own && visit.actor().may_somewhere(ANSWER) {
        if request.kind == Kind::Deletion {
            let address = ui.url(&format!("/identity/requests/{}/erasure", request.id));
            let ask = ui.t("identity-erase-ask");
            parts.push(show::paragraph(ui, "identity-erase-lead"));
            parts.push(blocks::post_button(&address, &ui.t("identity-erase"), &[], "danger", Some(&ask)));
        }
        parts.push(show::section(ui, "identity-request-answer", &form.html(ui)));
    }
    let page = Page::new(ui.t("identity-request"), show::stack(&parts)).desk();
    page.under(ui.url("/identity/requests"), ui.t("identity-requests-open"))
}

async fn answer(visit: Visit, Path(id): Path<Uuid>, posted: Posted) -> Answer {
    let done = async {
        let outcome = match posted.text("outcome") {
            "done" => Outcome::Done,
            "refused" => Outcome::Refused,
            _ => return Err(Error::field("outcome", "web-field-empty")),
        };
        let mut tx = visit.tx().await?;
        subject::answer(&mut tx, id, outcome, posted.text("reason")).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(visit.see_saying("/identity/requests", "identity-request-answered-now")),
        Err(error) => {
            let (request, detail) = loaded(&visit, id).await?;
            visit.again(error, answer_form(&visit.ui, &request).fill(&posted), |form| {
                Ok(request_page(&visit, &request, detail.as_deref(), &form))
            })
        }
    }
}

async fn erase(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let done = async {
        let mut tx = visit.tx().await?;
        let number = subject::erase(&mut tx, id).await?;
        tx.commit().await?;
        Ok::<_, Error>(number)
    };
    match done.await {
        Ok(Some(number)) => Ok(visit.see(&format!("/identity/certificates/{number}"))),
        Ok(None) => Ok(visit.see("/identity/requests")),
        Err(error) => {
            let (request, detail) = loaded(&visit, id).await?;
            visit.again(error, answer_form(&visit.ui, &request), |form| {
                Ok(request_page(&visit, &request, detail.as_deref(), &form))
            })
        }
    }
}
