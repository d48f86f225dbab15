//! The list of people at the desk.

use kernel::Tx;
use web::blocks;
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Answer, Column, Face, ListQuery, Routes, Table, Ui, Visit};

use super::find::{Row, SORTS};
use super::{EXPORT, REGISTER, SEE};
use crate::business::pages::{all, areas, people_filters, words_of};
use crate::listed::{self, Desk};
use crate::listing::Narrow;
use crate::words::{self, Names};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/registry/people", list)
}

pub(crate) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "app-group-work",
        label: "registry-people",
        note: "registry-people-note",
        path: "/pelaku",
        icon: Icon::Users,
        can: Some(SEE),
    }
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let desk = Desk {
        title: "registry-people",
        nothing: ["registry-people-none", "registry-people-none-hint"],
        register: REGISTER,
        file: "pelaku",
        export: EXPORT,
        sorts: &SORTS,
        columns,
        filters,
    };
    listed::page(visit, query, desk).await
}

fn columns<'a>(table: Table<'a, Row>, names: &Names) -> Table<'a, Row> {
    let place = names.clone();
    table
        .column(
            Column::html(
                "registry-person-name",
                |ui, row: &Row| blocks::link(&ui.url(&format!("/registry/people/{}", row.id)), &row.name),
                |_, row| row.name.clone(),
            )
            .sort("nama"),
        )
        .column(Column::text("registry-sex", |ui, row: &Row| {
            row.sex.as_deref().map(|sex| ui.t_of("registry-sex-", sex)).unwrap_or_default()
        }))
        .column(
            Column::text("registry-area", move |_, row: &Row| {
                place.spot(&row.area, row.rw.as_deref(), row.rt.as_deref())
            })
            .wide()
            .sort("wilayah"),
        )
        .column(
            Column::text("registry-businesses-count", |ui, row: &Row| ui.number(row.businesses)).numeric(),
        )
        .column(Column::text("registry-phone", |_, row: &Row| {
            row.phone.as_deref().map(words::masked_phone).unwrap_or_default()
        }))
        .column(Column::text("registry-nik", |ui, row: &Row| ui.t_of("registry-nik-", &row.number_state)))
        .column(Column::text("registry-code", |_, row: &Row| row.code.clone()).whole())
        .column(
            Column::text("registry-since", |ui, row: &Row| {
                ui.date(ui.city.zone.local(row.created_at).date())
            })
            .sort("terdaftar")
            .whole(),
        )
}

fn filters<'a>(ui: &Ui, tx: &Tx, names: &Names, narrow: &Narrow, table: Table<'a, Row>) -> Table<'a, Row> {
    let table = table
        .search("registry-search-people")
        .filter("wilayah", "registry-area", areas(ui, tx, names, narrow.area.as_ref()))
        .filter("usaha", "registry-owns", all(ui, words_of(ui, "registry-owns-", &["ada", "tanpa"])))
        .fold();
    people_filters(ui, names, table).export().workbook()
}
