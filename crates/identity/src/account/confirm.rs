//! Proving that an e-mail address is one's own.

use chrono::TimeDelta;
use kernel::audit::Entry;
use kernel::contact::Email;
use kernel::id::AccountId;
use kernel::{Error, OnConstraint, Tx};
use uuid::Uuid;

use super::Login;
use crate::credential::Token;
use crate::limit;
use crate::post::{self, Letter};

/// How long the link in the mail holds.
const HOLDS: TimeDelta = TimeDelta::hours(24);

/// Sends the link to the address, if the login is one. Earlier links end. Too many mails are silently not sent.
pub(super) async fn send(
    tx: &mut Tx,
    account: AccountId,
    login: &Login,
    letter: Letter,
) -> Result<(), Error> {
    let Login::Email(email) = login else { return Ok(()) };
    if limit::spend(tx, limit::MAILS, email.reveal()).await? != limit::Admitted::Go {
        return Ok(());
    }
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let token = Token::random();
    sqlx::query!(
        "with earlier as (update identity.confirmation set used_at = $6
                          where city = $1 and account = $3 and used_at is null)
         insert into identity.confirmation (city, id, account, email, token_hash, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        city.0,
        id,
        account.0,
        email.reveal(),
        token.hash(),
        now,
        now + HOLDS
    )
    .execute(tx.conn())
    .await?;
    let link = post::url(tx, &format!("/identity/confirmations/{}", token.reveal())).await?;
    let to = super::find::addressee(tx, account).await?;
    post::send(tx, email.reveal(), &to.language, letter, &[("name", to.name), ("link", link)]).await
}

/// Makes the address of a link the account's own, once. Returns whose it is: for a new account the caller also asks
/// for the password that was chosen, so that nobody confirms what a stranger registered.
pub async fn confirm_email(tx: &mut Tx, token: &Token) -> Result<AccountId, Error> {
    let (city, now) = (tx.city(), tx.now());
    let row = sqlx::query!(
        "update identity.confirmation set used_at = $3
         where city = $1 and token_hash = $2 and used_at is null and expires_at > $3 returning account, email",
        city.0,
        token.hash(),
        now
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Error::refused("identity-link-expired"))?;
    let account = AccountId(row.account);
    let old = super::find::addressee(tx, account).await?.email;
    sqlx::query!(
        "update identity.account set email = $3, email_confirmed_at = $4
         where city = $1 and id = $2 and closed_at is null",
        city.0,
        account.0,
        row.email,
        now
    )
    .execute(tx.conn())
    .await
    .on_constraint("account_email_key", || Error::refused("identity-link-expired"))?;
    tx.audit(Entry::new("identity.account.confirm_email", "account", account)).await?;
    if let Some(old) = old.filter(|old| *old != row.email) {
        let masked = Email::parse(&row.email)?.masked();
        post::to_address(tx, account, &old, post::EMAIL_CHANGED, &[("new", masked)]).await?;
    }
    Ok(account)
}

/// Whose link this is, without using it: for the page that asks for the password.
pub(crate) async fn pending(tx: &mut Tx, token: &Token) -> Result<Option<(AccountId, String)>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let row = sqlx::query!(
        "select account, email from identity.confirmation
         where city = $1 and token_hash = $2 and used_at is null and expires_at > $3",
        city.0,
        token.hash(),
        now
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (AccountId(row.account), row.email)))
}
