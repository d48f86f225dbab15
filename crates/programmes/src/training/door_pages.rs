//! At the door: whoever teaches reads tokens, with a camera or by hand, with or without a network; prints them as cards; and
//! corrects what was said. Without a script it is a form.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Say, Tx};
use qrcode::QrCode;
use qrcode::render::svg;
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::attend::{self, Seen, Verdict, Word};
use super::find::{self, Participant, Session, Who};
use super::pages::named;
use super::token::{self, Door};
use super::{ParticipantId, SessionId};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/sessions/{id}/check-in", door)
        .post("/programmes/sessions/{id}/check-in", check_in)
        .get("/programmes/sessions/{id}/cards", cards)
        .post("/programmes/sessions/{id}/participants/{participant}/attendance", tick)
        .get("/programmes/sessions/{id}/participants/{participant}/voiding", voiding)
        .post("/programmes/sessions/{id}/participants/{participant}/voiding", void)
}

/// The most people whose tokens a page holds.
const MOST: i64 = 10_000;

fn everybody(session: &Session) -> Who<'static> {
    Who {
        training: session.training,
        session: Some(session.id),
        one: None,
        prefix: "",
        offset: 0,
        most: MOST,
    }
}

/// The page carries the digests of the tokens that are good here, so that it can tell them without a network. What it says
/// then is that it keeps them, never that they count: that is for the server to say.
async fn held(tx: &mut Tx, session: &Session) -> Result<Vec<String>, Error> {
    let at = Door { session: session.id, number: session.number };
    let city = tx.city();
    let rows = find::seated(tx, &everybody(session)).await?;
    let known = rows.iter().filter(|row| row.chair.is_some());
    Ok(known.map(|row| token::digest(&token::make(tx.db(), city, at, row.participant, row.number))).collect())
}

fn form(ui: &Ui, session: &Session) -> Form {
    Form::post(ui.url(&format!("/programmes/sessions/{}/check-in", session.id)), "programmes-check-in-send")
        .field(Field::text("token", "programmes-token").hint("programmes-token-hint").autocomplete("off"))
}

/// What the script needs: where to send, what is good, and its words.
fn desk(ui: &Ui, session: &Session, known: &[String], inner: &Html) -> Html {
    let mut html = Html::trusted("<div class=\"stack\" data-door");
    html.attr("data-session", &session.id.to_string());
    html.attr("data-send", &ui.url(&format!("/api/v1/programmes/sessions/{}/attendances", session.id)));
    html.attr("data-known", &known.join(" "));
    for (name, key) in [
        ("data-say-kept", "programmes-door-kept"),
        ("data-say-doubt", "programmes-door-doubt"),
        ("data-say-twice", "programmes-door-twice"),
        ("data-say-waiting", "programmes-door-waiting"),
        ("data-say-form", "programmes-why-unknown"),
        ("data-say-sign-in", "programmes-door-sign-in"),
        ("data-say-no-camera", "programmes-door-no-camera"),
    ] {
        html.attr(name, &ui.t(key));
    }
    html.push_trusted(">");
    html.push(inner);
    html.push_trusted("<p><button type=\"button\" class=\"button\" data-camera hidden>");
    html.push_text(&ui.t("programmes-door-camera"));
    html.push_trusted("</button></p><video data-view muted playsinline hidden></video>");
    html.push_trusted("<p class=\"badge warn\" data-count role=\"status\" hidden></p>");
    html.push_trusted("<ul class=\"tasks\" data-log aria-live=\"polite\"></ul></div>");
    html
}

fn page(ui: &Ui, session: &Session, known: &[String], inner: &Html) -> Response {
    let back = ui.url(&format!("/programmes/sessions/{}", session.id));
    let title = ui.say(&Say::new("programmes-check-in-of").with("session", session.unit_name.as_str()));
    let page = Page::new(title, desk(ui, session, known, inner)).script("door.js");
    let mut response = page.under(back, session.unit_name.clone()).into_response();
    // Only here is a camera asked for.
    let policy = http::HeaderValue::from_static("camera=(self), microphone=(), geolocation=(), payment=()");
    response.headers_mut().insert("permissions-policy", policy);
    response
}

async fn door(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let session = attend::door(&mut tx, id.parse()?).await?;
    let known = held(&mut tx, &session).await?;
    let ui = &visit.ui;
    let inner =
        blocks::stack(&[blocks::paragraph(ui, "programmes-check-in-note"), form(ui, &session).html(ui)]);
    Ok(page(ui, &session, &known, &inner))
}

/// What a verdict says to whoever stands at the door.
pub(super) async fn said(tx: &mut Tx, ui: &Ui, verdict: Verdict) -> Result<(String, Option<String>), Error> {
    let who = match verdict {
        Verdict::Present(who) | Verdict::Refused(_, Some(who)) => Some(who),
        Verdict::Refused(_, None) => None,
    };
    let name = match who {
        Some(who) => {
            let person = find::participant(tx, who).await?.person;
            registry::person::named(tx, &[person.0]).await?.into_values().next().map(|one| one.name)
        }
        None => None,
    };
    let text = match verdict {
        Verdict::Present(_) => ui.t("programmes-door-present"),
        Verdict::Refused(why, _) => ui.t_of("programmes-why-", why.as_str()),
    };
    Ok((text, name))
}

