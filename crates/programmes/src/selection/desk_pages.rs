//! The selection of a call at the desk.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Criterion, Progress};
use super::{REVIEW, RUN, criteria, publish, rank as ranking, show};
use crate::applicant::{self, Applicant, Filter};
use crate::call::{self, Call, CallId, Method};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/calls/{id}/selection", one)
        .post("/programmes/calls/{id}/ranking", rank)
        .get("/programmes/calls/{id}/publication", publishing)
        .post("/programmes/calls/{id}/publication", make_public)
        .get("/programmes/calls/{id}/criteria", editing)
        .post("/programmes/calls/{id}/criteria", edit)
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Call), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let id: CallId = id.parse()?;
    let call = call::one(&mut tx, id).await?;
    Ok((tx, call))
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, call) = loaded(&visit, &id).await?;
    let criteria = find::criteria(&mut tx, call.id).await?;
    let progress = find::progress(&mut tx, &call).await?;
    let filter = Filter { call: Some(call.id), ..Filter::default() };
    let (first, _) = applicant::list(&mut tx, &filter, 0, 100).await?;
    let ui = &visit.ui;
    let mut parts = vec![state(ui, &call, progress), actions(&visit, &call, &criteria)];
    parts.push(blocks::section(ui, "programmes-criteria", &criteria_table(ui, &criteria)));
    parts.push(blocks::paragraph(ui, "programmes-ranking-rule"));
    if call.ranked_at.is_some() {
        parts.push(blocks::section(ui, "programmes-ranking", &table(ui, &first)));
    }
    let page = Page::new(ui.t("programmes-selection"), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url(&format!("/programmes/calls/{}", call.id)), call.name).into_response())
}

fn state(ui: &Ui, call: &Call, progress: Progress) -> Html {
    if call.method == Method::Arrival {
        return blocks::notice(&ui.t("programmes-selection-none"), Tone::Plain);
    }
    if let Some(at) = call.published_at {
        let say = Say::new("programmes-published-at").with("at", ui.instant(at));
        return blocks::notice(&ui.say(&say), Tone::Good);
    }
    blocks::notice(&ui.say(&progress.says()), Tone::Plain)
}

fn actions(visit: &Visit, call: &Call, criteria: &[Criterion]) -> Html {
    let ui = &visit.ui;
    if call.method == Method::Arrival || call.cancelled_at.is_some() {
        return Html::default();
    }
    let here = format!("/programmes/calls/{}", call.id);
    let mut row = Vec::new();
    if call.published_at.is_some() {
        row.push(blocks::quiet(ui, &format!("{here}/results"), "programmes-results"));
        row.push(blocks::quiet(ui, &format!("{here}/slots"), "programmes-slots"));
        return blocks::row(&row);
    }
    let ranked = call.ranked_at.is_some();
    if ranked {
        let address = ui.url(&format!("{here}/publication"));
        row.push(blocks::button_link(&address, &ui.t("programmes-publish-do"), false));
    }
    if !criteria.is_empty() {
        let address = ui.url(&format!("{here}/ranking"));
        row.push(blocks::post_button(&address, &ui.t("programmes-rank-do"), &[], "quiet", None));
    }
    if visit.actor().may_somewhere(REVIEW) {
        row.push(blocks::quiet(ui, &format!("{here}/reviews"), "programmes-reviews"));
    }
    row.push(blocks::quiet(ui, &format!("{here}/slots"), "programmes-slots"));
    row.push(blocks::quiet(ui, &format!("{here}/criteria"), "programmes-criteria-edit"));
    blocks::row(&row)
}

pub(super) fn criteria_table(ui: &Ui, criteria: &[Criterion]) -> Html {
    if criteria.is_empty() {
        return blocks::paragraph(ui, "programmes-criteria-none");
    }
    let row = |one: &Criterion| vec![Html::text(&one.name), Html::text(&ui.number(i64::from(one.weight)))];
    let heads = ["programmes-criterion", "programmes-weight"];
    blocks::table(ui, "programmes-criteria", &heads, &criteria.iter().map(row).collect::<Vec<_>>())
}

fn table(ui: &Ui, all: &[Applicant]) -> Html {
    let row = |one: &Applicant| {
        let number = |number: Option<i32>| number.map(|n| ui.number(i64::from(n))).unwrap_or_default();
        let score = one.score.map(|score| show::hundredths(ui, score)).unwrap_or_default();
        let tie = one.tie.as_deref().map(|tie| ui.t_of("programmes-tie-", tie)).unwrap_or_default();
        vec![
            blocks::link(&ui.url(&format!("/programmes/applicants/{}", one.id)), &one.code),
            Html::text(&number(one.rank)),
            Html::text(&score),
            Html::text(&tie),
            applicant::pages::state(ui, one.state),
        ]
    };
    let heads =
        ["programmes-code", "programmes-rank", "programmes-score", "programmes-tie", "programmes-state"];
    blocks::table(ui, "programmes-ranking", &heads, &all.iter().map(row).collect::<Vec<_>>())
}

async fn rank(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, call) = loaded(&visit, &id).await?;
    ranking::rank(&mut tx, call.id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/calls/{}/selection", call.id), "programmes-ranked"))
}

/// What is published cannot be taken back: it is asked on a page of its own.
async fn publishing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, call) = loaded(&visit, &id).await?;
    let ui = &visit.ui;
    let here = format!("/programmes/calls/{}", call.id);
    let form = Form::post(ui.url(&format!("{here}/publication")), "programmes-publish-do")
        .cancel(ui.url(&format!("{here}/selection")));
    let say = Say::new("programmes-publish-sure")
        .with("days", call.objection_days)
        .with("answer", call.accept_days);
    let main = blocks::stack(&[blocks::notice(&ui.say(&say), Tone::Warn), form.html(ui)]);
    let page = Page::new(ui.t("programmes-publish-do"), main).desk();
    Ok(page.under(ui.url(&format!("{here}/selection")), ui.t("programmes-selection")).into_response())
}

async fn make_public(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, call) = loaded(&visit, &id).await?;
    publish::publish(&mut tx, call.id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/calls/{}/selection", call.id), "programmes-published"))
}

fn form(ui: &Ui, call: &Call, criteria: &[Criterion]) -> Form {
    let here = format!("/programmes/calls/{}", call.id);
    let lines: Vec<String> = criteria.iter().map(|one| format!("{} {}", one.name, one.weight)).collect();
    Form::post(ui.url(&format!("{here}/criteria")), "programmes-save")
        .field(
            Field::long("criteria", "programmes-criteria")
                .hint("programmes-criteria-hint")
                .value(lines.join("\n")),
        )
        .cancel(ui.url(&format!("{here}/selection")))
}

fn form_page(ui: &Ui, call: &Call, form: &Form) -> Page {
    let above = ui.url(&format!("/programmes/calls/{}/selection", call.id));
    Page::new(ui.t("programmes-criteria-edit"), form.html(ui))
        .desk()
        .under(above, ui.t("programmes-selection"))
}

async fn editing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, call) = loaded(&visit, &id).await?;
    let criteria = find::criteria(&mut tx, call.id).await?;
    Ok(form_page(&visit.ui, &call, &form(&visit.ui, &call, &criteria)).into_response())
}

async fn edit(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, call) = loaded(&visit, &id).await?;
    match criteria::set_criteria(&mut tx, call.id, posted.raw("criteria")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/calls/{}/selection", call.id), "programmes-saved"))
        }
        Err(error) => visit.again(error, form(&visit.ui, &call, &[]).fill(&posted), |form| {
            Ok(form_page(&visit.ui, &call, &form))
        }),
    }
}
