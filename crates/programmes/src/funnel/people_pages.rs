//! The people behind a figure of the funnel, for those who may see applicants.

use axum::extract::Path;
use axum::response::IntoResponse;
use registry::person;
use uuid::Uuid;
use web::blocks;
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Html, ListQuery, Page, Routes, Ui, Visit};

use super::Step;
use super::find::{self, Behind, Line, Of};
use super::pages;
use crate::{applicant, programme};

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/programmes/{id}/funnel/people", people)
}

/// The most rows of a file.
const MOST: i64 = 20_000;

/// What somebody is called, and where it stands.
type Named = (String, Line);

async fn people(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(applicant::SEE)?;
    let programme = programme::one(&mut tx, id.parse()?).await?;
    let ui = &visit.ui;
    let file = query.wants_csv();
    let behind = Behind {
        step: query.get("langkah").and_then(Step::parse).unwrap_or(Step::Applied),
        of: query.get("keadaan").and_then(Of::parse).unwrap_or_default(),
        because: query.get("sebab").map(str::to_owned),
        offset: if file { 0 } else { query.offset() },
        most: if file { MOST } else { PER_PAGE },
    };
    let (rows, total) = find::people(&mut tx, programme.id, &pages::filter(&query), &behind).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.person.0).collect();
    let names = person::named(&mut tx, &ids).await?;
    let name = |row: &Line| names.get(&row.person.0).map_or_else(|| row.code.clone(), |one| one.name.clone());
    let rows: Vec<Named> = rows.into_iter().map(|row| (name(&row), row)).collect();
    let table = columns(table(ui, &query, &rows, total));
    if file {
        return Ok(table.csv(ui, &format!("corong-orang-{}", ui.today())));
    }
    let lead = blocks::paragraph(ui, "programmes-funnel-people-lead");
    let page =
        Page::new(ui.t("programmes-funnel-people-title"), blocks::stack(&[lead, table.html(ui)])).desk();
    let back = format!("/programmes/programmes/{}/funnel", programme.id);
    let title = format!("{}: {}", ui.t("programmes-funnel"), programme.name);
    Ok(page.under(ui.url(&back), title).into_response())
}

fn table<'a>(ui: &Ui, query: &'a ListQuery, rows: &'a [Named], total: i64) -> Table<'a, Named> {
    let steps = Step::ALL.map(|one| (one.as_str().to_owned(), pages::word(ui, one)));
    let of = Of::ALL.map(|one| (one.as_str().to_owned(), ui.t_of("programmes-funnel-of-", one.as_str())));
    Table::new(ui.t("programmes-funnel-people-title"), query, &[], rows, total)
        .filter("langkah", "programmes-funnel-step", steps.to_vec())
        .filter("keadaan", "programmes-state", of.to_vec())
        .keep("sebab", "programmes-funnel-because")
        .keep("pendaftaran", "programmes-call")
        .keep("wilayah", "programmes-promise-area")
        .keep("perempuan", "programmes-funnel-women")
        .export()
}

fn columns(table: Table<'_, Named>) -> Table<'_, Named> {
    let link = |ui: &Ui, (name, row): &Named| {
        blocks::link(&ui.url(&format!("/programmes/applicants/{}", row.applicant)), name)
    };
    table
        .column(Column::html("programmes-applicant", link, |_, (name, _): &Named| name.clone()))
        .column(Column::text("programmes-code", |_, (_, row): &Named| row.code.clone()).whole())
        .column(Column::text("registry-kelurahan", |ui, (_, row): &Named| ui.place(&row.area)))
        .column(Column::text("programmes-funnel-reached", |ui, (_, row): &Named| pages::word(ui, row.step)))
        .column(Column::html(
            "programmes-funnel-since",
            |ui, (_, row): &Named| ui.time(row.since_at),
            |ui, (_, row)| ui.instant(row.since_at),
        ))
        .column(Column::html(
            "programmes-funnel-because",
            |ui, (_, row): &Named| Html::text(&why(ui, row)),
            |ui, (_, row)| why(ui, row),
        ))
}

/// Why it ends there, and the same in somebody's words where there are some.
fn why(ui: &Ui, row: &Line) -> String {
    let Some(because) = &row.because else { return String::new() };
    let because = pages::because(ui, because);
    match &row.words {
        Some(words) => format!("{because}: {words}"),
        None => because,
    }
}
