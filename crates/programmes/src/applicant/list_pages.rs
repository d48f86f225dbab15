//! Who applied to a call, at the desk.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use registry::person;
use uuid::Uuid;
use web::blocks;
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Html, ListQuery, Page, Routes, Ui, Visit};

use super::find::{self, Applicant, Filter};
use super::{ENTER, JUDGE, SEE, State};
use crate::{call, roll};

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/calls/{id}/applicants", list)
}

/// An application with the name of whoever applied, where the actor may see it.
struct Named {
    applicant: Applicant,
    name: String,
    place: String,
}

async fn list(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(SEE)?;
    let call = call::one(&mut tx, id.parse()?).await?;
    let state = query.get("status").and_then(State::parse);
    let code = query.search().map(|text| text.trim().to_uppercase());
    let filter = Filter { call: Some(call.id), state, code, ..Filter::default() };
    let (rows, total) = find::list(&mut tx, &filter, query.offset(), PER_PAGE).await?;
    let rows = named(&mut tx, rows).await?;
    let ui = &visit.ui;
    let mut parts = Vec::new();
    let here = format!("/programmes/calls/{}", call.id);
    if call.window(tx.now()) == call::Window::Open && visit.actor().may_somewhere(ENTER) {
        let address = ui.url(&format!("{here}/applicants/new"));
        let mut row = vec![blocks::button_link(&address, &ui.t("programmes-enter"), false)];
        if tx.must_in_city(JUDGE).is_ok() {
            row.push(blocks::quiet(ui, &format!("{here}/rolls/new"), "programmes-roll-new"));
        }
        parts.push(blocks::row(&row));
    }
    parts.push(table(ui, &query, &rows, total));
    if tx.must_in_city(JUDGE).is_ok() {
        parts.extend(roll::panel(&mut tx, ui, call.id).await?);
    }
    let title = ui.say(&Say::new("programmes-applicants-of").with("call", call.name.as_str()));
    Ok(Page::new(title, blocks::stack(&parts)).desk().under(ui.url(&here), call.name).into_response())
}

async fn named(tx: &mut Tx, rows: Vec<Applicant>) -> Result<Vec<Named>, Error> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.person.0).collect();
    let people = person::find::these(tx, ids).await?;
    let names: BTreeMap<Uuid, String> = people.into_iter().map(|row| (row.id.0, row.name)).collect();
    let known = territory::gazetteer(tx.db()).await?;
    let named = |applicant: Applicant| Named {
        name: names.get(&applicant.person.0).cloned().unwrap_or_else(|| applicant.code.clone()),
        place: known.name_of(&applicant.area).unwrap_or_else(|| applicant.area.to_string()),
        applicant,
    };
    Ok(rows.into_iter().map(named).collect())
}

fn table(ui: &Ui, query: &ListQuery, rows: &[Named], total: i64) -> Html {
    let states = State::ALL.map(|one| (one.as_str().to_owned(), ui.t_of("programmes-state-", one.as_str())));
    let states = std::iter::once((String::new(), ui.t("programmes-all"))).chain(states).collect();
    Table::new(ui.t("programmes-applicants"), query, &[], rows, total)
        .search("programmes-code")
        .filter("status", "programmes-state", states)
        .empty(blocks::empty(ui, "programmes-applicants-none", "programmes-applicants-none-hint"))
        .column(Column::html(
            "programmes-applicant",
            |ui, row: &Named| {
                blocks::link(&ui.url(&format!("/programmes/applicants/{}", row.applicant.id)), &row.name)
            },
            |_, row| row.name.clone(),
        ))
        .column(Column::text("programmes-code", |_, row: &Named| row.applicant.code.clone()))
        .column(
            Column::text("programmes-number", |ui, row: &Named| ui.number(i64::from(row.applicant.number)))
                .numeric(),
        )
        .column(Column::text("registry-kelurahan", |_, row: &Named| row.place.clone()))
        .column(Column::html(
            "programmes-state",
            |ui, row: &Named| super::pages::state(ui, row.applicant.state),
            |ui, row| ui.t_of("programmes-state-", row.applicant.state.as_str()),
        ))
        .html(ui)
}
