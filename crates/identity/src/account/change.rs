//! Changing what an account says of its owner.

use kernel::audit::Entry;
use kernel::contact::{Email, Phone};
use kernel::{Error, OnConstraint, Tx};
use serde_json::json;

use super::{AccountName, Login, confirm, find, own};
use crate::post;
use crate::session::Fresh;

/// Changes one's own name.
pub async fn rename(tx: &mut Tx, name: AccountName) -> Result<(), Error> {
    let account = own(tx)?;
    let city = tx.city();
    sqlx::query!(
        "update identity.account set name = $3 where city = $1 and id = $2",
        city.0,
        account.0,
        name.as_str()
    )
    .execute(tx.conn())
    .await?;
    audit(tx, "name").await
}

/// Changes the language of one's own pages and mails: `id` or `en`.
pub async fn set_language(tx: &mut Tx, language: &str) -> Result<(), Error> {
    let account = own(tx)?;
    if !["id", "en"].contains(&language) {
        return Err(Error::field("language", "identity-language-unknown"));
    }
    let city = tx.city();
    sqlx::query!(
        "update identity.account set language = $3 where city = $1 and id = $2",
        city.0,
        account.0,
        language
    )
    .execute(tx.conn())
    .await?;
    audit(tx, "language").await
}

/// Asks for another e-mail address: a link goes there, and following it makes it the account's. An address that is
/// another account's gets no link; the answer is the same.
pub async fn ask_email(tx: &mut Tx, email: &Email, _fresh: Fresh) -> Result<(), Error> {
    let account = own(tx)?;
    let login = Login::Email(email.clone());
    let taken = find::by_login(tx, &login).await?;
    if taken.is_some_and(|other| other.id != account) {
        return Ok(());
    }
    confirm::send(tx, account, &login, post::CONFIRM_EMAIL).await
}

/// Changes one's own telephone number; `None` takes it away, which needs a confirmed e-mail address to sign in with.
/// A mail says so.
pub async fn set_phone(tx: &mut Tx, phone: Option<&Phone>, _fresh: Fresh) -> Result<(), Error> {
    let account = own(tx)?;
    let (city, mine) = (tx.city(), find::one(tx, account).await?);
    if mine.phone.as_ref() == phone {
        return Ok(());
    }
    if phone.is_none() && mine.email_confirmed_at.is_none() {
        return Err(Error::field("phone", "identity-phone-only-login"));
    }
    sqlx::query!(
        "update identity.account set phone = $3 where city = $1 and id = $2",
        city.0,
        account.0,
        phone.map(Phone::reveal)
    )
    .execute(tx.conn())
    .await
    .on_constraint("account_phone_key", || Error::field("phone", "identity-phone-taken"))?;
    audit(tx, "phone").await?;
    let masked = phone.map(Phone::masked).unwrap_or_else(|| "–".to_owned());
    post::to_account(tx, account, post::PHONE_CHANGED, &[("new", masked)]).await
}

async fn audit(tx: &mut Tx, field: &'static str) -> Result<(), Error> {
    let account = own(tx)?;
    let entry = Entry::new("identity.account.change", "account", account);
    tx.audit(entry.body(json!({ "field": field }))).await
}
