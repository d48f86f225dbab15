//! The trail for the city's administrator, and what it says about one person.

use axum::body::Body;
use axum::http::header;
use axum::response::IntoResponse;
use futures_util::StreamExt;
use kernel::id::AccountId;
use kernel::{AreaCode, Error, Say, Tx};
use serde_json::Value;
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Answer, Face, Field, Form, Html, ListQuery, Page, Routes, Ui, Visit};

use super::{About, Entry, Filter, READ, Report};
use crate::show;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/trail", list)
        .get("/identity/trail/verification", verifying)
        .post("/identity/trail/verification", verify)
}

pub(crate) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "app-group-city",
        label: "identity-trail",
        note: "identity-trail-note",
        path: "/identity/trail",
        icon: Icon::Eye,
        can: Some(READ),
    }
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let ui = &visit.ui;
    let mut tx = visit.tx().await?;
    if query.wants_csv() {
        return file(&visit, tx, filter(ui, &query)).await;
    }
    let page = super::list(&mut tx, &filter(ui, &query)).await?;
    let actions = super::actions(&mut tx).await?;
    let mut parts = vec![search(ui, &query, &actions)];
    if page.entries.is_empty() {
        parts.push(blocks::empty(ui, "identity-trail-none", "identity-trail-none-hint"));
    } else {
        parts.push(table(ui, &page.entries));
    }
    parts.push(ways(ui, &query, page.next));
    Ok(Page::new(ui.t("identity-trail"), show::stack(&parts)).desk().into_response())
}

/// All entries that the filter lets through, however many: read and sent in portions.
async fn file(visit: &Visit, mut tx: Tx, filter: Filter) -> Answer {
    tx.must_in_city(READ)?;
    let entry = kernel::audit::Entry::new("identity.trail.export", "city", visit.ui.city.id);
    tx.audit(entry).await?;
    tx.commit().await?;
    let name = "attachment; filename=\"jejak-audit.csv\"";
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, name)];
    let first = Some(Filter { limit: PORTION, ..filter });
    let visit = visit.clone();
    let rows = futures_util::stream::try_unfold(first, move |next| portion(visit.clone(), next));
    let head = futures_util::stream::once(async { Ok(super::CSV_HEAD.to_owned()) });
    Ok((headers, Body::from_stream(head.chain(rows))).into_response())
}

/// Rows read at once for a file.
const PORTION: i64 = 500;

async fn portion(visit: Visit, next: Option<Filter>) -> Result<Option<(String, Option<Filter>)>, Error> {
    let Some(filter) = next else { return Ok(None) };
    let mut tx = visit.tx().await?;
    let page = super::list(&mut tx, &filter).await?;
    let next = page.next.map(|before| Filter { before: Some(before), ..filter });
    Ok(Some((super::csv_rows(&page.entries), next)))
}

fn filter(ui: &Ui, query: &ListQuery) -> Filter {
    let date = |name| query.get(name).and_then(|text| text.parse().ok());
    let account = |name| query.get(name).and_then(|text| text.parse::<AccountId>().ok());
    Filter {
        by: account("siapa"),
        action: query.get("tindakan").map(str::to_owned),
        kind: None,
        subject: query.get("perihal").map(str::to_owned),
        area: query.get("wilayah").and_then(|text| AreaCode::parse(text).ok()),
        from: date("dari"),
        to: date("sampai"),
        before: query.get("sebelum").and_then(|text| text.parse().ok()),
        limit: 50,
        zone: Some(ui.city.zone),
    }
}

fn search(ui: &Ui, query: &ListQuery, actions: &[String]) -> Html {
    let value = |name| query.get(name).unwrap_or_default().to_owned();
    let mut choices = vec![(String::new(), ui.t("identity-all"))];
    choices.extend(actions.iter().map(|action| (action.clone(), show::action(ui, action))));
    Form::get(ui.url("/identity/trail"), "identity-trail-filter")
        .field(Field::select("tindakan", "identity-trail-action", choices).value(value("tindakan")))
        .field(
            Field::text("siapa", "identity-trail-by")
                .hint("identity-trail-id-hint")
                .value(value("siapa"))
                .optional(),
        )
        .field(
            Field::text("perihal", "identity-trail-subject")
                .hint("identity-trail-id-hint")
                .value(value("perihal"))
                .optional(),
        )
        .field(Field::text("wilayah", "identity-area").value(value("wilayah")).optional().narrow())
        .field(Field::date("dari", "identity-trail-from").value(value("dari")).optional())
        .field(Field::date("sampai", "identity-trail-to").value(value("sampai")).optional())
        .html(ui)
}

