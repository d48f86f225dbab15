//! Saying what it takes to pass, giving marks, giving certificates out, revoking one.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit, blocks};

use super::find::{self, Certificate};
use super::issue::{self, NewIssue};
use super::rules::Rule;
use super::standing::{MOST, Whose, read, rule, set_rule, tally};
use super::{ISSUE, mark, marks};
use crate::training::{self, RUN, Training};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/trainings/{id}/passing/rule", setting)
        .post("/programmes/trainings/{id}/passing/rule", set)
        .get("/programmes/trainings/{id}/marks", marking)
        .post("/programmes/trainings/{id}/marks", give)
        .get("/programmes/trainings/{id}/certificates/new", issuing)
        .post("/programmes/trainings/{id}/certificates/new", give_out)
        .get("/programmes/certificates/{id}/revocation", revoking)
        .post("/programmes/certificates/{id}/revocation", revoke)
}

fn page(ui: &Ui, training: &Training, title: &'static str, form: &Form) -> Page {
    let back = ui.url(&format!("/programmes/trainings/{}/passing", training.id));
    Page::new(ui.t(title), form.html(ui)).desk().under(back, training.name.clone())
}

/// The training, for whoever runs it.
async fn run(visit: &Visit, id: &str) -> Result<(Tx, Training), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let training = training::one(&mut tx, id.parse()?).await?;
    Ok((tx, training))
}

fn set_form(ui: &Ui, training: &Training, rule: Rule) -> Form {
    let here = format!("/programmes/trainings/{}/passing", training.id);
    let mark = rule.mark.map(|mark| mark.to_string()).unwrap_or_default();
    Form::post(ui.url(&format!("{here}/rule")), "programmes-save")
        .field(
            Field::digits("share", "programmes-passing-needs-share")
                .hint("programmes-passing-needs-share-hint")
                .narrow()
                .value(rule.share.to_string()),
        )
        .field(
            Field::digits("mark", "programmes-passing-needs-mark")
                .hint("programmes-passing-needs-mark-hint")
                .narrow()
                .optional()
                .value(mark),
        )
        .cancel(ui.url(&here))
}

async fn setting(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, training) = run(&visit, &id).await?;
    let rule = rule(&mut tx, training.id).await?;
    let form = set_form(&visit.ui, &training, rule);
    Ok(page(&visit.ui, &training, "programmes-passing-set", &form).into_response())
}

async fn set(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, training) = run(&visit, &id).await?;
    let before = rule(&mut tx, training.id).await?;
    let done = async {
        let share = posted.text("share").parse();
        let share = share.map_err(|_| Error::field("share", "programmes-passing-share-range"))?;
        let mark = posted.optional("mark").map(str::parse).transpose();
        let mark = mark.map_err(|_| Error::field("mark", "programmes-passing-mark-range"))?;
        set_rule(&mut tx, training.id, Rule { share, mark }).await
    }
    .await;
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit
                .see_saying(&format!("/programmes/trainings/{}/passing", training.id), "programmes-saved"))
        }
        Err(error) => visit.again(error, set_form(&visit.ui, &training, before).fill(&posted), |form| {
            Ok(page(&visit.ui, &training, "programmes-passing-set", &form))
        }),
    }
}

/// The training, for whoever may give marks in it.
async fn marked(visit: &Visit, id: &str) -> Result<(Tx, Training), Error> {
    let mut tx = visit.tx().await?;
    let (training, _) = super::seen(&mut tx, id.parse()?).await?;
    if !marks(&mut tx, training.id).await? {
        return Err(Error::Forbidden);
    }
    Ok((tx, training))
}

/// A line for each participant, ready to be ended by a mark.
async fn mark_form(tx: &mut Tx, ui: &Ui, training: &Training) -> Result<Form, Error> {
    let whose = Whose { training: training.id, one: None, prefix: "", offset: 0, most: MOST };
    let rows = read(tx, whose).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.person.0).collect();
    let people = registry::person::named(tx, &ids).await?;
    let line = |row: &super::Standing| {
        let name = people.get(&row.person.0).map_or(row.code.as_str(), |one| one.name.as_str());
        let mark = row.done.mark.map(|mark| mark.to_string()).unwrap_or_default();
        format!("{}; {}; {mark}", row.number, name.replace(';', ","))
    };
    let lines = rows.iter().map(line).collect::<Vec<_>>().join("\n");
    let here = format!("/programmes/trainings/{}", training.id);
    Ok(Form::post(ui.url(&format!("{here}/marks")), "programmes-save")
        .field(
            Field::long("marks", "programmes-marks-lines").hint("programmes-marks-lines-hint").value(lines),
        )
        .cancel(ui.url(&format!("{here}/passing"))))
}

