//! A session: when and where, who has a chair, who was there. For the desk, and for whoever teaches it.

use axum::extract::Path;
use axum::response::IntoResponse;
use identity::account;
use kernel::{Error, Say, Tx};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Html, ListQuery, Page, Routes, Ui, Visit};

use super::find::{self, Session, Which, Who};
use super::pages::{Named, named, somewhere, state};
use super::{RUN, SEE, SessionId, attend, book};
use crate::applicant;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/sessions/own", own)
        .get("/programmes/sessions/{id}", one)
        .post("/programmes/sessions/{id}/bookings", fill)
}

/// What somebody teaches.
async fn own(visit: Visit) -> Answer {
    let account = visit.actor().account().ok_or(Error::Forbidden)?;
    let mut tx = visit.tx().await?;
    let which = Which { trainer: Some(account), ..Which::default() };
    let all = find::sessions(&mut tx, which).await?;
    let ui = &visit.ui;
    let main = if all.is_empty() {
        blocks::empty(ui, "programmes-teaching-none", "programmes-teaching-none-hint")
    } else {
        super::pages::sessions(ui, "programmes-teaching", &all)
    };
    Ok(Page::new(ui.t("programmes-teaching"), main).into_response())
}

/// A session, and what whoever looks may do there.
pub(super) struct Looked {
    pub(super) session: Session,
    /// May say who is there.
    pub(super) door: bool,
    /// The subtree whose people may be seen, if any.
    pub(super) prefix: Option<String>,
}

/// The session, for the desk and for whoever teaches it.
pub(super) async fn looked(tx: &mut Tx, id: SessionId) -> Result<Looked, Error> {
    let session = match find::session(tx, id).await {
        Ok(session) => session,
        Err(Error::NotFound(what)) => return Err(tx.hidden(what)),
        Err(error) => return Err(error),
    };
    if tx.must_in_city(RUN).is_ok() || attend::teaches(tx, id).await? {
        return Ok(Looked { session, door: true, prefix: Some(String::new()) });
    }
    if tx.scope(SEE).is_err() {
        return Err(tx.hidden("session"));
    }
    let prefix = tx.scope(applicant::SEE).ok().map(|scope| scope.prefix().to_owned());
    Ok(Looked { session, door: false, prefix })
}

async fn one(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let it = looked(&mut tx, id.parse()?).await?;
    let ui = &visit.ui;
    let mut parts = Vec::new();
    if let Some(reason) = &it.session.cancelled_reason {
        let say = Say::new("programmes-session-cancelled-because").with("reason", reason.as_str());
        parts.push(blocks::notice(&ui.say(&say), Tone::Warn));
    }
    let runs = tx.must_in_city(RUN).is_ok();
    parts.push(tools(ui, &it, runs));
    parts.push(facts(&mut tx, ui, &it.session).await?);
    if let Some(prefix) = &it.prefix {
        let who = Who {
            training: it.session.training,
            session: Some(it.session.id),
            one: None,
            prefix,
            offset: query.offset(),
            most: PER_PAGE,
        };
        let rows = find::seated(&mut tx, &who).await?;
        let total = find::count(&mut tx, &who).await?;
        let rows = named(&mut tx, rows).await?;
        parts.push(roster(ui, &query, &it, &rows, total));
    }
    let title = format!("{}: {}", it.session.training_name, it.session.unit_name);
    let page = Page::new(title, blocks::stack(&parts));
    if tx.scope(SEE).is_ok() {
        let back = ui.url(&format!("/programmes/trainings/{}", it.session.training));
        return Ok(page.desk().under(back, it.session.training_name).into_response());
    }
    Ok(page.under(ui.url("/sesi-saya"), ui.t("programmes-teaching")).into_response())
}

