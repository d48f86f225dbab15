//! How the people of a programme fare, on the programme's page. How many answered comes first.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Rupiah, Say};
use web::context::Panel;
use web::{Answer, Html, Page, Routes, Ui, Visit, blocks};

use super::change::{ProgrammeChange, Share};
use super::{find, pages};
use crate::programme;

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/programmes/{id}/followups", panel)
}

pub(super) const PANEL: Panel = Panel {
    slot: "programmes.programme",
    title: "programmes-followup-changes",
    path: "/programmes/programmes/{subject}/followups",
    can: Some(programme::SEE),
};

async fn panel(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let programme = programme::one(&mut tx, id.parse()?).await?;
    let all = find::changes(&mut tx, programme.id).await?;
    let ui = &visit.ui;
    let main = if all.is_empty() {
        blocks::paragraph(ui, "programmes-followup-changes-none")
    } else {
        blocks::stack(&[blocks::paragraph(ui, "programmes-followup-changes-note"), table(ui, &all)])
    };
    let page = Page::new(ui.t("programmes-followup-changes"), main).desk();
    Ok(page
        .under(ui.url(&format!("/programmes/programmes/{}", programme.id)), programme.name)
        .into_response())
}

fn table(ui: &Ui, all: &[ProgrammeChange]) -> Html {
    let row = |one: &ProgrammeChange| {
        vec![
            Html::text(&pages::month(ui, one.month)),
            Html::text(&of(ui, one.answered, one.asked)),
            share(ui, one.active),
            share(ui, one.sold),
            share(ui, one.permit),
            change(ui, one, one.takings_change.map(|change| ui.money(Rupiah(change)))),
            change(ui, one, one.employees_change.map(|change| ui.number(change))),
        ]
    };
    let heads = [
        "programmes-followup-month",
        "programmes-followup-response",
        "programmes-followup-active-short",
        "programmes-followup-sold-short",
        "programmes-followup-permit-short",
        "programmes-followup-takings-change",
        "programmes-followup-employees-change",
    ];
    blocks::table(ui, "programmes-followup-changes", &heads, &all.iter().map(row).collect::<Vec<_>>())
}

/// `8 of 20 (40 %)`
fn of(ui: &Ui, part: i64, whole: i64) -> String {
    let percent = if whole == 0 { 0 } else { (part * 100 + whole / 2) / whole };
    let say = Say::new("programmes-followup-of")
        .with("part", ui.number(part))
        .with("whole", ui.number(whole))
        .with("percent", ui.number(percent));
    ui.say(&say)
}

fn withheld(ui: &Ui) -> Html {
    Html::text(&ui.t("programmes-followup-withheld"))
}

fn share(ui: &Ui, share: Option<Share>) -> Html {
    share.map_or_else(|| withheld(ui), |share| Html::text(&of(ui, share.count, share.of)))
}

fn change(ui: &Ui, one: &ProgrammeChange, text: Option<String>) -> Html {
    match text {
        Some(text) => Html::text(&text),
        None if one.month == 0 => Html::text("–"),
        None => withheld(ui),
    }
}