async fn marking(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, training) = marked(&visit, &id).await?;
    let form = mark_form(&mut tx, &visit.ui, &training).await?;
    Ok(page(&visit.ui, &training, "programmes-marks-give", &form).into_response())
}

async fn give(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, training) = marked(&visit, &id).await?;
    let done = async {
        let given = mark::lines(posted.text("marks"))?;
        mark::give(&mut tx, training.id, &given).await
    }
    .await;
    match done {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit
                .see_saying(&format!("/programmes/trainings/{}/passing", training.id), "programmes-saved"))
        }
        Err(error) => {
            let form = mark_form(&mut tx, &visit.ui, &training).await?.fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, &training, "programmes-marks-give", &form)))
        }
    }
}

fn issue_form(ui: &Ui, training: &Training) -> Form {
    let here = format!("/programmes/trainings/{}", training.id);
    Form::post(ui.url(&format!("{here}/certificates/new")), "programmes-certificates-issue")
        .field(Field::text("signer", "programmes-signer-name").hint("programmes-signer-name-hint"))
        .field(Field::text("signer_title", "programmes-signer-title").hint("programmes-signer-title-hint"))
        .field(Field::date("on", "programmes-certificate-on").value(ui.today().to_string()))
        .cancel(ui.url(&format!("{here}/passing")))
}

/// Names those who are given one, before they are given.
async fn issue_page(tx: &mut Tx, ui: &Ui, training: &Training, form: &Form) -> Result<Page, Error> {
    let whose = Whose { training: training.id, one: None, prefix: "", offset: 0, most: MOST };
    let awaiting = tally(&read(tx, whose).await?).awaiting;
    let say = Say::new("programmes-certificates-awaiting").with("count", awaiting);
    let parts = [blocks::notice(&ui.say(&say), blocks::Tone::Plain), form.html(ui)];
    let back = ui.url(&format!("/programmes/trainings/{}/passing", training.id));
    let page = Page::new(ui.t("programmes-certificates-issue"), blocks::stack(&parts)).desk();
    Ok(page.under(back, training.name.clone()))
}

async fn issuing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, training) = run(&visit, &id).await?;
    let form = issue_form(&visit.ui, &training);
    Ok(issue_page(&mut tx, &visit.ui, &training, &form).await?.into_response())
}

async fn give_out(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, training) = run(&visit, &id).await?;
    let done = async {
        let on = posted.text("on").parse();
        let new = NewIssue {
            on: on.map_err(|_| Error::field("on", "programmes-promise-day-form"))?,
            signer: posted.text("signer").to_owned(),
            signer_title: posted.text("signer_title").to_owned(),
        };
        issue::issue(&mut tx, training.id, new).await
    }
    .await;
    match done {
        Ok(_) => {
            tx.commit().await?;
            let back = format!("/programmes/trainings/{}/passing", training.id);
            Ok(visit.see_saying(&back, "programmes-certificates-issued"))
        }
        Err(error) => {
            let form = issue_form(&visit.ui, &training).fill(&posted);
            visit.again(error, form, |form| {
                Ok(page(&visit.ui, &training, "programmes-certificates-issue", &form))
            })
        }
    }
}

async fn held(visit: &Visit, id: &str) -> Result<(Tx, Certificate), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(ISSUE)?;
    let certificate = find::one(&mut tx, id.parse()?).await?;
    Ok((tx, certificate))
}

fn revoke_form(ui: &Ui, certificate: &Certificate) -> Form {
    let here = format!("/programmes/certificates/{}", certificate.id);
    Form::post(ui.url(&format!("{here}/revocation")), "programmes-certificate-revoke")
        .field(Field::long("reason", "programmes-reason").hint("programmes-certificate-revoke-hint"))
        .danger()
        .cancel(ui.url(&here))
}

fn revoke_page(ui: &Ui, certificate: &Certificate, form: &Form) -> Page {
    let back = ui.url(&format!("/programmes/certificates/{}", certificate.id));
    let title = ui.t("programmes-certificate-revoke");
    Page::new(title, form.html(ui)).desk().under(back, ui.t("programmes-certificate"))
}

async fn revoking(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, certificate) = held(&visit, &id).await?;
    let form = revoke_form(&visit.ui, &certificate);
    Ok(revoke_page(&visit.ui, &certificate, &form).into_response())
}

async fn revoke(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, certificate) = held(&visit, &id).await?;
    match issue::revoke(&mut tx, certificate.id, posted.text("reason")).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/certificates/{}", certificate.id), "programmes-saved"))
        }
        Err(error) => visit.again(error, revoke_form(&visit.ui, &certificate).fill(&posted), |form| {
            Ok(revoke_page(&visit.ui, &certificate, &form))
        }),
    }
}
