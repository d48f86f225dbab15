//! Groups at the desk.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Say, Tx};
use web::blocks::{self, Tone};
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Html, ListQuery, Page, Routes, Ui, Visit};

use super::find::{self, Achievement, Group, Listed, Member};
use super::{KEEP, Kind, SEE, may};
use crate::photo::{self, Subject};
use crate::words::Names;

pub(super) fn routes() -> Routes {
    Routes::new().get("/registry/groups", list).get("/registry/groups/{id}", one)
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let kind = query.get("jenis").and_then(Kind::parse);
    let (rows, total) = find::list(&mut tx, query.like().as_deref(), kind, query.offset(), PER_PAGE).await?;
    let names = Names::read(&mut tx).await?;
    let ui = &visit.ui;
    let mut parts = Vec::new();
    if visit.actor().may_somewhere(KEEP) {
        let address = ui.url("/registry/groups/new");
        parts.push(blocks::row(&[blocks::button_link(&address, &ui.t("registry-group-add"), false)]));
    }
    parts.push(table(ui, &query, &rows, total, names));
    Ok(Page::new(ui.t("registry-groups"), blocks::stack(&parts)).desk().into_response())
}

fn table(ui: &Ui, query: &ListQuery, rows: &[Listed], total: i64, names: Names) -> Html {
    let kinds = Kind::ALL.iter().map(|kind| (kind.as_str().to_owned(), kind_word(ui, *kind)));
    let kinds = std::iter::once((String::new(), ui.t("registry-group-all"))).chain(kinds);
    let place =
        move |row: &Listed| AreaCode::parse(&row.area).map(|area| names.place(&area)).unwrap_or_default();
    Table::new(ui.t("registry-groups"), query, &[], rows, total)
        .search("registry-group-name")
        .filter("jenis", "registry-group-kind", kinds.collect())
        .empty(blocks::empty(ui, "registry-groups-none", "registry-groups-none-hint"))
        .column(Column::html(
            "registry-group-name",
            |ui, row: &Listed| blocks::link(&ui.url(&format!("/registry/groups/{}", row.id)), &row.name),
            |_, row| row.name.clone(),
        ))
        .column(Column::text("registry-group-kind", |ui, row: &Listed| kind_word(ui, row.kind)))
        .column(Column::text("registry-group-area", move |_, row: &Listed| place(row)))
        .column(Column::text("registry-group-members", |ui, row: &Listed| ui.number(row.members)).numeric())
        .column(Column::text("registry-group-public", |ui, row: &Listed| {
            ui.t(if row.public { "registry-group-is-public" } else { "registry-group-is-not-public" })
        }))
        .html(ui)
}

/// What a kind is called.
pub(super) fn kind_word(ui: &Ui, kind: Kind) -> String {
    ui.t_of("registry-group-kind-", kind.as_str())
}

/// Since when, as exactly as it is known.
pub(super) fn since(ui: &Ui, group: &Group) -> Option<String> {
    let since = group.since?;
    Some(match group.since_exact.as_str() {
        "year" => since.format("%Y").to_string(),
        "month" => since.format("%m-%Y").to_string(),
        _ => ui.date(since),
    })
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id = id.parse()?;
    may(&mut tx, id, SEE).await?;
    let group = find::one(&mut tx, id).await?;
    let keep = may(&mut tx, id, KEEP).await.is_ok() && group.closed_at.is_none();
    let ui = &visit.ui;
    let mut parts = head(ui, &group, keep);
    parts.push(blocks::facts(ui, &facts(&mut tx, ui, &group).await?));
    let members = find::members(&mut tx, id).await?;
    parts.push(blocks::section(ui, "registry-group-members", &people(ui, &group, &members, keep)));
    let all = find::achievements(&mut tx, id).await?;
    parts.push(blocks::section(ui, "registry-group-achievements", &achievements(ui, &group, &all, keep)));
    let photos = photo::pages::section(&mut tx, ui, Subject::Group(id)).await?;
    parts.push(blocks::section(ui, "registry-photos", &photos));
    parts.push(ui.slot("registry.group", &id.to_string()));
    let page = Page::new(group.name.clone(), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/registry/groups"), ui.t("registry-groups")).into_response())
}

fn head(ui: &Ui, group: &Group, keep: bool) -> Vec<Html> {
    let here = format!("/registry/groups/{}", group.id);
    let mut parts = Vec::new();
    if let Some(reason) = &group.closed_reason {
        let say = Say::new("registry-group-closed-because").with("reason", reason.as_str());
        parts.push(blocks::notice(&ui.say(&say), Tone::Warn));
    }
    if keep {
        let (public, path) = match group.published_at {
            Some(_) => ("registry-group-unpublish", "unpublication"),
            None => ("registry-group-publish", "publication"),
        };
        parts.push(blocks::row(&[
            blocks::button_link(&ui.url(&format!("{here}/edit")), &ui.t("registry-group-amend"), true),
            blocks::post_button(&ui.url(&format!("{here}/{path}")), &ui.t(public), &[], "quiet", None),
            blocks::link(&ui.url(&format!("{here}/closure")), &ui.t("registry-group-close")),
        ]));
    }
    parts
}

async fn facts(tx: &mut Tx, ui: &Ui, group: &Group) -> Result<Vec<(Say, Html)>, Error> {
    let names = Names::read(tx).await?;
    let mut facts = vec![
        (Say::new("registry-group-kind"), Html::text(&kind_word(ui, group.kind))),
        (Say::new("registry-group-area"), Html::text(&names.path(&group.area))),
    ];
    let mut text = |label, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            facts.push((Say::new(label), Html::text(&value)));
        }
    };
    text("registry-group-since", since(ui, group));
    text("registry-group-address", group.address.clone());
    text("registry-group-description-id", Some(group.description_id.clone()));
    text("registry-group-description-en", Some(group.description_en.clone()));
    if let Some(slug) = group.slug.as_ref().filter(|_| group.published_at.is_some()) {
        let address = ui.url(&format!("/kelompok/{slug}"));
        facts.push((Say::new("registry-group-public"), blocks::link(&address, &address)));
    }
    Ok(facts)
}

