use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::file::{self, NewFile};
use kernel::{AreaCode, Error, OnConstraint as _, Tx};
use serde_json::json;
use web::upload::Uploaded;

use super::{AchievementId, GroupId, KEEP, Kind, find, may};
use crate::media::Media;

/// A group as a form gives it.
#[derive(Debug, Clone)]
pub struct NewGroup {
    pub name: String,
    pub kind: Kind,
    pub area: AreaCode,
    /// A year (`2014`), a month (`2014-05`) or a day: people rarely know the day.
    pub since: Option<String>,
    pub address: Option<String>,
    pub description_id: String,
    pub description_en: String,
}

/// A group as it is kept.
struct Sound {
    name: String,
    since: Option<NaiveDate>,
    exact: &'static str,
}

/// Adds a group.
pub async fn add(tx: &mut Tx, new: NewGroup) -> Result<GroupId, Error> {
    tx.must(KEEP, &new.area)?;
    let sound = sound(tx, &new)?;
    let (city, now, id): (_, _, GroupId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into registry.kelompok (city, id, name, kind, area, since, since_exact, address, description_id,
                                        description_en, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        city.0,
        id.0,
        sound.name,
        new.kind.as_str(),
        new.area.as_str(),
        sound.since,
        sound.exact,
        new.address,
        new.description_id,
        new.description_en,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("kelompok_open_name_key", || Error::field("name", "registry-group-name-taken"))?;
    tx.audit(Entry::new(KEEP.name, "group", id).area(new.area)).await?;
    Ok(id)
}

/// Corrects a group. What stood before is kept in the trail.
pub async fn amend(tx: &mut Tx, id: GroupId, new: NewGroup) -> Result<(), Error> {
    let area = may(tx, id, KEEP).await?;
    tx.must(KEEP, &new.area)?;
    let before = find::one(tx, id).await?;
    let sound = sound(tx, &new)?;
    let city = tx.city();
    sqlx::query!(
        "update registry.kelompok set name = $3, kind = $4, area = $5, since = $6, since_exact = $7, address = $8,
                description_id = $9, description_en = $10 where city = $1 and id = $2",
        city.0,
        id.0,
        sound.name,
        new.kind.as_str(),
        new.area.as_str(),
        sound.since,
        sound.exact,
        new.address,
        new.description_id,
        new.description_en
    )
    .execute(tx.conn())
    .await
    .on_constraint("kelompok_open_name_key", || Error::field("name", "registry-group-name-taken"))?;
    let body = json!({ "before": {
        "name": before.name, "kind": before.kind, "area": before.area, "since": before.since, "address": before.address,
        "description_id": before.description_id, "description_en": before.description_en,
    } });
    tx.audit(Entry::new(KEEP.name, "group", id).area(area).body(body)).await
}

/// Says that a group is no more.
pub async fn close(tx: &mut Tx, id: GroupId, reason: &str) -> Result<(), Error> {
    let area = may(tx, id, KEEP).await?;
    let reason = reason.trim();
    if !(3..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "registry-group-reason-length"));
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "update registry.kelompok set closed_at = $3, closed_by = $4, closed_reason = $5, published_at = null
         where city = $1 and id = $2 and closed_at is null",
        city.0,
        id.0,
        now,
        by.map(|by| by.0),
        reason
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(KEEP.name, "group", id).area(area).reason(reason)).await
}

/// Gives a group its public page, because they wish one. Its address stays theirs.
pub async fn publish(tx: &mut Tx, id: GroupId) -> Result<String, Error> {
    let area = may(tx, id, KEEP).await?;
    let group = find::one(tx, id).await?;
    if group.closed_at.is_some() {
        return Err(Error::refused("registry-group-closed"));
    }
    let slug = match group.slug {
        Some(slug) => slug,
        None => free(tx, &slug_of(&group.name)).await?,
    };
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "update registry.kelompok set slug = $3, published_at = coalesce(published_at, $4), published_by = $5
         where city = $1 and id = $2",
        city.0,
        id.0,
        slug,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await
    .on_constraint("kelompok_slug_key", || Error::refused("registry-group-address-taken"))?;
    tx.audit(Entry::new(KEEP.name, "group", id).area(area).body(json!({ "public": true }))).await?;
    Ok(slug)
}

/// Takes a group's public page back.
pub async fn unpublish(tx: &mut Tx, id: GroupId) -> Result<(), Error> {
    let area = may(tx, id, KEEP).await?;
    let city = tx.city();
    sqlx::query!(
        "update registry.kelompok set published_at = null, published_by = null where city = $1 and id = $2",
        city.0,
        id.0
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(KEEP.name, "group", id).area(area).body(json!({ "public": false }))).await
}

