//! One application: for the applicant, with the reasons in words; for officers, with what can be done about it.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use registry::person;
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::field::Choice;
use web::icon::Icon;
use web::{Answer, Face, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Applicant, Document, Step, may};
use super::{APPLY, ENTER, JUDGE, SEE, State, mend};
use crate::call::judge::{Judged, Verdict};
use crate::call::{self, Call};
use crate::followup::baseline_pages;
use crate::{nudge, selection};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/applicants/own", mine)
        .get("/programmes/applicants/{id}", one)
        .post("/programmes/applicants/{id}/acceptance", accept)
        .get("/programmes/applicants/{id}/withdrawal", withdrawing)
        .post("/programmes/applicants/{id}/withdrawal", withdraw)
        .get("/programmes/applicants/{id}/refusal", refusing)
        .post("/programmes/applicants/{id}/refusal", refuse)
        .get("/programmes/applicants/{id}/findings/new", finding)
        .post("/programmes/applicants/{id}/findings/new", found)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Public,
        group: "app-group-work",
        label: "programmes-own",
        note: "programmes-own-note",
        path: "/program-saya",
        icon: Icon::GraduationCap,
        can: Some(APPLY),
    }
}

async fn mine(visit: Visit) -> Answer {
    if visit.actor().account().is_none() {
        return Err(Error::Forbidden.into());
    }
    let mut tx = visit.tx().await?;
    let all = find::own(&mut tx).await?;
    let ui = &visit.ui;
    let next = nudge::own_pages::next(&mut tx, ui).await?;
    let row = |one: &Applicant| {
        vec![
            blocks::link(&ui.url(&format!("/programmes/applicants/{}", one.id)), &one.call_name),
            Html::text(&one.code),
            state(ui, one.state),
            ui.time(one.applied_at),
        ]
    };
    let main = if all.is_empty() {
        let way = blocks::button_link(&ui.url("/program"), &ui.t("programmes-calls"), false);
        blocks::empty_with(ui, "programmes-own-none", "programmes-own-none-hint", &way)
    } else {
        let heads = ["programmes-call", "programmes-code", "programmes-state", "programmes-applied-at"];
        blocks::table(ui, "programmes-own", &heads, &all.iter().map(row).collect::<Vec<_>>())
    };
    let main = if next.is_empty() { main } else { blocks::stack(&[next, main]) };
    Ok(Page::new(ui.t("programmes-own"), main).into_response())
}

/// A state in a word.
pub(crate) fn state(ui: &Ui, state: State) -> Html {
    let tone = match state {
        State::Placed => Tone::Good,
        State::Offered => Tone::City,
        State::Waiting | State::Applied => Tone::Plain,
        State::Refused | State::Lapsed => Tone::Bad,
        State::Withdrawn | State::Double => Tone::Warn,
    };
    blocks::badge(&ui.t_of("programmes-state-", state.as_str()), tone)
}

/// All that a page of an application shows.
struct Shown {
    applicant: Applicant,
    call: Call,
    judged: Vec<Judged>,
    steps: Vec<Step>,
    documents: Vec<Document>,
    queue: Option<i64>,
}

async fn shown(tx: &mut Tx, id: &str) -> Result<Shown, Error> {
    let applicant = may(tx, id.parse()?, SEE).await?;
    let call = call::one(tx, applicant.call).await?;
    Ok(Shown {
        judged: find::judged(tx, &call, &applicant).await?,
        steps: find::steps(tx, applicant.id).await?,
        documents: find::documents(tx, applicant.id).await?,
        queue: find::queue_place(tx, &call, &applicant).await?,
        applicant,
        call,
    })
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let it = shown(&mut tx, &id).await?;
    let ui = &visit.ui;
    let desk = tx.may(SEE, &it.applicant.area);
    let judges = tx.may(JUDGE, &it.applicant.area);
    let mut parts = vec![standing(ui, &it), facts(&mut tx, ui, &it, desk).await?];
    let selected = selection::of_applicant(&mut tx, ui, &it.call, &it.applicant).await?;
    if !selected.is_empty() {
        parts.push(selected);
    }
    parts.push(blocks::section(ui, "programmes-rules", &rules(ui, &it.judged)));
    if judges && it.applicant.state.is_alive() {
        parts.push(judging(ui, &it));
    }
    parts.push(blocks::section(ui, "programmes-documents", &papers(ui, &it, judges)));
    parts.push(blocks::section(ui, "programmes-steps", &steps(ui, &it.steps)));
    parts.extend(baseline_pages::section(&mut tx, ui, &it.applicant).await?);
    let page = Page::new(format!("{} · {}", it.call.name, it.applicant.code), blocks::stack(&parts));
    if desk {
        let list = ui.url(&format!("/programmes/calls/{}/applicants", it.call.id));
        return Ok(page.desk().under(list, it.call.name.clone()).into_response());
    }
    Ok(page.under(ui.url("/program-saya"), ui.t("programmes-own")).into_response())
}

