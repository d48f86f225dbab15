//! What lies between two requests of one proof. Kept on the server, for minutes, used once.

use chrono::TimeDelta;
use kernel::id::AccountId;
use kernel::{Error, Tx};
use serde_json::Value;
use uuid::Uuid;

use crate::credential::Token;

const HOLDS: TimeDelta = TimeDelta::minutes(10);

/// What is being proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The password was right; a second factor is asked for.
    SecondFactor,
    PasskeyRegister,
    PasskeySignIn,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Kind::SecondFactor => "second_factor",
            Kind::PasskeyRegister => "passkey_register",
            Kind::PasskeySignIn => "passkey_sign_in",
        }
    }
}

/// Begins one and returns what the browser carries to the next request.
pub(crate) async fn begin(
    tx: &mut Tx,
    kind: Kind,
    account: Option<AccountId>,
    state: Value,
) -> Result<Token, Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let token = Token::random();
    sqlx::query!(
        "insert into identity.ceremony (city, id, kind, token_hash, account, state, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        city.0,
        id,
        kind.as_str(),
        token.hash(),
        account.map(|account| account.0),
        state,
        now,
        now + HOLDS
    )
    .execute(tx.conn())
    .await?;
    Ok(token)
}

/// Ends one and returns what was kept. Of two that end the same, one gets nothing.
pub(crate) async fn take(
    tx: &mut Tx,
    kind: Kind,
    token: &Token,
) -> Result<Option<(Option<AccountId>, Value)>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let row = sqlx::query!(
        "delete from identity.ceremony where city = $1 and kind = $2 and token_hash = $3 and expires_at > $4
         returning account, state",
        city.0,
        kind.as_str(),
        token.hash(),
        now
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.account.map(AccountId), row.state)))
}

/// The account that a right password was given for, locked until the try is decided, and how often was tried.
pub(crate) async fn waiting(tx: &mut Tx, token: &Token) -> Result<Option<(AccountId, i32)>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let row = sqlx::query!(
        "select account, attempts from identity.ceremony
         where city = $1 and kind = 'second_factor' and token_hash = $2 and expires_at > $3 for update",
        city.0,
        token.hash(),
        now
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| row.account.map(|account| (AccountId(account), row.attempts))))
}

/// Counts a wrong try.
pub(crate) async fn missed(tx: &mut Tx, token: &Token) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update identity.ceremony set attempts = attempts + 1 where city = $1 and token_hash = $2",
        city.0,
        token.hash()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
