//! The queue at the desk: what waits, and one pair side by side.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::form::Press;
use web::icon::Icon;
use web::list::{ListQuery, PER_PAGE};
use web::{Answer, Column, Context, Face, Field, Form, Html, Page, Posted, Routes, Table, Ui, Visit};

use super::jobs::hear;
use super::queue::{self, Question, QuestionId};
use super::step::{self, Step};
use super::{
    DECIDE, JOBS, RUN, Side, Verdict, api, beside, household, keys, policy_pages, sample, sample_pages,
    section,
};
use crate::batch::BatchSettled;
use crate::words::Names;

/// What this part adds to the room.
pub(crate) fn part() -> Context {
    Context {
        pages: Routes::new()
            .get("/registry/links", list)
            .post("/registry/links/next", next)
            .get("/registry/links/{id}", one)
            .post("/registry/links/{id}/answer", answer)
            .post("/registry/links/{id}/reopening", reopen)
            .and(section::routes())
            .and(sample_pages::routes())
            .and(policy_pages::routes()),
        addresses: vec![
            ("/data-ganda", "/registry/links"),
            ("/mutu-data", "/registry/samples"),
            ("/aturan-penggabungan", "/registry/link-policy"),
        ],
        menu: vec![MenuEntry {
            face: Face::Desk,
            group: "app-group-work",
            label: "registry-links",
            note: "registry-links-note",
            path: "/registry/links",
            icon: Icon::Users,
            can: Some(DECIDE),
        }],
        jobs: [JOBS.as_slice(), sample::JOBS.as_slice()].concat(),
        subscriptions: vec![kernel::subscription!(BatchSettled, "registry.link.hear", hear)],
        api: api::routes(),
        openapi: Some(api::document()),
        permissions: vec![DECIDE, RUN],
        messages: vec![super::MESSAGES, (include_str!("sample_id.ftl"), include_str!("sample_en.ftl"))],
        ..Context::default()
    }
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let (questions, total) = queue::list(&mut tx, query.offset(), PER_PAGE).await?;
    let progress = queue::progress(&mut tx).await?;
    let (ui, names) = (&visit.ui, Names::read(&mut tx).await?);
    let stats = [
        ("registry-link-open", progress.open),
        ("registry-link-later", progress.later),
        ("registry-link-answered-count", progress.answered),
    ];
    let mut figures = Html::trusted("<dl class=\"facts\">");
    stats.iter().for_each(|(key, n)| figures.push(&blocks::stat(&ui.t(key), &ui.number(*n), None)));
    figures.push_trusted("</dl>");
    let mut parts = vec![
        blocks::paragraph(ui, "registry-links-intro"),
        figures,
        keys::progress(ui, progress),
        keys::last(&mut tx, ui).await?,
    ];
    let mut doors = Vec::new();
    if progress.open > 0 {
        let label = ui.say(&Say::new("registry-link-begin").with("count", progress.open));
        doors.push(blocks::post_button(&ui.url("/registry/links/next"), &label, &[], "", None));
    }
    doors.push(blocks::quiet(ui, "/registry/samples", "registry-samples"));
    if tx.must_in_city(RUN).is_ok() {
        doors.push(blocks::quiet(ui, "/registry/link-policy", "registry-link-policy"));
    }
    parts.push(blocks::row(&doors));
    let waiting: Vec<Waiting> = questions
        .into_iter()
        .map(|question| Waiting {
            area: names.path(&question.area),
            because: reasons(ui, &question.reasons),
            claimed: question.is_claimed(&tx),
            question,
        })
        .collect();
    parts.push(table(ui, &query, &waiting, total));
    Ok(Page::new(ui.t("registry-links"), blocks::stack(&parts)).desk().into_response())
}

/// A row of the list, in words.
struct Waiting {
    question: Question,
    area: String,
    because: String,
    claimed: bool,
}

impl Waiting {
    fn pair(&self) -> String {
        format!("{} – {}", self.question.names.0, self.question.names.1)
    }

    fn state(ui: &Ui, one: &Waiting) -> Html {
        match (one.claimed, one.question.later_until.filter(|until| *until > ui.now)) {
            (true, _) => blocks::badge(&ui.t("registry-link-taken"), Tone::Warn),
            (false, Some(until)) => ui.time(until),
            (false, None) => blocks::badge(&ui.t("registry-link-waits"), Tone::City),
        }
    }
}

fn table(ui: &Ui, query: &ListQuery, waiting: &[Waiting], total: i64) -> Html {
    Table::new(ui.t("registry-links"), query, &["yakin"], waiting, total)
        .empty(blocks::empty(ui, "registry-link-none", "registry-link-none-hint"))
        .column(Column::html(
            "registry-link-pair",
            |ui, one: &Waiting| {
                blocks::link(&ui.url(&format!("/registry/links/{}", one.question.id)), &one.pair())
            },
            |_, one| one.pair(),
        ))
        .column(Column::text("registry-link-side", |ui, one: &Waiting| {
            ui.t_of("registry-link-side-", one.question.side.as_str())
        }))
        .column(Column::text("registry-area", |_, one: &Waiting| one.area.clone()))
        .column(Column::text("registry-link-because", |_, one: &Waiting| one.because.clone()))
        .column(Column::html("registry-status", Waiting::state, |ui, _| ui.t("registry-link-waits")))
        .html(ui)
}

