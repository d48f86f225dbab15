//! The form behind a code of the door, and what was said, for trainers and the desk.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use web::blocks::{self, Tone};
use web::field::Choice;
use web::{Answer, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit};

use super::give::{self, Said};
use super::results::{self, Answers, Results};
use crate::training::{self, RUN, Session};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/feedback", ask_code)
        .get("/programmes/feedback/{token}", ask)
        .post("/programmes/feedback/{token}", say)
        .get("/programmes/sessions/{id}/feedback", of_session)
        .get("/programmes/trainings/{id}/feedback", of_training)
}

fn code_form(ui: &Ui, typed: &str) -> Form {
    Form::get(ui.url("/kesan"), "programmes-feedback-open").field(
        Field::text("kode", "programmes-token")
            .hint("programmes-token-hint")
            .autocomplete("off")
            .value(typed),
    )
}

fn code_page(ui: &Ui, form: &Form) -> Page {
    let main = blocks::stack(&[blocks::paragraph(ui, "programmes-feedback-code-lead"), form.html(ui)]);
    Page::new(ui.t("programmes-feedback-title"), main)
}

/// For those who have the code on a card and no camera.
async fn ask_code(visit: Visit, query: ListQuery) -> Answer {
    let ui = &visit.ui;
    let Some(typed) = query.get("kode").map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(code_page(ui, &code_form(ui, "")).into_response());
    };
    let mut tx = visit.tx().await?;
    let why = match give::opened(&mut tx, typed).await {
        Ok(_) => return Ok(visit.see(&format!("/kesan/{typed}"))),
        Err(Error::NotFound(_)) => "programmes-why-unknown".into(),
        Err(Error::Refused(why)) => why,
        Err(error) => return Err(error.into()),
    };
    let wrong = Error::Invalid(vec![("kode", why)]);
    Ok(code_page(ui, &code_form(ui, typed).because(&wrong)).into_response())
}

async fn opened(visit: &Visit, token: &str) -> Result<(Tx, Session), Error> {
    let mut tx = visit.tx().await?;
    let (session, _) = give::opened(&mut tx, token).await?;
    Ok((tx, session))
}

fn form(ui: &Ui, token: &str) -> Form {
    let choices = || {
        let choice = |mark: i32| {
            let text = ui.t_of("programmes-feedback-", &mark.to_string());
            Choice::new(mark.to_string(), text)
        };
        (1..=5).rev().map(choice).collect::<Vec<_>>()
    };
    Form::post(ui.url(&format!("/kesan/{token}")), "programmes-feedback-send")
        .field(Field::radio("useful", "programmes-feedback-useful", choices()))
        .field(Field::radio("taught", "programmes-feedback-taught", choices()))
        .field(Field::radio("place", "programmes-feedback-place", choices()).optional())
        .field(
            Field::long("said", "programmes-feedback-said").hint("programmes-feedback-said-hint").optional(),
        )
}

/// What is asked, of which session; never of whom.
fn page(ui: &Ui, session: &Session, form: &Form) -> Page {
    let say = Say::new("programmes-feedback-lead")
        .with("training", session.training_name.as_str())
        .with("session", session.unit_name.as_str());
    let mut lead = Html::trusted("<p class=\"lead\">");
    lead.push_text(&ui.say(&say));
    lead.push_trusted("</p>");
    let note = blocks::paragraph(ui, "programmes-feedback-note");
    Page::new(ui.t("programmes-feedback-title"), blocks::stack(&[lead, note, form.html(ui)]))
}

async fn ask(visit: Visit, Path(token): Path<String>) -> Answer {
    let (_, session) = opened(&visit, &token).await?;
    Ok(page(&visit.ui, &session, &form(&visit.ui, &token)).into_response())
}

fn read(posted: &Posted) -> Result<Said, Error> {
    let mark = |name: &str| posted.optional(name).map(|text| text.parse().unwrap_or(0));
    let mut wrong = Vec::new();
    let (useful, taught) = (mark("useful"), mark("taught"));
    if useful.is_none() {
        wrong.push(("useful", "programmes-feedback-choose".into()));
    }
    if taught.is_none() {
        wrong.push(("taught", "programmes-feedback-choose".into()));
    }
    match (useful, taught) {
        (Some(useful), Some(taught)) => Ok(Said {
            useful,
            taught,
            place: mark("place"),
            said: posted.optional("said").map(str::to_owned),
        }),
        _ => Err(Error::Invalid(wrong)),
    }
}

