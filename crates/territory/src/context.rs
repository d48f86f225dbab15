//! What this room hands to the application.

use web::context::MenuEntry;
use web::icon::Icon;
use web::{Context, Face, Routes};

use crate::{area, change, neighbourhood, resolution};

/// The room, as one value.
pub fn context() -> Context {
    Context {
        name: "territory",
        pages: pages(),
        api: area::api::routes().and(resolution::api::routes()),
        addresses: vec![("/wilayah", "/territory/areas"), ("/cari-alamat", "/territory/search")],
        menu: menu(),
        permissions: vec![neighbourhood::ADD, neighbourhood::CLOSE, neighbourhood::RENUMBER, change::CHANGE],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        openapi: Some(openapi()),
        ..Context::default()
    }
}

fn pages() -> Routes {
    Routes::new()
        .get("/territory/areas", area::pages::list)
        .get("/territory/areas/{code}", area::pages::show)
        .get("/territory/areas/{code}/{rw}", area::pages::show_rw)
        .get("/territory/areas/{code}/{rw}/{rt}", area::pages::show_rt)
        .get("/territory/neighbourhoods/new", neighbourhood::pages::new)
        .post("/territory/neighbourhoods", neighbourhood::pages::add)
        .get("/territory/neighbourhoods/change", neighbourhood::mend::new)
        .post("/territory/neighbourhoods/change", neighbourhood::mend::make)
        .get("/territory/changes", change::pages::list)
        .post("/territory/changes", change::pages::make)
        .get("/territory/changes/new", change::pages::new)
        .get("/territory/search", resolution::pages::search)
        .get("/territory/point", resolution::pages::point)
}

fn menu() -> Vec<MenuEntry> {
    let desk = |label, note, path, icon, can| MenuEntry {
        face: Face::Desk,
        group: "territory-menu",
        label,
        note,
        path,
        icon,
        can: Some(can),
    };
    vec![
        MenuEntry {
            face: Face::Public,
            group: "territory-menu",
            label: "territory-menu",
            note: "",
            path: "/wilayah",
            icon: Icon::Map,
            can: None,
        },
        desk(
            "territory-neighbourhoods-new",
            "territory-neighbourhoods-new-note",
            "/territory/neighbourhoods/new",
            Icon::MapPinned,
            neighbourhood::ADD,
        ),
        desk(
            "territory-mend",
            "territory-mend-note",
            "/territory/neighbourhoods/change",
            Icon::Pencil,
            neighbourhood::CLOSE,
        ),
        desk("territory-changes", "territory-changes-note", "/territory/changes", Icon::Map, change::CHANGE),
    ]
}

fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = area::api::document();
    document.merge(resolution::api::document());
    document
}
