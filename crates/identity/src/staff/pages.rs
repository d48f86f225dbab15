//! The accounts at the desk.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use kernel::{AreaCode, Error, Role, Say};
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::list::PER_PAGE;
use web::{Answer, Column, Face, Html, ListQuery, Page, Routes, Table, Ui, Visit};

use super::{Detail, Filter, LIST, Order, Row};
use crate::grant::GIVE;
use crate::subject::{self, HOLD, Hidden, REGISTER, REVEAL};
use crate::{consent, credential, grant, show, trail};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/identity/accounts", list).get("/identity/accounts/{id}", one)
}

pub(crate) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "app-group-city",
        label: "identity-accounts",
        note: "identity-accounts-note",
        path: "/identity/accounts",
        icon: Icon::Users,
        can: Some(LIST),
    }
}

const SORTS: [&str; 3] = ["nama", "wilayah", "terdaftar"];
/// A file may hold more rows than a page, and fewer than would hurt.
const MOST_IN_FILE: i64 = 10_000;

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let ui = &visit.ui;
    let mut tx = visit.tx().await?;
    let listing = super::list(&mut tx, &filter(&query)).await?;
    let table = table(ui, &query, &listing.rows, listing.total);
    if query.wants_csv() {
        let rows = listing.rows.len();
        let entry = kernel::audit::Entry::new("identity.account.export", "city", visit.ui.city.id);
        tx.audit(entry.body(serde_json::json!({ "rows": rows }))).await?;
        tx.commit().await?;
        return Ok(table.csv(ui, "akun"));
    }
    let mut buttons = Vec::new();
    if visit.actor().may_somewhere(REGISTER) {
        let address = ui.url("/identity/registrations/new");
        buttons.push(blocks::button_link(&address, &ui.t("identity-registration-new"), false));
        buttons.push(show::quiet(ui, "/identity/claims/new", "identity-claim"));
    }
    let parts = [show::row(&buttons), table.html(ui)];
    Ok(Page::new(ui.t("identity-accounts"), show::stack(&parts)).desk().into_response())
}

fn filter(query: &ListQuery) -> Filter {
    let (sort, descending) = query.sort(&SORTS);
    let order = match sort {
        "wilayah" => Order::Area,
        "terdaftar" => Order::Created,
        _ => Order::Name,
    };
    let csv = query.wants_csv();
    Filter {
        name: query.search(),
        role: query.get("peran").and_then(Role::parse),
        area: query.get("wilayah").and_then(|text| AreaCode::parse(text).ok()),
        order,
        descending,
        limit: if csv { MOST_IN_FILE } else { PER_PAGE },
        offset: if csv { 0 } else { query.offset() },
    }
}

fn table<'a>(ui: &Ui, query: &'a ListQuery, rows: &'a [Row], total: i64) -> Table<'a, Row> {
    let mut roles = vec![(String::new(), ui.t("identity-all"))];
    roles.extend(Role::ALL.map(|role| (role.as_str().to_owned(), show::role(ui, role))));
    let name = |ui: &Ui, row: &Row| {
        let mut html = blocks::link(&ui.url(&format!("/identity/accounts/{}", row.id)), &row.name);
        if row.closed_at.is_some() {
            html.push_text(" ");
            html.push(&blocks::badge(&ui.t("identity-account-closed-badge"), Tone::Plain));
        }
        html
    };
    let roles_of = |ui: &Ui, row: &Row| {
        row.roles.iter().map(|role| show::role(ui, *role)).collect::<Vec<_>>().join(", ")
    };
    Table::new(ui.t("identity-accounts"), query, &SORTS, rows, total)
        .search("identity-account-search")
        .filter("peran", "identity-role", roles)
        .column(Column::html("identity-name", name, |_, row: &Row| row.name.clone()).sort("nama"))
        .column(Column::text("identity-role", roles_of))
        .column(
            Column::text("identity-area", |_, row: &Row| {
                row.area.as_ref().map(AreaCode::to_string).unwrap_or_default()
            })
            .sort("wilayah"),
        )
        .column(Column::text("identity-email", |_, row: &Row| row.email.clone().unwrap_or_default()))
        .column(Column::text("identity-phone", |_, row: &Row| row.phone.clone().unwrap_or_default()))
        .column(
            Column::text("identity-account-since", |ui: &Ui, row: &Row| ui.instant(row.created_at))
                .sort("terdaftar"),
        )
        .export()
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let account = id.parse()?;
    let mut tx = visit.tx().await?;
    let detail = super::one(&mut tx, account).await?;
    let past = grant::history(&mut tx, account).await?;
    let consents = consent::standing(&mut tx, account).await?;
    let about = trail::about(&mut tx, account).await?;
    let holds = subject::holds(&mut tx, account).await?;
    let requests = subject::list_own(&mut tx, account).await?;
    tx.commit().await?;
    let ui = &visit.ui;
    let mut parts = vec![blocks::facts(ui, &facts(ui, &detail)), buttons(&visit, &detail)];
    if !hidden(ui, &detail).is_empty() {
        let form = subject::pages::reveal_form(&visit, &detail);
        parts.push(show::section(ui, "identity-reveal", &form.html(ui)));
    }
    parts.extend([
        show::section(ui, "identity-grants", &grant::pages::history(&visit, &past)),
        show::section(ui, "identity-consents", &consent::pages::standing(ui, &consents)),
        show::section(ui, "identity-requests", &subject::pages::requests(ui, &requests, false)),
        show::section(ui, "identity-holds", &subject::pages::holds(&visit, &holds)),
        show::section(ui, "identity-trail-about", &trail::pages::about(ui, &about)),
        ui.slot("identity.account", &account.to_string()),
    ]);
    let page = Page::new(detail.row.name.clone(), show::stack(&parts)).desk();
    Ok(no_store(page.under(ui.url("/identity/accounts"), ui.t("identity-accounts")).into_response()))
}

