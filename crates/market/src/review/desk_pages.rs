//! Reviews at the city's desk, where they wait to be read, and at their makers', who answer.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Tx};
use web::blocks::{self, Tone};
use web::list::PER_PAGE;
use web::{Answer, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit};

use super::pages::{stars, words};
use super::{MODERATE, Review, ReviewId, State, answer, answerable, hide, listed, one, show};
use crate::lists;
use crate::parcel::own_makers;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/market/reviews", all)
        .get("/market/reviews/own", own)
        .post("/market/reviews/{id}/showing", shown)
        .get("/market/reviews/{id}/hiding", hiding)
        .post("/market/reviews/{id}/hiding", hidden)
        .get("/market/reviews/{id}/answer", answering)
        .post("/market/reviews/{id}/answer", answered)
}

async fn all(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let state = query.get("status").and_then(State::parse).unwrap_or(State::Waiting);
    let (rows, total) = listed(&mut tx, None, state, query.offset(), PER_PAGE).await?;
    let mut parts = vec![states(ui, &query, state)];
    parts.push(items(ui, &rows, |review| decisions(ui, review)));
    parts.push(lists::turn(ui, &query, "/market/reviews", total));
    let page = Page::new(ui.t("market-reviews"), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/market/orders"), ui.t("market-orders")).into_response())
}

async fn own(visit: Visit, query: ListQuery) -> Answer {
    if visit.actor().account().is_none() {
        return Err(Error::Forbidden.into());
    }
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let makers = own_makers(&mut tx).await?;
    let (rows, total) = listed(&mut tx, Some(&makers), State::Shown, query.offset(), PER_PAGE).await?;
    let list = items(ui, &rows, |review| {
        let label =
            if review.answer.is_empty() { "market-review-do-answer" } else { "market-review-change-answer" };
        vec![blocks::button_link(
            &ui.url(&format!("/market/reviews/{}/answer", review.id)),
            &ui.t(label),
            true,
        )]
    });
    let main = blocks::stack(&[list, lists::turn(ui, &query, "/market/reviews/own", total)]);
    let page = Page::new(ui.t("market-reviews"), main).tools();
    Ok(page.under(ui.url("/pesanan-masuk"), ui.t("market-own")).into_response())
}

fn states(ui: &Ui, query: &ListQuery, now: State) -> Html {
    let words = State::ALL.into_iter().map(State::as_str);
    let choices = words.map(|word| (Some(word), ui.t_of("market-review-state-", word)));
    lists::states(ui, "market-review-state", "/market/reviews", query, choices, Some(now.as_str()))
}

fn items(ui: &Ui, rows: &[Review], doors: impl Fn(&Review) -> Vec<Html>) -> Html {
    if rows.is_empty() {
        return blocks::empty(ui, "market-reviews-none", "market-reviews-none-hint");
    }
    let mut html = Html::trusted("<ul class=\"timeline\">");
    for review in rows {
        html.push_trusted("<li><div class=\"stack flow-2\"><h3>");
        html.push(&stars(ui, review.stars));
        html.push_text(&format!(" {}", review.product_name));
        html.push_trusted("</h3><p class=\"muted\">");
        if !review.name.is_empty() {
            html.push_text(&format!("{} · ", review.name));
        }
        html.push_text(&ui.instant(review.written_at));
        html.push_trusted("</p>");
        html.push(&words(ui, review));
        if !review.reason.is_empty() {
            html.push(&blocks::notice(&review.reason, Tone::Plain));
        }
        html.push(&blocks::row(&doors(review)));
        html.push_trusted("</div></li>");
    }
    html.push_trusted("</ul>");
    html
}

fn decisions(ui: &Ui, review: &Review) -> Vec<Html> {
    let path = |what: &str| ui.url(&format!("/market/reviews/{}/{what}", review.id));
    let showing = || blocks::post_button(&path("showing"), &ui.t("market-review-show"), &[], "", None);
    let hiding = || blocks::button_link(&path("hiding"), &ui.t("market-review-hide"), true);
    match review.state {
        State::Waiting => vec![showing(), hiding()],
        State::Shown => vec![hiding()],
        State::Hidden => vec![showing()],
    }
}

/// The review, if the actor decides about them.
async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Review), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(MODERATE)?;
    let review = one(&mut tx, id.parse()?).await?;
    Ok((tx, review))
}

async fn shown(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, review) = loaded(&visit, &id).await?;
    show(&mut tx, review.id).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/market/reviews", "market-review-is-shown"))
}

fn hide_form(ui: &Ui, id: ReviewId) -> Form {
    Form::post(ui.url(&format!("/market/reviews/{id}/hiding")), "market-review-hide")
        .field(Field::long("reason", "market-reason").hint("market-review-hide-hint"))
        .danger()
        .cancel(ui.url("/market/reviews"))
}

fn hide_page(ui: &Ui, review: &Review, form: &Form) -> Page {
    let main = blocks::stack(&[stars(ui, review.stars), words(ui, review), form.html(ui)]);
    Page::new(ui.t("market-review-hide"), main)
        .desk()
        .under(ui.url("/market/reviews"), ui.t("market-reviews"))
}

async fn hiding(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, review) = loaded(&visit, &id).await?;
    Ok(hide_page(&visit.ui, &review, &hide_form(&visit.ui, review.id)).into_response())
}

async fn hidden(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, review) = loaded(&visit, &id).await?;
    match hide(&mut tx, review.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying("/market/reviews", "market-review-is-hidden"))
        }
        Err(error) => {
            let form = hide_form(&visit.ui, review.id).fill(&posted);
            visit.again(error, form, |form| Ok(hide_page(&visit.ui, &review, &form)))
        }
    }
}

fn answer_form(ui: &Ui, review: &Review) -> Form {
    Form::post(ui.url(&format!("/market/reviews/{}/answer", review.id)), "market-review-do-answer")
        .field(
            Field::long("answer", "market-review-answer")
                .hint("market-review-answer-hint")
                .value(review.answer.clone())
                .optional(),
        )
        .cancel(ui.url("/market/reviews/own"))
}

fn answer_page(ui: &Ui, review: &Review, form: &Form) -> Page {
    let said = Review { answer: String::new(), ..review.clone() };
    let main = blocks::stack(&[stars(ui, review.stars), words(ui, &said), form.html(ui)]);
    Page::new(review.product_name.clone(), main)
        .tools()
        .under(ui.url("/market/reviews/own"), ui.t("market-reviews"))
}

async fn answering(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let review = answerable(&mut tx, id.parse()?).await?;
    Ok(answer_page(&visit.ui, &review, &answer_form(&visit.ui, &review)).into_response())
}

async fn answered(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let review = answerable(&mut tx, id.parse()?).await?;
    match answer(&mut tx, review.id, posted.text("answer")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying("/market/reviews/own", "market-review-answered"))
        }
        Err(error) => {
            let form = answer_form(&visit.ui, &review).fill(&posted);
            visit.again(error, form, |form| Ok(answer_page(&visit.ui, &review, &form)))
        }
    }
}
