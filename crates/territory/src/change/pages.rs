use axum::response::IntoResponse;
use kernel::{Error, Say};
use web::blocks::{Tone, button_link, empty, notice, post_button};
use web::field::Choice;
use web::{Answer, Column, Field, Form, Html, ListQuery, Page, Posted, Table, Ui, Visit};

use super::find::{self, Effect, Listed};
use super::form::{self, FIELDS};
use super::{CHANGE, Kind};

/// `GET /territory/changes`
pub(crate) async fn list(visit: Visit, query: ListQuery) -> Answer {
    let ui = &visit.ui;
    let mut tx = visit.tx().await?;
    tx.scope(CHANGE)?;
    let rows = find::list(&mut tx).await?;
    let total = i64::try_from(rows.len()).unwrap_or_default();
    let table = Table::new(ui.t("territory-changes"), &query, &[], &rows, total)
        .column(Column::text("territory-change-on", |ui, row: &Listed| ui.date(row.on)))
        .column(Column::text("territory-change-kind", |ui, row: &Listed| {
            ui.t_of("territory-kind-", row.kind.as_str())
        }))
        .column(Column::text("territory-change-before", |_, row: &Listed| row.from.join(", ")))
        .column(Column::text("territory-change-after", |_, row: &Listed| row.to.join(", ")))
        .column(Column::text("territory-change-decree", |_, row: &Listed| row.decree.clone()))
        .column(Column::text("territory-change-made", |ui, row: &Listed| ui.instant(row.made_at)))
        .empty(empty(ui, "territory-changes-none", "territory-changes-none-hint"))
        .export();
    if query.wants_csv() {
        return Ok(table.csv(ui, "perubahan-wilayah"));
    }
    let mut main = button_link(&ui.url("/territory/changes/new"), &ui.t("territory-change-new"), false);
    main.push(&table.html(ui));
    Ok(Page::new(ui.t("territory-changes"), main).desk().into_response())
}

/// `GET /territory/changes/new`: which kind, then its form.
pub(crate) async fn new(visit: Visit, query: ListQuery) -> Answer {
    let ui = &visit.ui;
    let tx = visit.tx().await?;
    tx.scope(CHANGE)?;
    let kind = query.get("jenis").and_then(Kind::parse);
    let form = match kind {
        Some(kind) => form::form(ui, kind, query.get("code").unwrap_or_default()),
        None => choice(ui, query.get("code").unwrap_or_default()),
    };
    Ok(page(ui, kind, form, Html::default()).into_response())
}

/// `POST /territory/changes`: shows what it would do, and does it when that was confirmed.
pub(crate) async fn make(visit: Visit, posted: Posted) -> Answer {
    let ui = &visit.ui;
    let kind = Kind::parse(posted.text("jenis")).ok_or(Error::NotFound("kind of change"))?;
    let filled = || form::form(ui, kind, posted.text("code")).fill(&posted);
    let again = |error| visit.again(error, filled(), |form| Ok(page(ui, Some(kind), form, Html::default())));
    let asked = match form::read(&posted) {
        Ok(asked) => asked,
        Err(error) => return again(error),
    };
    let mut tx = visit.tx().await?;
    let change = match asked.carry_out(&mut tx).await {
        Ok(change) => change,
        Err(error) => return again(error),
    };
    if posted.text("langkah") == "simpan" {
        tx.commit().await?;
        return Ok(visit.see_saying("/territory/changes", "territory-change-done"));
    }
    let effect = find::effect(&mut tx, change).await?;
    // A rehearsal: what was done is undone here.
    tx.rollback().await?;
    Ok(page(ui, Some(kind), filled(), preview(ui, &posted, &effect)).into_response())
}

fn choice(ui: &Ui, code: &str) -> Form {
    let choices = Kind::ALL.into_iter().map(|kind| {
        Choice::new(kind.as_str(), ui.t_of("territory-kind-", kind.as_str()))
            .note(ui.t_of("territory-kind-note-", kind.as_str()))
    });
    Form::get(ui.url("/territory/changes/new"), "territory-change-next")
        .field(Field::hidden("code", code))
        .field(Field::radio("jenis", "territory-change-kind", choices.collect()))
        .cancel(ui.url("/territory/changes"))
}

fn page(ui: &Ui, kind: Option<Kind>, form: Form, before: Html) -> Page {
    let mut main = before;
    main.push(&form.html(ui));
    let title = match kind {
        Some(kind) => ui.t_of("territory-kind-", kind.as_str()),
        None => ui.t("territory-change-new"),
    };
    Page::new(title, main).desk().under(ui.url("/territory/changes"), ui.t("territory-changes"))
}

fn preview(ui: &Ui, posted: &Posted, effect: &Effect) -> Html {
    let say =
        Say::new("territory-change-preview").with("areas", effect.areas).with("rw", effect.neighbourhoods);
    let mut html = notice(&ui.say(&say), Tone::Plain);
    html.push_trusted("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
    html.attr("aria-label", &ui.t("territory-change-lineage"));
    html.push_trusted("><table class=\"table dense\"><thead><tr>");
    for (head, class) in
        [("before", ""), ("after", ""), ("share", " class=\"num\""), ("back", " class=\"num\"")]
    {
        html.push_trusted(&format!("<th scope=\"col\"{class}>"));
        html.push_text(&ui.t_of("territory-change-", head));
        html.push_trusted("</th>");
    }
    html.push_trusted("</tr></thead><tbody>");
    let percent = |share: f64| format!("{} %", ui.decimal(share * 100.0, 1));
    for line in &effect.lines {
        html.push_trusted("<tr><th scope=\"row\">");
        html.push_text(&line.from);
        html.push_trusted("</th>");
        for (class, text) in [
            ("", line.to.clone()),
            (" class=\"num\"", percent(line.share)),
            (" class=\"num\"", percent(line.back)),
        ] {
            html.push_trusted(&format!("<td{class}>"));
            html.push_text(&text);
            html.push_trusted("</td>");
        }
        html.push_trusted("</tr>");
    }
    html.push_trusted("</tbody></table></div>");
    let mut fields: Vec<(&str, &str)> = FIELDS.iter().map(|name| (*name, posted.raw(name))).collect();
    fields.push(("langkah", "simpan"));
    html.push(&post_button(
        &ui.url("/territory/changes"),
        &ui.t("territory-change-confirm"),
        &fields,
        "",
        None,
    ));
    html
}