/// Pages about people are not kept by browsers or proxies.
fn no_store(mut response: Response) -> Response {
    let value = http_value("no-store");
    response.headers_mut().insert(axum::http::header::CACHE_CONTROL, value);
    response
}

fn http_value(text: &'static str) -> axum::http::HeaderValue {
    axum::http::HeaderValue::from_static(text)
}

fn facts(ui: &Ui, detail: &Detail) -> Vec<(Say, Html)> {
    let row = &detail.row;
    let or_none = |text: Option<&str>| Html::text(text.unwrap_or("–"));
    let mut facts = vec![
        (Say::new("identity-email"), or_none(row.email.as_deref())),
        (Say::new("identity-phone"), or_none(row.phone.as_deref())),
        (Say::new("identity-area"), or_none(row.area.as_ref().map(AreaCode::as_str))),
        (
            Say::new("identity-nik"),
            Html::text(&ui.t(if detail.has_nik { "identity-nik-kept" } else { "identity-nik-none" })),
        ),
        (Say::new("identity-account-since"), ui.time(row.created_at)),
    ];
    if let Some(by) = &detail.registered_by {
        facts.push((Say::new("identity-registered-by"), Html::text(by)));
    }
    if let Some(claimed) = detail.claimed {
        let key = if claimed { "identity-claimed" } else { "identity-unclaimed" };
        facts.push((Say::new("identity-claim-state"), Html::text(&ui.t(key))));
    }
    if let Some(at) = row.closed_at {
        facts.push((Say::new("identity-ended"), ui.time(at)));
    }
    if detail.duplicates > 0 {
        let text = ui.say(&Say::new("identity-duplicates-count").with("count", detail.duplicates));
        facts.push((Say::new("identity-duplicates"), blocks::badge(&text, Tone::Warn)));
    }
    facts
}

fn buttons(visit: &Visit, detail: &Detail) -> Html {
    let (ui, actor) = (&visit.ui, visit.actor());
    let path = |what: &str| format!("/identity/accounts/{}/{what}", detail.row.id);
    let mut parts = Vec::new();
    if detail.row.closed_at.is_none() {
        if actor.may_somewhere(GIVE) && actor.account() != Some(detail.row.id) {
            parts.push(show::quiet(ui, &path("grants/new"), "identity-grant-give"));
        }
        if actor.may_somewhere(credential::reset::ISSUE) {
            parts.push(show::quiet(ui, &path("reset"), "identity-reset-issue-title"));
        }
        if actor.may_somewhere(subject::ASK) {
            parts.push(show::quiet(ui, &path("requests/new"), "identity-request-for"));
        }
        if actor.may_somewhere(consent::RECORD) {
            parts.push(show::quiet(ui, &path("consents/new"), "identity-consent-record"));
        }
        if actor.may_somewhere(HOLD) {
            parts.push(show::quiet(ui, &path("holds/new"), "identity-hold-place"));
        }
    }
    show::row(&parts)
}

/// The fields of an account that can be revealed.
pub(crate) fn hidden(ui: &Ui, detail: &Detail) -> Vec<(String, String)> {
    let kept = |hidden: &Hidden| match hidden {
        Hidden::Nik => detail.has_nik,
        // A telephone shared in the family lies elsewhere, so its absence here says nothing.
        Hidden::Phone => detail.row.phone.is_some() || detail.claimed.is_some(),
        Hidden::Email => detail.row.email.is_some(),
    };
    let fields = Hidden::ALL.into_iter().filter(kept);
    fields.map(|hidden| (hidden.as_str().to_owned(), ui.t_of("identity-hidden-", hidden.as_str()))).collect()
}

/// Whether the actor may be shown anything hidden.
pub(crate) fn may_reveal(visit: &Visit) -> Result<(), Error> {
    if visit.actor().may_somewhere(REVEAL) { Ok(()) } else { Err(Error::Forbidden) }
}
