//! Pages of this part: own data for the person, registrations, claims, requests and holds at the desk.

mod desk;
mod hold;
mod own;
mod register;

use kernel::Say;
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Face, Field, Form, Html, Routes, Ui, Visit};

use super::{ANSWER, Hold, Kind, OwnData, Request};
use crate::{show, staff};

/// The rooms that hold data about people; the page of own data shows what each holds.
#[derive(Debug, Clone)]
pub(crate) struct Rooms(pub(crate) std::sync::Arc<[OwnData]>);

pub(crate) fn routes() -> Routes {
    own::routes().and(register::routes()).and(desk::routes()).and(hold::routes())
}

pub(crate) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "app-group-city",
        label: "identity-requests-open",
        note: "identity-requests-open-note",
        path: "/identity/requests",
        icon: Icon::ShieldCheck,
        can: Some(ANSWER),
    }
}

/// Asks for a reason and shows a hidden field in the answer.
pub(crate) fn reveal_form(visit: &Visit, detail: &staff::Detail) -> Form {
    let ui = &visit.ui;
    let address = ui.url(&format!("/identity/accounts/{}/reveals", detail.row.id));
    Form::post(address, "identity-reveal-show")
        .field(Field::select("field", "identity-reveal-field", staff::pages::hidden(ui, detail)))
        .field(Field::text("reason", "identity-reveal-reason").hint("identity-reveal-reason-hint"))
}

/// Requests with their clocks. `named`: the list is about several people.
pub(crate) fn requests(ui: &Ui, requests: &[Request], named: bool) -> Html {
    if requests.is_empty() {
        return blocks::empty(ui, "identity-requests-none", "identity-requests-none-hint");
    }
    let row = |request: &Request| {
        let address = ui.url(&format!("/identity/requests/{}", request.id));
        let kind = ui.t_of("identity-request-kind-", request.kind.as_str());
        let mut row = vec![blocks::link(&address, &kind)];
        if named {
            row.push(Html::text(&request.account_name));
        }
        row.extend([ui.time(request.at), state(ui, request)]);
        row
    };
    let heads: &[&'static str] = if named {
        &["identity-request-kind", "identity-name", "identity-request-at", "identity-state"]
    } else {
        &["identity-request-kind", "identity-request-at", "identity-state"]
    };
    show::table(ui, "identity-requests", heads, &requests.iter().map(row).collect::<Vec<_>>())
}

/// How a request stands: its answer, or how long the law still gives.
pub(crate) fn state(ui: &Ui, request: &Request) -> Html {
    if let Some((outcome, _, at)) = &request.answer {
        let mut html = blocks::badge(&ui.t_of("identity-request-outcome-", outcome.as_str()), Tone::Plain);
        html.push_text(" ");
        html.push(&ui.time(*at));
        return html;
    }
    let left = (request.due_at - ui.now).num_hours();
    let (tone, say) = if left < 0 {
        (Tone::Bad, Say::new("identity-request-overdue").with("hours", -left))
    } else {
        let tone = if left < 24 { Tone::Warn } else { Tone::City };
        (tone, Say::new("identity-request-left").with("hours", left))
    };
    blocks::badge(&ui.say(&say), tone)
}

/// The holds in force on an account, with the way to release them.
pub(crate) fn holds(visit: &Visit, holds: &[Hold]) -> Html {
    let ui = &visit.ui;
    if holds.is_empty() {
        return show::paragraph(ui, "identity-holds-none");
    }
    let may = visit.actor().may_somewhere(super::HOLD);
    let row = |hold: &Hold| {
        let release = format!("/identity/holds/{}/release", hold.id);
        vec![
            Html::text(&hold.reason),
            Html::text(&hold.legal_basis),
            hold.until.map_or_else(|| Html::text("–"), |until| ui.time(until)),
            if may { show::quiet(ui, &release, "identity-hold-release") } else { Html::default() },
        ]
    };
    let heads = ["identity-reason", "identity-legal-basis", "identity-until", "identity-do"];
    show::table(ui, "identity-holds", &heads, &holds.iter().map(row).collect::<Vec<_>>())
}

pub(crate) fn kind_of(text: &str) -> Kind {
    Kind::parse(text).unwrap_or(Kind::Correction)
}
