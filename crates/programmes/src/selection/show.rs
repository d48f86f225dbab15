//! What the page of an application says of its selection: the interview, marks with reasons once it is published, and the
//! objection.

use kernel::{Error, Say, Tx};
use web::blocks::{self, Tone};
use web::{Html, Ui};

use super::find::Criterion;
use super::publish::{Reasons, reasons};
use super::{interview, interview_pages, object, rules};
use crate::applicant::{Applicant, JUDGE, State};
use crate::call::{Call, Method};

/// Interview, marks, rank and objection, as far as there are any.
pub(crate) async fn of_applicant(
    tx: &mut Tx,
    ui: &Ui,
    call: &Call,
    applicant: &Applicant,
) -> Result<Html, Error> {
    let mut parts = Vec::new();
    if call.method == Method::Selection {
        let heard = heard(tx, ui, call, applicant).await?;
        if !heard.is_empty() {
            parts.push(blocks::section(ui, "programmes-interview", &heard));
        }
    }
    if let (Some(_), Some(score), Some(rank)) = (call.published_at, applicant.score, applicant.rank) {
        let reasons = reasons(tx, call, applicant.id).await?;
        let inner = marks(ui, applicant, (score, rank), &reasons);
        parts.push(blocks::section(ui, "programmes-marks", &inner));
    }
    let may_judge = tx.may(JUDGE, &applicant.area);
    if let Some(objection) = object::of(tx, applicant.id).await? {
        parts.push(blocks::section(ui, "programmes-objection", &objected(ui, &objection, may_judge)));
    } else if let Some(until) = object::until(tx, call, applicant).await? {
        let say = Say::new("programmes-objection-until").with("until", ui.instant(until));
        let address = format!("/programmes/applicants/{}/objections/new", applicant.id);
        let way = blocks::row(&[blocks::quiet(ui, &address, "programmes-objection-raise")]);
        let inner = blocks::stack(&[blocks::notice(&ui.say(&say), Tone::Plain), way]);
        parts.push(blocks::section(ui, "programmes-objection", &inner));
    }
    Ok(if parts.is_empty() { Html::default() } else { blocks::stack(&parts) })
}

/// The slot, and the way to one.
async fn heard(tx: &mut Tx, ui: &Ui, call: &Call, applicant: &Applicant) -> Result<Html, Error> {
    let held = interview::held(tx, applicant.id).await?;
    let here = format!("/programmes/applicants/{}/interview", applicant.id);
    let mut parts = Vec::new();
    let mut ways = Vec::new();
    let going = applicant.state == State::Applied && call.published_at.is_none();
    match &held {
        Some(held) => {
            parts.push(blocks::notice(&ui.say(&interview_pages::held_says(ui, held)), Tone::Plain));
            if let Some(came) = held.came {
                let word = if came { "programmes-interview-came" } else { "programmes-interview-absent" };
                parts.push(blocks::paragraph(ui, word));
            }
            let past = held.starts_at <= tx.now();
            if going && !past {
                ways.push(blocks::quiet(ui, &here, "programmes-slot-change"));
            }
            if going && past && tx.may(JUDGE, &applicant.area) {
                ways.push(blocks::quiet(ui, &format!("{here}/note"), "programmes-interview-note-do"));
            }
        }
        None if going && !interview::free(tx, call).await?.is_empty() => {
            parts.push(blocks::paragraph(ui, "programmes-slots-free"));
            ways.push(blocks::button_link(&ui.url(&here), &ui.t("programmes-slot-choose"), false));
        }
        None => return Ok(Html::default()),
    }
    if !ways.is_empty() {
        parts.push(blocks::row(&ways));
    }
    Ok(blocks::stack(&parts))
}

/// Hundredths as people write them.
pub(super) fn hundredths(ui: &Ui, number: i32) -> String {
    ui.decimal(f64::from(number) / 100.0, 2)
}

fn marks(ui: &Ui, applicant: &Applicant, (score, rank): (i32, i32), reasons: &Reasons) -> Html {
    let say = Say::new("programmes-marks-whole").with("score", hundredths(ui, score)).with("rank", rank);
    let row = |(criterion, mean): &(Criterion, i32)| {
        vec![
            Html::text(&criterion.name),
            Html::text(&ui.number(i64::from(criterion.weight))),
            Html::text(&format!("{} / {}", hundredths(ui, *mean), rules::MOST)),
        ]
    };
    let heads = ["programmes-criterion", "programmes-weight", "programmes-points-mean"];
    let rows: Vec<_> = reasons.means.iter().map(row).collect();
    let mut parts = vec![
        blocks::notice(&ui.say(&say), Tone::Plain),
        blocks::table(ui, "programmes-marks", &heads, &rows),
    ];
    if !reasons.remarks.is_empty() {
        let mut html = Html::trusted("<ul>");
        for remark in &reasons.remarks {
            html.push_trusted("<li>");
            html.push_text(remark);
            html.push_trusted("</li>");
        }
        html.push_trusted("</ul>");
        parts.push(blocks::section(ui, "programmes-remarks", &html));
    }
    if let Some(tie) = &applicant.tie {
        let mut html = Html::trusted("<p>");
        html.push_text(&ui.t_of("programmes-tie-", tie));
        html.push_trusted("</p>");
        parts.push(html);
    }
    parts.push(blocks::paragraph(ui, "programmes-ranking-rule"));
    blocks::stack(&parts)
}

fn objected(ui: &Ui, objection: &object::Objection, may_judge: bool) -> Html {
    let mut rows = vec![(Say::new("programmes-objection-at"), ui.time(objection.at))];
    if let Some(text) = &objection.text {
        rows.push((Say::new("programmes-objection-text"), Html::text(text)));
    }
    if let (Some(upheld), Some(answer)) = (objection.upheld, &objection.answer) {
        let word = if upheld { "programmes-objection-upheld" } else { "programmes-objection-rejected" };
        rows.push((Say::new("programmes-objection-outcome"), Html::text(&ui.t(word))));
        rows.push((Say::new("programmes-objection-answer"), Html::text(answer)));
    }
    let mut parts = vec![blocks::facts(ui, &rows)];
    if may_judge && objection.upheld.is_none() {
        let address = format!("/programmes/objections/{}/answer", objection.id);
        parts.push(blocks::row(&[blocks::quiet(ui, &address, "programmes-objection-answer-do")]));
    }
    blocks::stack(&parts)
}
