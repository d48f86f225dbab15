//! Follow-ups at the desk: who is overdue, one with its link and what was said, and those of a person.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Rupiah, Say, Tx};
use registry::person;
use web::blocks::{self, Tone};
use web::context::{MenuEntry, Panel};
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Filter, Followup, Standing, Told};
use super::report_back::Way;
use super::{ASK, SEE, link, questions, report_back};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/followups", list)
        .get("/programmes/followups/{id}", one)
        .get("/programmes/followups/{id}/reports/new", asking)
        .post("/programmes/followups/{id}/reports/new", ask)
        .get("/programmes/people/{person}/followups", panel)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: web::Face::Desk,
        group: "programmes-menu",
        label: "programmes-followups",
        note: "programmes-followups-note",
        path: "/programmes/followups",
        icon: web::icon::Icon::TrendingUp,
        can: Some(SEE),
    }
}

pub(super) const PANEL: Panel = Panel {
    slot: "registry.person",
    title: "programmes-followups",
    path: "/programmes/people/{subject}/followups",
    can: Some(SEE),
};

/// A follow-up and whose it is.
type Line = (String, Followup);

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let standing = query.get("keadaan").and_then(Standing::parse);
    let filter = Filter { standing, offset: query.offset(), limit: PER_PAGE, ..Filter::default() };
    let (rows, total) = find::list(&mut tx, filter).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.person).collect();
    let names = person::named(&mut tx, &ids).await?;
    let name = |row: &Followup| names.get(&row.person).map(|one| one.name.clone()).unwrap_or_default();
    let rows: Vec<Line> = rows.into_iter().map(|row| (name(&row), row)).collect();
    let states = Standing::ALL.map(|one| (one.as_str().to_owned(), standing_word(ui, one)));
    let states = std::iter::once((String::new(), ui.t("programmes-followup-due"))).chain(states);
    let link = |ui: &Ui, (name, row): &Line| {
        blocks::link(&ui.url(&format!("/programmes/followups/{}", row.id)), name)
    };
    let table = Table::new(ui.t("programmes-followups"), &query, &[], &rows, total)
        .filter("keadaan", "programmes-state", states.collect())
        .empty(blocks::empty(ui, "programmes-followups-none", "programmes-followups-none-hint"))
        .column(Column::html("registry-person-name", link, |_, (name, _): &Line| name.clone()))
        .column(Column::text("programmes-followup-month", |ui, (_, row): &Line| month(ui, row.month)))
        .column(Column::text("programmes-followup-due-on", |ui, (_, row): &Line| ui.date(row.due_on)).whole())
        .column(Column::html(
            "programmes-state",
            |ui, (_, row): &Line| badge(ui, row),
            |ui, (_, row)| standing_word(ui, row.standing(ui.today())),
        ))
        .column(Column::text("programmes-followup-programme", |_, (_, row): &Line| {
            row.programme_name.clone().unwrap_or_default()
        }))
        .column(Column::text("programmes-promise-area", |ui, (_, row): &Line| ui.place(&row.area)));
    let lead = blocks::paragraph(ui, "programmes-followups-lead");
    let main = blocks::stack(&[lead, table.html(ui)]);
    Ok(Page::new(ui.t("programmes-followups"), main).desk().into_response())
}

fn standing_word(ui: &Ui, standing: Standing) -> String {
    ui.t_of("programmes-followup-standing-", standing.as_str())
}

pub(super) fn month(ui: &Ui, month: i16) -> String {
    ui.t_of("programmes-followup-month-", &month.to_string())
}

fn badge(ui: &Ui, row: &Followup) -> Html {
    let standing = row.standing(ui.today());
    let tone = match standing {
        Standing::Overdue => Tone::Bad,
        Standing::Soon => Tone::Warn,
        Standing::Later => Tone::Plain,
        Standing::Answered => Tone::Good,
    };
    blocks::badge(&standing_word(ui, standing), tone)
}