fn tools(ui: &Ui, it: &Looked, runs: bool) -> Html {
    let here = format!("/programmes/sessions/{}", it.session.id);
    let calendar = blocks::link(&ui.url(&format!("{here}/calendar")), &ui.t("programmes-calendar-add"));
    if it.session.cancelled_at.is_some() {
        return blocks::row(&[]);
    }
    let mut row = Vec::new();
    if it.door {
        let check = ui.url(&format!("{here}/check-in"));
        row.push(blocks::button_link(&check, &ui.t("programmes-check-in"), false));
        row.push(blocks::quiet(ui, &format!("{here}/cards"), "programmes-cards"));
        row.push(blocks::quiet(ui, &format!("{here}/rows"), "programmes-sheet"));
        row.push(blocks::quiet(ui, &format!("{here}/feedback"), "programmes-feedback"));
        let passing = format!("/programmes/trainings/{}/passing", it.session.training);
        row.push(blocks::quiet(ui, &passing, "programmes-passing"));
    }
    if runs {
        if it.session.ends_at > ui.now {
            let fill = ui.url(&format!("{here}/bookings"));
            row.push(blocks::post_button(&fill, &ui.t("programmes-fill"), &[], "quiet", None));
        }
        row.push(blocks::quiet(ui, &format!("{here}/edit"), "programmes-session-edit"));
        row.push(blocks::link(&ui.url(&format!("{here}/cancellation")), &ui.t("programmes-session-cancel")));
    }
    row.push(calendar);
    blocks::row(&row)
}

async fn facts(tx: &mut Tx, ui: &Ui, session: &Session) -> Result<Html, Error> {
    let ids: Vec<Uuid> = find::trainers(tx, session.id).await?.into_iter().map(|one| one.0).collect();
    let trainers: Vec<String> = account::names(tx, &ids).await?.into_iter().map(|(_, name)| name).collect();
    let chairs = Say::new("programmes-session-chairs")
        .with("taken", session.taken)
        .with("capacity", session.capacity)
        .with("waiting", session.waiting);
    let mut rows = vec![
        (Say::new("programmes-state"), state(ui, session)),
        (Say::new("programmes-session-starts"), ui.time(session.starts_at)),
        (Say::new("programmes-session-ends-at"), ui.time(session.ends_at)),
        (Say::new("programmes-session-where"), somewhere(ui, session)),
        (Say::new("programmes-session-seats"), Html::text(&ui.say(&chairs))),
        (Say::new("programmes-session-present"), Html::text(&ui.number(session.present))),
    ];
    if !trainers.is_empty() {
        rows.push((Say::new("programmes-trainers"), Html::text(&trainers.join(", "))));
    }
    Ok(blocks::facts(ui, &rows))
}

fn presence(ui: &Ui, row: &Named) -> Html {
    match (row.seated.seen_at, &row.seated.way) {
        (Some(_), Some(way)) => blocks::badge(&ui.t_of("programmes-present-by-", way), Tone::Good),
        _ => blocks::badge(&ui.t("programmes-not-seen"), Tone::Plain),
    }
}

fn roster(ui: &Ui, query: &ListQuery, it: &Looked, rows: &[Named], total: i64) -> Html {
    let chair = |ui: &Ui, row: &Named| match row.seated.chair {
        Some(number) => ui.number(i64::from(number)),
        None if row.seated.booking.is_some() => ui.t("programmes-waits"),
        None => ui.t("programmes-no-chair"),
    };
    let table = Table::new(ui.t("programmes-roster"), query, &[], rows, total)
        .empty(blocks::empty(ui, "programmes-roster-none", "programmes-roster-none-hint"))
        .column(Column::text("programmes-participant", |_, row: &Named| row.name.clone()))
        .column(
            Column::text("programmes-number", |ui, row: &Named| ui.number(i64::from(row.seated.number)))
                .numeric(),
        )
        .column(Column::text("programmes-chair", chair))
        .column(Column::html("programmes-presence", presence, |ui, row| {
            let key = row.seated.way.as_ref().map(|way| ui.t_of("programmes-present-by-", way));
            key.unwrap_or_else(|| ui.t("programmes-not-seen"))
        }));
    if !it.door || it.session.cancelled_at.is_some() {
        return table.html(ui);
    }
    let here = format!("/programmes/sessions/{}/participants", it.session.id);
    let act = move |ui: &Ui, row: &Named| {
        let one = format!("{here}/{}", row.seated.participant);
        if row.seated.seen_at.is_some() {
            return blocks::link(&ui.url(&format!("{one}/voiding")), &ui.t("programmes-void"));
        }
        blocks::post_button(
            &ui.url(&format!("{one}/attendance")),
            &ui.t("programmes-tick"),
            &[],
            "quiet",
            None,
        )
    };
    table.column(Column::html("programmes-tools", act, |_, _| String::new())).html(ui)
}

async fn fill(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id = id.parse()?;
    book::fill(&mut tx, id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/sessions/{id}"), "programmes-filled"))
}