async fn check_in(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let id: SessionId = id.parse()?;
    let seen = Seen { token: posted.text("token"), at: None, key: None };
    let verdict = attend::check_in(&mut tx, id, seen).await?;
    let session = find::session(&mut tx, id).await?;
    let known = held(&mut tx, &session).await?;
    let ui = &visit.ui;
    let (text, name) = said(&mut tx, ui, verdict).await?;
    tx.commit().await?;
    let tone = match verdict {
        Verdict::Present(_) => Tone::Good,
        Verdict::Refused(..) => Tone::Bad,
    };
    let text = name.map(|name| format!("{name}: {text}")).unwrap_or(text);
    let inner = blocks::stack(&[blocks::notice(&text, tone), form(ui, &session).html(ui)]);
    Ok(page(ui, &session, &known, &inner))
}

/// A token as a picture.
pub(super) fn picture(token: &str, title: &str) -> Result<Html, Error> {
    let code = QrCode::new(token.as_bytes()).map_err(|error| Error::Broken(Box::new(error)))?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(180, 180).build();
    // The XML declaration has no place inside a page.
    let svg = drawn.find("<svg").and_then(|at| drawn.get(at..)).unwrap_or_default();
    let mut html = Html::trusted("<div role=\"img\"");
    html.attr("aria-label", title);
    html.push_trusted(">");
    html.push_trusted(svg);
    html.push_trusted("</div>");
    Ok(html)
}

/// Cards to print, for those who bring no telephone.
async fn cards(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let session = attend::door(&mut tx, id.parse()?).await?;
    let who = Who { most: 500, ..everybody(&session) };
    let rows = find::seated(&mut tx, &who).await?.into_iter().filter(|row| row.chair.is_some()).collect();
    let rows = named(&mut tx, rows).await?;
    let ui = &visit.ui;
    let at = Door { session: session.id, number: session.number };
    let address = format!("{}{}", ui.site.public_url, ui.url("/kesan"));
    let after = ui.say(&Say::new("programmes-feedback-card").with("address", address));
    let mut list = Html::trusted("<div class=\"row\">");
    for row in &rows {
        let token = token::make(&visit.db, tx.city(), at, row.seated.participant, row.seated.number);
        list.push_trusted("<div class=\"card\">");
        list.push(&picture(&token, &ui.t("programmes-token"))?);
        list.push_trusted("<p><strong>");
        list.push_text(&row.name);
        list.push_trusted("</strong><br><code>");
        list.push_text(&token);
        list.push_trusted("</code></p><p>");
        list.push_text(&after);
        list.push_trusted("</p></div>");
    }
    list.push_trusted("</div>");
    let main = if rows.is_empty() {
        blocks::empty(ui, "programmes-roster-none", "programmes-roster-none-hint")
    } else {
        blocks::stack(&[blocks::print_button(&ui.t("programmes-cards-print")), list])
    };
    let title = ui.say(&Say::new("programmes-cards-of").with("session", session.unit_name.as_str()));
    let back = ui.url(&format!("/programmes/sessions/{}", session.id));
    Ok(Page::new(title, main).under(back, session.unit_name).into_response())
}

async fn tick(visit: Visit, Path((id, participant)): Path<(String, String)>) -> Answer {
    let mut tx = visit.tx().await?;
    let id: SessionId = id.parse()?;
    attend::tick(&mut tx, id, participant.parse()?).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/sessions/{id}"), "programmes-ticked"))
}

async fn stood(visit: &Visit, id: &str, participant: &str) -> Result<(Tx, Session, Participant), Error> {
    let mut tx = visit.tx().await?;
    let session = attend::door(&mut tx, id.parse()?).await?;
    let participant: ParticipantId = participant.parse()?;
    let participant = find::participant(&mut tx, participant).await?;
    if participant.training != session.training {
        return Err(Error::NotFound("participant"));
    }
    Ok((tx, session, participant))
}

fn void_form(ui: &Ui, session: &Session, participant: &Participant) -> Form {
    let here = format!("/programmes/sessions/{}", session.id);
    Form::post(ui.url(&format!("{here}/participants/{}/voiding", participant.id)), "programmes-void")
        .field(Field::long("reason", "programmes-reason").hint("programmes-void-hint"))
        .danger()
        .cancel(ui.url(&here))
}

fn void_page(ui: &Ui, session: &Session, words: &[Word], form: &Form) -> Page {
    let row = |word: &Word| {
        vec![
            ui.time(word.recorded_at),
            Html::text(&ui.t_of("programmes-present-by-", &word.way)),
            Html::text(word.voided_reason.as_deref().unwrap_or_default()),
        ]
    };
    let heads = ["programmes-step-at", "programmes-presence", "programmes-voided-because"];
    let told = blocks::table(ui, "programmes-presence", &heads, &words.iter().map(row).collect::<Vec<_>>());
    let main = blocks::stack(&[told, form.html(ui)]);
    let back = ui.url(&format!("/programmes/sessions/{}", session.id));
    Page::new(ui.t("programmes-void"), main).under(back, session.unit_name.clone())
}

async fn voiding(visit: Visit, Path((id, participant)): Path<(String, String)>) -> Answer {
    let (mut tx, session, participant) = stood(&visit, &id, &participant).await?;
    let words = attend::history(&mut tx, session.id, participant.id).await?;
    let form = void_form(&visit.ui, &session, &participant);
    Ok(void_page(&visit.ui, &session, &words, &form).into_response())
}

async fn void(visit: Visit, Path((id, participant)): Path<(String, String)>, posted: Posted) -> Answer {
    let (mut tx, session, participant) = stood(&visit, &id, &participant).await?;
    let words = attend::history(&mut tx, session.id, participant.id).await?;
    match attend::void(&mut tx, session.id, participant.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/sessions/{}", session.id), "programmes-saved"))
        }
        Err(error) => {
            let form = void_form(&visit.ui, &session, &participant).fill(&posted);
            visit.again(error, form, |form| Ok(void_page(&visit.ui, &session, &words, &form)))
        }
    }
}
