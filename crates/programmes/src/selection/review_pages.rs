//! Marking at the desk: one application after the other, without a name and without another reviewer's marks.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Review, Which};
use super::interview::{self, Held};
use super::points::{self, Asked};
use super::review::{may_be_marked, mine, next, submit};
use super::rules::{Agreed, Kind, MOST};
use super::show::hundredths;
use super::talk::{Both, both};
use super::{REVIEW, ReviewId};
use crate::call::{self, Call, CallId};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/calls/{id}/reviews", begin)
        .post("/programmes/calls/{id}/reviews", take)
        .get("/programmes/reviews/{id}", one)
        .post("/programmes/reviews/{id}", send)
}

async fn begin(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(REVIEW)?;
    let call = call::one(&mut tx, id.parse()?).await?;
    let ui = &visit.ui;
    let progress = find::progress(&mut tx, &call).await?;
    let mut parts = vec![
        blocks::notice(&ui.say(&progress.says()), Tone::Plain),
        blocks::paragraph(ui, "programmes-review-note"),
    ];
    match may_be_marked(&call, &tx) {
        Ok(()) => {
            let address = ui.url(&format!("/programmes/calls/{}/reviews", call.id));
            let button = blocks::post_button(&address, &ui.t("programmes-review-next"), &[], "", None);
            parts.push(blocks::row(&[button]));
        }
        Err(Error::Refused(say)) => parts.push(blocks::notice(&ui.say(&say), Tone::Warn)),
        Err(error) => return Err(error.into()),
    }
    parts.push(blocks::section(ui, "programmes-review-own", &own(&mut tx, ui, &call).await?));
    let page = Page::new(ui.t("programmes-reviews"), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url(&format!("/programmes/calls/{}", call.id)), call.name).into_response())
}

/// What whoever acts has taken in this call: those that need a talk first, then the last taken.
async fn own(tx: &mut Tx, ui: &Ui, call: &Call) -> Result<Html, Error> {
    let me = tx.actor().account().map(|by| by.0);
    let criteria = find::criteria(tx, call.id).await?;
    let all = find::reviews(tx, Which { call: Some(call.id), ..Which::default() }).await?;
    let by = find::by_applicant(&all);
    let apart = |review: &Review| {
        let marked = by.get(&review.applicant).map(Vec::as_slice).unwrap_or_default();
        review.submitted_at.is_some() && find::agreed(&criteria, marked, call.gap) == Agreed::Apart
    };
    let mut own: Vec<(bool, &Review)> = all
        .iter()
        .filter(|review| Some(review.reviewer) == me && review.kind == Kind::Blind)
        .map(|review| (apart(review), review))
        .collect();
    own.sort_by_key(|(apart, review)| std::cmp::Reverse((*apart, review.claimed_at, review.id)));
    own.truncate(50);
    if own.is_empty() {
        return Ok(blocks::paragraph(ui, "programmes-review-own-none"));
    }
    let row = |(apart, review): &(bool, &Review)| {
        let (word, tone) = match (apart, review.submitted_at) {
            (true, _) => ("programmes-review-is-apart", Tone::Warn),
            (false, Some(_)) => ("programmes-review-is-sent", Tone::Good),
            (false, None) => ("programmes-review-is-open", Tone::Warn),
        };
        vec![
            blocks::link(&ui.url(&format!("/programmes/reviews/{}", review.id)), &review.code),
            ui.time(review.claimed_at),
            blocks::badge(&ui.t(word), tone),
        ]
    };
    let heads = ["programmes-code", "programmes-review-taken-at", "programmes-state"];
    let rows: Vec<_> = own.iter().map(row).collect();
    Ok(blocks::table(ui, "programmes-review-own", &heads, &rows))
}

async fn take(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id: CallId = id.parse()?;
    let taken = next(&mut tx, id).await?;
    tx.commit().await?;
    Ok(match taken {
        Some(review) => visit.see(&format!("/programmes/reviews/{review}")),
        None => visit.see_saying(&format!("/programmes/calls/{id}/reviews"), "programmes-review-none"),
    })
}

/// What a reviewer sees.
pub(super) struct Sheet {
    pub(super) review: Review,
    pub(super) both: Both,
    pub(super) heard: Option<Held>,
}

pub(super) async fn sheet(tx: &mut Tx, id: &str) -> Result<Sheet, Error> {
    let id: ReviewId = id.parse()?;
    let review = mine(tx, id).await?;
    let both = both(tx, &review).await?;
    let heard = interview::held(tx, review.applicant).await?;
    Ok(Sheet { review, both, heard })
}

