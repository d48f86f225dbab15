//! The people behind a figure, for those who may see them.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Say};
use registry::person;
use web::list::PER_PAGE;
use web::{Answer, Column, ListQuery, Page, Routes, Table, Visit, blocks};

use super::rules::Cell;
use super::{SEE, find, show, tally};

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/promises/{id}/people", list)
}

/// `?tahun=&kategori=&wilayah=`
async fn list(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let revision = query.get("revisi").and_then(|text| text.parse().ok());
    let promise = find::one(&mut tx, id.parse()?, revision).await?;
    let area = match query.get("wilayah") {
        Some(code) => AreaCode::parse(code).map_err(|_| Error::NotFound("area"))?,
        None => AreaCode::parse(tx.scope(SEE)?.prefix())?,
    };
    tx.must(person::SEE, &area)?;
    let year = query.get("tahun").and_then(|text| text.parse().ok()).unwrap_or(0);
    let category = query.get("kategori").unwrap_or_default().to_owned();
    let cell = Cell { year, category, area };
    let reached = tally::reached(&mut tx, &promise, &cell.area, kernel::Level::City).await?;
    let counts = |r: &&tally::Reached| (year == 0 || r.cell.year == year) && r.cell.category == cell.category;
    let total = reached.iter().filter(counts).map(|r| r.people).sum();
    let ids = tally::people(&mut tx, &promise, &cell, query.offset(), PER_PAGE).await?;
    let rows = person::find::these(&mut tx, ids).await?;
    let title = format!("{}: {}", promise.name, show::cell(ui, &cell));
    let table = Table::new(title.clone(), &query, &[], &rows, total)
        .keep("tahun", Say::new("programmes-promise-year"))
        .keep("kategori", Say::new("programmes-promise-category"))
        .keep("wilayah", Say::new("programmes-promise-area"))
        .empty(blocks::empty(ui, "programmes-promise-nobody", "programmes-promise-nobody-hint"))
        .column(Column::html(
            "registry-person-name",
            |ui, row: &person::find::Row| {
                blocks::link(&ui.url(&format!("/registry/people/{}", row.id)), &row.name)
            },
            |_, row| row.name.clone(),
        ))
        .column(Column::text("registry-area", |ui, row: &person::find::Row| ui.place(&row.area)))
        .column(Column::text("registry-code", |_, row: &person::find::Row| row.code.clone()))
        .html(ui);
    let back = ui.url(&format!("/programmes/promises/{}", promise.id));
    Ok(Page::new(title, table).desk().under(back, promise.name).into_response())
}
