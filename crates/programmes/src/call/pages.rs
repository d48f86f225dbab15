//! Calls: for everybody who may want to apply, and at the desk for those who run them.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Actor, Error, Role, Say, Tx};
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Answer, Face, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Call, Fullness};
use super::{CallId, Method, Window, add, amend, cancel, fields};
use crate::applicant::{ENTER, SEE as SEE_APPLICANTS};
use crate::programme::{self, ProgrammeId, RUN};
use crate::selection;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/calls", list)
        .get("/programmes/calls/{id}", one)
        .get("/programmes/programmes/{id}/calls/new", new)
        .post("/programmes/programmes/{id}/calls/new", make)
        .get("/programmes/calls/{id}/edit", editing)
        .post("/programmes/calls/{id}/edit", edit)
        .get("/programmes/calls/{id}/cancellation", cancelling)
        .post("/programmes/calls/{id}/cancellation", stop)
}

pub(crate) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Public,
        group: "app-group-work",
        label: "programmes-calls",
        note: "programmes-calls-note",
        path: "/program",
        icon: Icon::Target,
        can: None,
    }
}

/// What everybody may read, at the desk for those who work there.
fn faced(visit: &Visit, page: Page) -> Page {
    if visit.actor().role().is_some_and(Role::is_staff) { page.desk() } else { page }
}

async fn list(visit: Visit) -> Answer {
    let ui = &visit.ui;
    if kernel::AreaCode::of_city(ui.city.id).is_none() {
        return Ok(Page::new(ui.t("programmes-calls"), blocks::cities(ui, "/program")).into_response());
    }
    let mut tx = visit.tx().await?;
    let (now, calls) = (tx.now(), find::list(&mut tx).await?);
    let in_window =
        |wanted: Window| calls.iter().filter(|call| call.window(now) == wanted).collect::<Vec<_>>();
    let mut parts = Vec::new();
    let open = in_window(Window::Open);
    if open.is_empty() {
        parts.push(blocks::empty(ui, "programmes-calls-none", "programmes-calls-none-hint"));
    } else {
        parts.push(cards(ui, &open));
    }
    let before = in_window(Window::Before);
    if !before.is_empty() {
        parts.push(blocks::section(ui, "programmes-calls-soon", &cards(ui, &before)));
    }
    let mut after = in_window(Window::After);
    after.truncate(20);
    if !after.is_empty() {
        parts.push(blocks::section(ui, "programmes-calls-past", &cards(ui, &after)));
    }
    Ok(faced(&visit, Page::new(ui.t("programmes-calls"), blocks::stack(&parts))).into_response())
}

fn cards(ui: &Ui, calls: &[&Call]) -> Html {
    let mut html = Html::trusted("<div class=\"grid\">");
    for call in calls {
        html.push_trusted("<article class=\"card\"><h3>");
        html.push(&blocks::link(&ui.url(&format!("/programmes/calls/{}", call.id)), &call.name));
        html.push_trusted("</h3><p>");
        html.push_text(&call.programme_name);
        html.push_trusted("</p><p class=\"muted\">");
        html.push_text(&ui.say(&span(ui, call)));
        html.push_trusted("</p></article>");
    }
    html.push_trusted("</div>");
    html
}

/// From when until when.
fn span(ui: &Ui, call: &Call) -> Say {
    Say::new("programmes-call-span")
        .with("from", ui.instant(call.opens_at))
        .with("to", ui.instant(call.closes_at))
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let call = find::one(&mut tx, id.parse()?).await?;
    let full = find::fullness(&mut tx, call.id).await?;
    let ui = &visit.ui;
    let works = visit.actor().may_somewhere(SEE_APPLICANTS);
    let mut parts = vec![standing(ui, &call, &tx), ways(&visit, &call, &tx)];
    parts.push(facts(ui, &call, &full));
    parts.push(blocks::section(ui, "programmes-rules", &rules_of(ui, &call)));
    let stages = programme::stages(&mut tx, call.programme).await?;
    parts.push(blocks::section(ui, "programmes-stages", &crate::programme::pages::way(&stages)));
    if works && call.by_area {
        parts.push(blocks::section(ui, "programmes-by-area", &by_area(ui, &full)));
    }
    let page = faced(&visit, Page::new(call.name.clone(), blocks::stack(&parts)));
    Ok(page.under(ui.url("/program"), ui.t("programmes-calls")).into_response())
}

