use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::contact::{Email, Phone};
use kernel::{AreaCode, Error, OnConstraint as _, Say, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{AMEND, BusinessId, CLOSE, PREFIX, REGISTER, find};
use crate::code;
use crate::person::register::{area_of, fields, one_of};
use crate::person::{self, PersonId};
use crate::source::claims::{BusinessClaims, MeasureKind, Standing};
use crate::source::{self, Kind, NewSource, settle};

/// Registers a business that `owners` run: at least one; a couple may share one. An entrepreneur registers one of her
/// own.
pub async fn register(tx: &mut Tx, owners: &[PersonId], claims: BusinessClaims) -> Result<BusinessId, Error> {
    let area = area_of(tx, &claims.address)?;
    let kind = Kind::of(tx.actor());
    let Some(first) = owners.first().copied() else {
        return Err(Error::field("owner", "registry-business-owner-missing"));
    };
    for owner in owners {
        let home = person::register::may_amend(tx, *owner).await?;
        if kind != Kind::Own {
            tx.must(REGISTER, if claims.address.area.is_some() { &area } else { &home })?;
        }
    }
    let claims = sound(claims)?;
    let name = claims.name.clone().unwrap_or_default();
    let id = one_of(create(tx, &[(name, area.to_string())]).await?)?;
    let said = NewSource { business: claims, ..NewSource::default() };
    source::say(tx, kind, said, Some(first), Some(id)).await?;
    for other in owners.iter().skip(1).filter(|other| **other != first) {
        source::say(tx, kind, NewSource::default(), Some(*other), Some(id)).await?;
    }
    settle(tx, owners, &[id]).await?;
    tx.audit(Entry::new(REGISTER.name, "business", id).area(area)).await?;
    Ok(id)
}

/// Corrects a business: `claims` holds the fields that change, and in `cleared` those that are emptied. Measurements are
/// added, never replaced; permits that are not named stay.
pub async fn amend(tx: &mut Tx, id: BusinessId, claims: BusinessClaims) -> Result<(), Error> {
    let area = may(tx, id, AMEND).await?;
    if claims == BusinessClaims::default() {
        return Ok(());
    }
    area_of(tx, &claims.address)?;
    let claims = sound(claims)?;
    let body = json!({ "fields": fields(&claims)? });
    let kind = Kind::of(tx.actor());
    let said = NewSource { business: claims, ..NewSource::default() };
    source::say(tx, kind, said, None, Some(id)).await?;
    settle(tx, &[], &[id]).await?;
    tx.audit(Entry::new(AMEND.name, "business", id).area(area).body(body)).await
}

/// Says that a business ended on a day. Doing it twice is doing it once.
pub async fn close(tx: &mut Tx, id: BusinessId, on: NaiveDate, reason: &str) -> Result<(), Error> {
    stand(tx, id, Standing::Closed, on, reason).await
}

/// Says that a closed business runs again since a day.
pub async fn reopen(tx: &mut Tx, id: BusinessId, on: NaiveDate, reason: &str) -> Result<(), Error> {
    stand(tx, id, Standing::Open, on, reason).await
}

async fn stand(
    tx: &mut Tx,
    id: BusinessId,
    standing: Standing,
    on: NaiveDate,
    reason: &str,
) -> Result<(), Error> {
    let area = may(tx, id, CLOSE).await?;
    let reason = reason.trim();
    if !(3..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "registry-reason-length"));
    }
    let today = tx.today();
    if on > today {
        return Err(Error::field("on", "registry-day-to-come"));
    }
    let (now, since) = find::standing(tx, id).await?;
    if now == standing {
        return Ok(());
    }
    if since.is_some_and(|since| on < since) {
        return Err(Error::field("on", "registry-day-before-last"));
    }
    let kind = Kind::of(tx.actor());
    let claims = BusinessClaims {
        standing: Some(standing),
        note: Some(reason.to_owned()),
        ..BusinessClaims::default()
    };
    let said = NewSource { business: claims, observed_on: Some(on), ..NewSource::default() };
    source::say(tx, kind, said, None, Some(id)).await?;
    settle(tx, &[], &[id]).await?;
    tx.audit(
        Entry::new(CLOSE.name, "business", id)
            .area(area)
            .reason(reason)
            .body(json!({ "standing": standing })),
    )
    .await
}

/// Whether the actor may do `can` to this business: officers where it lies, entrepreneurs to their own.
pub async fn may(tx: &mut Tx, id: BusinessId, can: kernel::Can) -> Result<AreaCode, Error> {
    let area = find::area(tx, id).await?;
    if Kind::of(tx.actor()) == Kind::Own && find::is_own(tx, id).await? {
        return Ok(area);
    }
    match (tx.may(super::SEE, &area), tx.may(can, &area)) {
        (_, true) => Ok(area),
        (true, false) => Err(Error::Forbidden),
        (false, false) => Err(tx.hidden("business")),
    }
}

/// Makes empty records, to be computed. Names and areas stand until then.
pub(crate) async fn create(tx: &mut Tx, businesses: &[(String, String)]) -> Result<Vec<BusinessId>, Error> {
    let ids: Vec<Uuid> = businesses.iter().map(|_| tx.id()).collect();
    let city = tx.city();
    let mut codes: Vec<String> = ids.iter().map(|id| code::of(PREFIX, *id, 0)).collect();
    // bounded: by the codes asked for
    let taken = sqlx::query_scalar!(
        "select code from registry.business where city = $1 and code = any($2)",
        city.0,
        &codes
    )
    .fetch_all(tx.conn())
    .await?;
    code::unmix(PREFIX, &ids, &mut codes, &taken);
    let now = tx.now();
    let (names, areas): (Vec<String>, Vec<String>) = businesses.iter().cloned().unzip();
    sqlx::query!(
        "insert into registry.business (city, id, code, name, named, area, sources, created_at, computed_at)
         select $1, r.id, r.code, r.name, false, r.area, 0, $6, $6
         from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as r(id, code, name, area)",
        city.0,
        &ids,
        &codes,
        &names,
        &areas,
        now
    )
    .execute(tx.conn())
    .await
    .on_constraint("business_code_key", || Error::refused("registry-code-taken"))?;
    Ok(ids.into_iter().map(BusinessId).collect())
}

fn sound(mut claims: BusinessClaims) -> Result<BusinessClaims, Error> {
    let mut wrong: Vec<(&'static str, Say)> = Vec::new();
    claims.name = claims.name.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
    if claims.name.as_deref().is_some_and(|name| !(1..=160).contains(&name.chars().count())) {
        wrong.push(("name", Say::new("registry-business-name-length")));
    }
    match claims.phones.iter().map(|phone| Phone::parse(phone)).collect::<Result<Vec<_>, _>>() {
        Ok(phones) => claims.phones = phones.iter().map(|phone| phone.reveal().to_owned()).collect(),
        Err(_) => wrong.push(("phones", Say::new("registry-phone-form"))),
    }
    match claims.email.as_deref().map(Email::parse).transpose() {
        Ok(email) => claims.email = email.map(|email| email.reveal().to_owned()),
        Err(_) => wrong.push(("email", Say::new("registry-email-form"))),
    }
    if claims.measures.iter().any(|measure| measure.value < 0) {
        wrong.push(("measures", Say::new("registry-measure-negative")));
    }
    if claims.measures.iter().any(|measure| measure.kind == MeasureKind::MarketSales) {
        wrong.push(("measures", Say::new("registry-measure-counted")));
    }
    if wrong.is_empty() { Ok(claims) } else { Err(Error::Invalid(wrong)) }
}