async fn name_of(tx: &mut Tx, followup: &Followup) -> Result<String, Error> {
    let names = person::named(tx, &[followup.person]).await?;
    Ok(names.into_values().next().map(|one| one.name).unwrap_or_default())
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let followup = find::one(&mut tx, id.parse()?).await?;
    let name = name_of(&mut tx, &followup).await?;
    let told = find::told(&mut tx, &followup).await?;
    let mut parts = Vec::new();
    if tx.may(ASK, &followup.area) {
        let path = format!("/programmes/followups/{}/reports/new", followup.id);
        let text = ui.t("programmes-followup-ask");
        parts.push(blocks::row(&[blocks::button_link(&ui.url(&path), &text, false)]));
    }
    let whose = blocks::link(&ui.url(&format!("/registry/people/{}", followup.person)), &name);
    let address = ui.url(&link::address(&tx, followup.id, followup.number));
    let whole = format!("{}{address}", ui.site.public_url);
    let mut facts = vec![
        (Say::new("registry-person-name"), whose),
        (Say::new("programmes-state"), badge(ui, &followup)),
        (Say::new("programmes-followup-due-on"), Html::text(&ui.date(followup.due_on))),
        (Say::new("programmes-followup-link"), blocks::link(&whole, &whole)),
    ];
    if let Some(programme) = &followup.programme_name {
        facts.push((Say::new("programmes-followup-programme"), Html::text(programme)));
    }
    if let Some(sent) = followup.sent_at {
        facts.push((Say::new("programmes-followup-sent"), ui.time(sent)));
    }
    parts.push(blocks::facts(ui, &facts));
    parts.push(blocks::paragraph(ui, "programmes-followup-link-note"));
    parts.push(blocks::section(ui, "programmes-followup-said", &said(ui, &told)));
    let title = format!("{name}: {}", month(ui, followup.month));
    let page = Page::new(title, blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/programmes/followups"), ui.t("programmes-followups")).into_response())
}

/// Yes, no, or that nothing was said.
pub(super) fn yes_no(ui: &Ui, said: Option<bool>) -> Html {
    match said {
        Some(true) => Html::text(&ui.t("programmes-followup-yes")),
        Some(false) => Html::text(&ui.t("programmes-followup-no")),
        None => Html::text("–"),
    }
}

/// How the words came, and how sure they are.
fn way(ui: &Ui, way: Way) -> Html {
    let grade = ui.t_of("programmes-outcome-grade-", way.grade().as_str());
    Html::text(&format!("{} · {grade}", ui.t_of("programmes-followup-way-", way.as_str())))
}

fn takings(ui: &Ui, told: &Told) -> Html {
    match told.takings {
        Some(amount) => Html::text(&ui.money(Rupiah(amount))),
        None if told.keeps_takings => Html::text(&ui.t("programmes-followup-takings-kept")),
        None => Html::text(&ui.t("programmes-followup-takings-none")),
    }
}

fn sells(ui: &Ui, told: &Told) -> Html {
    let words = told.said.sells.iter().map(|one| ui.t_of("programmes-followup-sells-", one.as_str()));
    Html::text(&words.collect::<Vec<_>>().join(", "))
}

/// Every time somebody said something; the first row holds.
fn said(ui: &Ui, told: &[Told]) -> Html {
    if told.is_empty() {
        return blocks::paragraph(ui, "programmes-followup-nothing");
    }
    let row = |one: &Told| {
        vec![
            ui.time(one.at),
            way(ui, one.way),
            yes_no(ui, one.said.active),
            yes_no(ui, one.said.permit),
            yes_no(ui, one.said.sold),
            employees(ui, one, None),
            sells(ui, one),
            takings(ui, one),
        ]
    };
    let heads = [
        "programmes-followup-at",
        "programmes-followup-way",
        "programmes-followup-active-short",
        "programmes-followup-permit-short",
        "programmes-followup-sold-short",
        "programmes-followup-employees-short",
        "programmes-followup-sells-short",
        "programmes-followup-takings-short",
    ];
    blocks::table(ui, "programmes-followup-said", &heads, &told.iter().map(row).collect::<Vec<_>>())
}

fn form(ui: &Ui, followup: &Followup) -> Form {
    let here = format!("/programmes/followups/{}", followup.id);
    questions::ask(ui, Form::post(ui.url(&format!("{here}/reports/new")), "programmes-followup-save"))
        .cancel(ui.url(&here))
}

fn form_page(ui: &Ui, followup: &Followup, form: &Form) -> Page {
    let here = ui.url(&format!("/programmes/followups/{}", followup.id));
    let title = format!("{}: {}", ui.t("programmes-followup-ask"), month(ui, followup.month));
    Page::new(title, form.html(ui)).desk().under(here, ui.t("programmes-followup-back"))
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Followup), Error> {
    let mut tx = visit.tx().await?;
    let followup = find::one(&mut tx, id.parse()?).await?;
    tx.must(ASK, &followup.area)?;
    Ok((tx, followup))
}

async fn asking(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, followup) = loaded(&visit, &id).await?;
    Ok(form_page(&visit.ui, &followup, &form(&visit.ui, &followup)).into_response())
}

