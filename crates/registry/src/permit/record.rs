use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::file::{self, FileId, NewFile};
use kernel::{Error, Tx};
use serde_json::json;
use web::upload::Uploaded;
use zeroize::Zeroizing;

use super::find::{self, Permit};
use super::number::{self, Kind};
use super::{ADD, PermitId, VERIFY, WITHDRAW};
use crate::business::register::may;
use crate::business::{self, BusinessId};
use crate::media::Media;
use crate::source::claims::{BusinessClaims, PermitClaim};
use crate::source::{self, NewSource, settle};

/// A permit as a form gives it.
#[derive(Clone)]
pub struct NewPermit {
    pub kind: Kind,
    pub number: String,
    pub issued: Option<NaiveDate>,
    pub expires: Option<NaiveDate>,
}

/// Adds a permit to a business, or other dates to one that it has; an entrepreneur to the own one. A number that might be
/// real is taken, whatever is odd about it: [`super::read`] says what.
pub async fn add(tx: &mut Tx, business: BusinessId, new: NewPermit) -> Result<PermitId, Error> {
    let area = may(tx, business, ADD).await?;
    let today = tx.today();
    if new.issued.is_some_and(|issued| issued > today) {
        return Err(Error::field("issued", "registry-permit-issued-to-come"));
    }
    if new.issued.zip(new.expires).is_some_and(|(issued, expires)| expires < issued) {
        return Err(Error::field("expires", "registry-permit-expires-before"));
    }
    let reading = number::read(new.kind, &new.number)?;
    if reading.derived.is_nik && new.kind != Kind::Npwp {
        return Err(Error::field("number", "registry-permit-number-is-nik"));
    }
    let mut said = NewSource::default();
    let stored = if new.kind == Kind::Npwp {
        let digits: String = new.number.chars().filter(char::is_ascii_digit).collect();
        let last = digits.chars().skip(digits.chars().count().saturating_sub(4)).collect();
        said.npwp = Some(Zeroizing::new(digits));
        last
    } else {
        let claim = PermitClaim {
            kind: new.kind,
            number: Some(new.number),
            year: None,
            issued: new.issued,
            expires: new.expires,
            held: true,
        };
        said.business = BusinessClaims { permits: vec![claim], ..BusinessClaims::default() };
        reading.normalised
    };
    let kind = source::Kind::of(tx.actor());
    source::say(tx, kind, said, None, Some(business)).await?;
    settle(tx, &[], &[business]).await?;
    let id = find::of_number(tx, business, new.kind, &stored).await?;
    let id = id.ok_or_else(|| Error::field("number", "registry-permit-not-taken"))?;
    let body = json!({ "permit": id, "kind": new.kind });
    tx.audit(Entry::new(ADD.name, "business", business).area(area).body(body)).await?;
    Ok(id)
}

/// Says that a permit is not this business's, or not a permit at all. It is kept as withdrawn. What an officer verified,
/// only an officer withdraws.
pub async fn withdraw(tx: &mut Tx, id: PermitId, reason: &str) -> Result<(), Error> {
    let permit = find::one(tx, id).await?;
    let area = may(tx, permit.business, WITHDRAW).await?;
    let reason = reason.trim();
    if !(3..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "registry-permit-reason-length"));
    }
    if permit.withdrawn_at.is_some() {
        return Ok(());
    }
    let kind = source::Kind::of(tx.actor());
    if kind == source::Kind::Own && permit.verified_at.is_some() {
        return Err(Error::refused("registry-permit-verified-by-officer"));
    }
    if permit.kind == Kind::Npwp {
        return Err(Error::refused("registry-permit-npwp-stays"));
    }
    let denied = find::claims_of(tx, &permit).await?;
    let permits = denied.into_iter().map(|claim| PermitClaim { held: false, ..claim }).collect();
    let business = BusinessClaims { permits, note: Some(reason.to_owned()), ..BusinessClaims::default() };
    let said = NewSource { business, ..NewSource::default() };
    source::say(tx, kind, said, None, Some(permit.business)).await?;
    settle(tx, &[], &[permit.business]).await?;
    let body = json!({ "permit": id });
    tx.audit(Entry::new(WITHDRAW.name, "business", permit.business).area(area).reason(reason).body(body))
        .await
}

/// Says that an officer saw the document, or asked the authority, and the permit is right.
pub async fn verify(tx: &mut Tx, id: PermitId) -> Result<(), Error> {
    let permit = find::one(tx, id).await?;
    let area = may(tx, permit.business, VERIFY).await?;
    // Nobody vouches for herself.
    tx.must(VERIFY, &area)?;
    if permit.withdrawn_at.is_some() {
        return Err(Error::refused("registry-permit-is-withdrawn"));
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let done = sqlx::query!(
        "update registry.permit set verified_at = $3, verified_by = $4
         where city = $1 and id = $2 and verified_at is null",
        city.0,
        id.0,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    let body = json!({ "permit": id });
    tx.audit(Entry::new(VERIFY.name, "business", permit.business).area(area).body(body)).await
}

/// Keeps the document of a permit: PDF, JPEG, PNG or WebP, by its content. One that was there before is replaced.
pub async fn attach(tx: &mut Tx, id: PermitId, sent: Uploaded) -> Result<FileId, Error> {
    let permit = find::one(tx, id).await?;
    let area = may(tx, permit.business, ADD).await?;
    let media = match Media::of(&sent.bytes) {
        Some(Media::Heic) => return Err(Error::field("file", "registry-photo-heic")),
        Some(media) => media,
        None => return Err(Error::field("file", "registry-permit-file-kind")),
    };
    let new = NewFile { name: &sent.name, media_type: media.name(), bytes: sent.bytes };
    let kept = file::keep(tx, new).await?;
    let city = tx.city();
    sqlx::query!("update registry.permit set file = $3 where city = $1 and id = $2", city.0, id.0, kept.0)
        .execute(tx.conn())
        .await?;
    if let Some(before) = permit.file {
        file::forget(tx, before).await?;
    }
    let body = json!({ "permit": id, "file": kept });
    tx.audit(Entry::new(ADD.name, "business", permit.business).area(area).body(body)).await?;
    Ok(kept)
}

/// The document of a permit, for those who may see the business: its name, media type and bytes.
pub async fn document(tx: &mut Tx, id: PermitId) -> Result<(String, String, axum::body::Bytes), Error> {
    let permit: Permit = find::one(tx, id).await?;
    may(tx, permit.business, business::SEE).await?;
    let file = file::one(tx, permit.file.ok_or(Error::NotFound("file"))?).await?;
    let bytes = file::read(tx, &file).await?;
    Ok((file.name, file.media_type, bytes))
}
