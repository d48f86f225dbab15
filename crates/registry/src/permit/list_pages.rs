//! The permits that expire, for officers.

use axum::response::IntoResponse;
use kernel::AreaCode;
use web::blocks;
use web::context::MenuEntry;
use web::icon::Icon;
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Face, ListQuery, Page, Routes, Ui, Visit};

use super::SEE;
use super::find::{Expiring, MOST, expiring};
use super::number::Kind;
use super::pages::expiry;
use crate::words::Names;

pub(super) fn routes() -> Routes {
    Routes::new().get("/registry/permits", list)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "app-group-work",
        label: "registry-permits-expiring",
        note: "registry-permits-expiring-note",
        path: "/registry/permits",
        icon: Icon::Clock,
        can: Some(SEE),
    }
}

/// The numbers of days that can be chosen.
const DAYS: [u16; 4] = [7, 30, 90, 365];

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let days =
        query.get("habis").and_then(|text| text.parse().ok()).filter(|days| *days <= 3650).unwrap_or(90);
    let kind = query.get("jenis").and_then(Kind::parse);
    let whole = query.wants_csv();
    let (from, most) = if whole { (0, MOST) } else { (query.offset(), PER_PAGE) };
    let (rows, total) = expiring(&mut tx, days, kind, from, most).await?;
    let names = Names::read(&mut tx).await?;
    let ui = &visit.ui;
    let table = table(ui, &query, &rows, total, names);
    if whole {
        return Ok(table.csv(ui, "izin-habis"));
    }
    Ok(Page::new(ui.t("registry-permits-expiring"), table.html(ui)).desk().into_response())
}

fn table<'a>(
    ui: &Ui,
    query: &'a ListQuery,
    rows: &'a [Expiring],
    total: i64,
    names: Names,
) -> Table<'a, Expiring> {
    let days = DAYS.iter().map(|days| {
        (days.to_string(), ui.say(&kernel::Say::new("registry-permits-within").with("days", *days)))
    });
    let kinds = Kind::ALL.iter().map(|kind| (kind.as_str().to_owned(), ui.t(kind.key())));
    let kinds = std::iter::once((String::new(), ui.t("registry-permits-all-kinds"))).chain(kinds);
    let place =
        move |row: &Expiring| AreaCode::parse(&row.area).map(|area| names.place(&area)).unwrap_or_default();
    let empty = blocks::empty(ui, "registry-permits-none-expiring", "registry-permits-none-expiring-hint");
    Table::new(ui.t("registry-permits-expiring"), query, &[], rows, total)
        .filter("habis", "registry-permits-when", days.collect())
        .filter("jenis", "registry-permit-kind", kinds.collect())
        .export()
        .empty(empty)
        .column(Column::html(
            "registry-permit-business",
            |ui, row: &Expiring| {
                blocks::link(
                    &ui.url(&format!("/registry/businesses/{}", row.permit.business)),
                    &row.business_name,
                )
            },
            |_, row| row.business_name.clone(),
        ))
        .column(Column::text("registry-permit-business-code", |_, row: &Expiring| row.business_code.clone()))
        .column(Column::text("registry-permit-owners", |_, row: &Expiring| row.owners.clone()))
        .column(Column::text("registry-permit-phones", |_, row: &Expiring| row.phones.join(", ")))
        .column(Column::text("registry-permit-place", move |_, row: &Expiring| place(row)))
        .column(Column::text("registry-permit-kind", |ui, row: &Expiring| ui.t(row.permit.kind.key())))
        .column(Column::html(
            "registry-permit-number",
            |ui, row: &Expiring| {
                blocks::link(&ui.url(&format!("/registry/permits/{}", row.permit.id)), &row.permit.shown())
            },
            |_, row| row.permit.shown(),
        ))
        .column(Column::html(
            "registry-permit-expires",
            |ui, row: &Expiring| expiry(ui, &row.permit),
            |_, row| row.permit.expires_on.map(|day| day.to_string()).unwrap_or_default(),
        ))
        .column(Column::text("registry-permit-mailed", |ui, row: &Expiring| {
            row.mailed_on.map(|day| ui.date(day)).unwrap_or_default()
        }))
}
