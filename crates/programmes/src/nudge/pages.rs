//! Who is stuck, at the desk: at what, since when, with a message to send and what was done about it.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use kernel::audit::Entry;
use kernel::{Error, Instant, Tx};
use registry::person::{self, Named};
use serde_json::json;
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Face, Html, ListQuery, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Filter, Next, Standing};
use super::mark::{self, Word};
use super::{MARK, NextStep, SEE, words};
use crate::{applicant, programme};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/nudges", list)
        .post("/programmes/applicants/{id}/nudges", add)
        .get("/programmes/applicants/{id}/nudges/message", message)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "programmes-menu",
        label: "programmes-nudges",
        note: "programmes-nudges-note",
        path: "/programmes/nudges",
        icon: Icon::Bell,
        can: Some(SEE),
    }
}

/// A step with what the desk needs beside it.
struct Line {
    next: Next,
    name: String,
    /// Who marked it last.
    by: String,
    /// A telephone is known.
    phone: bool,
    may: bool,
}

fn filter(query: &ListQuery) -> Filter {
    let standing = match query.get("keadaan") {
        None => Some(Standing::Open),
        Some(text) => Standing::parse(text),
    };
    Filter {
        standing,
        step: query.get("langkah").and_then(NextStep::parse),
        programme: query.get("program").and_then(|text| text.parse().ok()),
        area: query.get("wilayah").and_then(|text| kernel::AreaCode::parse(text).ok()),
        offset: query.offset(),
        limit: PER_PAGE,
        ..Filter::default()
    }
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let (rows, total) = find::list(&mut tx, &filter(&query)).await?;
    let programmes = programme::list(&mut tx).await?;
    let rows = lines(&mut tx, rows).await?;
    let all = || std::iter::once((String::new(), ui.t("programmes-nudge-all")));
    let steps = NextStep::ALL.map(|one| (one.as_str().to_owned(), step(ui, one)));
    let states =
        Standing::ALL.map(|one| (one.as_str().to_owned(), ui.t_of("programmes-nudge-is-", one.as_str())));
    let programmes = programmes.into_iter().map(|one| (one.id.to_string(), one.name));
    let areas = areas(&mut tx).await?;
    let table = Table::new(ui.t("programmes-nudges"), &query, &[], &rows, total)
        .filter("keadaan", "programmes-state", states.to_vec())
        .filter("langkah", "programmes-nudge-step", all().chain(steps).collect())
        .filter("program", "programmes-followup-programme", all().chain(programmes).collect())
        .filter("wilayah", "programmes-promise-area", all().chain(areas).collect())
        .empty(blocks::empty(ui, "programmes-nudges-none", "programmes-nudges-none-hint"));
    let lead = blocks::paragraph(ui, "programmes-nudges-lead");
    let main = blocks::stack(&[lead, columns(table).html(ui)]);
    Ok(Page::new(ui.t("programmes-nudges"), main).desk().into_response())
}

/// The areas just below the actor's.
async fn areas(tx: &mut Tx) -> Result<Vec<(String, String)>, Error> {
    let top = kernel::AreaCode::parse(tx.scope(SEE)?.prefix())?;
    let known = territory::gazetteer(tx.db()).await?;
    Ok(known.children_of(&top).into_iter().map(|(code, name)| (code.to_string(), name)).collect())
}

