//! Money that waits to go back, at the city's desk.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say};
use web::blocks;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::{Refund, RefundId, again, by_hand, waiting};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/market/refunds", all)
        .get("/market/refunds/{id}/hand", giving)
        .post("/market/refunds/{id}/hand", given)
        .post("/market/refunds/{id}/again", retried)
}

/// More waiting than this is shown in parts: the oldest first.
const MOST: i64 = 200;

async fn all(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let waiting = waiting(&mut tx, MOST).await?;
    let main = if waiting.is_empty() {
        blocks::empty(ui, "market-refunds-none", "market-refunds-none-hint")
    } else {
        let rows =
            waiting.iter().map(|(code, refund)| row(ui, code, refund)).collect::<Result<Vec<_>, Error>>()?;
        let heads = [
            "market-order-code",
            "market-refund-asked-at",
            "market-refund-amount",
            "market-refund-state",
            "market-refund-do",
        ];
        blocks::table(ui, "market-refunds", &heads, &rows)
    };
    let page = Page::new(ui.t("market-refunds"), main).desk();
    Ok(page.under(ui.url("/market/orders"), ui.t("market-orders")).into_response())
}

fn row(ui: &Ui, code: &str, refund: &Refund) -> Result<Vec<Html>, Error> {
    let mut actions = Html::default();
    if refund.state == "failed" {
        let path = |what: &str| ui.url(&format!("/market/refunds/{}/{what}", refund.id));
        actions = blocks::row(&[
            blocks::post_button(&path("again"), &ui.t("market-refund-again"), &[], "quiet", None),
            blocks::button_link(&path("hand"), &ui.t("market-refund-by-hand"), true),
        ]);
    }
    Ok(vec![
        blocks::link(&ui.url(&format!("/market/orders/{}", refund.order)), code),
        ui.time(refund.asked_at),
        Html::text(&refund.sum()?.money.to_string()),
        Html::text(&ui.t_of("market-refund-", &refund.state)),
        actions,
    ])
}

fn form(ui: &Ui, id: &str) -> Form {
    Form::post(ui.url(&format!("/market/refunds/{id}/hand")), "market-refund-by-hand")
        .field(Field::long("reason", "market-refund-receipt").hint("market-refund-receipt-hint"))
        .cancel(ui.url("/market/refunds"))
}

fn page(ui: &Ui, form: &Form) -> Page {
    let main = blocks::stack(&[blocks::paragraph(ui, "market-refund-by-hand-note"), form.html(ui)]);
    Page::new(ui.t("market-refund-by-hand"), main)
        .desk()
        .under(ui.url("/market/refunds"), ui.t("market-refunds"))
}

/// The refund, if the actor decides about them and it waits for that.
async fn loaded(visit: &Visit, id: &str) -> Result<(kernel::Tx, RefundId), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(crate::order::DECIDE)?;
    let id: RefundId = id.parse()?;
    match super::lock(&mut tx, id).await?.state == "failed" {
        true => Ok((tx, id)),
        false => Err(Error::refused(Say::new("market-refund-not-failed"))),
    }
}

async fn giving(visit: Visit, Path(id): Path<String>) -> Answer {
    loaded(&visit, &id).await?;
    Ok(page(&visit.ui, &form(&visit.ui, &id)).into_response())
}

async fn given(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, refund) = loaded(&visit, &id).await?;
    match by_hand(&mut tx, refund, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying("/market/refunds", "market-refund-given"))
        }
        Err(error) => {
            let form = form(&visit.ui, &id).fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, &form)))
        }
    }
}

async fn retried(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, refund) = loaded(&visit, &id).await?;
    again(&mut tx, refund).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/market/refunds", "market-refund-asked-again"))
}