/// Where it stands, in a sentence, and the one thing to do next.
fn standing(ui: &Ui, it: &Shown) -> Html {
    let here = format!("/programmes/applicants/{}", it.applicant.id);
    let say = match (it.applicant.state, it.queue, it.applicant.held_until) {
        (State::Waiting, Some(place), _) => Say::new("programmes-stands-waiting").with("place", place),
        (State::Offered, _, Some(until)) => {
            Say::new("programmes-stands-offered").with("until", ui.instant(until))
        }
        (state, ..) => {
            let say = ui.t_of("programmes-stands-", state.as_str());
            return blocks::stack(&[blocks::notice(&say, tone(state)), actions(ui, it, &here)]);
        }
    };
    blocks::stack(&[blocks::notice(&ui.say(&say), tone(it.applicant.state)), actions(ui, it, &here)])
}

fn tone(state: State) -> Tone {
    match state {
        State::Placed => Tone::Good,
        State::Offered => Tone::Warn,
        State::Applied | State::Waiting | State::Withdrawn | State::Double => Tone::Plain,
        State::Refused | State::Lapsed => Tone::Warn,
    }
}

fn actions(ui: &Ui, it: &Shown, here: &str) -> Html {
    let mut row = Vec::new();
    if it.applicant.state == State::Offered {
        let address = ui.url(&format!("{here}/acceptance"));
        row.push(blocks::post_button(&address, &ui.t("programmes-accept"), &[], "", None));
    }
    if it.applicant.state.is_alive() {
        row.push(blocks::quiet(ui, &format!("{here}/documents/new"), "programmes-document-add"));
        row.push(blocks::link(&ui.url(&format!("{here}/withdrawal")), &ui.t("programmes-withdraw")));
    }
    blocks::row(&row)
}

async fn facts(tx: &mut Tx, ui: &Ui, it: &Shown, desk: bool) -> Result<Html, Error> {
    let person = person::standing(tx, it.applicant.person).await?;
    let name = if desk {
        blocks::link(&ui.url(&format!("/registry/people/{}", person.id)), &person.name)
    } else {
        Html::text(&person.name)
    };
    let mut rows = vec![
        (Say::new("programmes-state"), state(ui, it.applicant.state)),
        (Say::new("registry-person-name"), name),
        (Say::new("registry-kelurahan"), Html::text(&ui.place(&it.applicant.area))),
        (Say::new("programmes-applied-at"), ui.time(it.applicant.applied_at)),
        (Say::new("programmes-number"), Html::text(&ui.number(i64::from(it.applicant.number)))),
        (Say::new("programmes-channel"), Html::text(&ui.t_of("programmes-channel-", &it.applicant.channel))),
    ];
    if let Some(idea) = &it.applicant.idea {
        rows.push((Say::new("programmes-idea"), Html::text(idea)));
    }
    Ok(blocks::facts(ui, &rows))
}

