//! Slots for interviews: offered at the desk, taken by applicants.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::city::Zone;
use kernel::{Error, Say, Tx};
use web::blocks::{self, Tone};
use web::field::Choice;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::interview::{self, Held, NewSlots, Slot};
use super::{RUN, SlotId};
use crate::applicant::{self, Applicant, ENTER, SEE};
use crate::call::{self, Call, CallId, local_time};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/calls/{id}/slots", list)
        .get("/programmes/calls/{id}/slots/new", new)
        .post("/programmes/calls/{id}/slots/new", add)
        .post("/programmes/slots/{id}/closure", close)
        .get("/programmes/applicants/{id}/interview", choosing)
        .post("/programmes/applicants/{id}/interview", choose)
        .post("/programmes/applicants/{id}/interview/withdrawal", leave)
        .get("/programmes/applicants/{id}/interview/note", noting)
        .post("/programmes/applicants/{id}/interview/note", note)
}

async fn list(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, call) = loaded(&visit, &id).await?;
    let slots = interview::slots(&mut tx, call.id).await?;
    let ui = &visit.ui;
    let here = format!("/programmes/calls/{}", call.id);
    let mut parts = vec![blocks::paragraph(ui, "programmes-slots-note")];
    if call.published_at.is_none() && call.cancelled_at.is_none() {
        let address = ui.url(&format!("{here}/slots/new"));
        parts.push(blocks::row(&[blocks::button_link(&address, &ui.t("programmes-slots-add"), false)]));
    }
    if slots.is_empty() {
        parts.push(blocks::empty(ui, "programmes-slots-none", "programmes-slots-none-hint"));
    } else {
        let rows: Vec<_> = slots.iter().map(|slot| row(ui, slot, &tx)).collect();
        let heads = [
            "programmes-slot-at",
            "programmes-slot-place",
            "programmes-slot-taken",
            "programmes-state",
            "programmes-tools",
        ];
        parts.push(blocks::table(ui, "programmes-slots", &heads, &rows));
    }
    let page = Page::new(ui.t("programmes-slots"), blocks::stack(&parts)).desk();
    let above = ui.url(&format!("{here}/selection"));
    Ok(page.under(above, ui.t("programmes-selection")).into_response())
}

fn row(ui: &Ui, slot: &Slot, tx: &Tx) -> Vec<Html> {
    let full = slot.taken >= i64::from(slot.capacity);
    let (word, tone) = match (slot.closed_at, slot.starts_at <= tx.now(), full) {
        (Some(_), ..) => ("programmes-slot-is-closed", Tone::Warn),
        (None, true, _) => ("programmes-slot-is-past", Tone::Plain),
        (None, false, true) => ("programmes-slot-is-full", Tone::City),
        (None, false, false) => ("programmes-slot-is-free", Tone::Good),
    };
    let close = if slot.closed_at.is_none() && slot.starts_at > tx.now() {
        let address = ui.url(&format!("/programmes/slots/{}/closure", slot.id));
        blocks::post_button(&address, &ui.t("programmes-slot-close"), &[], "quiet", None)
    } else {
        Html::default()
    };
    vec![
        ui.time(slot.starts_at),
        Html::text(&slot.place),
        Html::text(&format!("{} / {}", ui.number(slot.taken), ui.number(i64::from(slot.capacity)))),
        blocks::badge(&ui.t(word), tone),
        close,
    ]
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Call), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let id: CallId = id.parse()?;
    let call = call::one(&mut tx, id).await?;
    Ok((tx, call))
}

fn new_form(ui: &Ui, call: &Call) -> Form {
    let here = format!("/programmes/calls/{}/slots", call.id);
    let zone = Say::new("programmes-call-time-hint").with("zone", ui.city.zone.abbreviation());
    Form::post(ui.url(&format!("{here}/new")), "programmes-slots-add")
        .field(Field::text("first", "programmes-slot-first").hint(zone))
        .field(Field::digits("minutes", "programmes-slot-minutes").narrow().value("30"))
        .field(
            Field::digits("count", "programmes-slot-count")
                .hint("programmes-slot-count-hint")
                .narrow()
                .value("8"),
        )
        .field(Field::digits("capacity", "programmes-slot-capacity").narrow().value("1"))
        .field(Field::text("place", "programmes-slot-place").hint("programmes-slot-place-hint"))
        .cancel(ui.url(&here))
}

fn new_page(ui: &Ui, call: &Call, form: &Form) -> Page {
    let above = ui.url(&format!("/programmes/calls/{}/slots", call.id));
    Page::new(ui.t("programmes-slots-add"), form.html(ui)).desk().under(above, ui.t("programmes-slots"))
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, call) = loaded(&visit, &id).await?;
    Ok(new_page(&visit.ui, &call, &new_form(&visit.ui, &call)).into_response())
}

fn read(tx: &Tx, posted: &Posted) -> Result<NewSlots, Error> {
    let number = |name: &'static str| {
        posted.text(name).parse::<i32>().map_err(|_| Error::field(name, "programmes-number-form"))
    };
    Ok(NewSlots {
        first: local_time(Zone::of(tx.city()), posted.text("first"), "first")?,
        minutes: number("minutes")?.into(),
        count: number("count")?.into(),
        capacity: number("capacity")?,
        place: posted.text("place").to_owned(),
    })
}

async fn add(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, call) = loaded(&visit, &id).await?;
    let done = match read(&tx, &posted) {
        Ok(new) => interview::offer(&mut tx, call.id, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/calls/{}/slots", call.id), "programmes-saved"))
        }
        Err(error) => visit.again(error, new_form(&visit.ui, &call).fill(&posted), |form| {
            Ok(new_page(&visit.ui, &call, &form))
        }),
    }
}

