//! How often somebody may try.
//!
//! Two kinds. A *bucket* (GCRA) lets a burst through and refills steadily: for addresses, wide enough for a whole office
//! behind one. A *delay* grows with each failure: for accounts. Nobody is ever locked out for good, because a lock-out is
//! a weapon against its owner.
//!
//! A try is charged before its outcome is known, so that a hundred tries at once are not all free, and given back when it
//! succeeds. The charge must be committed whatever comes of the try. Refused tries cost nothing.

use std::net::IpAddr;

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Error, Instant, Tx};
use sha2::Sha256;

#[cfg(test)]
mod tests;

/// A burst, and one more after every so many seconds.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    /// Part of the key: buckets do not mix.
    pub name: &'static str,
    pub burst: i32,
    pub every: i32,
}

/// Free tries, then a pause that doubles up to a limit in seconds. A day without tries forgets all.
#[derive(Debug, Clone, Copy)]
pub struct Delay {
    pub name: &'static str,
    pub free: i32,
    pub longest: i32,
}

/// Passwords tried from one address. An office of sixty signs in within a minute; success gives back.
pub(crate) const SIGN_INS: Bucket = Bucket { name: "sign_in", burst: 60, every: 5 };
/// Accounts registered from one address.
pub const REGISTRATIONS: Bucket = Bucket { name: "register", burst: 60, every: 30 };
/// Ways back in asked for from one address.
pub const RESETS: Bucket = Bucket { name: "reset", burst: 30, every: 30 };
/// Passkey ceremonies begun from one address: each opened sign-in page begins one.
pub(crate) const CHALLENGES: Bucket = Bucket { name: "challenge", burst: 120, every: 2 };
/// Links and codes tried from one address.
pub(crate) const LINKS: Bucket = Bucket { name: "link", burst: 60, every: 5 };
/// Mails that strangers can cause to one address.
pub(crate) const MAILS: Bucket = Bucket { name: "mail", burst: 3, every: 1200 };
/// One login tried from one address: somebody who forgot, or who guesses.
pub(crate) const HERE: Delay = Delay { name: "login_here", free: 5, longest: 900 };
/// One login tried from anywhere: many addresses that guess together. The pause stays short, and does not concern
/// addresses from which the account signed in before, so that it is no weapon against the owner.
pub(crate) const ANYWHERE: Delay = Delay { name: "login", free: 20, longest: 30 };
/// Second factors tried for one account, after its password was right.
pub(crate) const CODES: Delay = Delay { name: "code", free: 5, longest: 300 };

/// Whether a try may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admitted {
    Go,
    /// Not before so many seconds have passed.
    Wait(i64),
}

impl Admitted {
    /// Refuses with the time to wait, for doings that have no gentler answer.
    pub fn or_refuse(self) -> Result<(), Error> {
        match self {
            Admitted::Go => Ok(()),
            Admitted::Wait(seconds) => {
                Err(Error::refused(kernel::Say::new("identity-limit-wait").with("seconds", seconds)))
            }
        }
    }
}

/// An address as it is counted: IPv4 whole, IPv6 by its /64, because one person has 2^64 of those.
pub fn place(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// The keyed hash under which something is counted: the table names nobody.
pub(crate) fn key(tx: &Tx, kind: &str, subject: &str) -> Result<Vec<u8>, Error> {
    let secret = tx.db().keys().derive("identity.limit");
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_slice())
        .map_err(|e| Error::broken(e.to_string()))?;
    mac.update(format!("{}\0{kind}\0{subject}", tx.city()).as_bytes());
    Ok(mac.finalize().into_bytes().to_vec())
}

/// Takes one from a bucket.
pub async fn spend(tx: &mut Tx, bucket: Bucket, subject: &str) -> Result<Admitted, Error> {
    let (city, now, key) = (tx.city(), tx.now(), key(tx, bucket.name, subject)?);
    let one = TimeDelta::seconds(bucket.every.into());
    let full = now + one * bucket.burst;
    let taken = sqlx::query!(
        "insert into identity.limit as l (city, key, until, at) values ($1, $2, $4, $3)
         on conflict (city, key) do update
             set until = greatest(l.until, $3) + ($4::timestamptz - $3::timestamptz), at = $3
             where greatest(l.until, $3) + ($4::timestamptz - $3::timestamptz) <= $5
         returning until",
        city.0,
        key,
        now,
        now + one,
        full
    )
    .fetch_optional(tx.conn())
    .await?;
    if taken.is_some() {
        return Ok(Admitted::Go);
    }
    let until = until(tx, &key).await?;
    Ok(Admitted::Wait(seconds(until + one - full)))
}

/// Gives one back.
pub async fn refund(tx: &mut Tx, bucket: Bucket, subject: &str) -> Result<(), Error> {
    let (city, key) = (tx.city(), key(tx, bucket.name, subject)?);
    sqlx::query!(
        "update identity.limit set until = until - make_interval(secs => $3) where city = $1 and key = $2",
        city.0,
        key,
        f64::from(bucket.every)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Counts one try as failed until [`forgive`] says otherwise.
pub async fn charge(tx: &mut Tx, delay: Delay, subject: &str) -> Result<Admitted, Error> {
    let (city, now, key) = (tx.city(), tx.now(), key(tx, delay.name, subject)?);
    let counted = sqlx::query!(
        "insert into identity.limit as l (city, key, failures, until, at) values ($1, $2, 1, $3, $3)
         on conflict (city, key) do update
             set failures = case when l.at < $3 - interval '1 day' then 1 else l.failures + 1 end,
                 until = $3 + case
                     when l.at < $3 - interval '1 day' or l.failures + 1 < $4 then interval '0'
                     else make_interval(secs => least($5::int, power(2, least(l.failures + 1 - $4, 20)))) end,
                 at = $3
             where l.until <= $3
         returning failures",
        city.0,
        key,
        now,
        delay.free,
        delay.longest
    )
    .fetch_optional(tx.conn())
    .await?;
    if counted.is_some() {
        return Ok(Admitted::Go);
    }
    let until = until(tx, &key).await?;
    Ok(Admitted::Wait(seconds(until - now)))
}

/// Forgets the failures: the try succeeded.
pub async fn forgive(tx: &mut Tx, delay: Delay, subject: &str) -> Result<(), Error> {
    let (city, key) = (tx.city(), key(tx, delay.name, subject)?);
    sqlx::query!("delete from identity.limit where city = $1 and key = $2", city.0, key)
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn until(tx: &mut Tx, key: &[u8]) -> Result<Instant, Error> {
    let (city, now) = (tx.city(), tx.now());
    let until =
        sqlx::query_scalar!("select until from identity.limit where city = $1 and key = $2", city.0, key)
            .fetch_optional(tx.conn())
            .await?;
    // Forgiven a moment ago by a try that ran beside this one.
    Ok(until.unwrap_or(now))
}

/// Whole seconds, rounded up, at least one.
fn seconds(span: TimeDelta) -> i64 {
    (span.num_milliseconds().saturating_add(999) / 1000).max(1)
}

/// Takes one from a bucket of an address in a transaction of its own, for what must be refused before it costs work
/// such as hashing a password.
pub async fn gate(
    db: &kernel::Db,
    city: kernel::CityId,
    bucket: Bucket,
    address: IpAddr,
) -> Result<(), Error> {
    let mut tx = db.begin(kernel::Actor::Visitor, city).await?;
    let admitted = spend(&mut tx, bucket, &place(address)).await?;
    tx.commit().await?;
    admitted.or_refuse()
}