fn rules(ui: &Ui, judged: &[Judged]) -> Html {
    if judged.is_empty() {
        return blocks::paragraph(ui, "programmes-rules-none");
    }
    let row = |one: &Judged| {
        let tone = match one.verdict {
            Verdict::Passed => Tone::Good,
            Verdict::Failed => Tone::Bad,
            Verdict::Unknown => Tone::Warn,
        };
        let mut mend = one.mend.as_ref().map(|say| ui.say(say)).unwrap_or_default();
        if let Some(word) = &one.by_word {
            mend = format!("{word} {mend}");
        }
        vec![
            Html::text(&ui.say(&one.rule.says())),
            blocks::badge(&ui.t_of("programmes-verdict-", one.verdict.as_str()), tone),
            Html::text(mend.trim()),
        ]
    };
    let heads = ["programmes-rule", "programmes-verdict", "programmes-mend"];
    blocks::table(ui, "programmes-rules", &heads, &judged.iter().map(row).collect::<Vec<_>>())
}

fn judging(ui: &Ui, it: &Shown) -> Html {
    let here = format!("/programmes/applicants/{}", it.applicant.id);
    let mut row = Vec::new();
    if !it.judged.is_empty() {
        row.push(blocks::quiet(ui, &format!("{here}/findings/new"), "programmes-finding-add"));
    }
    row.push(blocks::link(&ui.url(&format!("{here}/refusal")), &ui.t("programmes-refuse")));
    blocks::row(&row)
}

fn papers(ui: &Ui, it: &Shown, judges: bool) -> Html {
    if it.documents.is_empty() {
        return blocks::paragraph(ui, "programmes-documents-none");
    }
    let row = |one: &Document| {
        let address = ui.url(&format!("/programmes/documents/{}", one.id));
        let verdict = one.verdict.as_deref().unwrap_or("waiting");
        let tone = match verdict {
            "right" => Tone::Good,
            "wrong" => Tone::Bad,
            _ => Tone::Plain,
        };
        let look = if judges {
            blocks::link(&format!("{address}/look"), &ui.t("programmes-document-look"))
        } else {
            Html::default()
        };
        vec![
            blocks::link(&address, &ui.t_of("programmes-document-", &one.kind)),
            ui.time(one.added_at),
            blocks::badge(&ui.t_of("programmes-document-is-", verdict), tone),
            Html::text(one.remark.as_deref().unwrap_or_default()),
            look,
        ]
    };
    let heads = [
        "programmes-document-kind",
        "programmes-document-at",
        "programmes-document-verdict",
        "programmes-document-remark",
        "programmes-tools",
    ];
    blocks::table(ui, "programmes-documents", &heads, &it.documents.iter().map(row).collect::<Vec<_>>())
}

fn steps(ui: &Ui, steps: &[Step]) -> Html {
    let row = |one: &Step| {
        let mut why = ui.t_of("programmes-because-", &one.because);
        if let Some(reason) = &one.reason {
            why = format!("{why} {reason}");
        }
        vec![ui.time(one.at), Html::text(&ui.t_of("programmes-state-", &one.state)), Html::text(&why)]
    };
    let heads = ["programmes-step-at", "programmes-state", "programmes-because"];
    blocks::table(ui, "programmes-steps", &heads, &steps.iter().map(row).collect::<Vec<_>>())
}

async fn accept(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id = id.parse()?;
    mend::accept(&mut tx, id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/applicants/{id}"), "programmes-accepted"))
}

/// A form with a reason, on a page under the application.
fn reason_form(ui: &Ui, applicant: &Applicant, part: &str, submit: &'static str, hint: &'static str) -> Form {
    let here = format!("/programmes/applicants/{}", applicant.id);
    Form::post(ui.url(&format!("{here}/{part}")), submit)
        .field(Field::long("reason", "programmes-reason").hint(hint))
        .danger()
        .cancel(ui.url(&here))
}

fn sub_page(ui: &Ui, applicant: &Applicant, title: &'static str, form: &Form, desk: bool) -> Page {
    let page = Page::new(ui.t(title), form.html(ui));
    let page = if desk { page.desk() } else { page };
    page.under(ui.url(&format!("/programmes/applicants/{}", applicant.id)), applicant.code.clone())
}

async fn withdrawable(visit: &Visit, id: &str) -> Result<(Tx, Applicant, bool), Error> {
    let mut tx = visit.tx().await?;
    let applicant = may(&mut tx, id.parse()?, ENTER).await?;
    let desk = tx.may(SEE, &applicant.area);
    Ok((tx, applicant, desk))
}

fn withdraw_form(ui: &Ui, applicant: &Applicant) -> Form {
    reason_form(ui, applicant, "withdrawal", "programmes-withdraw", "programmes-withdraw-hint")
}

async fn withdrawing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, applicant, desk) = withdrawable(&visit, &id).await?;
    let form = withdraw_form(&visit.ui, &applicant);
    Ok(sub_page(&visit.ui, &applicant, "programmes-withdraw", &form, desk).into_response())
}

