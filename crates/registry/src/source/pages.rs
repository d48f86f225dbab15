//! A record's timeline, and where its values come from, as parts of its page.

use std::collections::BTreeMap;

use kernel::{Error, Say, Tx};
use serde_json::Value;
use uuid::Uuid;
use web::{Html, ListQuery, Ui, blocks};

use super::find::{MOMENTS, Moment, What, timeline};
use super::link::Subject;
use super::{Source, survive};
use crate::words::{self, Names};

/// Fields that are shown only to whoever may see specific data.
const SPECIFIC: [&str; 4] = ["disabilities", "assistive_need", "financing", "measures"];
/// Parts of an address, said as one.
const ADDRESS: [&str; 5] = ["street", "rt", "rw", "area", "postcode"];

/// Where values come from.
pub(crate) struct Origins<'a> {
    ui: &'a Ui,
    names: &'a Names,
    ordered: Vec<&'a Source>,
}

impl<'a> Origins<'a> {
    pub(crate) fn new(ui: &'a Ui, names: &'a Names, sources: &'a [Source]) -> Origins<'a> {
        Origins { ui, names, ordered: survive::ordered(sources) }
    }

    /// The source that is believed first among those that say a value.
    pub(crate) fn of(&self, says: impl Fn(&Source) -> bool) -> Option<String> {
        let source = self.ordered.iter().find(|source| says(source))?;
        let agency = self.names.agency(source.agency.map(|agency| agency.0));
        Some(said_by(self.ui, source.kind.as_str(), agency, source.observed_on))
    }
}

/// `Daftar Diskop UM, 22 November 2026`.
pub(crate) fn said_by(ui: &Ui, kind: &str, agency: Option<&str>, on: chrono::NaiveDate) -> String {
    let kind = ui.t_of("registry-source-", kind);
    match agency {
        Some(agency) => format!("{kind} {agency}, {}", ui.date(on)),
        None => format!("{kind}, {}", ui.date(on)),
    }
}

/// One line of facts: what it is, its value, where it comes from, and whether it is specific data.
pub(crate) struct Fact {
    pub(crate) term: &'static str,
    pub(crate) value: Html,
    pub(crate) origin: Option<String>,
    /// Somebody said it.
    pub(crate) known: bool,
}

impl Fact {
    pub(crate) fn new(term: &'static str, value: Html, origin: Option<String>) -> Fact {
        Fact { term, value, origin, known: true }
    }

