//! Typing a sign-in sheet in, or sending its workbook, and looking at the rows that are doubtful.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::field::Kind;
use web::upload::Upload;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::attend;
use super::find::Session;
use super::sheet::{self, Row};
use super::{RUN, SessionId, sheet_book};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/sessions/{id}/rows", rows)
        .post("/programmes/sessions/{id}/rows", take)
        .post("/programmes/sessions/{id}/rows/{row}/decision", decide)
        .post("/programmes/sessions/{id}/rows/{row}/counting", count_in)
        .post("/programmes/sessions/{id}/workbook", take_workbook)
}

fn form(ui: &Ui, session: &Session) -> Form {
    let here = format!("/programmes/sessions/{}", session.id);
    Form::post(ui.url(&format!("{here}/rows")), "programmes-sheet-take")
        .field(Field::long("rows", "programmes-sheet-rows").hint("programmes-sheet-hint"))
        .cancel(ui.url(&here))
}

/// What a browser may send, as the file dialog says it. What it is, is found by looking at it.
const ACCEPTED: &str = ".xlsx,.xlsm,.xls,.ods,.csv,.tsv";

fn upload_form(ui: &Ui, session: &Session) -> Form {
    let here = format!("/programmes/sessions/{}", session.id);
    Form::post(ui.url(&format!("{here}/workbook")), "programmes-workbook-take").field(
        Field::new("file", "programmes-workbook", Kind::File(ACCEPTED)).hint("programmes-workbook-hint"),
    )
}

/// The rows with the names of those whom they may be.
struct Shown {
    session: Session,
    rows: Vec<Row>,
    names: BTreeMap<Uuid, String>,
    /// Whoever looks runs trainings, and may send in a workbook.
    runs: bool,
}

async fn shown(tx: &mut Tx, id: SessionId) -> Result<Shown, Error> {
    let session = attend::door(tx, id).await?;
    let rows = sheet::rows(tx, id).await?;
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.person).collect();
    let names = registry::person::named(tx, &ids).await?;
    let runs = tx.must_in_city(RUN).is_ok();
    Ok(Shown { session, rows, names: names.into_iter().map(|(id, one)| (id, one.name)).collect(), runs })
}

fn table(ui: &Ui, it: &Shown) -> Html {
    if it.rows.is_empty() {
        return blocks::paragraph(ui, "programmes-sheet-none");
    }
    let row = |row: &Row| {
        let tone = match row.verdict.as_str() {
            "sure" | "same" => Tone::Good,
            "doubtful" => Tone::Warn,
            "outside" => Tone::City,
            _ => Tone::Plain,
        };
        let name = row.person.and_then(|id| it.names.get(&id)).cloned().unwrap_or_default();
        vec![
            Html::text(&row.name),
            Html::text(&row.place),
            match row.person.filter(|_| it.runs && row.verdict == "outside") {
                Some(id) => blocks::link(&ui.url(&format!("/registry/people/{id}")), &name),
                None => Html::text(&name),
            },
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
    if row.verdict == "outside" && row.joined {
        let address = ui.url(&format!("/programmes/sessions/{}/rows/{}/counting", session.id, row.id));
        return blocks::post_button(&address, &ui.t("programmes-sheet-count-in"), &[], "quiet", None);
    }
    if row.verdict != "doubtful" {
        return Html::default();
    }
    let address = ui.url(&format!("/programmes/sessions/{}/rows/{}/decision", session.id, row.id));
    let button = |verdict: &str, key| {
        blocks::post_button(&address, &ui.t(key), &[("verdict", verdict)], "quiet", None)
    };
    blocks::row(&[button("same", "programmes-sheet-same"), button("different", "programmes-sheet-different")])
}

fn page(ui: &Ui, it: &Shown, form: &Form, upload: &Form) -> Page {
    let mut parts = vec![table(ui, it)];
    if it.rows.iter().any(|row| row.verdict == "outside") {
        parts.push(blocks::paragraph(ui, "programmes-sheet-outside-note"));
    }
    if it.runs {
        parts.push(blocks::section(ui, "programmes-workbook", &upload.html(ui)));
    }
    parts.push(blocks::section(ui, "programmes-sheet-typing", &form.html(ui)));
    let main = blocks::stack(&parts);
    let title = ui.say(&Say::new("programmes-sheet-of").with("session", it.session.unit_name.as_str()));
    let back = ui.url(&format!("/programmes/sessions/{}", it.session.id));
    Page::new(title, main).under(back, it.session.unit_name.clone())
}

async fn rows(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let it = shown(&mut tx, id.parse()?).await?;
    let ui = &visit.ui;
    Ok(page(ui, &it, &form(ui, &it.session), &upload_form(ui, &it.session)).into_response())
}

async fn take_workbook(visit: Visit, Path(id): Path<String>, upload: Upload) -> Answer {
    let mut tx = visit.tx().await?;
    let id: SessionId = id.parse()?;
    attend::door(&mut tx, id).await?;
    tx.must_in_city(RUN)?;
    let file = upload.files.iter().find(|file| file.field == "file" && !file.bytes.is_empty());
    let taken = match file {
        Some(file) => sheet_book::take_workbook(&mut tx, id, &file.bytes).await,
        None => Err(Error::field("file", "programmes-workbook-missing")),
    };
    match taken {
        Ok(taken) => {
            tx.commit().await?;
            let key =
                if taken.fresh() == 0 { "programmes-workbook-again" } else { "programmes-workbook-taken" };
            Ok(visit.see_saying(&format!("/programmes/sessions/{id}/rows"), key))
        }
        Err(error) => {
            tx.rollback().await?;
            let mut tx = visit.tx().await?;
            let it = shown(&mut tx, id).await?;
            let typing = form(&visit.ui, &it.session);
            visit.again(error, upload_form(&visit.ui, &it.session), |upload| {
                Ok(page(&visit.ui, &it, &typing, &upload))
            })
        }
    }
}

async fn count_in(visit: Visit, Path((id, row)): Path<(String, String)>) -> Answer {
    let mut tx = visit.tx().await?;
    let id: SessionId = id.parse()?;
    sheet::count_in(&mut tx, id, row.parse()?).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/sessions/{id}/rows"), "programmes-saved"))
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
        Err(error) => visit.again(error, form(&visit.ui, &it.session).fill(&posted), |form| {
            Ok(page(&visit.ui, &it, &form, &upload_form(&visit.ui, &it.session)))
        }),
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
