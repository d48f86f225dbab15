//! How sure the machine must be, and having the whole city compared: for the city's administrators.

use axum::response::IntoResponse;
use kernel::work::{self, State, Work};
use kernel::{Error, Say, Tx, job};
use web::blocks::Tone;
use web::progress;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit, blocks};

use super::jobs::{self, WORK};
use super::policy::{self, Policy};
use super::{RUN, Ran, Run};

/// Levels that a city chooses from, in bits; any other can be said on the console.
const SURE: [f32; 7] = [1.0, 3.0, 5.0, 7.0, 10.0, 14.0, 20.0];
const DOUBTFUL: [f32; 5] = [-3.0, 0.0, 1.0, 3.0, 5.0];

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/registry/link-policy", show)
        .post("/registry/link-policy", change)
        .post("/registry/link-runs", run)
}

async fn show(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let now = policy::current(&mut tx).await?;
    Ok(page(&mut tx, &visit.ui, form(&visit.ui, now)).await?.into_response())
}

async fn change(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    // What is no number is in no range, which is what is then said.
    let bits = |name| posted.text(name).trim().parse().unwrap_or(f32::NAN);
    match policy::set(&mut tx, bits("sure"), bits("doubtful")).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit.see_saying("/registry/link-policy", "registry-link-policy-kept"))
        }
        Err(error) => {
            let now = policy::current(&mut tx).await?;
            let form = form(&visit.ui, now).fill(&posted).because(&error);
            let page = page(&mut tx, &visit.ui, form.clone()).await?;
            visit.again(error, form, |_| Ok(page))
        }
    }
}

async fn run(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let work = jobs::start(&mut tx).await?;
    tx.commit().await?;
    Ok(visit.see(&format!("/kernel/works/{work}")))
}

fn form(ui: &Ui, now: Policy) -> Form {
    let field = |name, label: &'static str, hint: &'static str, levels: &[f32], value: f32| {
        let mut levels = levels.to_vec();
        if !levels.contains(&value) {
            levels.push(value);
            levels.sort_by(f32::total_cmp);
        }
        let choices = levels.iter().map(|bits| (bits.to_string(), odds(ui, *bits))).collect();
        Field::select(name, label, choices).hint(hint).value(value.to_string())
    };
    Form::post(ui.url("/registry/link-policy"), "registry-link-policy-keep")
        .field(field("sure", "registry-link-sure", "registry-link-sure-hint", &SURE, now.sure))
        .field(field(
            "doubtful",
            "registry-link-doubtful",
            "registry-link-doubtful-hint",
            &DOUBTFUL,
            now.doubtful,
        ))
}

/// A weight in bits as odds that both are one.
fn odds(ui: &Ui, bits: f32) -> String {
    let times = ui.decimal(f64::from(bits).abs().exp2(), 0);
    let (one, two) = if bits < 0.0 { ("1".to_owned(), times) } else { (times, "1".to_owned()) };
    ui.say(&Say::new("registry-link-odds").with("one", one).with("two", two))
}

async fn page(tx: &mut Tx, ui: &Ui, form: Form) -> Result<Page, Error> {
    let latest = work::latest(tx, WORK).await?;
    let goes_on = job::waits::<Run>(tx).await?;
    let mut said = Vec::new();
    for (policy, at, officer) in policy::history(tx).await? {
        let by = if officer { "registry-link-officer" } else { "registry-link-console" };
        said.push(vec![
            Html::text(&ui.instant(at)),
            Html::text(&odds(ui, policy.sure)),
            Html::text(&odds(ui, policy.doubtful)),
            Html::text(&ui.t(by)),
        ]);
    }
    let mut parts = vec![blocks::paragraph(ui, "registry-link-policy-intro"), form.html(ui)];
    if !said.is_empty() {
        let heads = ["registry-link-at", "registry-link-sure", "registry-link-doubtful", "registry-link-by"];
        let table = blocks::table(ui, "registry-link-policy-said", &heads, &said);
        parts.push(blocks::section(ui, "registry-link-policy-said", &table));
    }
    parts.push(blocks::section(ui, "registry-link-run", &whole(tx, ui, latest.as_ref(), goes_on)));
    let page = Page::new(ui.t("registry-link-policy"), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/registry/links"), ui.t("registry-links")))
}

/// The comparison of the whole city: how the last one went, or how far this one is.
fn whole(tx: &Tx, ui: &Ui, latest: Option<&Work>, goes_on: bool) -> Html {
    let mut parts = vec![blocks::paragraph(ui, "registry-link-run-intro")];
    match latest {
        Some(work) if goes_on && work.by == tx.actor().account() => {
            parts.push(progress::part(ui, work));
            return blocks::stack(&parts);
        }
        Some(work) if goes_on => {
            let say = Say::new("registry-link-run-by-other").with("at", ui.instant(work.created_at));
            parts.push(blocks::notice(&ui.say(&say), Tone::Plain));
            return blocks::stack(&parts);
        }
        Some(work) => parts.extend(told(ui, work)),
        None => {}
    }
    let action = ui.url("/registry/link-runs");
    parts.push(blocks::post_button(&action, &ui.t("registry-link-run-begin"), &[], "quiet", None));
    blocks::stack(&parts)
}

/// What the last comparison did; nothing where it ended otherwise than well.
fn told(ui: &Ui, work: &Work) -> Option<Html> {
    let at = ui.instant(work.finished_at?);
    let ran: Ran = match work.state {
        State::Done => serde_json::from_value(work.report.clone()).ok()?,
        State::Cancelled => {
            let say = Say::new("registry-link-run-stopped").with("at", at);
            return Some(blocks::notice(&ui.say(&say), Tone::Plain));
        }
        State::Waiting | State::Running | State::Failed => return None,
    };
    let number = |count: usize| ui.number(i64::try_from(count).unwrap_or(i64::MAX));
    let say = Say::new("registry-link-run-done")
        .with("at", at)
        .with("sources", number(ran.sources))
        .with("people", number(ran.people_before.saturating_sub(ran.people_after)))
        .with("businesses", number(ran.businesses_joined))
        .with("questions", number(ran.questions));
    Some(blocks::notice(&ui.say(&say), Tone::Plain))
}