async fn close(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id: SlotId = id.parse()?;
    let call = interview::close(&mut tx, id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/calls/{call}/slots"), "programmes-saved"))
}

struct Chosen {
    applicant: Applicant,
    free: Vec<Slot>,
    held: Option<Held>,
    desk: bool,
}

async fn chosen(tx: &mut Tx, id: &str) -> Result<Chosen, Error> {
    let applicant = applicant::may(tx, id.parse()?, ENTER).await?;
    let call = call::one(tx, applicant.call).await?;
    let free = interview::free(tx, &call).await?;
    let held = interview::held(tx, applicant.id).await?;
    let desk = tx.may(SEE, &applicant.area);
    Ok(Chosen { applicant, free, held, desk })
}

impl Chosen {
    fn here(&self) -> String {
        format!("/programmes/applicants/{}", self.applicant.id)
    }

    fn form(&self, ui: &Ui) -> Form {
        let choice = |slot: &Slot| {
            Choice::new(slot.id.to_string(), ui.instant(slot.starts_at)).note(slot.place.clone())
        };
        let choices: Vec<Choice> = self.free.iter().take(60).map(choice).collect();
        Form::post(ui.url(&format!("{}/interview", self.here())), "programmes-slot-take")
            .field(Field::radio("slot", "programmes-slot-at", choices))
            .cancel(ui.url(&self.here()))
    }

    fn page(&self, ui: &Ui, form: &Form) -> Page {
        let mut parts = Vec::new();
        if let Some(held) = &self.held {
            parts.push(blocks::notice(&ui.say(&held_says(ui, held)), Tone::Good));
            let address = ui.url(&format!("{}/interview/withdrawal", self.here()));
            let button = blocks::post_button(&address, &ui.t("programmes-slot-leave"), &[], "quiet", None);
            parts.push(blocks::row(&[button]));
        }
        if self.free.is_empty() {
            parts.push(blocks::empty(ui, "programmes-slots-free-none", "programmes-slots-free-none-hint"));
        } else {
            parts.push(form.html(ui));
        }
        let page = Page::new(ui.t("programmes-interview"), blocks::stack(&parts));
        let page = if self.desk { page.desk() } else { page };
        page.under(ui.url(&self.here()), self.applicant.code.clone())
    }
}

/// When and where somebody is heard.
pub(super) fn held_says(ui: &Ui, held: &Held) -> Say {
    Say::new("programmes-interview-held")
        .with("at", ui.instant(held.starts_at))
        .with("place", held.place.as_str())
}

async fn choosing(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let it = chosen(&mut tx, &id).await?;
    Ok(it.page(&visit.ui, &it.form(&visit.ui)).into_response())
}

async fn choose(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let it = chosen(&mut tx, &id).await?;
    let done = match posted.text("slot").parse::<SlotId>() {
        Ok(slot) => interview::take(&mut tx, it.applicant.id, slot).await,
        Err(_) => Err(Error::field("slot", "web-field-empty")),
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&it.here(), "programmes-slot-kept"))
        }
        Err(error) => {
            visit.again(error, it.form(&visit.ui).fill(&posted), |form| Ok(it.page(&visit.ui, &form)))
        }
    }
}

async fn leave(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id = id.parse()?;
    interview::leave(&mut tx, id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/applicants/{id}/interview"), "programmes-slot-left"))
}

async fn notable(visit: &Visit, id: &str) -> Result<(Tx, Applicant), Error> {
    let mut tx = visit.tx().await?;
    let applicant = applicant::judging(&mut tx, id.parse()?).await?;
    Ok((tx, applicant))
}

fn note_form(ui: &Ui, applicant: &Applicant) -> Form {
    let here = format!("/programmes/applicants/{}", applicant.id);
    let choices = [("came", "programmes-interview-came"), ("absent", "programmes-interview-absent")];
    let choices = choices.map(|(value, key)| Choice::new(value, ui.t(key))).to_vec();
    Form::post(ui.url(&format!("{here}/interview/note")), "programmes-save")
        .field(Field::radio("outcome", "programmes-interview", choices))
        .field(
            Field::long("note", "programmes-interview-note")
                .hint("programmes-interview-note-hint")
                .optional(),
        )
        .cancel(ui.url(&here))
}

fn note_page(ui: &Ui, applicant: &Applicant, form: &Form) -> Page {
    let above = ui.url(&format!("/programmes/applicants/{}", applicant.id));
    Page::new(ui.t("programmes-interview-note-do"), form.html(ui)).desk().under(above, applicant.code.clone())
}

async fn noting(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, applicant) = notable(&visit, &id).await?;
    Ok(note_page(&visit.ui, &applicant, &note_form(&visit.ui, &applicant)).into_response())
}

async fn note(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, applicant) = notable(&visit, &id).await?;
    let done = match posted.text("outcome") {
        "came" => interview::note(&mut tx, applicant.id, true, posted.text("note")).await,
        "absent" => interview::note(&mut tx, applicant.id, false, posted.text("note")).await,
        _ => Err(Error::field("outcome", "web-field-empty")),
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/applicants/{}", applicant.id), "programmes-saved"))
        }
        Err(error) => visit.again(error, note_form(&visit.ui, &applicant).fill(&posted), |form| {
            Ok(note_page(&visit.ui, &applicant, &form))
        }),
    }
}
