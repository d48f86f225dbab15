//! How much was given: by year, kind, agency and kecamatan.

use axum::response::IntoResponse;
use web::context::MenuEntry;
use web::{Answer, Html, Page, Routes, Ui, Visit, blocks};

use super::find::{self, Total};
use super::{FIGURES, SEE, pages};

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/aids/totals", totals)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: web::Face::Desk,
        group: "programmes-menu",
        label: "programmes-aid-totals",
        note: "programmes-aid-totals-note",
        path: "/programmes/aids/totals",
        icon: web::icon::Icon::TrendingUp,
        can: Some(FIGURES),
    }
}

async fn totals(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let all = find::totals(&mut tx).await?;
    let agencies = pages::agencies(&mut tx).await?;
    let sees = tx.scope(SEE).is_ok();
    let row = |one: &Total| {
        vec![
            Html::text(&one.year.to_string()),
            Html::text(&pages::kind(ui, &one.kind)),
            Html::text(&pages::agency(&agencies, one.agency)),
            Html::text(&ui.place(&one.kecamatan)),
            number(ui, one, sees),
            Html::text(&pages::money(ui, one.worth)),
        ]
    };
    let heads = [
        "programmes-aid-year",
        "programmes-aid-kind",
        "programmes-aid-agency",
        "programmes-promise-area",
        "programmes-aid-number",
        "programmes-aid-worth",
    ];
    let main = if all.is_empty() {
        blocks::empty(ui, "programmes-aids-none", "programmes-aids-none-hint")
    } else {
        blocks::table(ui, "programmes-aid-totals", &heads, &all.iter().map(row).collect::<Vec<_>>())
    };
    let main = blocks::stack(&[blocks::paragraph(ui, "programmes-aid-totals-lead"), main]);
    Ok(Page::new(ui.t("programmes-aid-totals"), main).desk().into_response())
}

/// How many, with the way to the entries for those who may see them.
fn number(ui: &Ui, one: &Total, sees: bool) -> Html {
    let Some(number) = one.number else { return Html::text(&ui.t("programmes-aid-few")) };
    let text = ui.number(number);
    if !sees {
        return Html::text(&text);
    }
    let agency = one.agency.map(|id| format!("&dinas={id}")).unwrap_or_default();
    let path =
        format!("/programmes/aids?jenis={}&tahun={}&wilayah={}{agency}", one.kind, one.year, one.kecamatan);
    blocks::link(&ui.url(&path), &text)
}
