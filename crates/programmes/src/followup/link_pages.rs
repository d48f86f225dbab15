//! What opens behind the secret link: one screen of questions, without an account and without a name on it.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Say, Tx};
use web::blocks::{self, Tone};
use web::{Answer, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Followup};
use super::report_back::Way;
use super::{link, questions, report_back};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/reports-back/{token}", ask)
        .post("/programmes/reports-back/{token}", answer)
        .post("/programmes/reports-back/{token}/takings-withdrawal", withdraw)
}

async fn opened(visit: &Visit, token: &str) -> Result<(Tx, Followup), kernel::Error> {
    let mut tx = visit.tx().await?;
    let id = link::open(&mut tx, token).await?;
    let followup = find::by_id(&mut tx, id).await?;
    Ok((tx, followup))
}

fn form(ui: &Ui, token: &str) -> Form {
    questions::ask(ui, Form::post(ui.url(&format!("/kabar/{token}")), "programmes-followup-send"))
}

/// What is asked, of which programme and when; never of whom.
fn page(ui: &Ui, token: &str, followup: &Followup, form: &Form) -> Page {
    let mut parts = Vec::new();
    // What was said when applying was said before there was a place: nothing that is told later hides it.
    if let Some(at) = followup.answered_at {
        let known = match followup.answered_by {
            Some(Way::Intake) => Say::new("programmes-followup-known-intake").with("at", ui.instant(at)),
            Some(Way::Link | Way::Desk) | None => Say::new("programmes-followup-known"),
        };
        parts.push(blocks::notice(&ui.say(&known), Tone::Good));
    }
    let month = ui.t_of("programmes-followup-asks-", &followup.month.to_string());
    let programme = followup.programme_name.clone().unwrap_or_else(|| ui.t("programmes-followup-the-city"));
    let say = Say::new("programmes-followup-lead").with("programme", programme).with("month", month);
    let mut lead = Html::trusted("<p class=\"lead\">");
    lead.push_text(&ui.say(&say));
    lead.push_trusted("</p>");
    parts.push(lead);
    parts.push(form.html(ui));
    if followup.answered_at.is_some() {
        let path = ui.url(&format!("/kabar/{token}/takings-withdrawal"));
        parts.push(blocks::paragraph(ui, "programmes-followup-takings-free"));
        let text = ui.t("programmes-followup-takings-withdraw");
        parts.push(blocks::post_button(&path, &text, &[], "quiet", None));
    }
    Page::new(ui.t("programmes-followup-title"), blocks::stack(&parts))
}

async fn ask(visit: Visit, Path(token): Path<String>) -> Answer {
    let (_, followup) = opened(&visit, &token).await?;
    let ui = &visit.ui;
    Ok(page(ui, &token, &followup, &form(ui, &token)).into_response())
}

async fn answer(visit: Visit, Path(token): Path<String>, posted: Posted) -> Answer {
    let (mut tx, followup) = opened(&visit, &token).await?;
    let done = async { report_back::report_by_link(&mut tx, &token, questions::read(&posted)?).await }.await;
    match done {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/kabar/{token}"), "programmes-followup-thanks"))
        }
        Err(error) => {
            let form = form(&visit.ui, &token).fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, &token, &followup, &form)))
        }
    }
}

async fn withdraw(visit: Visit, Path(token): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    report_back::withdraw_takings(&mut tx, &token).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/kabar/{token}"), "programmes-followup-takings-gone"))
}
