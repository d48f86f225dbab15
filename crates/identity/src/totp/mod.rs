//! Codes of an authenticator app (TOTP, RFC 6238): six digits, 30 seconds, one step of grace on either side.
//!
//! A code is good once: the step of the last one is kept, and none of it or before is taken again. The secret is sealed
//! with the installation's keys. A new app is set up beside the old one and replaces it when its first code is right.

#[cfg(test)]
pub(crate) mod tests;

use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::secret::{Place, Sealed};
use kernel::{CityId, Error, Say, Tx};
use qrcode::QrCode;
use qrcode::render::svg;
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::factor::{self, Policy, RecoveryCodes};
use crate::post;
use crate::session::Fresh;

/// Digits of a code.
pub const DIGITS: usize = 6;
const STEP: u64 = 30;

/// For rotation of the keys.
pub const SECRET: Sealed = Sealed {
    table: "identity.totp",
    row: "id",
    column: "secret",
    place: "identity.totp.secret",
    index: None,
};

/// What the app must be told. Shown until its first code was right, never again.
pub struct Enrolment {
    /// For typing, in groups of four.
    pub secret: Zeroizing<String>,
    /// For a link on the telephone itself.
    pub address: Zeroizing<String>,
    /// The same as a picture for the camera: an `<svg>` without styles or scripts.
    pub picture: String,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment(•••)")
    }
}