fn columns(table: Table<'_, Line>) -> Table<'_, Line> {
    let link = |ui: &Ui, row: &Line| {
        let path = format!("/programmes/applicants/{}", row.next.key.applicant);
        blocks::link(&ui.url(&path), &row.name)
    };
    table
        .column(Column::html("programmes-applicant", link, |_, row: &Line| row.name.clone()))
        .column(
            Column::html("programmes-nudge-step", of_call, |ui, row: &Line| step(ui, row.next.key.step))
                .wide(),
        )
        .column(
            Column::html(
                "programmes-nudge-since",
                |ui, row: &Line| day(ui, row.next.since_at),
                |ui, row| ui.instant(row.next.since_at),
            )
            .whole(),
        )
        .column(
            Column::html(
                "programmes-nudge-until",
                |ui, row: &Line| row.next.until_at.map(|until| day(ui, until)).unwrap_or_default(),
                |ui, row| row.next.until_at.map(|until| ui.instant(until)).unwrap_or_default(),
            )
            .whole(),
        )
        .column(Column::text("registry-kelurahan", |ui, row: &Line| ui.place(&row.next.area)))
        .column(Column::html("programmes-nudge-done", done, |ui, row: &Line| done_words(ui, row)))
        .column(Column::html("programmes-tools", tools, |_, _| String::new()))
}

/// The step, and of which call.
fn of_call(ui: &Ui, row: &Line) -> Html {
    let mut html = Html::text(&step(ui, row.next.key.step));
    html.push_trusted("<small>");
    html.push_text(&row.next.call_name);
    html.push_trusted("</small>");
    html
}

/// A day, with the hour below it: on one line they take a third of the table.
fn day(ui: &Ui, at: Instant) -> Html {
    let whole = ui.instant(at);
    let day = ui.date(ui.city.zone.local(at).date());
    let hour = whole.strip_prefix(&day).unwrap_or_default();
    let mut html = Html::trusted("<time");
    html.attr("datetime", &at.to_rfc3339());
    html.push_trusted(">");
    html.push_text(&day);
    html.push_trusted("<small>");
    html.push_text(hour.trim_start_matches([',', ' ']));
    html.push_trusted("</small></time>");
    html
}

pub(super) fn step(ui: &Ui, step: NextStep) -> String {
    ui.t_of("programmes-nudge-step-", step.as_str())
}

fn done_words(ui: &Ui, row: &Line) -> String {
    row.next.word.map(|word| ui.t_of("programmes-nudge-word-", word.as_str())).unwrap_or_default()
}

/// What was done about it last, when and by whom, and whether a mail was sent.
fn done(ui: &Ui, row: &Line) -> Html {
    let mut parts = Vec::new();
    if let (Some(word), Some(at)) = (row.next.word, row.next.marked_at) {
        let tone = match word {
            Word::Reached => Tone::Good,
            Word::Later => Tone::Warn,
            Word::Never => Tone::Plain,
        };
        parts.push(blocks::badge(&done_words(ui, row), tone));
        parts.push(ui.time(at));
        parts.push(Html::text(&row.by));
    }
    if row.next.mailed_at.is_some() {
        parts.push(Html::text(&ui.t("programmes-nudge-mailed")));
    }
    blocks::row(&parts)
}

fn tools(ui: &Ui, row: &Line) -> Html {
    let mut parts = Vec::new();
    let key = row.next.key;
    let address = ui.url(&format!("/programmes/applicants/{}/nudges", key.applicant));
    let about = key.about.to_string();
    if row.may && row.phone {
        let path = format!("{address}/message?langkah={}&tentang={about}", key.step.as_str());
        parts.push(blocks::link(&path, "WhatsApp"));
    }
    if row.may {
        let say = |word: Word| {
            let fields = [("step", key.step.as_str()), ("about", about.as_str()), ("word", word.as_str())];
            let text = ui.t_of("programmes-nudge-say-", word.as_str());
            blocks::post_button(&address, &text, &fields, "quiet", None)
        };
        parts.push(say(Word::Reached));
        // What is seldom said is a step away.
        let mut more = Html::trusted("<details class=\"more\"><summary>");
        more.push_text(&ui.t("programmes-nudge-more"));
        more.push_trusted("</summary>");
        more.push(&blocks::row(&[say(Word::Later), say(Word::Never)]));
        more.push_trusted("</details>");
        parts.push(more);
    }
    blocks::row(&parts)
}

async fn lines(tx: &mut Tx, rows: Vec<Next>) -> Result<Vec<Line>, Error> {
    let people: Vec<Uuid> = rows.iter().map(|row| row.person.0).collect();
    let people = person::named(tx, &people).await?;
    let by: Vec<Uuid> = rows.iter().filter_map(|row| row.marked_by).collect();
    let by: BTreeMap<Uuid, String> = if by.is_empty() {
        BTreeMap::new()
    } else {
        identity::account::names(tx, &by).await?.into_iter().map(|(id, name)| (id.0, name)).collect()
    };
    let line = |next: Next| {
        let person = people.get(&next.person.0);
        Line {
            name: person.map_or_else(|| next.code.clone(), |one| one.name.clone()),
            by: next.marked_by.and_then(|id| by.get(&id).cloned()).unwrap_or_default(),
            phone: person.is_some_and(|person| phone(person).is_some()),
            may: tx.may(MARK, &next.area),
            next,
        }
    };
    Ok(rows.into_iter().map(line).collect())
}

/// The person's first telephone, as WhatsApp writes it.
fn phone(person: &Named) -> Option<String> {
    let digits: String = person.phones.first()?.chars().filter(char::is_ascii_digit).collect();
    Some(digits).filter(|digits| !digits.is_empty())
}

/// Opens the message in WhatsApp. The desk's lists show telephones masked: whose number was used stands in the trail.
async fn message(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let applicant = applicant::may(&mut tx, id.parse()?, MARK).await?;
    tx.must(MARK, &applicant.area)?;
    let asked = |name| query.get(name).unwrap_or_default();
    let key = mark::key(&id, asked("langkah"), asked("tentang"))?;
    let next = find::of(&mut tx, key.applicant).await?.into_iter().find(|one| one.key == key);
    let next = next.ok_or_else(|| Error::refused("programmes-nudge-over"))?;
    let people = person::named(&mut tx, &[next.person.0]).await?;
    let phone = people.get(&next.person.0).and_then(phone);
    let phone = phone.ok_or_else(|| Error::refused("programmes-nudge-no-phone"))?;
    let entry = Entry::new("programmes.nudge.message", "applicant", key.applicant).area(applicant.area);
    tx.audit(entry.body(json!({ "step": key.step.as_str() }))).await?;
    let address = whatsapp(&tx, &visit.ui, &next, &phone);
    tx.commit().await?;
    Ok(Redirect::to(&address).into_response())
}

fn whatsapp(tx: &Tx, ui: &Ui, next: &Next, phone: &str) -> String {
    let until = next.until_at.map(|until| ui.instant(until)).unwrap_or_default();
    let address = format!("{}{}", ui.site.public_url, ui.url(&words::path(tx, next)));
    let (_, text) = words::said(next, &ui.city.name, &until, &address);
    let text: String = url::form_urlencoded::byte_serialize(ui.say(&text).as_bytes()).collect();
    // Telephones show a plus sign of a message as it stands.
    format!("https://wa.me/{phone}?text={}", text.replace('+', "%20"))
}

async fn add(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let key = mark::key(&id, posted.text("step"), posted.text("about"))?;
    let word = Word::parse(posted.text("word")).ok_or_else(|| Error::field("word", "web-field-empty"))?;
    mark::mark(&mut tx, key, word).await?;
    let desk = tx.scope(applicant::SEE).is_ok();
    tx.commit().await?;
    let back = if desk { "/programmes/nudges" } else { "/program-saya" };
    Ok(visit.see_saying(back, "programmes-saved"))
}