async fn withdraw(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, applicant, desk) = withdrawable(&visit, &id).await?;
    match mend::withdraw(&mut tx, applicant.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/applicants/{}", applicant.id), "programmes-withdrawn"))
        }
        Err(error) => visit.again(error, withdraw_form(&visit.ui, &applicant).fill(&posted), |form| {
            Ok(sub_page(&visit.ui, &applicant, "programmes-withdraw", &form, desk))
        }),
    }
}

async fn judgeable(visit: &Visit, id: &str) -> Result<(Tx, Applicant), Error> {
    let mut tx = visit.tx().await?;
    let applicant = mend::judging(&mut tx, id.parse()?).await?;
    Ok((tx, applicant))
}

fn refuse_form(ui: &Ui, applicant: &Applicant) -> Form {
    reason_form(ui, applicant, "refusal", "programmes-refuse", "programmes-refuse-hint")
}

async fn refusing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, applicant) = judgeable(&visit, &id).await?;
    let form = refuse_form(&visit.ui, &applicant);
    Ok(sub_page(&visit.ui, &applicant, "programmes-refuse", &form, true).into_response())
}

async fn refuse(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, applicant) = judgeable(&visit, &id).await?;
    match mend::refuse(&mut tx, applicant.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/applicants/{}", applicant.id), "programmes-saved"))
        }
        Err(error) => visit.again(error, refuse_form(&visit.ui, &applicant).fill(&posted), |form| {
            Ok(sub_page(&visit.ui, &applicant, "programmes-refuse", &form, true))
        }),
    }
}

fn finding_form(ui: &Ui, call: &Call, applicant: &Applicant) -> Form {
    let here = format!("/programmes/applicants/{}", applicant.id);
    let rules = call.rules.iter().map(|rule| (rule.kind().to_owned(), ui.say(&rule.says()))).collect();
    let verdicts = ["passed", "failed"].map(|one| Choice::new(one, ui.t_of("programmes-verdict-", one)));
    Form::post(ui.url(&format!("{here}/findings/new")), "programmes-save")
        .field(Field::select("rule", "programmes-rule", rules))
        .field(Field::radio("verdict", "programmes-verdict", verdicts.to_vec()))
        .field(Field::long("reason", "programmes-reason").hint("programmes-finding-hint"))
        .cancel(ui.url(&here))
}

async fn finding(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, applicant) = judgeable(&visit, &id).await?;
    let call = call::one(&mut tx, applicant.call).await?;
    let form = finding_form(&visit.ui, &call, &applicant);
    Ok(sub_page(&visit.ui, &applicant, "programmes-finding-add", &form, true).into_response())
}

async fn found(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, applicant) = judgeable(&visit, &id).await?;
    let call = call::one(&mut tx, applicant.call).await?;
    let (rule, reason) = (posted.text("rule"), posted.text("reason"));
    let done = match posted.text("verdict") {
        "passed" => mend::find(&mut tx, applicant.id, rule, true, reason).await,
        "failed" => mend::find(&mut tx, applicant.id, rule, false, reason).await,
        _ => Err(Error::field("verdict", "web-field-empty")),
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/applicants/{}", applicant.id), "programmes-saved"))
        }
        Err(error) => visit.again(error, finding_form(&visit.ui, &call, &applicant).fill(&posted), |form| {
            Ok(sub_page(&visit.ui, &applicant, "programmes-finding-add", &form, true))
        }),
    }
}
