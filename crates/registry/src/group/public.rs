//! The page of a group that wishes one, for everybody.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, CityId, Error, Say, Tx};
use web::list::PER_PAGE;
use web::ui::Ui;
use web::{Answer, Html, Lang, ListQuery, Page, Routes, Visit, blocks};

use super::find::{self, Group, Listed, Member};
use super::pages::{achievement, since};
use super::{FEW, Part};
use crate::photo::{self, Subject};
use crate::words::Names;

pub(super) fn routes() -> Routes {
    Routes::new().get("/registry/profiles", list).get("/registry/profiles/{slug}", one)
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let ui = &visit.ui;
    if ui.city.id == CityId::PLATFORM {
        return Ok(Page::new(ui.t("registry-groups"), blocks::cities(ui, "/kelompok")).into_response());
    }
    let mut tx = visit.tx().await?;
    let (rows, _) = find::all_public(&mut tx, query.offset(), PER_PAGE).await?;
    let main = if rows.is_empty() {
        blocks::empty(ui, "registry-profiles-none", "registry-profiles-none-hint")
    } else {
        let names = Names::read(&mut tx).await?;
        let lines: Vec<Vec<Html>> =
            rows.iter().map(|row| line(ui, &names, row)).collect::<Result<_, Error>>()?;
        let heads = ["registry-group-name", "registry-group-kind", "registry-group-area"];
        blocks::table(ui, "registry-profiles", &heads, &lines)
    };
    Ok(Page::new(ui.t("registry-profiles"), main).into_response())
}

fn line(ui: &Ui, names: &Names, row: &Listed) -> Result<Vec<Html>, Error> {
    let slug = row.slug.as_deref().unwrap_or_default();
    Ok(vec![
        blocks::link(&ui.url(&format!("/kelompok/{slug}")), &row.name),
        Html::text(&ui.t_of("registry-group-kind-", row.kind.as_str())),
        Html::text(&names.place(&AreaCode::parse(&row.area)?)),
    ])
}

async fn one(visit: Visit, Path(slug): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let group = find::public(&mut tx, &slug).await?;
    let ui = &visit.ui;
    let about = match ui.lang {
        Lang::En if !group.description_en.is_empty() => group.description_en.clone(),
        Lang::En | Lang::Id => group.description_id.clone(),
    };
    let mut parts = vec![photo::cover(&mut tx, ui, Subject::Group(group.id), &group.id.to_string()).await?];
    for paragraph in about.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
        let mut html = Html::trusted("<p>");
        html.push_text(paragraph);
        html.push_trusted("</p>");
        parts.push(html);
    }
    parts.push(facts(&mut tx, ui, &group).await?);
    let done = find::achievements(&mut tx, group.id).await?;
    if !done.is_empty() {
        let mut html = Html::trusted("<ul>");
        for one in &done {
            html.push_trusted("<li>");
            html.push(&achievement(ui, one));
            html.push_trusted("</li>");
        }
        html.push_trusted("</ul>");
        parts.push(blocks::section(ui, "registry-group-achievements", &html));
    }
    let mut photos = photo::of(&mut tx, Subject::Group(group.id)).await?;
    photos.retain(|photo| photo.state == photo::State::Ready);
    if photos.len() > 1 {
        let rest = photos.get(1..).unwrap_or_default();
        parts.push(blocks::section(ui, "registry-photos", &photo::gallery(ui, rest, |_| Html::default())));
    }
    let page = Page::new(group.name.clone(), blocks::stack(&parts));
    let first: String = about.chars().take(160).collect();
    Ok(page.about(first).under(ui.url("/kelompok"), ui.t("registry-profiles")).into_response())
}

async fn facts(tx: &mut Tx, ui: &Ui, group: &Group) -> Result<Html, Error> {
    let names = Names::read(tx).await?;
    let members = find::members(tx, group.id).await?;
    let members: Vec<Member> = members.into_iter().filter(|member| member.ended_at.is_none()).collect();
    let mut facts = vec![(Say::new("registry-group-area"), Html::text(&names.path(&group.area)))];
    if let Some(since) = since(ui, group) {
        facts.push((Say::new("registry-group-since"), Html::text(&since)));
    }
    if let Some(address) = group.address.as_ref().filter(|address| !address.is_empty()) {
        facts.push((Say::new("registry-group-address"), Html::text(address)));
    }
    facts.push((Say::new("registry-group-members"), Html::text(&counted(ui, &members))));
    let named: Vec<String> =
        members.iter().filter(|member| member.named_at.is_some()).map(|m| called(ui, m)).collect();
    if !named.is_empty() {
        facts.push((Say::new("registry-group-who"), Html::text(&named.join(", "))));
    }
    Ok(blocks::facts(ui, &facts))
}

fn called(ui: &Ui, member: &Member) -> String {
    match member.part {
        Part::Member => member.name.clone(),
        Part::Chair | Part::Secretary | Part::Treasurer => {
            format!("{} ({})", member.name, ui.t_of("registry-group-part-", member.part.as_str()))
        }
    }
}

/// How many there are; of fewer than five it is only said that they are few.
fn counted(ui: &Ui, members: &[Member]) -> String {
    let count = i64::try_from(members.len()).unwrap_or(i64::MAX);
    if count < FEW { ui.t("registry-group-few") } else { ui.number(count) }
}
