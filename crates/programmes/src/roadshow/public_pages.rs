//! When and where the city's team comes, for everybody.

use axum::response::IntoResponse;
use kernel::AreaCode;
use web::blocks;
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Answer, Face, Page, Routes, Visit};

use super::{find, pages};

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/tours", list)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Public,
        group: "app-group-work",
        label: "programmes-tours",
        note: "programmes-tours-note",
        path: "/roadshow",
        icon: Icon::MapPin,
        can: None,
    }
}

async fn list(visit: Visit) -> Answer {
    let ui = &visit.ui;
    if AreaCode::of_city(ui.city.id).is_none() {
        return Ok(Page::new(ui.t("programmes-tours"), blocks::cities(ui, "/roadshow")).into_response());
    }
    let mut tx = visit.tx().await?;
    let now = tx.now();
    let stops = find::coming(&mut tx, now).await?;
    let mut parts = vec![blocks::paragraph(ui, "programmes-tours-lead")];
    if stops.is_empty() {
        parts.push(blocks::empty(ui, "programmes-tours-none", "programmes-tours-none-hint"));
    } else {
        parts.push(pages::table(ui, &stops, ""));
    }
    Ok(Page::new(ui.t("programmes-tours"), blocks::stack(&parts)).into_response())
}
