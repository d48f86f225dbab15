//! Help: a page for each role, and the statements that everybody may ask for.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::Error;
use web::blocks;
use web::{Answer, Html, Page, Ui, Visit};

/// A page of help: its address and how many steps it has. Title, introduction and steps are messages.
struct Topic {
    slug: &'static str,
    key: &'static str,
    steps: usize,
}

const ROLES: [Topic; 9] = [
    Topic { slug: "warga", key: "app-help-citizen", steps: 4 },
    Topic { slug: "pelaku-usaha", key: "app-help-entrepreneur", steps: 6 },
    Topic { slug: "mitra", key: "app-help-partner", steps: 3 },
    Topic { slug: "pendamping", key: "app-help-mentor", steps: 4 },
    Topic { slug: "petugas-kelurahan", key: "app-help-kelurahan", steps: 8 },
    Topic { slug: "petugas-kecamatan", key: "app-help-kecamatan", steps: 4 },
    Topic { slug: "petugas-dinas", key: "app-help-agency", steps: 4 },
    Topic { slug: "analis", key: "app-help-analyst", steps: 3 },
    Topic { slug: "admin", key: "app-help-admin", steps: 6 },
];

const STATEMENTS: [Topic; 14] = [
    Topic { slug: "masuk", key: "app-help-signing-in", steps: 5 },
    Topic { slug: "janji-kota", key: "app-help-promises", steps: 9 },
    Topic { slug: "program", key: "app-help-programmes", steps: 13 },
    Topic { slug: "pelatihan", key: "app-help-trainings", steps: 10 },
    Topic { slug: "roadshow", key: "app-help-roadshows", steps: 4 },
    Topic { slug: "keuangan", key: "app-help-money", steps: 7 },
    Topic { slug: "jualan", key: "app-help-selling", steps: 12 },
    Topic { slug: "kabar-usaha", key: "app-help-followups", steps: 7 },
    Topic { slug: "corong-program", key: "app-help-funnel", steps: 7 },
    Topic { slug: "bantuan-diterima", key: "app-help-aids", steps: 5 },
    Topic { slug: "data-ganda", key: "app-help-doubles", steps: 10 },
    Topic { slug: "privasi", key: "app-help-privacy", steps: 5 },
    Topic { slug: "aksesibilitas", key: "app-help-accessibility", steps: 4 },
    Topic { slug: "api", key: "app-help-api", steps: 6 },
];

/// `GET /app/help`
pub(super) async fn index(visit: Visit) -> Answer {
    let ui = &visit.ui;
    let mut main = Html::default();
    for (heading, topics) in [("app-help-roles", ROLES.as_slice()), ("app-help-more", STATEMENTS.as_slice())]
    {
        main.push_trusted("<section class=\"stack\"><h2>");
        main.push_text(&ui.t(heading));
        main.push_trusted("</h2><ul class=\"tasks\">");
        for topic in topics {
            main.push_trusted("<li><span>");
            main.push(&blocks::link(&ui.url(&format!("/bantuan/{}", topic.slug)), &text(ui, topic, "title")));
            main.push_trusted("<small>");
            main.push_text(&text(ui, topic, "lead"));
            main.push_trusted("</small></span></li>");
        }
        main.push_trusted("</ul></section>");
    }
    Ok(Page::new(ui.t("app-help"), main).into_response())
}

/// `GET /app/help/{topic}`
pub(super) async fn topic(visit: Visit, Path(slug): Path<String>) -> Answer {
    let ui = &visit.ui;
    let topic =
        ROLES.iter().chain(&STATEMENTS).find(|topic| topic.slug == slug).ok_or(Error::NotFound("topic"))?;
    let mut main = Html::trusted("<div class=\"prose\"><p class=\"lead\">");
    main.push_text(&text(ui, topic, "lead"));
    main.push_trusted("</p><ol>");
    for step in 1..=topic.steps {
        main.push_trusted("<li>");
        main.push_text(&text(ui, topic, &step.to_string()));
        main.push_trusted("</li>");
    }
    main.push_trusted("</ol></div>");
    if topic.slug == "api" {
        main.push_trusted("<p>");
        main.push(&blocks::button_link(&ui.url("/api/v1/openapi.json"), "OpenAPI", true));
        main.push_trusted("</p>");
    }
    let page = Page::new(text(ui, topic, "title"), main).under(ui.url("/bantuan"), ui.t("app-help"));
    Ok(page.into_response())
}

fn text(ui: &Ui, topic: &Topic, part: &str) -> String {
    ui.t_of(&format!("{}-", topic.key), part)
}
