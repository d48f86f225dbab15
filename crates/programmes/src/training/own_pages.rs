//! What somebody takes part in: the sessions, the own chair in each, what to show at the door, and the own calendar.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use registry::person::{self, PersonId};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Answer, Face, Html, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Session, Training, Which};
use super::token::{self, Door};
use super::{ParticipantId, SessionId, TrainingId, attend, book, calendar, door_pages, pages};
use crate::certificate::{Standing, own_parts, rules::Rule};
use crate::{applicant, nudge};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/participants/own", mine)
        .post("/programmes/participants/{id}/bookings", book_own)
        .post("/programmes/participants/{id}/bookings/{session}/end", give_up)
        .get("/programmes/participants/{id}/tokens/{session}", ticket)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Public,
        group: "app-group-work",
        label: "programmes-own-trainings",
        note: "programmes-own-trainings-note",
        path: "/pelatihan-saya",
        icon: Icon::Calendar,
        can: Some(applicant::APPLY),
    }
}

/// The sessions in which a person has a chair.
pub(super) async fn booked(tx: &mut Tx, person: PersonId) -> Result<Vec<Session>, Error> {
    let mine: Vec<Uuid> = find::of_person(tx, person).await?.into_iter().map(|(id, _)| id.0).collect();
    let chairs = find::bookings(tx, &mine).await?;
    let mut sessions = Vec::new();
    for (_, session, _, chair) in chairs {
        if chair.is_some() {
            sessions.push(find::session(tx, session).await?);
        }
    }
    Ok(sessions)
}

/// One training of mine.
struct Mine {
    participant: ParticipantId,
    training: Training,
    sessions: Vec<Session>,
    /// Where I have a chair, or wait for one.
    booked: Vec<(SessionId, Option<i32>)>,
    /// Where I was seen.
    present: Vec<SessionId>,
    /// What I showed at the door of a session, where I was seen.
    tokens: Vec<(SessionId, String)>,
    /// What it takes to pass, and how far I am.
    rule: Rule,
    standing: Option<Standing>,
}

async fn all(tx: &mut Tx, person: PersonId) -> Result<Vec<Mine>, Error> {
    let trainings = find::of_person(tx, person).await?;
    let ids: Vec<Uuid> = trainings.iter().map(|(id, _)| id.0).collect();
    let bookings = find::bookings(tx, &ids).await?;
    let present = find::present(tx, &ids).await?;
    let mut all = Vec::new();
    for (participant, training) in trainings {
        let sessions = of_training(tx, training).await?;
        let number = find::participant(tx, participant).await?.number;
        let seen = |session: &&Session| present.contains(&(participant, session.id));
        let token = |session: &Session| {
            let door = Door { session: session.id, number: session.number };
            (session.id, token::make(tx.db(), tx.city(), door, participant, number))
        };
        let tokens = sessions.iter().filter(seen).map(token).collect();
        let (rule, standing) = own_parts::of(tx, training, participant).await?;
        all.push(Mine {
            participant,
            tokens,
            rule,
            standing,
            training: find::one(tx, training).await?,
            sessions,
            booked: bookings
                .iter()
                .filter(|(whose, ..)| *whose == participant)
                .map(|(_, session, _, chair)| (*session, *chair))
                .collect(),
            present: present.iter().filter(|(whose, _)| *whose == participant).map(|(_, s)| *s).collect(),
        });
    }
    Ok(all)
}

async fn of_training(tx: &mut Tx, training: TrainingId) -> Result<Vec<Session>, Error> {
    let which = Which { training: Some(training), ..Which::default() };
    find::sessions(tx, which).await
}

