//! How far long work is: a part that renews itself, with htmx where it runs and by reloading where it does not.

use axum::response::IntoResponse;
use kernel::Say;
use kernel::work::{self, State, Work};

use crate::{Answer, Html, Page, Routes, Ui, Visit, blocks};

/// `/kernel/works/{id}`: one's own long work, and asking it to stop.
pub fn routes() -> Routes {
    Routes::new().get("/kernel/works/{id}", show).post("/kernel/works/{id}/cancellation", cancel)
}

async fn show(visit: Visit, axum::extract::Path(id): axum::extract::Path<uuid::Uuid>) -> Answer {
    let mut tx = visit.tx().await?;
    let work = work::one(&mut tx, id).await?;
    let title = visit.ui.t("web-work-title");
    let mut response = Page::new(title, part(&visit.ui, &work)).desk().into_response();
    if !work.state.is_final() && !visit.part {
        response.headers_mut().insert("refresh", http::HeaderValue::from_static("3"));
    }
    Ok(response)
}

async fn cancel(visit: Visit, axum::extract::Path(id): axum::extract::Path<uuid::Uuid>) -> Answer {
    let mut tx = visit.tx().await?;
    work::cancel(&mut tx, id).await?;
    tx.commit().await?;
    Ok(visit.see(&format!("/kernel/works/{id}")))
}

/// The part for a page that waits for `work`.
pub fn part(ui: &Ui, work: &Work) -> Html {
    let address = ui.url(&format!("/kernel/works/{}", work.id));
    let mut html = Html::trusted("<div class=\"progress\" aria-live=\"polite\"");
    if !work.state.is_final() {
        html.attr("hx-get", &address);
        html.attr("hx-trigger", "every 2s");
        html.attr("hx-swap", "outerHTML");
    }
    html.push_trusted("><p>");
    html.push_text(&ui.t_of("web-work-", work.state.as_str()));
    html.push_trusted(" ");
    let done = ui.number(work.done);
    let say = match work.total {
        Some(total) => Say::new("web-work-of").with("done", done).with("total", ui.number(total)),
        None => Say::new("web-work-done-so-far").with("done", done),
    };
    html.push_text(&ui.say(&say));
    html.push_trusted("</p>");
    if let Some(total) = work.total {
        html.push_trusted("<progress");
        html.attr("value", &work.done.to_string());
        html.attr("max", &total.max(1).to_string());
        html.attr("aria-label", &ui.t("web-work-title"));
        html.push_trusted("></progress>");
    }
    if matches!(work.state, State::Waiting | State::Running) && !work.cancel_asked {
        let action = ui.url(&format!("/kernel/works/{}/cancellation", work.id));
        html.push(&blocks::post_button(&action, &ui.t("web-work-cancel"), &[], "quiet small", None));
    }
    html.push_trusted("</div>");
    html
}
