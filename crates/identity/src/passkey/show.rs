//! Showing a passkey: to sign in, or to prove again who one is.

use kernel::id::AccountId;
use kernel::{Error, Tx};
use serde_json::Value;
use webauthn_rs::prelude::{DiscoverableAuthentication, DiscoverableKey, Passkey, PublicKeyCredential};

use super::relying_party;
use crate::credential::Token;
use crate::session::ceremony::{self, Kind};

/// What the browser sends back.
pub type Shown = PublicKeyCredential;

/// Begins: a token to carry, and the options for the browser (`navigator.credentials.get`) as JSON. The same for
/// everybody, so it tells nothing.
pub async fn begin(tx: &mut Tx) -> Result<(Token, Value), Error> {
    let rp = relying_party(&tx.db().outside().public_url)?;
    let (options, state) =
        rp.start_discoverable_authentication().map_err(|error| Error::Broken(Box::new(error)))?;
    let token = ceremony::begin(tx, Kind::PasskeySignIn, None, serde_json::to_value(state)?).await?;
    Ok((token, serde_json::to_value(options)?))
}

/// Whose passkey was shown; `None` when it proves nothing: unknown, altered, shown before, of a closed account.
pub(crate) async fn check(tx: &mut Tx, token: &Token, shown: &Shown) -> Result<Option<AccountId>, Error> {
    let Some((_, state)) = ceremony::take(tx, Kind::PasskeySignIn, token).await? else { return Ok(None) };
    let state: DiscoverableAuthentication = serde_json::from_value(state)?;
    let rp = relying_party(&tx.db().outside().public_url)?;
    let Ok((user, credential)) = rp.identify_discoverable_authentication(shown) else { return Ok(None) };
    let (city, now) = (tx.city(), tx.now());
    let row = sqlx::query!(
        "select k.id, k.account, k.credential from identity.passkey k
         join identity.account a on a.city = k.city and a.id = k.account
         where k.city = $1 and k.credential_id = $2 and k.account = $3 and a.closed_at is null for update of k",
        city.0,
        credential,
        user
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let mut passkey: Passkey = serde_json::from_value(row.credential)?;
    let key = DiscoverableKey::from(&passkey);
    let result = match rp.finish_discoverable_authentication_v2(shown, state, &key) {
        Ok(result) => result,
        Err(error) => {
            tracing::info!(%error, passkey.id = %row.id, "a passkey was refused");
            return Ok(None);
        }
    };
    passkey.update_credential(&result);
    sqlx::query!(
        "update identity.passkey set credential = $3, used_at = $4 where city = $1 and id = $2",
        city.0,
        row.id,
        serde_json::to_value(&passkey)?,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(Some(AccountId(row.account)))
}