async fn mine(visit: Visit) -> Answer {
    if visit.actor().account().is_none() {
        return Err(Error::Forbidden.into());
    }
    let mut tx = visit.tx().await?;
    let mine = match person::own(&mut tx).await? {
        Some(person) => all(&mut tx, person).await?,
        None => Vec::new(),
    };
    let address = calendar::address(&mut tx).await?;
    let ui = &visit.ui;
    let mut parts = Vec::new();
    let next = nudge::own_pages::next(&mut tx, ui).await?;
    if !next.is_empty() {
        parts.push(next);
    }
    if mine.is_empty() {
        let way = blocks::button_link(&ui.url("/program-saya"), &ui.t("programmes-own"), false);
        parts.push(blocks::empty_with(
            ui,
            "programmes-own-trainings-none",
            "programmes-own-trainings-none-hint",
            &way,
        ));
    }
    for one in &mine {
        parts.push(training(ui, one));
    }
    parts.push(blocks::section(ui, "programmes-own-calendar", &own_calendar(ui, address.as_deref())));
    Ok(Page::new(ui.t("programmes-own-trainings"), blocks::stack(&parts)).into_response())
}

fn own_calendar(ui: &Ui, address: Option<&str>) -> Html {
    let make = ui.url("/programmes/participants/own/calendar");
    match address {
        None => blocks::stack(&[
            blocks::paragraph(ui, "programmes-own-calendar-note"),
            blocks::post_button(&make, &ui.t("programmes-calendar-make"), &[], "quiet", None),
        ]),
        Some(address) => {
            let whole = format!("{}{}", ui.site.public_url, ui.url(address));
            blocks::stack(&[
                blocks::paragraph(ui, "programmes-own-calendar-has"),
                blocks::link(&whole, &ui.t("programmes-own-calendar-open")),
                blocks::post_button(&make, &ui.t("programmes-calendar-renew"), &[], "quiet", None),
            ])
        }
    }
}

fn training(ui: &Ui, mine: &Mine) -> Html {
    let mut html = Html::trusted("<section class=\"stack\"><h2>");
    html.push_text(&mine.training.name);
    html.push_trusted("</h2>");
    if mine.sessions.is_empty() {
        html.push(&blocks::paragraph(ui, "programmes-sessions-none"));
    } else {
        let row = |session: &Session| {
            vec![
                Html::text(&session.unit_name),
                ui.time(session.starts_at),
                pages::somewhere(ui, session),
                own_state(ui, mine, session),
                own_tools(ui, mine, session),
            ]
        };
        let heads = [
            "programmes-session",
            "programmes-session-starts",
            "programmes-session-where",
            "programmes-state",
            "programmes-tools",
        ];
        let rows: Vec<_> = mine.sessions.iter().map(row).collect();
        html.push(&blocks::table(ui, "programmes-sessions", &heads, &rows));
        if let Some(standing) = &mine.standing {
            html.push(&own_parts::html(ui, mine.rule, standing));
        }
    }
    html.push_trusted("</section>");
    html
}

fn chair(mine: &Mine, session: &Session) -> Option<Option<i32>> {
    mine.booked.iter().find(|(id, _)| *id == session.id).map(|(_, chair)| *chair)
}

fn own_state(ui: &Ui, mine: &Mine, session: &Session) -> Html {
    if mine.present.contains(&session.id) {
        return blocks::badge(&ui.t("programmes-own-present"), Tone::Good);
    }
    if session.cancelled_at.is_some() || session.ends_at <= ui.now {
        return pages::state(ui, session);
    }
    match chair(mine, session) {
        Some(Some(_)) => blocks::badge(&ui.t("programmes-own-chair"), Tone::City),
        Some(None) => blocks::badge(&ui.t("programmes-waits"), Tone::Warn),
        None => blocks::badge(&ui.t("programmes-no-chair"), Tone::Plain),
    }
}