fn standing(ui: &Ui, call: &Call, tx: &Tx) -> Html {
    let window = call.window(tx.now());
    let tone = match window {
        Window::Open => Tone::Good,
        Window::Before => Tone::Plain,
        Window::After | Window::Cancelled => Tone::Warn,
    };
    let mut text =
        format!("{}. {}.", ui.t_of("programmes-window-", window.as_str()), ui.say(&span(ui, call)));
    if let Some(reason) = &call.cancelled_reason {
        text = format!("{}: {reason}", ui.t("programmes-window-cancelled"));
    }
    blocks::notice(&text, tone)
}

/// What the reader can do here.
fn ways(visit: &Visit, call: &Call, tx: &Tx) -> Html {
    let (ui, actor) = (&visit.ui, visit.actor());
    let here = format!("/programmes/calls/{}", call.id);
    let open = call.window(tx.now()) == Window::Open;
    let mut row = Vec::new();
    let staff = actor.role().is_some_and(Role::is_staff);
    if open && !staff {
        // Whoever is not signed in is led there first, and then here.
        let address = ui.url(&format!("{here}/applicants/own"));
        row.push(blocks::button_link(&address, &ui.t("programmes-apply"), false));
    }
    if open && actor.may_somewhere(ENTER) {
        let address = ui.url(&format!("{here}/applicants/new"));
        row.push(blocks::button_link(&address, &ui.t("programmes-enter"), false));
    }
    if actor.may_somewhere(SEE_APPLICANTS) {
        row.push(blocks::quiet(ui, &format!("{here}/applicants"), "programmes-applicants"));
    }
    if call.method == Method::Selection {
        row.extend(selection_ways(ui, actor, call));
    }
    if actor.may_somewhere(RUN) && call.cancelled_at.is_none() && call.published_at.is_none() {
        row.push(blocks::quiet(ui, &format!("{here}/edit"), "programmes-call-edit"));
        row.push(blocks::link(&ui.url(&format!("{here}/cancellation")), &ui.t("programmes-call-cancel")));
    }
    blocks::row(&row)
}

/// To the selection, as far as the reader takes part in it; to what came of it for everybody.
fn selection_ways(ui: &Ui, actor: &Actor, call: &Call) -> Vec<Html> {
    let here = format!("/programmes/calls/{}", call.id);
    let mut row = Vec::new();
    if call.published_at.is_some() {
        row.push(blocks::quiet(ui, &format!("{here}/results"), "programmes-results"));
    } else if actor.may_somewhere(selection::REVIEW) {
        row.push(blocks::quiet(ui, &format!("{here}/reviews"), "programmes-reviews"));
    }
    if actor.may_somewhere(selection::RUN) {
        row.push(blocks::quiet(ui, &format!("{here}/selection"), "programmes-selection"));
    }
    row
}

fn facts(ui: &Ui, call: &Call, full: &[Fullness]) -> Html {
    let programme = blocks::link(&ui.url("/program"), &call.programme_name);
    let mut rows = vec![
        (Say::new("programmes-programme"), programme),
        (Say::new("programmes-category"), Html::text(&ui.t_of("programmes-for-", call.category.as_str()))),
        (Say::new("programmes-method"), Html::text(&ui.t_of("programmes-method-", call.method.as_str()))),
        (Say::new("programmes-call-places-all"), Html::text(&ui.number(i64::from(call.places)))),
    ];
    if let Some(whole) = full.first() {
        let free = i64::from(whole.places) - whole.held;
        rows.push((Say::new("programmes-places-free"), Html::text(&ui.number(free.max(0)))));
    }
    if let Some(each) = full.get(1) {
        let places = Html::text(&ui.number(i64::from(each.places)));
        rows.push((Say::new("programmes-call-places-each"), places));
    }
    if call.method == Method::Selection {
        let days = Say::new("programmes-days").with("days", call.objection_days);
        rows.push((Say::new("programmes-objection-days"), Html::text(&ui.say(&days))));
        if call.prefers_heads {
            let who = Html::text(&ui.t("programmes-prefers-heads"));
            rows.push((Say::new("programmes-prefers"), who));
        }
    }
    blocks::facts(ui, &rows)
}

/// The rules as sentences.
pub(crate) fn rules_of(ui: &Ui, call: &Call) -> Html {
    if call.rules.is_empty() {
        return blocks::paragraph(ui, "programmes-rules-none");
    }
    let mut html = Html::trusted("<ul>");
    for rule in &call.rules {
        html.push_trusted("<li>");
        html.push_text(&ui.say(&rule.says()));
        html.push_trusted("</li>");
    }
    html.push_trusted("</ul>");
    html
}