fn table(ui: &Ui, entries: &[Entry]) -> Html {
    let row = |entry: &Entry| {
        let who = match (&entry.by, &entry.by_name) {
            (Some(by), Some(name)) => {
                let mut html = blocks::link(&ui.url(&format!("/identity/trail?siapa={by}")), name);
                // Who signs in is a visitor until then.
                if entry.by_role != "visitor" {
                    html.push_text(&format!(" · {}", by_role(ui, &entry.by_role)));
                }
                html
            }
            (_, _) => Html::text(&by_role(ui, &entry.by_role)),
        };
        let subject = if entry.kind == "account" {
            blocks::link(&ui.url(&format!("/identity/accounts/{}", entry.subject)), &short(&entry.subject))
        } else {
            Html::text(&thing(ui, &entry.kind, &entry.subject))
        };
        vec![
            ui.time(entry.at),
            who,
            Html::text(&show::action(ui, &entry.action)),
            subject,
            Html::text(&place(ui, entry.area.as_deref())),
            Html::text(entry.reason.as_deref().unwrap_or("–")),
            Html::text(&details(ui, &entry.body)),
        ]
    };
    let heads = [
        "identity-trail-at",
        "identity-trail-by",
        "identity-trail-action",
        "identity-trail-subject",
        "identity-area",
        "identity-reason",
        "identity-trail-details",
    ];
    show::table(ui, "identity-trail", &heads, &entries.iter().map(row).collect::<Vec<_>>())
}

fn place(ui: &Ui, area: Option<&str>) -> String {
    match area.map(AreaCode::parse) {
        Some(Ok(code)) => ui.place(&code),
        Some(Err(_)) | None => "–".to_owned(),
    }
}

/// What changed, in words: "Cara: kata sandi · Sesi: …0f3c2a91".
fn details(ui: &Ui, body: &Value) -> String {
    let Value::Object(fields) = body else { return String::new() };
    let words = fields.iter().filter(|(_, value)| !value.is_null());
    let words = words.map(|(name, value)| format!("{}: {}", label(ui, name), said(ui, name, value)));
    words.collect::<Vec<_>>().join(" · ")
}

fn label(ui: &Ui, name: &str) -> String {
    let key = format!("identity-detail-{}", name.replace('_', "-"));
    if ui.site.messages.has(ui.lang, &key) {
        ui.t_of("identity-detail-", name)
    } else {
        name.replace('_', " ")
    }
}

fn said(ui: &Ui, name: &str, value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(yes) => ui.t(if *yes { "identity-yes" } else { "identity-no" }),
        Value::Number(number) => number.as_i64().map_or_else(|| number.to_string(), |whole| ui.number(whole)),
        Value::String(text) => {
            let prefix = match name {
                "factor" => "identity-factor-named-",
                "role" | "by_role" => "identity-role-",
                "outcome" => "identity-request-outcome-",
                "field" => "identity-hidden-",
                "channel" => "identity-channel-",
                _ => return if text.parse::<uuid::Uuid>().is_ok() { short(text) } else { text.clone() },
            };
            let known = ui.site.messages.has(ui.lang, &format!("{prefix}{}", text.replace('_', "-")));
            if known { ui.t_of(prefix, text) } else { text.clone() }
        }
        Value::Array(items) => items.iter().map(|item| said(ui, name, item)).collect::<Vec<_>>().join(", "),
        Value::Object(_) => details(ui, value),
    }
}

/// What kind of thing, and the end of its id; the city and its lists are one of a kind.
fn thing(ui: &Ui, kind: &str, subject: &str) -> String {
    let known = ui.site.messages.has(ui.lang, &format!("identity-kind-{kind}"));
    let kind_name = if known { ui.t_of("identity-kind-", kind) } else { kind.to_owned() };
    match kind {
        "city" | "list" => kind_name,
        _ => format!("{kind_name} {}", short(subject)),
    }
}

/// The end of an id: enough to compare by eye.
fn short(id: &str) -> String {
    let count = id.chars().count();
    if count <= 12 { id.to_owned() } else { format!("…{}", id.chars().skip(count - 8).collect::<String>()) }
}