/// `Kuncup Mekar` is `kuncup-mekar`.
pub(super) fn slug_of(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .collect();
    let slug = plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let slug: String = slug.chars().take(48).collect();
    if slug.len() < 2 { "kelompok".to_owned() } else { slug.trim_matches('-').to_owned() }
}

async fn free(tx: &mut Tx, slug: &str) -> Result<String, Error> {
    let city = tx.city();
    let taken = sqlx::query_scalar!(
        r#"select slug as "slug!" from registry.kelompok where city = $1 and starts_with(slug, $2) order by slug limit 1000"#,
        city.0,
        slug
    )
    .fetch_all(tx.conn())
    .await?;
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    std::iter::once(slug.to_owned())
        .chain(numbered)
        .find(|slug| !taken.contains(slug))
        .ok_or_else(|| Error::broken("numbers do not end"))
}

fn sound(tx: &Tx, new: &NewGroup) -> Result<Sound, Error> {
    let name = new.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(3..=120).contains(&name.chars().count()) {
        return Err(Error::field("name", "registry-group-name-length"));
    }
    if new.description_id.chars().count().max(new.description_en.chars().count()) > 4000 {
        return Err(Error::field("description_id", "registry-group-description-length"));
    }
    let (since, exact) = match &new.since {
        Some(text) => since_of(text).ok_or_else(|| Error::field("since", "registry-group-since-form"))?,
        None => return Ok(Sound { name, since: None, exact: "day" }),
    };
    if since > tx.today() {
        return Err(Error::field("since", "registry-group-since-to-come"));
    }
    Ok(Sound { name, since: Some(since), exact })
}

/// The first day of a year, a month or a day, with which of them it was.
fn since_of(text: &str) -> Option<(NaiveDate, &'static str)> {
    let text = text.trim();
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    match text.len() {
        4 => day(&format!("{text}-01-01")).map(|day| (day, "year")),
        7 => day(&format!("{text}-01")).map(|day| (day, "month")),
        _ => day(text).map(|day| (day, "day")),
    }
}

/// An achievement as a form gives it.
pub struct NewAchievement {
    pub title: String,
    pub on: NaiveDate,
    pub link: Option<String>,
    pub proof: Option<Uploaded>,
}

/// Records what a group achieved, with its proof: a link, a file, or both.
pub async fn achieve(tx: &mut Tx, group: GroupId, new: NewAchievement) -> Result<AchievementId, Error> {
    let area = may(tx, group, KEEP).await?;
    let title = new.title.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(3..=200).contains(&title.chars().count()) {
        return Err(Error::field("title", "registry-group-title-length"));
    }
    if new.on > tx.today() {
        return Err(Error::field("on", "registry-group-since-to-come"));
    }
    let link = new.link.filter(|link| !link.is_empty());
    if link.as_deref().is_some_and(|link| {
        !(link.starts_with("https://") || link.starts_with("http://")) || link.len() > 500
    }) {
        return Err(Error::field("link", "registry-group-link-form"));
    }
    let proof = match new.proof {
        Some(sent) => {
            let media = Media::of(&sent.bytes).filter(|media| *media != Media::Heic);
            let media = media.ok_or_else(|| Error::field("proof", "registry-permit-file-kind"))?;
            let new = NewFile { name: &sent.name, media_type: media.name(), bytes: sent.bytes };
            Some(file::keep(tx, new).await?)
        }
        None => None,
    };
    let (city, now, id): (_, _, AchievementId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into registry.kelompok_achievement (city, id, kelompok, title, on_day, link, file, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        city.0,
        id.0,
        group.0,
        title,
        new.on,
        link,
        proof.map(|file| file.0),
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(KEEP.name, "group", group).area(area).body(json!({ "achievement": id }))).await?;
    Ok(id)
}

/// Takes an achievement back.
pub async fn unachieve(tx: &mut Tx, group: GroupId, id: AchievementId) -> Result<(), Error> {
    let area = may(tx, group, KEEP).await?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let done = sqlx::query!(
        "update registry.kelompok_achievement set withdrawn_at = $4, withdrawn_by = $5
         where city = $1 and kelompok = $2 and id = $3 and withdrawn_at is null",
        city.0,
        group.0,
        id.0,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound("achievement"));
    }
    tx.audit(Entry::new(KEEP.name, "group", group).area(area).body(json!({ "withdrawn": id }))).await
}
