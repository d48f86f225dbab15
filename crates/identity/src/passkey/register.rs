//! Enrolling a passkey.

use kernel::audit::Entry;
use kernel::{Error, OnConstraint, Tx};
use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs::prelude::{CredentialID, PasskeyRegistration, RegisterPublicKeyCredential, WebauthnError};

use super::{PasskeyId, relying_party};
use crate::account;
use crate::credential::Token;
use crate::post;
use crate::session::Fresh;
use crate::session::ceremony::{self, Kind};

/// What the browser sends back.
pub type Registered = RegisterPublicKeyCredential;

/// Begins: a token to carry, and the options for the browser (`navigator.credentials.create`) as JSON.
pub async fn begin_register(tx: &mut Tx, _fresh: Fresh) -> Result<(Token, Value), Error> {
    let account = account::own(tx)?;
    let city = tx.city();
    let rp = relying_party(&tx.db().outside().public_url)?;
    let mine = account::one(tx, account).await?;
    let known: Vec<CredentialID> = sqlx::query_scalar!(
        "select credential_id from identity.passkey where city = $1 and account = $2 order by id limit 50",
        city.0,
        account.0
    )
    .fetch_all(tx.conn())
    .await?;
    let login = mine.email.map(|email| email.reveal().to_owned());
    let login = login.or(mine.phone.map(|phone| phone.reveal().to_owned()));
    let user = login.unwrap_or_else(|| mine.name.clone());
    let (options, state) = rp
        .start_passkey_registration(account.0, &user, &mine.name, Some(known))
        .map_err(|error| Error::Broken(Box::new(error)))?;
    let token =
        ceremony::begin(tx, Kind::PasskeyRegister, Some(account), serde_json::to_value(state)?).await?;
    let mut options = serde_json::to_value(options)?;
    // A key that the browser finds by itself: the library leaves that open for old security keys.
    if let Some(selection) = options.pointer_mut("/publicKey/authenticatorSelection") {
        selection["residentKey"] = json!("required");
        selection["requireResidentKey"] = json!(true);
    }
    Ok((token, options))
}

/// Ends: keeps the key under a name.
pub async fn finish_register(
    tx: &mut Tx,
    token: &Token,
    registered: &Registered,
    name: &str,
) -> Result<PasskeyId, Error> {
    let account = account::own(tx)?;
    let (owner, state) = ceremony::take(tx, Kind::PasskeyRegister, token)
        .await?
        .ok_or_else(|| Error::refused("identity-ceremony-expired"))?;
    if owner != Some(account) {
        return Err(Error::refused("identity-ceremony-expired"));
    }
    let state: PasskeyRegistration = serde_json::from_value(state)?;
    let rp = relying_party(&tx.db().outside().public_url)?;
    let passkey = rp.finish_passkey_registration(registered, &state).map_err(refuse)?;
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = if name.is_empty() { "Passkey".to_owned() } else { name.chars().take(60).collect() };
    sqlx::query!(
        "insert into identity.passkey (city, id, account, credential_id, credential, name, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        city.0,
        id,
        account.0,
        passkey.cred_id().as_slice(),
        serde_json::to_value(&passkey)?,
        name,
        now
    )
    .execute(tx.conn())
    .await
    .on_constraint("passkey_credential_key", || Error::refused("identity-passkey-known"))?;
    let entry = Entry::new("identity.factor.add", "account", account);
    tx.audit(entry.body(json!({ "factor": "passkey", "passkey": id }))).await?;
    post::factor(tx, account, post::FACTOR_ADDED, "identity-mail-factor-passkey").await?;
    Ok(PasskeyId(id))
}

/// What a browser sent does not prove what it should. Why is for the log.
pub(super) fn refuse(error: WebauthnError) -> Error {
    tracing::info!(%error, "a passkey was refused");
    Error::refused("identity-passkey-refused")
}