/// What speaks for and against, in one line.
pub(super) fn reasons(ui: &Ui, messages: &[String]) -> String {
    messages.iter().map(|key| ui.t_of("", key)).collect::<Vec<_>>().join(", ")
}

async fn next(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let step = match (posted.optional("after"), posted.optional("before")) {
        (Some(id), _) => Step::After(id.parse()?),
        (None, Some(id)) => Step::Before(id.parse()?),
        (None, None) => Step::Start,
    };
    let taken = step::take(&mut tx, step).await?;
    tx.commit().await?;
    Ok(match (taken, step) {
        (Some(id), _) => visit.see(&address(id)),
        (None, Step::Start) => visit.see_saying("/registry/links", "registry-link-none"),
        (None, Step::After(id)) => visit.see_saying(&address(id), "registry-link-no-more"),
        (None, Step::Before(id)) => visit.see_saying(&address(id), "registry-link-no-earlier"),
    })
}

fn address(id: QuestionId) -> String {
    format!("/registry/links/{id}")
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let question = queue::one(&mut tx, id.parse()?).await?;
    let form = form(&visit.ui, &question);
    Ok(shown(&mut tx, &visit.ui, &question, form).await?.into_response())
}

fn form(ui: &Ui, question: &Question) -> Form {
    let (yes, no) = match question.side {
        Side::Person => ("registry-link-same-person", "registry-link-two-people"),
        Side::Business => ("registry-link-same-business", "registry-link-two-businesses"),
    };
    let press = |value, label, key| Press { value, label: Say::new(label), key: Some(key) };
    let answers = vec![
        press("same", yes, keys::SAME),
        press("different", no, keys::DIFFERENT),
        press("later", "registry-link-put-off", keys::LATER),
    ];
    Form::post(ui.url(&format!("/registry/links/{}/answer", question.id)), "registry-link-verdict")
        .field(Field::long("reason", "registry-link-why").hint("registry-link-why-hint").optional())
        .answers("verdict", answers)
}

async fn shown(tx: &mut Tx, ui: &Ui, question: &Question, form: Form) -> Result<Page, Error> {
    let mut parts = vec![
        blocks::notice(&reasons(ui, &question.reasons), Tone::Plain),
        beside::table(tx, ui, question.side, question.records).await?,
    ];
    if question.act.is_some() || question.records.0 == question.records.1 {
        parts.push(blocks::notice(&ui.t("registry-link-answered"), Tone::Good));
        if question.act.is_some() {
            let action = ui.url(&format!("/registry/links/{}/reopening", question.id));
            parts.push(blocks::post_button(&action, &ui.t("registry-link-reopen"), &[], "quiet", None));
        }
    } else if question.is_claimed(tx) {
        parts.push(blocks::notice(&ui.t("registry-link-claimed"), Tone::Warn));
    } else {
        parts.push(form.html(ui));
    }
    let names = (question.names.0.as_str(), question.names.1.as_str());
    parts.push(household::beside(tx, ui, question.side, question.records, names).await?);
    parts.push(keys::steps(ui, question.id));
    parts.push(keys::progress(ui, queue::progress(tx).await?));
    parts.push(keys::last(tx, ui).await?);
    parts.push(keys::legend(ui));
    let title = format!("{} – {}", question.names.0, question.names.1);
    let page = Page::new(title, blocks::stack(&parts));
    Ok(page.desk().script("queue.js").under(ui.url("/registry/links"), ui.t("registry-links")))
}

async fn answer(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: QuestionId = id.parse()?;
    let mut tx = visit.tx().await?;
    let question = queue::one(&mut tx, id).await?;
    match decide(&mut tx, &visit.ui, id, &posted).await {
        Ok(()) => {
            let next = match step::take(&mut tx, Step::After(id)).await? {
                Some(next) => Some(next),
                None => step::take(&mut tx, Step::Start).await?,
            };
            tx.commit().await?;
            let to = next.map_or("/registry/links".to_owned(), address);
            Ok(visit.see_saying(&to, "registry-saved"))
        }
        Err(error) => {
            let form = form(&visit.ui, &question).fill(&posted).because(&error);
            drop(tx);
            let mut tx = visit.tx().await?;
            let page = shown(&mut tx, &visit.ui, &question, form.clone()).await?;
            visit.again(error, form, |_| Ok(page))
        }
    }
}

async fn decide(tx: &mut Tx, ui: &Ui, id: QuestionId, posted: &Posted) -> Result<(), Error> {
    let why = posted.optional("reason").map_or_else(|| ui.t("registry-link-why-queue"), str::to_owned);
    match posted.text("verdict") {
        "same" => queue::answer(tx, id, Verdict::Same, &why).await,
        "different" => queue::answer(tx, id, Verdict::Different, &why).await,
        "later" => queue::put_off(tx, id).await,
        _ => Err(Error::field("verdict", "web-field-empty")),
    }
}

async fn reopen(visit: Visit, Path(id): Path<String>) -> Answer {
    let id: QuestionId = id.parse()?;
    let mut tx = visit.tx().await?;
    queue::reopen(&mut tx, id, &visit.ui.t("registry-link-why-reopened")).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/registry/links/{id}"), "registry-saved"))
}

/// The page of a record.
pub(super) fn record(side: Side, record: Uuid) -> String {
    match side {
        Side::Person => format!("/registry/people/{record}"),
        Side::Business => format!("/registry/businesses/{record}"),
    }
}