async fn ask(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, followup) = loaded(&visit, &id).await?;
    let done = async { report_back::report(&mut tx, followup.id, questions::read(&posted)?).await }.await;
    match done {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/followups/{id}"), "programmes-saved"))
        }
        Err(error) => visit.again(error, form(&visit.ui, &followup).fill(&posted), |form| {
            Ok(form_page(&visit.ui, &followup, &form))
        }),
    }
}

/// `GET /programmes/people/{person}/followups`: on the person's page, each time beside the beginning.
async fn panel(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let person = person::find::one(&mut tx, id.parse()?).await?;
    tx.must(SEE, &person.area)?;
    let all = find::of_person(&mut tx, person.id.0).await?;
    let main = if all.is_empty() {
        blocks::paragraph(ui, "programmes-followup-none-of-person")
    } else {
        let first = all.iter().filter(|(row, _)| row.month == 0).find_map(|(_, told)| told.clone());
        let row = |(followup, told): &(Followup, Option<Told>)| {
            let address = ui.url(&format!("/programmes/followups/{}", followup.id));
            let before = first.as_ref().filter(|_| followup.month > 0);
            vec![
                blocks::link(&address, &month(ui, followup.month)),
                badge(ui, followup),
                told.as_ref().map(|told| yes_no(ui, told.said.sold)).unwrap_or_default(),
                told.as_ref().map(|told| employees(ui, told, before)).unwrap_or_default(),
                told.as_ref().map(|told| beside(ui, told, before)).unwrap_or_default(),
            ]
        };
        let heads = [
            "programmes-followup-month",
            "programmes-state",
            "programmes-followup-sold-short",
            "programmes-followup-employees-short",
            "programmes-followup-takings-short",
        ];
        blocks::table(ui, "programmes-followups", &heads, &all.iter().map(row).collect::<Vec<_>>())
    };
    Ok(Page::new(ui.t("programmes-followups"), main).desk().into_response())
}

fn signed(ui: &Ui, change: i64, text: &str) -> String {
    let sign = if change > 0 { "+" } else { "" };
    let say = Say::new("programmes-followup-changed").with("change", Ui::inside(&format!("{sign}{text}")));
    format!(" ({})", ui.say(&say))
}

fn employees(ui: &Ui, told: &Told, before: Option<&Told>) -> Html {
    let Some(now) = told.said.employees.map(i64::from) else { return Html::text("–") };
    let mut text = ui.number(now);
    if let Some(before) = before.and_then(|told| told.said.employees) {
        let change = now - i64::from(before);
        text.push_str(&signed(ui, change, &ui.number(change)));
    }
    Html::text(&text)
}

fn beside(ui: &Ui, told: &Told, before: Option<&Told>) -> Html {
    let (Some(now), Some(old)) = (told.takings, before.and_then(|told| told.takings)) else {
        return takings(ui, told);
    };
    let change = now - old;
    let text = format!("{}{}", ui.money(Rupiah(now)), signed(ui, change, &ui.money(Rupiah(change))));
    Html::text(&text)
}
