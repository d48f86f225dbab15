use kernel::audit::Entry;
use kernel::{AreaCode, Error, Instant, Level, OnConstraint as _, Say, Tx};
use serde_json::json;

use super::{Call, CallId, Method, Rule, find, rule};
use crate::programme::{self, ProgrammeId, RUN};

/// How many places: in all, and, where it is said, in each kelurahan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    pub whole: i32,
    pub each: Option<i32>,
}

/// A call as a form gives it.
#[derive(Debug, Clone)]
pub struct NewCall {
    pub name: String,
    pub opens_at: Instant,
    pub closes_at: Instant,
    pub method: Method,
    pub quota: Quota,
    pub rules: Vec<Rule>,
    pub accept_days: i32,
    pub gap: i32,
    pub objection_days: i32,
    pub prefers_heads: bool,
    pub asks_baseline: bool,
}

/// Opens a call of a programme. Where each kelurahan has places of its own, all kelurahan of the city of today have as many.
pub async fn add(tx: &mut Tx, programme: ProgrammeId, new: NewCall) -> Result<CallId, Error> {
    tx.must_in_city(RUN)?;
    programme::open(tx, programme).await?;
    let (name, rules) = sound(&new)?;
    let (city, now, id): (_, _, CallId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into programmes.call (city, id, programme, name, opens_at, closes_at, method, accept_days, by_area,
             prefers, gap, objection_days, asks_baseline, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        city.0,
        id.0,
        programme.0,
        name,
        new.opens_at,
        new.closes_at,
        new.method.as_str(),
        new.accept_days,
        new.quota.each.is_some(),
        new.prefers_heads.then_some("heads_family"),
        new.gap,
        new.objection_days,
        new.asks_baseline,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    set_rules(tx, id, &rules).await?;
    set_quota(tx, id, new.quota).await?;
    tx.audit(Entry::new("programmes.call.add", "call", id).body(json!({ "programme": programme }))).await?;
    Ok(id)
}

/// Changes a call. How places are given and whether kelurahan have places of their own stays as it was; with fewer places
/// than are held it is refused, and with more the next who wait move up.
pub async fn amend(tx: &mut Tx, id: CallId, new: NewCall) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    let call = find::locked(tx, id).await?;
    changeable(&call)?;
    let (name, rules) = sound(&new)?;
    if call.by_area != new.quota.each.is_some() {
        return Err(Error::field("places_each", "programmes-call-by-area-stays"));
    }
    let city = tx.city();
    sqlx::query!(
        "update programmes.call set name = $3, opens_at = $4, closes_at = $5, accept_days = $6, prefers = $7, gap = $8,
             objection_days = $9, asks_baseline = $10
         where city = $1 and id = $2",
        city.0,
        id.0,
        name,
        new.opens_at,
        new.closes_at,
        new.accept_days,
        new.prefers_heads.then_some("heads_family"),
        new.gap,
        new.objection_days,
        new.asks_baseline
    )
    .execute(tx.conn())
    .await?;
    set_rules(tx, id, &rules).await?;
    set_quota(tx, id, new.quota).await?;
    crate::applicant::promote(tx, &call).await?;
    tx.audit(Entry::new("programmes.call.amend", "call", id)).await
}

/// Cancels a call, with a reason that applicants read.
pub async fn cancel(tx: &mut Tx, id: CallId, reason: &str) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    let reason = reason.trim();
    if !(3..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "programmes-reason-length"));
    }
    if find::locked(tx, id).await?.cancelled_at.is_some() {
        return Ok(());
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "update programmes.call set cancelled_at = $3, cancelled_by = $4, cancelled_reason = $5
         where city = $1 and id = $2",
        city.0,
        id.0,
        now,
        by.map(|by| by.0),
        reason
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new("programmes.call.cancel", "call", id).reason(reason)).await
}

fn changeable(call: &Call) -> Result<(), Error> {
    match (call.cancelled_at, call.published_at) {
        (Some(_), _) => Err(Error::refused("programmes-call-cancelled")),
        (None, Some(_)) => Err(Error::refused("programmes-call-published")),
        (None, None) => Ok(()),
    }
}

fn sound(new: &NewCall) -> Result<(String, Vec<Rule>), Error> {
    let name = new.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut wrong: Vec<(&'static str, Say)> = Vec::new();
    if !(3..=120).contains(&name.chars().count()) {
        wrong.push(("name", "programmes-name-length".into()));
    }
    if new.closes_at <= new.opens_at {
        wrong.push(("closes_at", "programmes-call-closes-later".into()));
    }
    if !(1..=1_000_000).contains(&new.quota.whole) {
        wrong.push(("places", "programmes-call-places".into()));
    }
    if new.quota.each.is_some_and(|each| !(1..=100_000).contains(&each)) {
        wrong.push(("places_each", "programmes-call-places".into()));
    }
    if !(1..=60).contains(&new.accept_days) {
        wrong.push(("accept_days", "programmes-call-days".into()));
    }
    if !(0..=60).contains(&new.objection_days) {
        wrong.push(("objection_days", "programmes-call-days".into()));
    }
    if !(0..=100).contains(&new.gap) {
        wrong.push(("gap", "programmes-call-gap-form".into()));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    Ok((name, rule::sound(new.rules.clone())?))
}

async fn set_rules(tx: &mut Tx, id: CallId, rules: &[Rule]) -> Result<(), Error> {
    let city = tx.city();
    let kinds: Vec<String> = rules.iter().map(|rule| rule.kind().to_owned()).collect();
    let numbers: Vec<i32> = rules.iter().map(|rule| rule.number().unwrap_or(0)).collect();
    sqlx::query!(
        "delete from programmes.rule where city = $1 and call = $2 and kind <> all ($3)",
        city.0,
        id.0,
        &kinds
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into programmes.rule (city, call, kind, number)
         select $1, $2, r.kind, nullif(r.number, 0) from unnest($3::text[], $4::int[]) as r(kind, number)
         on conflict (city, call, kind) do update set number = excluded.number",
        city.0,
        id.0,
        &kinds,
        &numbers
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn set_quota(tx: &mut Tx, id: CallId, quota: Quota) -> Result<(), Error> {
    let city = tx.city();
    let whole = AreaCode::of_city(city).ok_or(Error::Forbidden)?;
    let mut areas = vec![whole.to_string()];
    let mut places = vec![quota.whole];
    if let Some(each) = quota.each {
        let kelurahan = kelurahan(tx, &whole).await?;
        places.extend(kelurahan.iter().map(|_| each));
        areas.extend(kelurahan);
    }
    sqlx::query!(
        "insert into programmes.quota (city, call, area, places)
         select $1, $2, q.area, q.places from unnest($3::text[], $4::int[]) as q(area, places)
         on conflict (city, call, area) do update set places = excluded.places",
        city.0,
        id.0,
        &areas,
        &places
    )
    .execute(tx.conn())
    .await
    .on_constraint("seat_whole_fits", held)
    .on_constraint("seat_area_fits", || Error::field("places_each", "programmes-call-places-held"))?;
    Ok(())
}

fn held() -> Error {
    Error::field("places", "programmes-call-places-held")
}

async fn kelurahan(tx: &Tx, whole: &AreaCode) -> Result<Vec<String>, Error> {
    let known = territory::gazetteer(tx.db()).await?;
    let kecamatan = known.children_of(whole).into_iter();
    let below = kecamatan.flat_map(|(code, _)| known.children_of(&code));
    Ok(below.filter(|(code, _)| code.level() == Level::Kelurahan).map(|(code, _)| code.to_string()).collect())
}
