//! The pages that belong to no room: homes, the desk's first page, help, preferences, statements, the building blocks.

mod blocks_page;
mod desk;
mod help;
mod home;
mod jobs;
mod preferences;

use kernel::job::JobKind;
use kernel::{Can, Role};
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Context, Face, Routes};

/// Sees what the background work of the city is stuck on, retries and discards it.
pub const JOBS: Can = Can::new("kernel.job.mend", &[Role::CityAdmin]);

/// What the app itself adds to the rooms.
pub fn context() -> Context {
    let pages = Routes::new()
        .get("/", home::show)
        .get("/app/desk", desk::show)
        .get("/app/help", help::index)
        .get("/app/help/{topic}", help::topic)
        .post("/app/preferences", preferences::set)
        .get("/kernel/jobs", jobs::list)
        .post("/kernel/jobs/{id}/retry", jobs::retry)
        .post("/kernel/jobs/{id}/discard", jobs::discard)
        .and(web::progress::routes());
    // In development only: the building blocks on one page.
    let pages = if cfg!(debug_assertions) { pages.get("/ui", blocks_page::show) } else { pages };
    Context {
        name: "app",
        pages,
        addresses: vec![
            ("/meja", "/app/desk"),
            ("/bantuan", "/app/help"),
            ("/privasi", "/app/help/privasi"),
            ("/aksesibilitas", "/app/help/aksesibilitas"),
            ("/api", "/app/help/api"),
            ("/preferensi", "/app/preferences"),
        ],
        menu: menu(),
        permissions: vec![JOBS],
        messages: vec![
            (include_str!("../id.ftl"), include_str!("../en.ftl")),
            (web::MESSAGES.0, web::MESSAGES.1),
        ],
        jobs: vec![
            JobKind::of::<kernel::mail::Send>(),
            JobKind::every::<kernel::sweep::Sweep>(3600),
            JobKind::of::<crate::demo::Figures>(),
        ],
        ..Context::default()
    }
}

fn menu() -> Vec<MenuEntry> {
    let entry = |face, label, note, path, icon, can| MenuEntry {
        face,
        group: "app-group-city",
        label,
        note,
        path,
        icon,
        can,
    };
    vec![
        entry(Face::Public, "app-help", "", "/bantuan", Icon::Help, None),
        MenuEntry {
            group: "app-group-work",
            ..entry(Face::Desk, "app-my-day", "", "/meja", Icon::House, None)
        },
        entry(Face::Desk, "app-jobs", "app-jobs-note", "/kernel/jobs", Icon::Activity, Some(JOBS)),
        entry(Face::Desk, "app-help", "app-help-note", "/bantuan", Icon::Help, None),
    ]
}