/// Begins, or begins again, to set up an app for one's own account.
pub async fn begin(tx: &mut Tx, _fresh: Fresh) -> Result<(), Error> {
    let account = crate::account::own(tx)?;
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let bytes: Zeroizing<[u8; 20]> = Zeroizing::new(rand::random());
    let secret = Zeroizing::new(data_encoding::BASE32_NOPAD.encode(bytes.as_slice()));
    let sealed = tx.db().keys().seal(place(city, id), &secret)?;
    // Who presses twice takes turns. Two statements: a delete beside the insert in one would come after it.
    sqlx::query!("select id from identity.account where city = $1 and id = $2 for update", city.0, account.0)
        .fetch_optional(tx.conn())
        .await?;
    sqlx::query!(
        "delete from identity.totp where city = $1 and account = $2 and confirmed_at is null",
        city.0,
        account.0
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into identity.totp (city, id, account, secret, created_at) values ($1, $2, $3, $4, $5)",
        city.0,
        id,
        account.0,
        sealed,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What is being set up for one's own account, if anything is.
pub async fn enrolment(tx: &mut Tx, issuer: &str) -> Result<Option<Enrolment>, Error> {
    let account = crate::account::own(tx)?;
    let Some(row) = row(tx, account, Wanted::Started).await? else { return Ok(None) };
    let secret = open(tx, &row)?;
    let label = crate::account::one(tx, account).await?;
    let label = label.email.map(|email| email.reveal().to_owned()).unwrap_or(label.name);
    let (issuer, label) = (escaped(issuer), escaped(&label));
    let address = Zeroizing::new(format!(
        "otpauth://totp/{issuer}:{label}?secret={}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={STEP}",
        secret.as_str()
    ));
    let code = QrCode::new(address.as_bytes()).map_err(|error| Error::Broken(Box::new(error)))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    // The XML declaration has no place inside a page.
    let picture = picture.find("<svg").and_then(|at| picture.get(at..)).unwrap_or_default().to_owned();
    let groups: Vec<String> =
        secret.chars().collect::<Vec<_>>().chunks(4).map(|group| group.iter().collect()).collect();
    Ok(Some(Enrolment { secret: Zeroizing::new(groups.join(" ")), address, picture }))
}

/// Puts the app to use with its first code, in place of any before it. The first second factor of an account comes with
/// recovery codes.
pub async fn confirm(tx: &mut Tx, code: &str, _fresh: Fresh) -> Result<Option<RecoveryCodes>, Error> {
    let account = crate::account::own(tx)?;
    let row = row(tx, account, Wanted::Started)
        .await?
        .ok_or_else(|| Error::refused("identity-totp-not-started"))?;
    let plain: String = code.chars().filter(char::is_ascii_digit).take(DIGITS + 1).collect();
    let wrong = || Error::field("code", Say::new("identity-code-wrong"));
    let step = totp(&open(tx, &row)?)?.check(&plain, seconds(tx)).ok_or_else(wrong)?;
    let (city, now) = (tx.city(), tx.now());
    let first = !factor::holds_second(tx, account).await?;
    sqlx::query!(
        "delete from identity.totp where city = $1 and account = $2 and confirmed_at is not null",
        city.0,
        account.0
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update identity.totp set confirmed_at = $3, last_step = $4 where city = $1 and id = $2",
        city.0,
        row.id,
        now,
        counted(step)?
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new("identity.factor.add", "account", account).body(json!({ "factor": "totp" }))).await?;
    post::factor(tx, account, post::FACTOR_ADDED, "identity-mail-factor-totp").await?;
    if first { Ok(Some(factor::make_recovery(tx, account).await?)) } else { Ok(None) }
}

/// Takes the app out of use.
pub async fn remove(tx: &mut Tx, policy: Policy, fresh: Fresh) -> Result<(), Error> {
    let account = crate::account::own(tx)?;
    factor::may_remove(tx, account, policy, fresh).await?;
    let city = tx.city();
    let done = sqlx::query!("delete from identity.totp where city = $1 and account = $2", city.0, account.0)
        .execute(tx.conn())
        .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    factor::forget_recovery_if_last(tx, account).await?;
    tx.audit(Entry::new("identity.factor.remove", "account", account).body(json!({ "factor": "totp" })))
        .await?;
    post::factor(tx, account, post::FACTOR_REMOVED, "identity-mail-factor-totp").await
}

/// Whether the code is right now and was not used. Of two that show the same code at once, one is right.
pub(crate) async fn check(tx: &mut Tx, account: AccountId, code: &str) -> Result<bool, Error> {
    let Some(row) = row(tx, account, Wanted::InUse).await? else { return Ok(false) };
    let Some(step) = totp(&open(tx, &row)?)?.check(code, seconds(tx)) else { return Ok(false) };
    let city = tx.city();
    let done = sqlx::query!(
        "update identity.totp set last_step = $3 where city = $1 and id = $2 and last_step < $3",
        city.0,
        row.id,
        counted(step)?
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

struct Row {
    id: Uuid,
    secret: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Wanted {
    InUse,
    Started,
}

async fn row(tx: &mut Tx, account: AccountId, wanted: Wanted) -> Result<Option<Row>, Error> {
    let city = tx.city();
    let in_use = match wanted {
        Wanted::InUse => true,
        Wanted::Started => false,
    };
    Ok(sqlx::query_as!(
        Row,
        "select id, secret from identity.totp
         where city = $1 and account = $2 and (confirmed_at is not null) = $3 for update",
        city.0,
        account.0,
        in_use
    )
    .fetch_optional(tx.conn())
    .await?)
}

fn place(city: CityId, row: Uuid) -> Place {
    Place { column: SECRET.place, city, row }
}

fn open(tx: &Tx, row: &Row) -> Result<Zeroizing<String>, Error> {
    tx.db().keys().open(place(tx.city(), row.id), &row.secret)
}

fn totp(secret: &str) -> Result<Totp, Error> {
    let secret =
        Secret::try_from_base32(secret).map_err(|_| Error::broken("a TOTP secret is not base 32"))?;
    Builder::new()
        .with_secret(secret)
        .with_skew(1)
        .with_step_duration(STEP)
        .build()
        .map_err(|error| Error::broken(error.to_string()))
}

fn seconds(tx: &Tx) -> u64 {
    u64::try_from(tx.now().timestamp()).unwrap_or_default()
}

fn counted(step: u64) -> Result<i64, Error> {
    i64::try_from(step).map_err(|error| Error::Broken(Box::new(error)))
}

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}