async fn say(visit: Visit, Path(token): Path<String>, posted: Posted) -> Answer {
    let (mut tx, session) = opened(&visit, &token).await?;
    let done = async { give::give(&mut tx, &token, read(&posted)?).await }.await;
    match done {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit.see_saying("/kesan", "programmes-feedback-thanks"))
        }
        Err(error) => {
            let form = form(&visit.ui, &token).fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, &session, &form)))
        }
    }
}

fn mean(ui: &Ui, answers: Answers) -> String {
    answers.mean().map(|mean| ui.decimal(mean, 1)).unwrap_or_else(|| "–".to_owned())
}

fn rate(ui: &Ui, one: &Results) -> String {
    let say =
        Say::new("programmes-feedback-rate").with("answered", one.answered).with("present", one.present);
    ui.say(&say)
}

async fn of_session(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let found = results::of_session(&mut tx, id.parse()?).await?;
    let ui = &visit.ui;
    let mut parts = vec![blocks::notice(&rate(ui, &found), Tone::Plain)];
    if found.told() {
        let rows = [
            ("programmes-feedback-useful", found.useful),
            ("programmes-feedback-taught", found.taught),
            ("programmes-feedback-place", found.place),
        ];
        let row = |(key, answers): &(&'static str, Answers)| {
            let counts = answers.counts.iter().rev().map(|count| Html::text(&ui.number(*count)));
            let mean = Html::text(&mean(ui, *answers));
            [Html::text(&ui.t(key)), mean].into_iter().chain(counts).collect::<Vec<_>>()
        };
        let heads = [
            "programmes-feedback-question",
            "programmes-feedback-mean",
            "programmes-feedback-5",
            "programmes-feedback-4",
            "programmes-feedback-3",
            "programmes-feedback-2",
            "programmes-feedback-1",
        ];
        let rows: Vec<_> = rows.iter().map(row).collect();
        parts.push(blocks::table(ui, "programmes-feedback", &heads, &rows));
        parts.push(blocks::section(ui, "programmes-feedback-words", &words(ui, &found.words)));
    } else {
        parts.push(blocks::empty(ui, "programmes-feedback-few", "programmes-feedback-few-hint"));
    }
    let title = format!("{}: {}", ui.t("programmes-feedback"), found.unit);
    let back = ui.url(&format!("/programmes/sessions/{}", found.session));
    let page = Page::new(title, blocks::stack(&parts)).under(back, found.unit);
    let page = if tx.scope(training::SEE).is_ok() { page.desk() } else { page };
    Ok(page.into_response())
}

fn words(ui: &Ui, words: &[String]) -> Html {
    if words.is_empty() {
        return blocks::paragraph(ui, "programmes-feedback-words-none");
    }
    let mut html = Html::trusted("<ul class=\"stack\">");
    for one in words {
        html.push_trusted("<li>");
        html.push_text(one);
        html.push_trusted("</li>");
    }
    html.push_trusted("</ul>");
    html
}

async fn of_training(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let training = training::one(&mut tx, id.parse()?).await?;
    let all = results::of_training(&mut tx, training.id).await?;
    let ui = &visit.ui;
    let row = |one: &Results| {
        vec![
            blocks::link(&ui.url(&format!("/programmes/sessions/{}/feedback", one.session)), &one.unit),
            ui.time(one.starts_at),
            Html::text(&rate(ui, one)),
            Html::text(&mean(ui, one.useful)),
            Html::text(&mean(ui, one.taught)),
            Html::text(&mean(ui, one.place)),
        ]
    };
    let heads = [
        "programmes-session",
        "programmes-session-starts",
        "programmes-feedback-answers",
        "programmes-feedback-useful",
        "programmes-feedback-taught",
        "programmes-feedback-place",
    ];
    let main = if all.is_empty() {
        blocks::empty(ui, "programmes-feedback-none", "programmes-feedback-none-hint")
    } else {
        let rows: Vec<_> = all.iter().map(row).collect();
        let note = blocks::paragraph(ui, "programmes-feedback-means");
        blocks::stack(&[note, blocks::table(ui, "programmes-feedback", &heads, &rows)])
    };
    let back = ui.url(&format!("/programmes/trainings/{}", training.id));
    Ok(Page::new(ui.t("programmes-feedback"), main).desk().under(back, training.name).into_response())
}
