//! Forms about a product's way onto the market and off it.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say};
use web::field::Choice;
use web::{Answer, Field, Form, Posted, Routes, Ui, Visit};

use super::forms::{answered, loaded};
use super::pages::below;
use super::{CURATE, Product, QUESTIONS, State, curate};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .post("/catalogue/products/{id}/submission", submit)
        .post("/catalogue/products/{id}/resumption", resume)
        .get("/catalogue/products/{id}/withdrawal", withdrawing)
        .post("/catalogue/products/{id}/withdrawal", withdraw)
        .get("/catalogue/products/{id}/curation", curating)
        .post("/catalogue/products/{id}/curation", decide)
}

async fn submit(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, product) = loaded(&visit, &id).await?;
    curate::submit(&mut tx, product.id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/catalogue/products/{}", product.id), "catalogue-submitted"))
}

async fn resume(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, product) = loaded(&visit, &id).await?;
    curate::resume(&mut tx, product.id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/catalogue/products/{}", product.id), "catalogue-resumed"))
}

fn withdraw_form(ui: &Ui, product: &Product) -> Form {
    Form::post(ui.url(&format!("/catalogue/products/{}/withdrawal", product.id)), "catalogue-withdraw")
        .field(Field::long("reason", "catalogue-reason").hint("catalogue-withdraw-hint"))
        .danger()
        .cancel(ui.url(&format!("/catalogue/products/{}", product.id)))
}

async fn withdrawing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, product) = loaded(&visit, &id).await?;
    let form = withdraw_form(&visit.ui, &product).html(&visit.ui);
    Ok(below(&visit, &product, "catalogue-withdraw", form).into_response())
}

async fn withdraw(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, product) = loaded(&visit, &id).await?;
    let done = curate::withdraw(&mut tx, product.id, posted.text("reason")).await;
    let form = withdraw_form(&visit.ui, &product).fill(&posted);
    answered(&visit, tx, &product, done, "catalogue-withdrawn", (form, "catalogue-withdraw")).await
}

fn curate_form(ui: &Ui, product: &Product) -> Form {
    let questions =
        QUESTIONS.iter().map(|one| Choice::new(*one, ui.t_of("catalogue-question-", one))).collect();
    let press = |value: &'static str, label: &'static str| web::form::Press {
        value,
        label: Say::new(label),
        key: None,
    };
    Form::post(ui.url(&format!("/catalogue/products/{}/curation", product.id)), "catalogue-publish")
        .field(Field::checks("answers", "catalogue-questions", questions).hint("catalogue-questions-hint"))
        .field(Field::long("reason", "catalogue-reason").hint("catalogue-return-hint").optional())
        .answers("decision", vec![press("publish", "catalogue-publish"), press("return", "catalogue-return")])
        .cancel(ui.url(&format!("/catalogue/products/{}", product.id)))
}

async fn curating(visit: Visit, Path(id): Path<String>) -> Answer {
    let (tx, product) = loaded(&visit, &id).await?;
    tx.must_in_city(CURATE)?;
    if product.state != State::Submitted {
        return Err(Error::refused("catalogue-not-submitted").into());
    }
    let form = curate_form(&visit.ui, &product).html(&visit.ui);
    Ok(below(&visit, &product, "catalogue-curate", form).into_response())
}

async fn decide(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, product) = loaded(&visit, &id).await?;
    let met: Vec<String> = posted.all("answers").map(str::to_owned).collect();
    let publishes = posted.text("decision") == "publish";
    let (done, said) = if publishes {
        (curate::publish(&mut tx, product.id, &met).await, "catalogue-published")
    } else {
        (curate::return_to(&mut tx, product.id, &met, posted.text("reason")).await, "catalogue-returned")
    };
    let form = curate_form(&visit.ui, &product).fill(&posted);
    answered(&visit, tx, &product, done, said, (form, "catalogue-curate")).await
}
