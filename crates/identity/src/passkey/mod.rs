//! Passkeys (WebAuthn, discoverable): what a person has and is, in one gesture, without a password.
//!
//! The browser finds the key by itself, so a sign-in needs no name. The server's half of a ceremony is a row that lives
//! for minutes and is used once. A key belongs to one account; its counter only grows. Passkeys are bound to the host
//! of the installation's public address: moving the platform to another host means enrolling them again.

pub(crate) mod api;
mod register;
mod show;
#[cfg(test)]
mod tests;

use kernel::{Error, Instant, Tx};
use url::Url;
use webauthn_rs::prelude::{Webauthn, WebauthnBuilder};

pub use register::{Registered, begin_register, finish_register};
pub(crate) use show::check;
pub use show::{Shown, begin};

use crate::factor::{self, Policy};
use crate::post;
use crate::session::Fresh;

kernel::id!(
    /// A passkey.
    PasskeyId
);

/// One of one's own passkeys.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: Instant,
    pub used_at: Option<Instant>,
}

/// One's own passkeys, oldest first, at most 50.
pub async fn list(tx: &mut Tx) -> Result<Vec<Listed>, Error> {
    let account = crate::account::own(tx)?;
    let city = tx.city();
    Ok(sqlx::query_as!(
        Listed,
        r#"select id as "id: PasskeyId", name, created_at, used_at from identity.passkey
           where city = $1 and account = $2 order by id limit 50"#,
        city.0,
        account.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Takes one of one's own passkeys out of use.
pub async fn remove(tx: &mut Tx, id: PasskeyId, policy: Policy, fresh: Fresh) -> Result<(), Error> {
    let account = crate::account::own(tx)?;
    factor::may_remove(tx, account, policy, fresh).await?;
    let city = tx.city();
    let done = sqlx::query!(
        "delete from identity.passkey where city = $1 and account = $2 and id = $3",
        city.0,
        account.0,
        id.0
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound("passkey"));
    }
    factor::forget_recovery_if_last(tx, account).await?;
    let entry = kernel::audit::Entry::new("identity.factor.remove", "account", account);
    tx.audit(entry.body(serde_json::json!({ "factor": "passkey", "passkey": id }))).await?;
    post::factor(tx, account, post::FACTOR_REMOVED, "identity-mail-factor-passkey").await
}

/// Whether browsers do passkeys at a public address: over HTTPS or on `localhost`, and never at a bare number.
pub fn possible(public_url: &str) -> bool {
    relying_party(public_url).is_ok()
}

fn relying_party(public_url: &str) -> Result<Webauthn, Error> {
    let origin = Url::parse(public_url).map_err(|error| Error::Broken(Box::new(error)))?;
    let Some(url::Host::Domain(host)) = origin.host() else {
        return Err(Error::refused("identity-passkey-host"));
    };
    if origin.scheme() != "https" && host != "localhost" {
        return Err(Error::refused("identity-passkey-host"));
    }
    let broken = |error: webauthn_rs::prelude::WebauthnError| Error::Broken(Box::new(error));
    WebauthnBuilder::new(host, &origin).map_err(broken)?.rp_name("Berdaya").build().map_err(broken)
}
