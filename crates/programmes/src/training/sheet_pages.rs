//! Typing a sign-in sheet in, and looking at the rows that are doubtful.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::SessionId;
use super::attend;
use super::find::Session;
use super::sheet::{self, Row};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/sessions/{id}/rows", rows)
        .post("/programmes/sessions/{id}/rows", take)
        .post("/programmes/sessions/{id}/rows/{row}/decision", decide)
}

fn form(ui: &Ui, session: &Session) -> Form {
    let here = format!("/programmes/sessions/{}", session.id);
    Form::post(ui.url(&format!("{here}/rows")), "programmes-sheet-take")
        .field(Field::long("rows", "programmes-sheet-rows").hint("programmes-sheet-hint"))
        .cancel(ui.url(&here))
}

/// The rows with the names of those whom they may be.
struct Shown {
    session: Session,
    rows: Vec<Row>,
    names: BTreeMap<Uuid, String>,
}

async fn shown(tx: &mut Tx, id: SessionId) -> Result<Shown, Error> {
    let session = attend::door(tx, id).await?;
    let rows = sheet::rows(tx, id).await?;
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.person).collect();
    let names = registry::person::named(tx, &ids).await?;
    Ok(Shown { session, rows, names: names.into_iter().map(|(id, one)| (id, one.name)).collect() })
}

fn table(ui: &Ui, it: &Shown) -> Html {
    if it.rows.is_empty() {
        return blocks::paragraph(ui, "programmes-sheet-none");
    }
    let row = |row: &Row| {
        let tone = match row.verdict.as_str() {
            "sure" | "same" => Tone::Good,
            "doubtful" => Tone::Warn,
            _ => Tone::Plain,
        };
        let name = row.person.and_then(|id| it.names.get(&id)).cloned().unwrap_or_default();
        vec![
            Html::text(&row.name),
            Html::text(&row.place),
            Html::text(&name),
            blocks::badge(&ui.t_of("programmes-sheet-is-", &row.verdict), tone),
            tools(ui, &it.session, row),
        ]
    };
    let heads = [
        "programmes-sheet-typed",
        "registry-kelurahan",
        "programmes-participant",
        "programmes-state",
        "programmes-tools",
    ];
    blocks::table(ui, "programmes-sheet", &heads, &it.rows.iter().map(row).collect::<Vec<_>>())
}

fn tools(ui: &Ui, session: &Session, row: &Row) -> Html {
    if row.verdict != "doubtful" {
        return Html::default();
    }
    let address = ui.url(&format!("/programmes/sessions/{}/rows/{}/decision", session.id, row.id));
    let button = |verdict: &str, key| {
        blocks::post_button(&address, &ui.t(key), &[("verdict", verdict)], "quiet", None)
    };
    blocks::row(&[button("same", "programmes-sheet-same"), button("different", "programmes-sheet-different")])
}

fn page(ui: &Ui, it: &Shown, form: &Form) -> Page {
    let main = blocks::stack(&[table(ui, it), form.html(ui)]);
    let title = ui.say(&Say::new("programmes-sheet-of").with("session", it.session.unit_name.as_str()));
    let back = ui.url(&format!("/programmes/sessions/{}", it.session.id));
    Page::new(title, main).under(back, it.session.unit_name.clone())
}

async fn rows(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let it = shown(&mut tx, id.parse()?).await?;
    Ok(page(&visit.ui, &it, &form(&visit.ui, &it.session)).into_response())
}

async fn take(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let id = id.parse()?;
    let it = shown(&mut tx, id).await?;
    match sheet::take(&mut tx, id, posted.raw("rows")).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/sessions/{id}/rows"), "programmes-sheet-taken"))
        }
        Err(error) => visit
            .again(error, form(&visit.ui, &it.session).fill(&posted), |form| Ok(page(&visit.ui, &it, &form))),
    }
}

async fn decide(visit: Visit, Path((id, row)): Path<(String, String)>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let id: SessionId = id.parse()?;
    attend::door(&mut tx, id).await?;
    let same = match posted.text("verdict") {
        "same" => true,
        "different" => false,
        _ => return Err(Error::field("verdict", "web-field-empty").into()),
    };
    sheet::decide(&mut tx, id, row.parse()?, same).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/sessions/{id}/rows"), "programmes-saved"))
}