impl Sheet {
    fn form(&self, ui: &Ui) -> Form {
        let form =
            Form::post(ui.url(&format!("/programmes/reviews/{}", self.review.id)), "programmes-review-send");
        points::fields(form, ui, &self.both.criteria, Asked::Always)
            .field(
                Field::long("remark", "programmes-review-remark")
                    .hint("programmes-review-remark-hint")
                    .optional(),
            )
            .cancel(ui.url(&format!("/programmes/calls/{}/reviews", self.both.call.id)))
    }

    /// The plan, and what was said in the interview: all that a reviewer knows of whoever applied.
    pub(super) fn known(&self, ui: &Ui) -> Html {
        let idea = self.both.applicant.idea.clone().unwrap_or_else(|| ui.t("programmes-idea-none"));
        let mut rows = vec![(Say::new("programmes-idea"), Html::text(&idea))];
        if let Some(Held { came: Some(came), note, .. }) = &self.heard {
            let word = ui.t(if *came { "programmes-interview-came" } else { "programmes-interview-absent" });
            let text = [word, note.clone().unwrap_or_default()].join(". ");
            rows.push((Say::new("programmes-interview"), Html::text(text.trim())));
        }
        blocks::facts(ui, &rows)
    }

    fn page(&self, ui: &Ui, form: &Form) -> Page {
        let mut main = Html::trusted("<div class=\"narrow stack\">");
        main.push(&self.known(ui));
        if self.review.submitted_at.is_none() {
            main.push(&form.html(ui));
        } else {
            main.push(&blocks::notice(&ui.t("programmes-review-sent"), Tone::Good));
            main.push(&self.others(ui));
        }
        main.push_trusted("</div>");
        let above = ui.url(&format!("/programmes/calls/{}/reviews", self.both.call.id));
        Page::new(self.both.applicant.code.clone(), main).desk().under(above, ui.t("programmes-reviews"))
    }

    /// The marks of all, once two were sent, and what can be done where they are far apart.
    fn others(&self, ui: &Ui) -> Html {
        if self.both.sent.is_empty() {
            return blocks::paragraph(ui, "programmes-review-alone");
        }
        let mut parts = vec![blocks::section(ui, "programmes-marks", &self.marks(ui))];
        match &self.both.agreed {
            Agreed::Score { score, .. } => {
                let say = Say::new("programmes-review-agreed").with("score", hundredths(ui, *score));
                parts.push(blocks::notice(&ui.say(&say), Tone::Good));
            }
            Agreed::Apart => parts.push(self.apart(ui)),
            Agreed::Needs(_) => {}
        }
        blocks::stack(&parts)
    }

    pub(super) fn marks(&self, ui: &Ui) -> Html {
        let row = |review: &Review| {
            let mine = review.id == self.review.id;
            let who = if mine {
                ui.t("programmes-review-mine")
            } else {
                ui.t_of("programmes-review-by-", review.kind.as_str())
            };
            let points = self.both.criteria.iter().map(|one| {
                let points = review.points.get(&one.id).copied().unwrap_or(0);
                format!("{}: {points}/{MOST}", one.name)
            });
            vec![
                Html::text(&who),
                Html::text(&points.collect::<Vec<_>>().join("; ")),
                Html::text(&hundredths(ui, find::score(&self.both.criteria, review))),
                Html::text(review.remark.as_deref().unwrap_or_default()),
            ]
        };
        let heads =
            ["programmes-reviewer", "programmes-marks", "programmes-score", "programmes-review-remark"];
        blocks::table(ui, "programmes-marks", &heads, &self.both.sent.iter().map(row).collect::<Vec<_>>())
    }

    fn apart(&self, ui: &Ui) -> Html {
        let say = Say::new("programmes-review-apart").with("gap", self.both.call.gap);
        let here = format!("/programmes/reviews/{}/talk", self.review.id);
        let key = match &self.both.proposed {
            None => "programmes-talk-write",
            Some(talk) if talk.reviewer == self.review.reviewer => "programmes-talk-see",
            Some(_) => "programmes-talk-answer",
        };
        blocks::stack(&[
            blocks::notice(&ui.say(&say), Tone::Warn),
            blocks::row(&[blocks::quiet(ui, &here, key)]),
        ])
    }
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let sheet = sheet(&mut tx, &id).await?;
    Ok(sheet.page(&visit.ui, &sheet.form(&visit.ui)).into_response())
}

async fn send(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let sheet = sheet(&mut tx, &id).await?;
    let done = match points::read(&posted, &sheet.both.criteria) {
        Ok(points) => submit(&mut tx, sheet.review.id, &points, posted.text("remark")).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(call) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/calls/{call}/reviews"), "programmes-review-kept"))
        }
        Err(error) => {
            visit.again(error, sheet.form(&visit.ui).fill(&posted), |form| Ok(sheet.page(&visit.ui, &form)))
        }
    }
}
