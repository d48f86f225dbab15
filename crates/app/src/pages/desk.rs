//! The first page of whoever is signed in: what the role can do here, today.

use axum::response::IntoResponse;
use kernel::{Actor, Error, Say};
use web::blocks;
use web::context::MenuEntry;
use web::{Answer, Face, Html, Page, Visit};

/// `GET /app/desk`
pub(super) async fn show(visit: Visit) -> Answer {
    let ui = &visit.ui;
    let Actor::Account(acting) = &ui.actor else { return Err(Error::Forbidden.into()) };
    let role = ui.t_of("identity-role-", acting.role.as_str());
    let area = territory::name_of(&visit.db, &acting.area).await?.unwrap_or_else(|| acting.area.to_string());
    let name = ui.name.clone().unwrap_or_default();
    let hello = Say::new("app-desk-hello").with("name", name);
    let mut main = Html::trusted("<p class=\"muted\">");
    main.push_text(&ui.say(&Say::new("app-desk-role").with("role", role).with("area", area)));
    main.push_trusted("</p><h2 class=\"sr\">");
    main.push_text(&ui.t("app-desk-doors"));
    main.push_trusted("</h2><div class=\"doors\">");
    // What stands in the public menu for some only, as one's own business does, is work of theirs too.
    let work = |entry: &&MenuEntry| entry.face == Face::Desk && entry.path != "/meja" || entry.can.is_some();
    let may = |entry: &&MenuEntry| entry.can.is_none_or(|can| ui.actor.may_somewhere(can));
    for entry in ui.site.menu.iter().filter(work).filter(may) {
        main.push_trusted("<div class=\"door\">");
        main.push(&blocks::icon(entry.icon));
        main.push_trusted("<h3>");
        main.push(&blocks::link(&ui.url(entry.path), &ui.t(entry.label)));
        main.push_trusted("</h3>");
        if !entry.note.is_empty() {
            main.push_trusted("<p>");
            main.push_text(&ui.t(entry.note));
            main.push_trusted("</p>");
        }
        main.push_trusted("</div>");
    }
    main.push_trusted("</div>");
    main.push(&ui.slot("app.desk", acting.area.as_str()));
    let page = Page::new(ui.say(&hello), main);
    Ok(if acting.role.is_staff() { page.desk() } else { page }.into_response())
}