fn own_tools(ui: &Ui, mine: &Mine, session: &Session) -> Html {
    if let Some((_, token)) = mine.tokens.iter().find(|(id, _)| *id == session.id) {
        return blocks::quiet(ui, &format!("/kesan/{token}"), "programmes-feedback-give");
    }
    if session.cancelled_at.is_some() || session.ends_at <= ui.now {
        return Html::default();
    }
    let here = format!("/programmes/participants/{}", mine.participant);
    let calendar = format!("/programmes/sessions/{}/calendar", session.id);
    let end = ui.url(&format!("{here}/bookings/{}/end", session.id));
    let give_up = blocks::post_button(&end, &ui.t("programmes-give-up"), &[], "quiet", None);
    match chair(mine, session) {
        Some(Some(_)) => blocks::row(&[
            blocks::quiet(ui, &format!("{here}/tokens/{}", session.id), "programmes-ticket"),
            blocks::link(&ui.url(&calendar), &ui.t("programmes-calendar-add")),
            give_up,
        ]),
        Some(None) => give_up,
        None => {
            let book = ui.url(&format!("{here}/bookings"));
            let id = session.id.to_string();
            let text = if session.taken < i64::from(session.capacity) && session.waiting == 0 {
                "programmes-book"
            } else {
                "programmes-queue"
            };
            blocks::post_button(&book, &ui.t(text), &[("session", &id)], "quiet", None)
        }
    }
}

async fn book_own(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let id = id.parse()?;
    let who = book::may(&mut tx, id).await?;
    let session =
        posted.text("session").parse().map_err(|_| Error::field("session", "programmes-unit-unknown"))?;
    book::book(&mut tx, session, id).await?;
    let own = person::own(&mut tx).await? == Some(who.person);
    tx.commit().await?;
    Ok(visit.see_saying(&after(own, session), "programmes-saved"))
}

async fn give_up(visit: Visit, Path((id, session)): Path<(String, String)>) -> Answer {
    let mut tx = visit.tx().await?;
    let id = id.parse()?;
    let who = book::may(&mut tx, id).await?;
    let session = session.parse()?;
    book::give_up(&mut tx, session, id).await?;
    let own = person::own(&mut tx).await? == Some(who.person);
    tx.commit().await?;
    Ok(visit.see_saying(&after(own, session), "programmes-saved"))
}

fn after(own: bool, session: SessionId) -> String {
    if own { "/programmes/participants/own".to_owned() } else { format!("/programmes/sessions/{session}") }
}

/// What to show at the door.
async fn ticket(visit: Visit, Path((id, session)): Path<(String, String)>) -> Answer {
    let mut tx = visit.tx().await?;
    let who = book::may(&mut tx, id.parse()?).await?;
    let session = find::session(&mut tx, session.parse()?).await?;
    let chairs = find::bookings(&mut tx, &[who.id.0]).await?;
    if !chairs.iter().any(|(_, id, _, chair)| *id == session.id && chair.is_some()) {
        return Err(Error::refused("programmes-why-no-chair").into());
    }
    let at = Door { session: session.id, number: session.number };
    let token = token::make(&visit.db, tx.city(), at, who.id, who.number);
    let seen =
        attend::history(&mut tx, session.id, who.id).await?.iter().any(|word| word.voided_at.is_none());
    let ui = &visit.ui;
    let mut parts = Vec::new();
    if seen {
        parts.push(blocks::notice(&ui.t("programmes-own-present"), Tone::Good));
        parts.push(blocks::row(&[blocks::quiet(ui, &format!("/kesan/{token}"), "programmes-feedback-give")]));
    }
    parts.push(blocks::paragraph(ui, "programmes-ticket-note"));
    parts.push(door_pages::picture(&token, &ui.t("programmes-token"))?);
    let mut code = Html::trusted("<p class=\"stat\"><code>");
    code.push_text(&token);
    code.push_trusted("</code></p>");
    parts.push(code);
    parts.push(blocks::facts(
        ui,
        &[
            (Say::new("programmes-session-starts"), ui.time(session.starts_at)),
            (Say::new("programmes-session-where"), pages::somewhere(ui, &session)),
        ],
    ));
    let title = format!("{}: {}", session.training_name, session.unit_name);
    let page = Page::new(title, blocks::stack(&parts));
    Ok(page.under(ui.url("/pelatihan-saya"), ui.t("programmes-own-trainings")).into_response())
}
