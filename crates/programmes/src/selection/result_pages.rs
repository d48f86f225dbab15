//! What came of a selection, for everybody: codes and figures, nobody's name.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Role, Say};
use web::blocks::{self, Tone};
use web::{Answer, Html, Page, Routes, Visit};

use super::publish::{self, Outcome};
use super::{desk_pages, find};
use crate::applicant;
use crate::call;

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/calls/{id}/results", results)
}

async fn results(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let call = call::one(&mut tx, id.parse()?).await?;
    let all = publish::results(&mut tx, &call).await?;
    let criteria = find::criteria(&mut tx, call.id).await?;
    let ui = &visit.ui;
    let mut parts = Vec::new();
    if let Some(until) = publish::objections_until(&call) {
        let say = Say::new("programmes-results-note").with("until", ui.instant(until));
        parts.push(blocks::notice(&ui.say(&say), Tone::Plain));
    }
    if all.is_empty() {
        parts.push(blocks::empty(ui, "programmes-results-none", "programmes-results-none-hint"));
    } else {
        let row = |one: &Outcome| {
            vec![
                Html::text(&one.code),
                Html::text(&ui.number(i64::from(one.rank))),
                applicant::pages::state(ui, one.state),
            ]
        };
        let heads = ["programmes-code", "programmes-rank", "programmes-state"];
        let rows: Vec<_> = all.iter().map(row).collect();
        parts.push(blocks::table(ui, "programmes-results", &heads, &rows));
    }
    parts.push(blocks::section(ui, "programmes-criteria", &desk_pages::criteria_table(ui, &criteria)));
    parts.push(blocks::paragraph(ui, "programmes-ranking-rule"));
    let page = Page::new(ui.t("programmes-results"), blocks::stack(&parts));
    let page = if visit.actor().role().is_some_and(Role::is_staff) { page.desk() } else { page };
    Ok(page.under(ui.url(&format!("/programmes/calls/{}", call.id)), call.name).into_response())
}