    /// The text and its origin, if there is one.
    pub(crate) fn text(term: &'static str, text: Option<&str>, origin: Option<String>) -> Fact {
        let known = text.is_some_and(|text| !text.is_empty());
        Fact { term, value: words::or_none(text), origin: origin.filter(|_| known), known }
    }
}

/// Facts that are known, each with its origin folded beside it; below them, in one line, what nobody has said yet.
pub(crate) fn facts(ui: &Ui, facts: &[Fact]) -> Html {
    let (known, unknown): (Vec<&Fact>, Vec<&Fact>) = facts.iter().partition(|fact| fact.known);
    let mut html = Html::default();
    if !known.is_empty() {
        html.push_trusted("<dl class=\"dl\">");
        for fact in known {
            one_fact(ui, fact, &mut html);
        }
        html.push_trusted("</dl>");
    }
    if !unknown.is_empty() {
        let terms: Vec<String> = unknown.iter().map(|fact| Ui::inside(&ui.t(fact.term))).collect();
        html.push_trusted("<p class=\"muted\">");
        html.push_text(&ui.say(&Say::new("registry-unknown").with("fields", terms.join(", "))));
        html.push_trusted("</p>");
    }
    html
}

fn one_fact(ui: &Ui, fact: &Fact, html: &mut Html) {
    let term = ui.t(fact.term);
    html.push_trusted("<div><dt>");
    html.push_text(&term);
    html.push_trusted("</dt><dd><span>");
    html.push(&fact.value);
    html.push_trusted("</span>");
    if let Some(origin) = &fact.origin {
        html.push_trusted("<details class=\"origin\"><summary>");
        html.push_text(&ui.t("registry-origin"));
        html.push_trusted("<span class=\"sr\"> ");
        html.push_text(&term);
        html.push_trusted("</span></summary>");
        html.push_text(origin);
        html.push_trusted("</details>");
    }
    html.push_trusted("</dd></div>");
}

/// The timeline of a record as a section of its page, one page of it at a time. `specific`: values of specific data may be
/// shown.
pub(crate) async fn section(
    tx: &mut Tx,
    ui: &Ui,
    names: &Names,
    of: Subject,
    query: &ListQuery,
    specific: bool,
) -> Result<Html, Error> {
    let page = query.page();
    let (moments, total) = timeline(tx, of, (page - 1) * MOMENTS).await?;
    let by: Vec<Uuid> = moments.iter().filter_map(|moment| moment.by).collect();
    let people = identity::account::names(tx, &by).await?;
    let people: BTreeMap<Uuid, String> = people.into_iter().map(|(id, name)| (id.0, name)).collect();
    let mut html = Html::trusted("<ol class=\"timeline\">");
    for moment in &moments {
        html.push(&one(ui, names, &people, moment, specific));
    }
    html.push_trusted("</ol>");
    html.push(&pages(ui, query, page, total));
    Ok(blocks::section(ui, "registry-timeline", &html))
}

fn one(ui: &Ui, names: &Names, people: &BTreeMap<Uuid, String>, moment: &Moment, specific: bool) -> Html {
    let mut html = Html::trusted(if moment.at > ui.now { "<li class=\"next\">" } else { "<li>" });
    html.push(&ui.time(moment.at));
    html.push_trusted("<h3>");
    html.push_text(&title(ui, names, moment));
    html.push_trusted("</h3>");
    let remarks = remarks(ui, names, people, moment);
    if !remarks.is_empty() {
        html.push_trusted("<p class=\"muted\">");
        html.push_text(&remarks.join(" · "));
        html.push_trusted("</p>");
    }
    if let Some((business, name)) = &moment.beside {
        html.push_trusted("<p>");
        html.push(&blocks::link(&ui.url(&format!("/registry/businesses/{business}")), name));
        html.push_trusted("</p>");
    }
    if moment.what == What::Said {
        html.push(&said(ui, names, moment, specific));
    }
    html.push_trusted("</li>");
    html
}

fn title(ui: &Ui, names: &Names, moment: &Moment) -> String {
    let permit =
        moment.permit.as_deref().map(|kind| ui.t_of("registry-permit-kind-", kind)).unwrap_or_default();
    match moment.what {
        What::Verified => ui.say(&Say::new("registry-moment-verified").with("permit", permit)),
        What::Expires if moment.at > ui.now => {
            ui.say(&Say::new("registry-moment-ends").with("permit", permit))
        }
        What::Expires => ui.say(&Say::new("registry-moment-ended").with("permit", permit)),
        What::Unsaid => ui.t("registry-moment-unsaid"),
        What::Said => match &moment.business.standing {
            Some(standing) => {
                let word = serde_json::to_value(standing).unwrap_or_default();
                ui.say(
                    &Say::new("registry-moment-stands")
                        .with("standing", ui.t_of("registry-status-", word.as_str().unwrap_or_default())),
                )
            }
            None => {
                let kind = moment.kind.as_deref().unwrap_or_default();
                let agency = names.agency(moment.agency).map(|name| format!(" {name}")).unwrap_or_default();
                format!("{}{agency}", ui.t_of("registry-source-", kind))
            }
        },
    }
}

fn remarks(ui: &Ui, names: &Names, people: &BTreeMap<Uuid, String>, moment: &Moment) -> Vec<String> {
    let mut remarks = Vec::new();
    if moment.business.standing.is_some()
        && let Some(agency) = names.agency(moment.agency)
    {
        remarks.push(agency.to_owned());
    }
    if let Some(name) = moment.by.and_then(|by| people.get(&by)) {
        remarks.push(name.clone());
    }
    if let Some(on) = moment.observed_on.filter(|on| *on != ui.city.zone.local(moment.at).date()) {
        remarks.push(ui.say(&Say::new("registry-moment-for").with("date", ui.date(on))));
    }
    if let Some((file, sheet, row)) = &moment.file {
        remarks.push(
            ui.say(
                &Say::new("registry-moment-file")
                    .with("file", file.clone())
                    .with("sheet", sheet.clone())
                    .with("row", i64::from(*row)),
            ),
        );
    }
    remarks.extend(moment.business.note.clone());
    remarks
}

/// What a source says, folded: the names of its fields, and inside their values.
fn said(ui: &Ui, names: &Names, moment: &Moment, specific: bool) -> Html {
    let mut rows: Vec<(String, String)> = Vec::new();
    for claims in [serde_json::to_value(&moment.person), serde_json::to_value(&moment.business)] {
        let Ok(Value::Object(fields)) = claims else { continue };
        for (field, value) in fields {
            if ["note", "standing"].contains(&field.as_str()) {
                continue;
            }
            let label = if ADDRESS.contains(&field.as_str()) { "address" } else { field.as_str() };
            let label = ui.t_of("registry-field-", label);
            let shown = if SPECIFIC.contains(&field.as_str()) && !specific {
                ui.t("registry-specific-hidden")
            } else {
                text(ui, names, &field, &value)
            };
            match rows.iter_mut().find(|(known, _)| *known == label) {
                Some((_, before)) => {
                    before.push_str(", ");
                    before.push_str(&shown);
                }
                None => rows.push((label, shown)),
            }
        }
    }
    if rows.is_empty() {
        return Html::default();
    }
    let labels: Vec<&str> = rows.iter().map(|(label, _)| label.as_str()).collect();
    let mut html = Html::trusted("<details class=\"more\"><summary>");
    html.push_text(&labels.join(", "));
    html.push_trusted("</summary><dl class=\"dl\">");
    for (label, value) in &rows {
        html.push_trusted("<div><dt>");
        html.push_text(label);
        html.push_trusted("</dt><dd>");
        html.push_text(value);
        html.push_trusted("</dd></div>");
    }
    html.push_trusted("</dl></details>");
    html
}

/// A claim's value as people read it.
fn text(ui: &Ui, names: &Names, field: &str, value: &Value) -> String {
    let list = |values: &[Value]| {
        values.iter().map(|value| text(ui, names, field, value)).collect::<Vec<_>>().join(", ")
    };
    match (field, value) {
        (_, Value::Array(values)) if values.is_empty() => ui.t("registry-none-said"),
        (_, Value::Array(values)) => list(values),
        ("cleared", Value::String(name)) => ui.t_of("registry-field-", name),
        ("phones", Value::String(phone)) => words::masked_phone(phone),
        ("email", Value::String(email)) => words::masked_email(email),
        ("sex", Value::String(sex)) => ui.t_of("registry-sex-", sex),
        ("disabilities", Value::String(kind)) => ui.t_of("registry-disability-", kind),
        ("education", Value::String(level)) => ui.t_of("registry-education-", level),
        ("place", Value::String(kind)) => ui.t_of("registry-place-", kind),
        ("stated_size", Value::String(size)) => ui.t_of("registry-size-", size),
        ("area", Value::String(code)) => {
            kernel::AreaCode::parse(code).map(|code| names.path(&code)).unwrap_or_else(|_| code.clone())
        }
        ("rt" | "rw", Value::Number(number)) => format!("{} {number:0>3}", field.to_uppercase()),
        ("birth_date" | "started", Value::String(day)) => {
            day.parse().map(|day| ui.date(day)).unwrap_or_else(|_| day.clone())
        }
        ("measures", Value::Object(measure)) => {
            let part = |name: &str| measure.get(name).and_then(Value::as_str).unwrap_or_default();
            let value = measure.get("value").and_then(Value::as_i64).unwrap_or_default();
            let unit = Some(part("unit")).filter(|unit| !unit.is_empty());
            let shown = words::measured(ui, part("kind"), value, unit);
            format!("{} {shown}", ui.t_of("registry-measure-", part("kind")))
        }
        ("permits", Value::Object(permit)) => {
            let part = |name: &str| permit.get(name).and_then(Value::as_str).unwrap_or_default();
            let kind = ui.t_of("registry-permit-kind-", part("kind"));
            format!("{kind} {}", part("number")).trim().to_owned()
        }
        ("kbli", Value::Object(kbli)) => {
            kbli.get("code").and_then(Value::as_str).unwrap_or_default().to_owned()
        }
        (_, Value::Bool(yes)) => ui.t(if *yes { "registry-yes" } else { "registry-no" }),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

fn pages(ui: &Ui, query: &ListQuery, page: i64, total: i64) -> Html {
    let last = (total.max(1) - 1) / MOMENTS + 1;
    if last == 1 {
        return Html::default();
    }
    let mut html = Html::trusted("<nav class=\"pages\"");
    html.attr("aria-label", &ui.t("registry-timeline"));
    html.push_trusted("><ul>");
    let path = ui.url(ui.here.split('?').next().unwrap_or_default());
    for (target, label) in [(page - 1, "registry-timeline-newer"), (page + 1, "registry-timeline-older")] {
        if (1..=last).contains(&target) {
            html.push_trusted("<li>");
            let address = format!("{path}{}#registry-timeline", query.with("hal", Some(&target.to_string())));
            html.push(&blocks::button_link(&address, &ui.t(label), true));
            html.push_trusted("</li>");
        }
    }
    html.push_trusted("</ul></nav>");
    html
}