fn by_role(ui: &Ui, role: &str) -> String {
    match role {
        "system" | "visitor" => ui.t_of("identity-trail-role-", role),
        role => ui.t_of("identity-role-", role),
    }
}

fn ways(ui: &Ui, query: &ListQuery, next: Option<i64>) -> Html {
    let mut parts = Vec::new();
    if let Some(next) = next {
        let older = format!("/identity/trail{}", query.with("sebelum", Some(&next.to_string())));
        parts.push(show::quiet(ui, &older, "identity-trail-older"));
    }
    let csv = format!("/identity/trail{}", query.with("bentuk", Some("csv")));
    parts.push(show::quiet(ui, &csv, "identity-trail-csv"));
    parts.push(show::quiet(ui, "/identity/trail/verification", "identity-trail-verify"));
    show::row(&parts)
}

async fn verifying(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let newest = super::root(&mut tx).await?;
    let ui = &visit.ui;
    let address = ui.url("/identity/trail/verification");
    let mut parts = vec![show::paragraph(ui, "identity-trail-verify-lead")];
    if let Some(newest) = newest {
        parts.push(show::paragraph(ui, "identity-trail-root-lead"));
        let mut line = Html::trusted("<pre class=\"scroll\" tabindex=\"0\"");
        line.attr("aria-label", &ui.t("identity-trail-root"));
        line.push_trusted(">");
        line.push_text(&newest.to_string());
        line.push_trusted("</pre>");
        parts.push(line);
    }
    parts.push(blocks::post_button(&address, &ui.t("identity-trail-verify-now"), &[], "", None));
    let page = Page::new(ui.t("identity-trail-verify"), show::stack(&parts)).desk();
    Ok(page.under(ui.url("/identity/trail"), ui.t("identity-trail")).into_response())
}

async fn verify(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let known = super::handed_out(&mut tx).await?;
    let report = super::verify(&mut tx, &known).await?;
    let ui = &visit.ui;
    let page = Page::new(ui.t("identity-trail-verify"), result(ui, &report)).desk();
    Ok(page.under(ui.url("/identity/trail"), ui.t("identity-trail")).into_response())
}

fn result(ui: &Ui, report: &Report) -> Html {
    let count = |key, number| (Say::new(key), Html::text(&ui.number(number)));
    let facts = blocks::facts(
        ui,
        &[
            count("identity-trail-seals", report.seals),
            count("identity-trail-entries", report.entries),
            count("identity-trail-waiting", report.waiting),
            count("identity-trail-roots", i64::try_from(report.roots).unwrap_or(i64::MAX)),
        ],
    );
    if report.findings.is_empty() {
        return show::stack(&[blocks::notice(&ui.t("identity-trail-sound"), Tone::Good), facts]);
    }
    let row = |finding: &super::Finding| {
        vec![
            Html::text(&ui.number(finding.batch)),
            Html::text(&ui.t_of("identity-finding-", finding.what.as_str())),
            Html::text(&finding.entry.map(|id| id.to_string()).unwrap_or_default()),
        ]
    };
    let heads = ["identity-trail-batch", "identity-trail-finding", "identity-trail-entry"];
    let rows: Vec<Vec<Html>> = report.findings.iter().map(row).collect();
    let table = show::table(ui, "identity-trail-findings", &heads, &rows);
    show::stack(&[blocks::notice(&ui.t("identity-trail-broken"), Tone::Bad), facts, table])
}

/// Who saw or changed a person's data.
pub(crate) fn about(ui: &Ui, about: &[About]) -> Html {
    if about.is_empty() {
        return show::paragraph(ui, "identity-trail-about-none");
    }
    let row = |one: &About| {
        let who = if one.own { ui.t("identity-trail-oneself") } else { by_role(ui, &one.by_role) };
        vec![
            ui.time(one.at),
            Html::text(&who),
            Html::text(&show::action(ui, &one.action)),
            Html::text(one.reason.as_deref().unwrap_or("–")),
        ]
    };
    let heads = ["identity-trail-at", "identity-trail-by", "identity-trail-action", "identity-reason"];
    show::table(ui, "identity-trail-about", &heads, &about.iter().map(row).collect::<Vec<_>>())
}
