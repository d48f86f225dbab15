//! Outcomes at the desk: the list, one with what speaks for it, and those of a person.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Say, Tx};
use registry::person::{self, PersonId};
use web::blocks::{self, Tone};
use web::context::{MenuEntry, Panel};
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Html, ListQuery, Page, Routes, Ui, Visit};

use super::find::{self, Evidence, Outcome, Share};
use super::{Grade, RECORD, SEE, VOID};
use crate::words;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/outcomes", list)
        .get("/programmes/outcomes/{id}", one)
        .get("/programmes/people/{person}/outcomes", panel)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: web::Face::Desk,
        group: "programmes-menu",
        label: "programmes-outcomes",
        note: "programmes-outcomes-note",
        path: "/programmes/outcomes",
        icon: web::icon::Icon::Check,
        can: Some(SEE),
    }
}

pub(super) const PANEL: Panel = Panel {
    slot: "registry.person",
    title: "programmes-outcomes",
    path: "/programmes/people/{subject}/outcomes",
    can: Some(SEE),
};

/// An outcome and whose it is.
type Line = (String, Outcome);

/// What people are called, as far as the actor may see them.
async fn names(
    tx: &mut Tx,
    people: impl Iterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, String>, Error> {
    let ids: std::collections::BTreeSet<uuid::Uuid> = people.map(|person| person.0).collect();
    let rows = person::find::these(tx, ids.into_iter().collect()).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let grade = query.get("bukti").and_then(Grade::parse);
    let (rows, total) = find::list(&mut tx, grade, query.offset(), PER_PAGE).await?;
    let names = names(&mut tx, rows.iter().map(|row| row.person)).await?;
    let name = |row: &Outcome| names.get(&row.person).cloned();
    let rows: Vec<(String, Outcome)> = rows
        .into_iter()
        .map(|row| (name(&row).unwrap_or_else(|| ui.t("programmes-outcome-somebody")), row))
        .collect();
    let grades = Grade::ALL.iter().map(|g| (g.as_str().to_owned(), grade_word(ui, *g)));
    let grades = std::iter::once((String::new(), ui.t("programmes-outcome-all"))).chain(grades);
    let link = |ui: &Ui, (name, row): &(String, Outcome)| {
        blocks::link(&ui.url(&format!("/programmes/outcomes/{}", row.id)), name)
    };
    let table = Table::new(ui.t("programmes-outcomes"), &query, &[], &rows, total)
        .filter("bukti", "programmes-outcome-grade", grades.collect())
        .empty(blocks::empty(ui, "programmes-outcomes-none", "programmes-outcomes-none-hint"))
        .column(Column::html("registry-person-name", link, |_, (name, _): &Line| name.clone()))
        .column(Column::text("programmes-promise-kind", |ui, (_, row): &Line| words::kind(ui, &row.kind)))
        .column(Column::text("programmes-promise-category", |ui, (_, row): &Line| categories(ui, row)))
        .column(Column::text("programmes-outcome-on", |ui, (_, row): &Line| ui.date(row.on)).whole())
        .column(Column::text("programmes-outcome-grade", |ui, (_, row): &Line| graded(ui, row)))
        .column(Column::text("programmes-promise-area", |ui, (_, row): &Line| ui.place(&row.area)));
    Ok(Page::new(ui.t("programmes-outcomes"), table.html(ui)).desk().into_response())
}

fn categories(ui: &Ui, outcome: &Outcome) -> String {
    outcome.categories.iter().map(|key| words::category(ui, key)).collect::<Vec<_>>().join(", ")
}

pub(super) fn grade_word(ui: &Ui, grade: Grade) -> String {
    ui.t_of("programmes-outcome-grade-", grade.as_str())
}

fn graded(ui: &Ui, outcome: &Outcome) -> String {
    match (outcome.voided_at, outcome.grade) {
        (Some(_), _) => ui.t("programmes-outcome-voided"),
        (None, Some(grade)) => grade_word(ui, grade),
        (None, None) => ui.t("programmes-outcome-bare"),
    }
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let outcome = find::one(&mut tx, id.parse()?).await?;
    let names = names(&mut tx, std::iter::once(outcome.person)).await?;
    let name = names.get(&outcome.person).cloned().unwrap_or_else(|| ui.t("programmes-outcome-somebody"));
    let told = find::evidence(&mut tx, outcome.id).await?;
    let shares = find::shares(&mut tx, outcome.id).await?;
    let mut parts = Vec::new();
    if let Some(reason) = &outcome.voided_reason {
        let say = Say::new("programmes-outcome-voided-because").with("reason", reason.clone());
        parts.push(blocks::notice(&ui.say(&say), Tone::Warn));
    }
    parts.extend(tools(&tx, ui, &outcome));
    parts.push(blocks::facts(ui, &facts(ui, &outcome, &name, &shares)));
    parts.push(blocks::section(ui, "programmes-outcome-evidence", &evidence(&tx, ui, &outcome, &told)));
    let title = format!("{}: {name}", words::kind(ui, &outcome.kind));
    let page = Page::new(title, blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/programmes/outcomes"), ui.t("programmes-outcomes")).into_response())
}

fn tools(tx: &Tx, ui: &Ui, outcome: &Outcome) -> Option<Html> {
    if outcome.voided_at.is_some() || !tx.may(RECORD, &outcome.area) {
        return None;
    }
    let path = |what: &str| format!("/programmes/outcomes/{}/{what}", outcome.id);
    let mut row = vec![blocks::quiet(ui, &path("evidence/new"), "programmes-outcome-add-evidence")];
    if tx.may(VOID, &outcome.area) {
        row.push(blocks::quiet(ui, &path("correction"), "programmes-outcome-correct"));
        row.push(blocks::quiet(ui, &path("voiding"), "programmes-outcome-void"));
    }
    Some(blocks::row(&row))
}

fn facts(ui: &Ui, outcome: &Outcome, name: &str, shares: &[Share]) -> Vec<(Say, Html)> {
    let person = ui.url(&format!("/registry/people/{}", outcome.person));
    let mut facts = vec![
        (Say::new("programmes-outcome-person"), blocks::link(&person, name)),
        (Say::new("programmes-promise-category"), Html::text(&categories(ui, outcome))),
        (Say::new("programmes-outcome-on"), Html::text(&ui.date(outcome.on))),
        (Say::new("programmes-promise-area"), Html::text(&place(ui, &outcome.area))),
        (Say::new("programmes-outcome-grade"), Html::text(&graded(ui, outcome))),
    ];
    if let Some(business) = outcome.business {
        let address = ui.url(&format!("/registry/businesses/{business}"));
        facts.push((
            Say::new("programmes-outcome-business"),
            blocks::link(&address, &ui.t("programmes-outcome-business")),
        ));
    }
    if !shares.is_empty() {
        let share = |share: &Share| format!("{} {} %", share.name, share.share);
        let text = shares.iter().map(share).collect::<Vec<_>>().join(", ");
        facts.push((Say::new("programmes-outcome-shares-of"), Html::text(&text)));
    }
    if let Some(old) = outcome.replaces {
        let address = ui.url(&format!("/programmes/outcomes/{old}"));
        facts.push((
            Say::new("programmes-outcome-replaces"),
            blocks::link(&address, &ui.t("programmes-outcome-replaces")),
        ));
    }
    facts
}

fn place(ui: &Ui, area: &AreaCode) -> String {
    ui.place(area)
}

fn evidence(tx: &Tx, ui: &Ui, outcome: &Outcome, told: &[Evidence]) -> Html {
    let may = outcome.voided_at.is_none() && tx.may(VOID, &outcome.area);
    let row = |one: &Evidence| {
        let tool = match &one.withdrawn_reason {
            Some(reason) => {
                let say = Say::new("programmes-outcome-withdrawn").with("reason", reason.clone());
                Html::text(&ui.say(&say))
            }
            None if may => {
                let path = format!("/programmes/outcomes/{}/evidence/{}/withdrawal", outcome.id, one.id);
                blocks::link(&ui.url(&path), &ui.t("programmes-outcome-withdraw"))
            }
            None => Html::default(),
        };
        vec![
            Html::text(&ui.t_of("programmes-outcome-sort-", one.sort.as_str())),
            Html::text(&grade_word(ui, one.grade)),
            Html::text(&ui.date(one.on)),
            Html::text(one.note.as_deref().unwrap_or_default()),
            tool,
        ]
    };
    let rows: Vec<Vec<Html>> = told.iter().map(row).collect();
    let heads = [
        "programmes-outcome-sort",
        "programmes-outcome-grade",
        "programmes-outcome-evidence-on",
        "programmes-outcome-note",
        "programmes-outcome-tools",
    ];
    blocks::table(ui, "programmes-outcome-evidence", &heads, &rows)
}

/// `GET /programmes/people/{person}/outcomes`: on the person's page.
async fn panel(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let person = person::find::one(&mut tx, id.parse()?).await?;
    tx.must(SEE, &person.area)?;
    let all = find::of_person(&mut tx, person.id).await?;
    let mut parts = Vec::new();
    if all.is_empty() {
        parts.push(blocks::paragraph(ui, "programmes-outcome-none-of-person"));
    } else {
        let mut html = Html::trusted("<ul>");
        for outcome in &all {
            html.push_trusted("<li>");
            let address = ui.url(&format!("/programmes/outcomes/{}", outcome.id));
            html.push(&blocks::link(&address, &words::kind(ui, &outcome.kind)));
            html.push_trusted(" <span class=\"muted\">");
            html.push_text(&format!("{} · {}", ui.date(outcome.on), graded(ui, outcome)));
            html.push_trusted("</span></li>");
        }
        html.push_trusted("</ul>");
        parts.push(html);
    }
    if tx.may(RECORD, &person.area) {
        let path = format!("/programmes/people/{}/outcomes/new", person.id);
        parts.push(blocks::row(&[blocks::quiet(ui, &path, "programmes-outcome-record")]));
    }
    Ok(Page::new(ui.t("programmes-outcomes"), blocks::stack(&parts)).desk().into_response())
}
