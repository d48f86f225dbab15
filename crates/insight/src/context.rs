//! What this room hands to the application.

use kernel::job::JobKind;
use registry::source::RecordsComputed;
use web::context::{MenuEntry, Panel};
use web::icon::Icon;
use web::{Context, Face, Routes};

use crate::{check, figure, indicator, release, report, statement};

/// The room, as one value.
pub fn context() -> Context {
    Context {
        name: "insight",
        pages: pages(),
        api: figure::api::routes(),
        addresses: vec![("/angka", "/insight/releases")],
        menu: menu(),
        panels: vec![Panel {
            slot: "territory.area",
            title: "insight-panel",
            path: "/insight/panels/{subject}",
            can: None,
        }],
        jobs: vec![
            JobKind::of::<figure::Refresh>(),
            JobKind::every::<check::Nightly>(1800),
            JobKind::of::<check::Confirm>(),
            JobKind::every::<release::Publish>(1800),
        ],
        subscriptions: vec![kernel::subscription!(RecordsComputed, "insight.figure.follow", figure::follow)],
        permissions: vec![figure::SEE, figure::REFRESH],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        openapi: Some(figure::api::document()),
        ..Context::default()
    }
}

fn pages() -> Routes {
    Routes::new()
        .get("/insight", figure::pages::own)
        .get("/insight/figures/{area}", figure::pages::show)
        .get("/insight/figures/{area}/records", figure::records::list)
        .get("/insight/figures/{area}/report.pdf", report::pages::pdf)
        .get("/insight/figures/{area}/report.xlsx", report::pages::xlsx)
        .get("/insight/panels/{area}", figure::pages::panel)
        .get("/insight/indicators", indicator::pages::list)
        .get("/insight/releases", release::pages::list)
        .get("/insight/releases/data.csv", release::data::csv)
        .get("/insight/releases/data.json", release::data::json)
        .get("/insight/releases/{area}", release::pages::show)
        .get("/insight/statements", statement::pages::list)
}

fn menu() -> Vec<MenuEntry> {
    vec![
        MenuEntry {
            face: Face::Public,
            group: "insight-menu",
            label: "insight-menu-public",
            note: "insight-menu-public-note",
            path: "/angka",
            icon: Icon::TrendingUp,
            can: None,
        },
        MenuEntry {
            face: Face::Desk,
            group: "insight-menu",
            label: "insight-menu-desk",
            note: "insight-menu-desk-note",
            path: "/insight",
            icon: Icon::Chart,
            can: Some(figure::SEE),
        },
        MenuEntry {
            face: Face::Desk,
            group: "insight-menu",
            label: "insight-glossary",
            note: "",
            path: "/insight/indicators",
            icon: Icon::BookOpen,
            can: Some(figure::SEE),
        },
    ]
}
