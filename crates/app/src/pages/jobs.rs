//! What the city's background work is stuck on.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::Say;
use kernel::audit::Entry;
use kernel::job::{self, Waiting};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::{Answer, Column, Html, ListQuery, Page, Table, Visit};

use super::JOBS;

/// `GET /kernel/jobs`
pub(super) async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(JOBS)?;
    let dead = job::dead(&mut tx).await?;
    let (waiting, _) = job::lag(&mut tx).await?;
    let ui = &visit.ui;
    let total = i64::try_from(dead.len()).unwrap_or_default();
    let table = Table::new(ui.t("app-jobs"), &query, &[], &dead, total)
        .column(Column::text("app-jobs-kind", |_, job: &Waiting| job.name.clone()))
        .column(Column::text("app-jobs-since", |ui, job: &Waiting| ui.instant(job.created_at)))
        .column(
            Column::text("app-jobs-attempts", |ui, job: &Waiting| ui.number(i64::from(job.attempts)))
                .numeric(),
        )
        .column(Column::text("app-jobs-error", |_, job: &Waiting| job.last_error.clone().unwrap_or_default()))
        .column(Column::html("app-jobs-do", |ui, job: &Waiting| buttons(ui, job), |_, _| String::new()))
        .empty(blocks::empty(ui, "app-jobs-none", "app-jobs-none-hint"));
    let mut main = blocks::notice(&ui.say(&Say::new("app-jobs-waiting").with("count", waiting)), Tone::Plain);
    main.push(&table.html(ui));
    Ok(Page::new(ui.t("app-jobs"), main).desk().into_response())
}

fn buttons(ui: &web::Ui, job: &Waiting) -> Html {
    let path = |what: &str| ui.url(&format!("/kernel/jobs/{}/{what}", job.id));
    let mut html = Html::trusted("<div class=\"row\">");
    html.push(&blocks::post_button(&path("retry"), &ui.t("app-jobs-retry"), &[], "quiet small", None));
    let ask = ui.t("app-jobs-discard-ask");
    html.push(&blocks::post_button(
        &path("discard"),
        &ui.t("app-jobs-discard"),
        &[],
        "danger small",
        Some(&ask),
    ));
    html.push_trusted("</div>");
    html
}

/// `POST /kernel/jobs/{id}/retry`
pub(super) async fn retry(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(JOBS)?;
    job::retry(&mut tx, id).await?;
    tx.audit(Entry::new("kernel.job.retry", "job", id)).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/kernel/jobs", "app-jobs-retried"))
}

/// `POST /kernel/jobs/{id}/discard`
pub(super) async fn discard(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(JOBS)?;
    job::discard(&mut tx, id).await?;
    tx.audit(Entry::new("kernel.job.discard", "job", id)).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/kernel/jobs", "app-jobs-discarded"))
}
