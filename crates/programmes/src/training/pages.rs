//! Trainings at the desk: what is taught, in which sessions, and to whom.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::context::{MenuEntry, Panel};
use web::icon::Icon;
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Face, Html, ListQuery, Page, Routes, Ui, Visit};

use super::find::{self, Seated, Session, Training, Unit, Which, Who};
use super::{RUN, SEE, book};
use crate::applicant;
use crate::programme;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/trainings", list)
        .get("/programmes/trainings/{id}", one)
        .get("/programmes/trainings/{id}/participants", participants)
        .post("/programmes/trainings/{id}/participants", enrol)
        .get("/programmes/programmes/{id}/trainings", panel)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "programmes-menu",
        label: "programmes-trainings",
        note: "programmes-trainings-note",
        path: "/programmes/trainings",
        icon: Icon::Calendar,
        can: Some(SEE),
    }
}

pub(super) const PANEL: Panel = Panel {
    slot: "programmes.programme",
    title: "programmes-trainings",
    path: "/programmes/programmes/{subject}/trainings",
    can: Some(SEE),
};

fn table(ui: &Ui, trainings: &[Training]) -> Html {
    let row = |one: &Training| {
        let state = match one.closed_at {
            None => blocks::badge(&ui.t("programmes-is-open"), Tone::Good),
            Some(_) => blocks::badge(&ui.t("programmes-is-closed"), Tone::Plain),
        };
        vec![
            blocks::link(&ui.url(&format!("/programmes/trainings/{}", one.id)), &one.name),
            Html::text(&one.programme_name),
            Html::text(&ui.number(one.participants)),
            state,
        ]
    };
    let heads =
        ["programmes-training", "programmes-programme", "programmes-participants", "programmes-state"];
    blocks::table(ui, "programmes-trainings", &heads, &trainings.iter().map(row).collect::<Vec<_>>())
}

async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(SEE)?;
    let all = find::list(&mut tx).await?;
    let ui = &visit.ui;
    let main = if all.is_empty() {
        let way =
            blocks::button_link(&ui.url("/programmes/programmes"), &ui.t("programmes-programmes"), false);
        blocks::empty_with(ui, "programmes-trainings-none", "programmes-trainings-none-hint", &way)
    } else {
        table(ui, &all)
    };
    Ok(Page::new(ui.t("programmes-trainings"), main).desk().into_response())
}

/// The trainings of a programme, on its page.
async fn panel(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(SEE)?;
    let programme = programme::one(&mut tx, id.parse()?).await?;
    let all = find::of(&mut tx, programme.id).await?;
    let ui = &visit.ui;
    let mut parts = Vec::new();
    if visit.actor().may_somewhere(RUN) && programme.closed_at.is_none() {
        let address = format!("/programmes/programmes/{}/trainings/new", programme.id);
        parts.push(blocks::row(&[blocks::quiet(ui, &address, "programmes-training-add")]));
    }
    parts.push(if all.is_empty() {
        blocks::paragraph(ui, "programmes-trainings-never")
    } else {
        table(ui, &all)
    });
    let page = Page::new(ui.t("programmes-trainings"), blocks::stack(&parts)).desk();
    let back = ui.url(&format!("/programmes/programmes/{}", programme.id));
    Ok(page.under(back, programme.name).into_response())
}

/// So many minutes, in words.
pub(crate) fn length(ui: &Ui, minutes: i32) -> String {
    let say = if minutes % 60 == 0 {
        Say::new("programmes-unit-hours").with("hours", minutes / 60)
    } else {
        Say::new("programmes-unit-minutes").with("minutes", minutes)
    };
    ui.say(&say)
}

fn curriculum(ui: &Ui, units: &[Unit]) -> Html {
    let row = |one: &Unit| {
        let required = if one.required { "programmes-unit-required" } else { "programmes-unit-free" };
        let material = match &one.material {
            Some(address) => blocks::link(address, &ui.t("programmes-unit-material")),
            None => Html::default(),
        };
        vec![
            Html::text(&one.name),
            Html::text(&length(ui, one.minutes)),
            Html::text(&ui.t(required)),
            material,
        ]
    };
    let heads =
        ["programmes-unit", "programmes-unit-length", "programmes-unit-must", "programmes-unit-material"];
    blocks::table(ui, "programmes-curriculum", &heads, &units.iter().map(row).collect::<Vec<_>>())
}

