use chrono::NaiveDate;
use kernel::{Error, Instant, Say, Tx};
use uuid::Uuid;
use web::Ui;

use super::{ChangeId, Kind};
use crate::area::AreaId;
use crate::area::show::Moment;

/// A change as one area lived through it.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    pub id: ChangeId,
    pub kind: Kind,
    pub on: NaiveDate,
    pub decree: String,
    pub note: String,
    /// Name and code before and after, where the area had any.
    pub before: Option<(String, String)>,
    pub after: Option<(String, String)>,
    /// What the change was made of and what it left, by name.
    pub from: Vec<String>,
    pub to: Vec<String>,
}

/// What happened to an area, the earliest first.
pub async fn history(tx: &mut Tx, area: AreaId) -> Result<Vec<Past>, Error> {
    let rows = sqlx::query!(
        r#"select c.id, c.kind, c.from_date, c.decree, c.note,
                  old.name as "old_name?", old.code as "old_code?", new.name as "new_name?", new.code as "new_code?",
                  (select array_agg(distinct v.name order by v.name) from territory.lineage l
                   join territory.area_version v on v.area = l.from_area and upper(v.valid) = c.from_date
                   where l.change = c.id) as from_names,
                  (select array_agg(distinct v.name order by v.name) from territory.lineage l
                   join territory.area_version v on v.area = l.to_area and lower(v.valid) = c.from_date
                   where l.change = c.id) as to_names
           from territory.change c
           left join territory.area_version old on old.area = $1 and upper(old.valid) = c.from_date
           left join territory.area_version new on new.area = $1 and lower(new.valid) = c.from_date
           where c.id in (select change from territory.area_version where area = $1
                          union select change from territory.lineage where from_area = $1 or to_area = $1)
           order by c.from_date, c.made_at, c.id limit 1000"#,
        area.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Past {
            id: ChangeId(row.id),
            kind: Kind::parse(&row.kind).unwrap_or(Kind::Rename),
            on: row.from_date,
            decree: row.decree,
            note: row.note,
            before: row.old_name.zip(row.old_code),
            after: row.new_name.zip(row.new_code),
            from: row.from_names.unwrap_or_default(),
            to: row.to_names.unwrap_or_default(),
        })
        .collect())
}

/// A change with who made it, for the list at the desk.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: ChangeId,
    pub kind: Kind,
    pub on: NaiveDate,
    pub decree: String,
    pub by: Option<Uuid>,
    pub made_at: Instant,
    pub from: Vec<String>,
    pub to: Vec<String>,
}

/// The changes made in the city, the latest first. Anybody may know them. A city has a few in a decade.
pub async fn list(tx: &mut Tx) -> Result<Vec<Listed>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select c.id, c.kind, c.from_date, c.decree, c.by_account, c.made_at,
                  (select array_agg(distinct v.code || ' ' || v.name) from territory.lineage l
                   join territory.area_version v on v.area = l.from_area and upper(v.valid) = c.from_date
                   where l.change = c.id) as from_names,
                  (select array_agg(distinct v.code || ' ' || v.name) from territory.lineage l
                   join territory.area_version v on v.area = l.to_area and lower(v.valid) = c.from_date
                   where l.change = c.id) as to_names
           from territory.change c where c.city = $1 order by c.from_date desc, c.id desc limit 500"#,
        city.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            id: ChangeId(row.id),
            kind: Kind::parse(&row.kind).unwrap_or(Kind::Rename),
            on: row.from_date,
            decree: row.decree,
            by: row.by_account,
            made_at: row.made_at,
            from: row.from_names.unwrap_or_default(),
            to: row.to_names.unwrap_or_default(),
        })
        .collect())
}

/// What a change did, for whoever confirms it.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Areas that have another name, code or parent, those below included.
    pub areas: i64,
    /// RW and RT that have another code.
    pub neighbourhoods: i64,
    pub lines: Vec<EffectLine>,
}

/// One line of lineage, with codes and names.
#[derive(Debug, Clone, PartialEq)]
pub struct EffectLine {
    pub from: String,
    pub to: String,
    pub share: f64,
    pub back: f64,
}

/// What a change did.
pub async fn effect(tx: &mut Tx, change: ChangeId) -> Result<Effect, Error> {
    let city = tx.city();
    let counts = sqlx::query!(
        r#"select (select count(*) from territory.area_version where change = $1) as "areas!",
                  (select count(*) from territory.neighbourhood where city = $2 and change = $1) as "neighbourhoods!""#,
        change.0,
        city.0
    )
    .fetch_one(tx.conn())
    .await?;
    let lines = sqlx::query_as!(
        EffectLine,
        r#"select old.code || ' ' || old.name as "from!", new.code || ' ' || new.name as "to!",
                  l.share::float8 as "share!", l.back::float8 as "back!"
           from territory.lineage l join territory.change c on c.id = l.change
           join territory.area_version old on old.area = l.from_area and upper(old.valid) = c.from_date
           join territory.area_version new on new.area = l.to_area and lower(new.valid) = c.from_date
           where l.change = $1 order by old.code, new.code limit 1000"#,
        change.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(Effect { areas: counts.areas, neighbourhoods: counts.neighbourhoods, lines })
}

/// The change on a timeline.
pub(crate) fn moment(ui: &Ui, past: &Past) -> Moment {
    let name =
        |side: &Option<(String, String)>| side.as_ref().map(|(name, _)| name.clone()).unwrap_or_default();
    let code =
        |side: &Option<(String, String)>| side.as_ref().map(|(_, code)| code.clone()).unwrap_or_default();
    let key = match past.kind {
        Kind::Rename => "territory-past-rename",
        Kind::Split => "territory-past-split",
        Kind::Merge => "territory-past-merge",
        Kind::Move => "territory-past-move",
    };
    let say = Say::new(key)
        .with("before", name(&past.before))
        .with("after", name(&past.after))
        .with("old", code(&past.before))
        .with("new", code(&past.after))
        .with("from", past.from.join(", "))
        .with("to", past.to.join(", "));
    let notes = [past.decree.clone(), past.note.clone()];
    Moment {
        date: Some(past.on),
        when: ui.date(past.on),
        title: ui.say(&say),
        notes: notes.into_iter().filter(|note| !note.is_empty()).collect(),
        now: false,
    }
}
