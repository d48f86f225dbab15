//! Who has passed, at the desk and for trainers; certificates as paper.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Say, Tx};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Html, ListQuery, Page, Routes, Ui, Visit};

use super::find::{self, Certificate};
use super::paper::{self, Printed};
use super::standing::{MOST, Standing, Tally, Whose, read, rule, tally};
use super::{CertificateId, ISSUE, code, marks, rules::Rule, seen};
use crate::applicant;
use crate::training::{self, Training};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/trainings/{id}/passing", passing)
        .get("/programmes/trainings/{id}/certificates/pdf", all)
        .get("/programmes/certificates/{id}", one)
        .get("/programmes/certificates/{id}/paper", printed)
}

/// A standing with the name.
struct Named {
    standing: Standing,
    name: String,
}

/// The rule as a sentence.
pub(super) fn sentence(ui: &Ui, rule: Rule) -> String {
    let say = match rule.mark {
        None => Say::new("programmes-passing-says").with("share", rule.share),
        Some(mark) => Say::new("programmes-passing-says-test").with("share", rule.share).with("mark", mark),
    };
    ui.say(&say)
}

/// What is lacking, in sentences.
pub(super) fn lacking(ui: &Ui, standing: &Standing) -> String {
    standing.lacks.iter().map(|lack| ui.say(&lack.says())).collect::<Vec<_>>().join(" ")
}

async fn named(tx: &mut Tx, rows: Vec<Standing>) -> Result<Vec<Named>, Error> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.person.0).collect();
    let people = registry::person::named(tx, &ids).await?;
    let name =
        |row: &Standing| people.get(&row.person.0).map_or_else(|| row.code.clone(), |one| one.name.clone());
    Ok(rows.into_iter().map(|standing| Named { name: name(&standing), standing }).collect())
}

async fn passing(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let (training, prefix) = seen(&mut tx, id.parse()?).await?;
    let rule = rule(&mut tx, training.id).await?;
    let whose = Whose { training: training.id, one: None, prefix: &prefix, offset: 0, most: MOST };
    let all = read(&mut tx, whose).await?;
    let (counts, total) = (tally(&all), i64::try_from(all.len()).unwrap_or(i64::MAX));
    let file = query.wants_csv();
    let page = if file {
        all
    } else {
        let from = usize::try_from(query.offset()).unwrap_or(0);
        all.into_iter().skip(from).take(usize::try_from(PER_PAGE).unwrap_or(50)).collect()
    };
    let rows = named(&mut tx, page).await?;
    let ui = &visit.ui;
    let table = table(ui, &query, &rows, total, rule, tx.scope(applicant::SEE).is_ok());
    if file {
        return Ok(table.csv(ui, &format!("kelulusan-{}", ui.today())));
    }
    let here = format!("/programmes/trainings/{}", training.id);
    let mut parts = vec![blocks::notice(&sentence(ui, rule), Tone::Plain)];
    parts.push(figures(ui, counts));
    let issues = tx.must_in_city(ISSUE).is_ok();
    let marks = marks(&mut tx, training.id).await? && rule.mark.is_some();
    parts.push(tools(ui, &training, counts, issues, marks));
    if counts.doubtful > 0 {
        let say = Say::new("programmes-certificates-doubtful").with("count", counts.doubtful);
        parts.push(blocks::notice(&ui.say(&say), Tone::Warn));
    }
    parts.push(table.html(ui));
    let title = ui.say(&Say::new("programmes-passing-of").with("training", training.name.as_str()));
    let page = Page::new(title, blocks::stack(&parts));
    if tx.scope(training::SEE).is_ok() {
        return Ok(page.desk().under(ui.url(&here), training.name).into_response());
    }
    Ok(page.under(ui.url("/sesi-saya"), ui.t("programmes-teaching")).into_response())
}

fn figures(ui: &Ui, tally: Tally) -> Html {
    let stat = |key: &'static str, number: usize| {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        blocks::stat(&ui.t(key), &ui.number(number), None)
    };
    blocks::row(&[
        stat("programmes-participants", tally.people),
        stat("programmes-passed", tally.passed),
        stat("programmes-certificates", tally.certified),
    ])
}