fn by_area(ui: &Ui, full: &[Fullness]) -> Html {
    let row = |one: &Fullness| {
        vec![
            Html::text(&ui.place(&one.area)),
            Html::text(&ui.number(i64::from(one.places))),
            Html::text(&ui.number(one.held)),
            Html::text(&ui.number(one.waiting)),
        ]
    };
    let heads =
        ["registry-kelurahan", "programmes-call-places-each", "programmes-places-held", "programmes-waiting"];
    blocks::table(ui, "programmes-by-area", &heads, &full.iter().skip(1).map(row).collect::<Vec<_>>())
}

fn desk_page(ui: &Ui, title: &'static str, form: &Form, above: (String, String)) -> Page {
    Page::new(ui.t(title), form.html(ui)).desk().under(above.0, above.1)
}

async fn founded(visit: &Visit, id: &str) -> Result<(Tx, programme::Programme), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let id: ProgrammeId = id.parse()?;
    let programme = programme::one(&mut tx, id).await?;
    Ok((tx, programme))
}

fn new_form(ui: &Ui, programme: &programme::Programme) -> Form {
    let here = format!("/programmes/programmes/{}", programme.id);
    fields::form(ui, &format!("{here}/calls/new"), &here, None, None)
}

fn above_programme(ui: &Ui, programme: &programme::Programme) -> (String, String) {
    (ui.url(&format!("/programmes/programmes/{}", programme.id)), programme.name.clone())
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, programme) = founded(&visit, &id).await?;
    let ui = &visit.ui;
    let form = new_form(ui, &programme);
    Ok(desk_page(ui, "programmes-call-add", &form, above_programme(ui, &programme)).into_response())
}

async fn make(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, programme) = founded(&visit, &id).await?;
    let ui = &visit.ui;
    let done = match fields::read(&tx, &posted, None) {
        Ok(new) => add(&mut tx, programme.id, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(call) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/calls/{call}"), "programmes-saved"))
        }
        Err(error) => visit.again(error, new_form(ui, &programme).fill(&posted), |form| {
            Ok(desk_page(ui, "programmes-call-add", &form, above_programme(ui, &programme)))
        }),
    }
}

/// A call that the actor may change, with the places of each kelurahan.
async fn changing(visit: &Visit, id: &str) -> Result<(Tx, Call, Option<i32>), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let id: CallId = id.parse()?;
    let call = find::one(&mut tx, id).await?;
    let each = find::fullness(&mut tx, id).await?.get(1).map(|one| one.places);
    Ok((tx, call, each))
}

fn edit_form(ui: &Ui, call: &Call, each: Option<i32>) -> Form {
    let here = format!("/programmes/calls/{}", call.id);
    fields::form(ui, &format!("{here}/edit"), &here, Some(call), each)
}

fn above_call(ui: &Ui, call: &Call) -> (String, String) {
    (ui.url(&format!("/programmes/calls/{}", call.id)), call.name.clone())
}

async fn editing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, call, each) = changing(&visit, &id).await?;
    let ui = &visit.ui;
    let form = edit_form(ui, &call, each);
    Ok(desk_page(ui, "programmes-call-edit", &form, above_call(ui, &call)).into_response())
}

async fn edit(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, call, each) = changing(&visit, &id).await?;
    let ui = &visit.ui;
    let done = match fields::read(&tx, &posted, Some(&call)) {
        Ok(new) => amend(&mut tx, call.id, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/calls/{}", call.id), "programmes-saved"))
        }
        Err(error) => visit.again(error, edit_form(ui, &call, each).fill(&posted), |form| {
            Ok(desk_page(ui, "programmes-call-edit", &form, above_call(ui, &call)))
        }),
    }
}

fn cancel_form(ui: &Ui, call: &Call) -> Form {
    let here = format!("/programmes/calls/{}", call.id);
    Form::post(ui.url(&format!("{here}/cancellation")), "programmes-call-cancel")
        .field(Field::long("reason", "programmes-reason").hint("programmes-call-cancel-hint"))
        .danger()
        .cancel(ui.url(&here))
}

async fn cancelling(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, call, _) = changing(&visit, &id).await?;
    let ui = &visit.ui;
    Ok(desk_page(ui, "programmes-call-cancel", &cancel_form(ui, &call), above_call(ui, &call))
        .into_response())
}

async fn stop(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, call, _) = changing(&visit, &id).await?;
    let ui = &visit.ui;
    match cancel(&mut tx, call.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/calls/{}", call.id), "programmes-saved"))
        }
        Err(error) => visit.again(error, cancel_form(ui, &call).fill(&posted), |form| {
            Ok(desk_page(ui, "programmes-call-cancel", &form, above_call(ui, &call)))
        }),
    }
}
