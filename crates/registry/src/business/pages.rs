//! The list of businesses at the desk.

use kernel::{AreaCode, Level, Tx};
use web::blocks;
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Answer, Column, Face, ListQuery, Routes, Table, Ui, Visit};

use super::find::{Row, SORTS};
use super::{EXPORT, REGISTER, SEE};
use crate::kbli::Sector;
use crate::listed::{self, Desk};
use crate::listing::{self, Narrow};
use crate::person::SEE_SPECIFIC;
use crate::words::{self, Names};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/registry/businesses", list)
}

pub(crate) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "app-group-work",
        label: "registry-businesses",
        note: "registry-businesses-note",
        path: "/usaha",
        icon: Icon::Store,
        can: Some(SEE),
    }
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let desk = Desk {
        title: "registry-businesses",
        nothing: ["registry-businesses-none", "registry-businesses-none-hint"],
        register: REGISTER,
        file: "usaha",
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
                "registry-business-name",
                |ui, row: &Row| {
                    let mut html =
                        blocks::link(&ui.url(&format!("/registry/businesses/{}", row.id)), &row.name);
                    if let Some(brand) = row.brand.as_deref().filter(|brand| *brand != row.name) {
                        html.push_trusted("<br><small class=\"muted\">");
                        html.push_text(brand);
                        html.push_trusted("</small>");
                    }
                    html
                },
                |_, row| row.name.clone(),
            )
            .sort("nama"),
        )
        .column(Column::text("registry-owners", |_, row: &Row| row.owners.join(", ")))
        .column(Column::text("registry-trade", |ui, row: &Row| trade(ui, row)))
        .column(
            Column::text("registry-area", move |_, row: &Row| {
                place.spot(&row.area, row.rw.as_deref(), row.rt.as_deref())
            })
            .wide()
            .sort("wilayah"),
        )
        .column(Column::text("registry-size", |ui, row: &Row| ui.t_of("registry-size-", &row.size_class)))
        .column(Column::text("registry-permits", |ui, row: &Row| {
            let kinds = row.permits.iter().map(|kind| ui.t_of("registry-permit-kind-", kind));
            kinds.collect::<Vec<_>>().join(", ")
        }))
        .column(Column::html(
            "registry-status",
            |ui, row: &Row| words::status(ui, &row.status),
            |ui, row| ui.t_of("registry-status-", &row.status),
        ))
        .column(Column::text("registry-phone", |_, row: &Row| {
            row.phone.as_deref().map(words::masked_phone).unwrap_or_default()
        }))
        .column(Column::text("registry-code", |_, row: &Row| row.code.clone()).whole())
        .column(
            Column::text("registry-since", |ui, row: &Row| {
                ui.date(ui.city.zone.local(row.created_at).date())
            })
            .sort("terdaftar")
            .whole(),
        )
}

/// Its sector, or its trade in a source's words.
fn trade(ui: &Ui, row: &Row) -> String {
    match row.sector.as_deref().and_then(Sector::parse) {
        Some(sector) => ui.t(sector.key()),
        None => row.activity.clone().unwrap_or_default(),
    }
}

fn filters<'a>(ui: &Ui, tx: &Tx, names: &Names, narrow: &Narrow, table: Table<'a, Row>) -> Table<'a, Row> {
    let sectors = Sector::ALL.into_iter().map(|sector| (sector.as_str().to_owned(), ui.t(sector.key())));
    let permits = std::iter::once(("habis".to_owned(), ui.t("registry-permit-filter-ending")))
        .chain(words_of(ui, "registry-permit-kind-", &listing::PERMITS));
    let table = table
        .search("registry-search-businesses")
        .filter("wilayah", "registry-area", areas(ui, tx, names, narrow.area.as_ref()))
        .filter("ukuran", "registry-size", all(ui, words_of(ui, "registry-size-", &listing::SIZES)))
        .filter("status", "registry-status", all(ui, words_of(ui, "registry-status-", &listing::STATUSES)))
        .fold()
        .filter("sektor", "registry-sector", all(ui, sectors))
        .filter("izin", "registry-permits", all(ui, permits));
    people_filters(ui, names, table).export().workbook()
}

/// The filters that both lists have.
pub(crate) fn people_filters<'a, R>(ui: &Ui, names: &Names, table: Table<'a, R>) -> Table<'a, R> {
    let agencies = names.agencies().map(|(id, name)| (id.to_string(), name.clone()));
    let kinds = std::iter::once(("ada".to_owned(), ui.t("registry-disability-any"))).chain(words_of(
        ui,
        "registry-disability-",
        &listing::DISABILITIES,
    ));
    let sexes = all(ui, words_of(ui, "registry-sex-", &["female", "male"]));
    let mut table = table.filter("jenis_kelamin", "registry-sex", sexes);
    // Who may not see it of anybody is not asked about it.
    if ui.actor.may_somewhere(SEE_SPECIFIC) {
        table = table.filter("disabilitas", "registry-disability", all(ui, kinds));
    }
    table
        .filter("instansi", "registry-agency", all(ui, agencies))
        .filter_date("sejak", "registry-since-filter")
        .keep("impor", "registry-of-batch")
}

pub(crate) fn words_of<'a>(
    ui: &'a Ui,
    prefix: &'a str,
    values: &'a [&'a str],
) -> impl Iterator<Item = (String, String)> + 'a {
    values.iter().map(move |value| ((*value).to_owned(), ui.t_of(prefix, value)))
}

pub(crate) fn all(ui: &Ui, choices: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), ui.t("registry-all"))).chain(choices).collect()
}

/// The territories that a list can be narrowed to: the kecamatan in the actor's subtree, and, once one is chosen, its
/// kelurahan.
pub(crate) fn areas(ui: &Ui, tx: &Tx, names: &Names, chosen: Option<&AreaCode>) -> Vec<(String, String)> {
    let root = tx.scope(SEE).ok().and_then(|scope| AreaCode::parse(scope.prefix()).ok());
    let Some(root) = root else { return Vec::new() };
    let open = chosen.filter(|area| area.level() >= Level::Kecamatan && root.contains(area));
    let kecamatan = open.and_then(|area| AreaCode::parse(area.as_str().get(..8)?).ok());
    let mut choices = vec![(String::new(), ui.t("registry-all"))];
    for (code, name) in names.places().children_of(&root) {
        let inside = kecamatan.as_ref() == Some(&code);
        choices.push((code.to_string(), name));
        if inside {
            let below = names.places().children_of(&code).into_iter();
            choices.extend(below.map(|(code, name)| (code.to_string(), format!("\u{2003}{name}"))));
        }
    }
    // A link may name what the choices do not hold: an RT.
    if let Some(area) = open.filter(|area| !choices.iter().any(|(code, _)| code == area.as_str())) {
        choices.push((area.to_string(), names.place(area)));
    }
    choices
}