fn tools(ui: &Ui, training: &Training, tally: Tally, issues: bool, marks: bool) -> Html {
    let here = format!("/programmes/trainings/{}", training.id);
    let mut row = Vec::new();
    if issues && tally.awaiting > 0 {
        let say = Say::new("programmes-certificates-issue-count").with("count", tally.awaiting);
        row.push(blocks::button_link(&ui.url(&format!("{here}/certificates/new")), &ui.say(&say), false));
    }
    if marks && training.closed_at.is_none() {
        row.push(blocks::quiet(ui, &format!("{here}/marks"), "programmes-marks-give"));
    }
    if issues {
        if training.closed_at.is_none() {
            row.push(blocks::quiet(ui, &format!("{here}/passing/rule"), "programmes-passing-set"));
        }
        if tally.certified > 0 {
            row.push(blocks::quiet(ui, &format!("{here}/certificates/pdf"), "programmes-certificates-print"));
        }
    }
    blocks::row(&row)
}

fn verdict(ui: &Ui, row: &Named) -> Html {
    let mut html = if row.standing.passed() {
        blocks::badge(&ui.t("programmes-is-passed"), Tone::Good)
    } else {
        blocks::badge(&ui.t("programmes-is-not-passed"), Tone::Plain)
    };
    html.push_text(" ");
    html.push_text(&lacking(ui, &row.standing));
    html
}

fn paper_link(ui: &Ui, row: &Named) -> Html {
    match row.standing.certificate {
        Some(id) => {
            blocks::link(&ui.url(&format!("/programmes/certificates/{id}")), &ui.t("programmes-certificate"))
        }
        None => Html::default(),
    }
}

fn table<'a>(
    ui: &Ui,
    query: &'a ListQuery,
    rows: &'a [Named],
    total: i64,
    rule: Rule,
    sees: bool,
) -> Table<'a, Named> {
    let whose = move |ui: &Ui, row: &Named| {
        if !sees {
            return Html::text(&row.name);
        }
        blocks::link(&ui.url(&format!("/programmes/applicants/{}", row.standing.applicant)), &row.name)
    };
    let number = |ui: &Ui, row: &Named| ui.number(i64::from(row.standing.number));
    let share = |ui: &Ui, row: &Named| format!("{} %", ui.number(row.standing.done.share()));
    let mark = |ui: &Ui, row: &Named| {
        row.standing.done.mark.map(|mark| ui.number(i64::from(mark))).unwrap_or_default()
    };
    let mut table = Table::new(ui.t("programmes-participants"), query, &[], rows, total)
        .empty(blocks::empty(ui, "programmes-participants-none", "programmes-participants-none-hint"))
        .export()
        .column(Column::html("programmes-participant", whose, |_, row: &Named| row.name.clone()))
        .column(Column::text("programmes-number", number).numeric())
        .column(Column::text("programmes-passing-share", share).numeric());
    if rule.mark.is_some() {
        table = table.column(Column::text("programmes-test-mark", mark).numeric());
    }
    let said = |ui: &Ui, row: &Named| {
        let key = if row.standing.passed() { "programmes-is-passed" } else { "programmes-is-not-passed" };
        [ui.t(key), lacking(ui, &row.standing)].join(" ").trim().to_owned()
    };
    let has = |ui: &Ui, row: &Named| match row.standing.certificate {
        Some(_) => ui.t("programmes-certificate"),
        None => String::new(),
    };
    table.column(Column::html("programmes-passing", verdict, said).wide()).column(Column::html(
        "programmes-certificate",
        paper_link,
        has,
    ))
}