/// Where a session is held: the place, the link, or both.
pub(super) fn somewhere(ui: &Ui, session: &Session) -> Html {
    let mut html = Html::text(session.place.as_deref().unwrap_or_default());
    if let Some(link) = &session.link {
        if !html.is_empty() {
            html.push_text(" · ");
        }
        html.push(&blocks::link(link, &ui.t("programmes-session-online")));
    }
    html
}

/// Whether a session is to come, over or cancelled.
pub(super) fn state(ui: &Ui, session: &Session) -> Html {
    let (key, tone) = if session.cancelled_at.is_some() {
        ("programmes-session-cancelled", Tone::Bad)
    } else if session.ends_at <= ui.now {
        ("programmes-session-over", Tone::Plain)
    } else if session.starts_at <= ui.now {
        ("programmes-session-now", Tone::Good)
    } else {
        ("programmes-session-to-come", Tone::City)
    };
    blocks::badge(&ui.t(key), tone)
}

/// Sessions with their chairs.
pub(super) fn sessions(ui: &Ui, title: &'static str, sessions: &[Session]) -> Html {
    let row = |one: &Session| {
        let chairs = Say::new("programmes-session-chairs")
            .with("taken", one.taken)
            .with("capacity", one.capacity)
            .with("waiting", one.waiting);
        vec![
            blocks::link(&ui.url(&format!("/programmes/sessions/{}", one.id)), &one.unit_name),
            ui.time(one.starts_at),
            somewhere(ui, one),
            Html::text(&ui.say(&chairs)),
            Html::text(&ui.number(one.present)),
            state(ui, one),
        ]
    };
    let heads = [
        "programmes-session",
        "programmes-session-starts",
        "programmes-session-where",
        "programmes-session-seats",
        "programmes-session-present",
        "programmes-state",
    ];
    blocks::table(ui, title, &heads, &sessions.iter().map(row).collect::<Vec<_>>())
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(SEE)?;
    let training = find::one(&mut tx, id.parse()?).await?;
    let units = find::units(&mut tx, training.id).await?;
    let which = Which { training: Some(training.id), ..Which::default() };
    let all = find::sessions(&mut tx, which).await?;
    let ui = &visit.ui;
    let here = format!("/programmes/trainings/{}", training.id);
    let mut parts = Vec::new();
    if let Some(reason) = &training.closed_reason {
        let say = Say::new("programmes-closed-because").with("reason", reason.as_str());
        parts.push(blocks::notice(&ui.say(&say), Tone::Warn));
    }
    let mut row = vec![
        blocks::quiet(ui, &format!("{here}/participants"), "programmes-participants"),
        blocks::quiet(ui, &format!("{here}/passing"), "programmes-passing"),
    ];
    if visit.actor().may_somewhere(RUN) {
        row.push(blocks::quiet(ui, &format!("{here}/feedback"), "programmes-feedback"));
    }
    if visit.actor().may_somewhere(RUN) && training.closed_at.is_none() {
        let add = ui.url(&format!("{here}/sessions/new"));
        row.insert(0, blocks::button_link(&add, &ui.t("programmes-session-add"), false));
        row.push(blocks::quiet(ui, &format!("{here}/edit"), "programmes-training-edit"));
        row.push(blocks::link(&ui.url(&format!("{here}/closure")), &ui.t("programmes-training-close")));
    }
    parts.push(blocks::row(&row));
    let programme = ui.url(&format!("/programmes/programmes/{}", training.programme));
    let mut facts = vec![
        (Say::new("programmes-programme"), blocks::link(&programme, &training.programme_name)),
        (Say::new("programmes-participants"), Html::text(&ui.number(training.participants))),
        (
            Say::new("programmes-training-length"),
            Html::text(&length(ui, units.iter().map(|unit| unit.minutes).sum())),
        ),
    ];
    if !training.about.is_empty() {
        facts.push((Say::new("programmes-about"), Html::text(&training.about)));
    }
    parts.push(blocks::facts(ui, &facts));
    parts.push(blocks::section(ui, "programmes-curriculum", &curriculum(ui, &units)));
    let held = if all.is_empty() {
        blocks::paragraph(ui, "programmes-sessions-none")
    } else {
        sessions(ui, "programmes-sessions", &all)
    };
    parts.push(blocks::section(ui, "programmes-sessions", &held));
    let page = Page::new(training.name, blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/programmes/trainings"), ui.t("programmes-trainings")).into_response())
}

/// A participant with the name, where the actor may see it.
pub(super) struct Named {
    pub(super) seated: Seated,
    pub(super) name: String,
}

/// The names of these. The caller has asked permission to see whose they are.
pub(super) async fn named(tx: &mut Tx, rows: Vec<Seated>) -> Result<Vec<Named>, Error> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.person.0).collect();
    let people: BTreeMap<Uuid, String> =
        registry::person::named(tx, &ids).await?.into_iter().map(|(id, one)| (id, one.name)).collect();
    let name = |row: &Seated| people.get(&row.person.0).cloned().unwrap_or_else(|| row.code.clone());
    Ok(rows.into_iter().map(|seated| Named { name: name(&seated), seated }).collect())
}

