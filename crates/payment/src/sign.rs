//! Signatures: made by the mirror and the demonstration, checked by all.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use kernel::Instant;
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;

use crate::notice::Refusal;
use crate::secret::Secret;

/// How old or how far ahead a stamped signature may be, in seconds; what Stripe's own libraries allow.
pub(crate) const TOLERANCE: i64 = 300;

/// Compares without telling by its time where the difference lies.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// SHA-512 over the parts one after the other, as small hex digits.
pub(crate) fn sha512(parts: &[&str]) -> String {
    let mut hash = Sha512::new();
    parts.iter().for_each(|part| hash.update(part.as_bytes()));
    HEXLOWER.encode(&hash.finalize())
}

/// A short name for bytes: two different ones get two names.
pub(crate) fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // With its length, so that parts cannot flow into each other.
        hash.update(u64::try_from(part.len()).unwrap_or_default().to_be_bytes());
        hash.update(part);
    }
    HEXLOWER.encode(&hash.finalize())
}

fn mac(key: &Secret, stamp: &str, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.tell().as_bytes()).ok()?;
    mac.update(stamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(HEXLOWER.encode(&mac.finalize().into_bytes()))
}

/// `t=1492774577,v1=5257a8…`: HMAC-SHA-256 over the second, a dot and the body, as Stripe publishes it
/// (docs.stripe.com/webhooks, "Verify webhook signatures manually").
pub(crate) fn stamped(key: &Secret, at: Instant, body: &[u8]) -> String {
    let stamp = at.timestamp().to_string();
    format!("t={stamp},v1={}", mac(key, &stamp, body).unwrap_or_default())
}

/// Whether one of the header's signatures is that of the body under the key, made not long before or after `now`.
pub(crate) fn check(key: &Secret, header: Option<&str>, body: &[u8], now: Instant) -> Result<(), Refusal> {
    let header = header.ok_or(Refusal::Unsigned("the signature is missing"))?;
    let pairs = || header.split(',').filter_map(|pair| pair.trim().split_once('='));
    let stamp = pairs().find(|(name, _)| *name == "t").map(|(_, value)| value);
    let stamp = stamp.ok_or(Refusal::Unsigned("the signature has no time"))?;
    let right = mac(key, stamp, body).filter(|_| !key.is_empty());
    let right = right.ok_or(Refusal::Unsigned("no key to check the signature with"))?;
    // Two are there while a key is being replaced.
    let good = pairs()
        .filter(|(name, _)| *name == "v1")
        .fold(false, |good, (_, value)| same(value.as_bytes(), right.as_bytes()) | good);
    if !good {
        return Err(Refusal::Unsigned("the signature is not that of the body"));
    }
    let at: i64 = stamp.parse().map_err(|_| Refusal::Unsigned("the signature has no time"))?;
    match at.abs_diff(now.timestamp()) <= TOLERANCE.unsigned_abs() {
        true => Ok(()),
        false => Err(Refusal::Unsigned("the signature is too old, or this machine's clock is wrong")),
    }
}
