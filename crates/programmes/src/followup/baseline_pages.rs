//! What somebody said of the business when applying: on the person's own page of the application, with the way to delete it.
//! The desk sees that there are words, not which: whoever selects reads the same page.

use axum::extract::Path;
use kernel::{Error, Rupiah, Say, Tx};
use web::{Answer, Html, Routes, Ui, Visit, blocks};

use super::baseline;
use super::pages::yes_no;
use crate::applicant::{self, Applicant, ApplicantId, ENTER};

pub(super) fn routes() -> Routes {
    Routes::new().post("/programmes/applicants/{id}/baseline-withdrawal", withdraw)
}

/// The section of an application's page; nothing where nothing is kept or nobody there may do anything about it.
pub(crate) async fn section(tx: &mut Tx, ui: &Ui, applicant: &Applicant) -> Result<Option<Html>, Error> {
    let own = applicant::is_own(tx, applicant).await?;
    if !own && !tx.may(ENTER, &applicant.area) || !baseline::is_kept(tx, applicant.id).await? {
        return Ok(None);
    }
    let mut parts = vec![blocks::paragraph(
        ui,
        if own { "programmes-baseline-kept" } else { "programmes-baseline-kept-desk" },
    )];
    if own {
        let kept = baseline::of(tx, &[applicant.id.0]).await?;
        parts.extend(kept.into_iter().map(|(_, kept)| blocks::facts(ui, &facts(ui, &kept))));
    }
    let path = ui.url(&format!("/programmes/applicants/{}/baseline-withdrawal", applicant.id));
    parts.push(blocks::post_button(&path, &ui.t("programmes-baseline-withdraw"), &[], "quiet", None));
    Ok(Some(blocks::section(ui, "programmes-baseline", &blocks::stack(&parts))))
}

fn facts(ui: &Ui, kept: &baseline::Baseline) -> Vec<(Say, Html)> {
    let said = &kept.said;
    let number = said.employees.map(|number| Html::text(&ui.number(i64::from(number))));
    let takings = kept.takings.map(|takings| Html::text(&ui.money(Rupiah(takings))));
    let all = [
        ("programmes-followup-at", Some(ui.time(kept.said_at))),
        ("programmes-followup-active-short", said.active.map(|yes| yes_no(ui, Some(yes)))),
        ("programmes-followup-permit-short", said.permit.map(|yes| yes_no(ui, Some(yes)))),
        ("programmes-followup-sold-short", said.sold.map(|yes| yes_no(ui, Some(yes)))),
        ("programmes-followup-employees-short", number),
        ("programmes-followup-takings-short", takings),
    ];
    all.into_iter().filter_map(|(key, value)| Some((Say::new(key), value?))).collect()
}

async fn withdraw(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id: ApplicantId = id.parse()?;
    baseline::withdraw(&mut tx, id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/applicants/{id}"), "programmes-baseline-gone"))
}