/// Who takes part, in the actor's territory.
async fn participants(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let scope = tx.scope(applicant::SEE)?;
    let training = find::one(&mut tx, id.parse()?).await?;
    let who = Who {
        training: training.id,
        session: None,
        one: None,
        prefix: scope.prefix(),
        offset: query.offset(),
        most: PER_PAGE,
    };
    let rows = find::seated(&mut tx, &who).await?;
    let total = find::count(&mut tx, &who).await?;
    let rows = named(&mut tx, rows).await?;
    let ui = &visit.ui;
    let here = format!("/programmes/trainings/{}", training.id);
    let mut parts = Vec::new();
    let runs = visit.actor().may_somewhere(RUN);
    if runs && training.closed_at.is_none() {
        let address = ui.url(&format!("{here}/participants"));
        parts.push(blocks::paragraph(ui, "programmes-enrol-note"));
        parts.push(blocks::row(&[blocks::post_button(&address, &ui.t("programmes-enrol"), &[], "", None)]));
    }
    parts.push(people(ui, &query, &rows, total, runs));
    let title = ui.say(&Say::new("programmes-participants-of").with("training", training.name.as_str()));
    Ok(Page::new(title, blocks::stack(&parts)).desk().under(ui.url(&here), training.name).into_response())
}

fn people(ui: &Ui, query: &ListQuery, rows: &[Named], total: i64, runs: bool) -> Html {
    let table = Table::new(ui.t("programmes-participants"), query, &[], rows, total)
        .empty(blocks::empty(ui, "programmes-participants-none", "programmes-participants-none-hint"))
        .column(Column::html(
            "programmes-participant",
            |ui, row: &Named| {
                blocks::link(&ui.url(&format!("/programmes/applicants/{}", row.seated.applicant)), &row.name)
            },
            |_, row| row.name.clone(),
        ))
        .column(
            Column::text("programmes-number", |ui, row: &Named| ui.number(i64::from(row.seated.number)))
                .numeric(),
        )
        .column(Column::text("registry-kelurahan", |ui, row: &Named| ui.place(&row.seated.area)))
        .column(
            Column::text("programmes-session-present", |ui, row: &Named| ui.number(row.seated.present))
                .numeric(),
        );
    if !runs {
        return table.html(ui);
    }
    table
        .column(Column::html(
            "programmes-tools",
            |ui, row: &Named| {
                let address = format!("/programmes/participants/{}/leaving", row.seated.participant);
                blocks::link(&ui.url(&address), &ui.t("programmes-leave"))
            },
            |_, _| String::new(),
        ))
        .html(ui)
}

async fn enrol(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id = id.parse()?;
    book::enrol(&mut tx, id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/trainings/{id}/participants"), "programmes-enrolled"))
}