/// The certificate, for whoever it is of, whoever gives them out, and the desk of the territory.
async fn may_see(tx: &mut Tx, id: CertificateId) -> Result<Certificate, Error> {
    let certificate = match find::one(tx, id).await {
        Ok(certificate) => certificate,
        Err(Error::NotFound(what)) => return Err(tx.hidden(what)),
        Err(error) => return Err(error),
    };
    if tx.must_in_city(ISSUE).is_ok() {
        return Ok(certificate);
    }
    let who = training::participant(tx, certificate.participant).await?;
    if registry::person::own(tx).await? == Some(who.person) || tx.may(applicant::SEE, &who.area) {
        return Ok(certificate);
    }
    Err(tx.hidden("certificate"))
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let it = may_see(&mut tx, id.parse()?).await?;
    let address = code::address(&tx, &it);
    let ui = &visit.ui;
    let here = format!("/programmes/certificates/{}", it.id);
    let mut parts = Vec::new();
    if let Some(reason) = &it.revoked_reason {
        let say = Say::new("programmes-certificate-revoked-because").with("reason", reason.as_str());
        parts.push(blocks::notice(&ui.say(&say), Tone::Warn));
    } else {
        let mut row = vec![blocks::button_link(
            &ui.url(&format!("{here}/paper")),
            &ui.t("programmes-certificate-print"),
            false,
        )];
        if tx.must_in_city(ISSUE).is_ok() {
            row.push(blocks::quiet(ui, &format!("{here}/revocation"), "programmes-certificate-revoke"));
        }
        parts.push(blocks::row(&row));
    }
    let number = format!("{}/{}", it.number, it.year);
    let mut facts = vec![
        (Say::new("programmes-participant"), Html::text(&it.name)),
        (Say::new("programmes-training"), Html::text(&it.training_name)),
        (Say::new("programmes-certificate-no"), Html::text(&number)),
        (Say::new("programmes-unit-length"), Html::text(&training::length(ui, it.minutes))),
        (Say::new("programmes-certificate-on"), Html::text(&ui.date(it.on))),
        (Say::new("programmes-signer"), Html::text(&format!("{}, {}", it.signer, it.signer_title))),
        (Say::new("programmes-certificate-check"), blocks::link(&ui.url(&address), &code::code(&tx, &it))),
    ];
    if let Some(mark) = it.mark {
        facts.push((Say::new("programmes-test-mark"), Html::text(&ui.number(i64::from(mark)))));
    }
    parts.push(blocks::facts(ui, &facts));
    let page = Page::new(ui.t("programmes-certificate"), blocks::stack(&parts));
    if tx.scope(training::SEE).is_ok() {
        let back = ui.url(&format!("/programmes/trainings/{}/passing", it.training));
        return Ok(page.desk().under(back, ui.t("programmes-passing")).into_response());
    }
    Ok(page.under(ui.url("/pelatihan-saya"), ui.t("programmes-own-trainings")).into_response())
}

fn to_print(tx: &Tx, ui: &Ui, certificate: Certificate) -> Printed {
    let address = format!("{}{}", ui.site.public_url, ui.url(&code::address(tx, &certificate)));
    Printed { code: code::code(tx, &certificate), address, certificate }
}

async fn printed(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let it = may_see(&mut tx, id.parse()?).await?;
    if it.revoked_at.is_some() {
        return Err(Error::refused("programmes-certificate-is-revoked").into());
    }
    let name = format!("sertifikat-{}-{}", it.year, it.number);
    let bytes = paper::write(&visit.ui, &[to_print(&tx, &visit.ui, it)])?;
    Ok(pdf(&name, bytes))
}

/// All certificates of a training in one file, to print and hand out.
async fn all(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(ISSUE)?;
    let training = training::one(&mut tx, id.parse()?).await?;
    let all = find::of_training(&mut tx, training.id).await?;
    if all.is_empty() {
        return Err(Error::refused("programmes-certificates-none").into());
    }
    let all: Vec<Printed> = all.into_iter().map(|one| to_print(&tx, &visit.ui, one)).collect();
    let bytes = paper::write(&visit.ui, &all)?;
    let entry = kernel::audit::Entry::new("programmes.certificate.print", "training", training.id);
    tx.audit(entry).await?;
    tx.commit().await?;
    Ok(pdf(&format!("sertifikat-{}", visit.ui.today()), bytes))
}

fn pdf(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        ("content-type", "application/pdf".to_owned()),
        ("content-disposition", format!("attachment; filename=\"{name}.pdf\"")),
        ("cache-control", "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}