fn people(ui: &Ui, group: &Group, members: &[Member], keep: bool) -> Html {
    let here = format!("/registry/groups/{}", group.id);
    let day = |day: Option<chrono::NaiveDate>| Html::text(&day.map(|day| ui.date(day)).unwrap_or_default());
    let row = |member: &Member| {
        let base = ui.url(&format!("{here}/members/{}", member.id));
        let named = member.named_at.is_some();
        let tools = if keep && member.ended_at.is_none() {
            let (text, agreed) =
                if named { ("registry-group-unname", "0") } else { ("registry-group-name-member", "1") };
            blocks::row(&[
                blocks::post_button(
                    &format!("{base}/consent"),
                    &ui.t(text),
                    &[("agreed", agreed)],
                    "quiet",
                    None,
                ),
                blocks::link(&format!("{base}/end"), &ui.t("registry-group-leave")),
            ])
        } else {
            Html::default()
        };
        vec![
            blocks::link(&ui.url(&format!("/registry/people/{}", member.person)), &member.name),
            Html::text(&ui.t_of("registry-group-part-", member.part.as_str())),
            day(member.since),
            day(member.until),
            Html::text(&ui.t(if named { "registry-group-named" } else { "registry-group-not-named" })),
            tools,
        ]
    };
    let heads = [
        "registry-group-member",
        "registry-group-part",
        "registry-group-since",
        "registry-group-until",
        "registry-group-consent",
        "registry-group-tools",
    ];
    let rows: Vec<Vec<Html>> = members.iter().map(row).collect();
    let mut parts = Vec::new();
    parts.push(if rows.is_empty() {
        blocks::paragraph(ui, "registry-group-no-members")
    } else {
        blocks::table(ui, "registry-group-members", &heads, &rows)
    });
    if keep {
        let address = ui.url(&format!("{here}/members/new"));
        parts.push(blocks::row(&[blocks::button_link(&address, &ui.t("registry-group-join"), true)]));
    }
    blocks::stack(&parts)
}

fn achievements(ui: &Ui, group: &Group, all: &[Achievement], keep: bool) -> Html {
    let here = format!("/registry/groups/{}", group.id);
    let mut html = Html::trusted("<ul>");
    for one in all {
        html.push_trusted("<li>");
        html.push(&achievement(ui, one));
        if one.file.is_some() {
            let address = ui.url(&format!("{here}/achievements/{}/proof", one.id));
            html.push_trusted(" ");
            html.push(&blocks::link(&address, &ui.t("registry-group-proof")));
        }
        if keep {
            let address = ui.url(&format!("{here}/achievements/{}/withdrawal", one.id));
            html.push(&blocks::post_button(&address, &ui.t("registry-group-unachieve"), &[], "quiet", None));
        }
        html.push_trusted("</li>");
    }
    html.push_trusted("</ul>");
    let mut parts =
        vec![if all.is_empty() { blocks::paragraph(ui, "registry-group-no-achievements") } else { html }];
    if keep {
        let address = ui.url(&format!("{here}/achievements/new"));
        parts.push(blocks::row(&[blocks::button_link(&address, &ui.t("registry-group-achieve"), true)]));
    }
    blocks::stack(&parts)
}

/// An achievement in a line.
pub(super) fn achievement(ui: &Ui, one: &Achievement) -> Html {
    let mut html = match &one.link {
        Some(link) => blocks::link(link, &one.title),
        None => Html::text(&one.title),
    };
    html.push_trusted(" <span class=\"muted\">");
    html.push_text(&ui.date(one.on));
    html.push_trusted("</span>");
    html
}
