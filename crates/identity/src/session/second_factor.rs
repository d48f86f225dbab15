//! The second factor after a right password.

use kernel::id::AccountId;
use kernel::{Error, Tx};

use super::{Caller, Factor, Step, ceremony, start};
use crate::credential::Token;
use crate::limit::{self, Admitted};
use crate::{factor, passkey};

/// After so many wrong codes the password is asked for again.
const TRIES: i32 = 5;

/// Which second factors the person may show. `None`: the step expired, sign in again.
pub async fn pending(tx: &mut Tx, token: &Token) -> Result<Option<factor::Held>, Error> {
    match ceremony::waiting(tx, token).await? {
        Some((account, _)) => Ok(Some(factor::held(tx, account).await?)),
        None => Ok(None),
    }
}

/// Shows the code of an app, or a recovery code. Commit whatever the step: tries are counted.
pub async fn with_code(tx: &mut Tx, token: &Token, code: &str, caller: &Caller) -> Result<Step, Error> {
    let Some((account, attempts)) = ceremony::waiting(tx, token).await? else {
        return Err(Error::refused("identity-second-factor-expired"));
    };
    if let Admitted::Wait(seconds) = limit::charge(tx, limit::CODES, &account.to_string()).await? {
        return Ok(Step::Wait(seconds));
    }
    let Some(factor) = factor::check_code(tx, account, code).await? else {
        ceremony::missed(tx, token).await?;
        if attempts + 1 >= TRIES {
            ceremony::take(tx, ceremony::Kind::SecondFactor, token).await?;
        }
        return Ok(Step::Wrong);
    };
    ceremony::take(tx, ceremony::Kind::SecondFactor, token).await?;
    limit::forgive(tx, limit::CODES, &account.to_string()).await?;
    begin(tx, account, factor, caller).await
}

/// Shows a passkey, which is two factors at once and needs no password before it.
pub async fn with_passkey(
    tx: &mut Tx,
    token: &Token,
    credential: &passkey::Shown,
    caller: &Caller,
) -> Result<Step, Error> {
    match passkey::check(tx, token, credential).await? {
        Some(account) => begin(tx, account, Factor::Passkey, caller).await,
        None => Ok(Step::Wrong),
    }
}

async fn begin(tx: &mut Tx, account: AccountId, factor: Factor, caller: &Caller) -> Result<Step, Error> {
    Ok(Step::In(start::start(tx, account, factor, caller).await?))
}
