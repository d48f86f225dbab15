//! The mails of this room: what they say lies in Fluent files, in the language of whoever reads them.

use std::sync::LazyLock;

use kernel::id::AccountId;
use kernel::outside::Mail;
use kernel::{Error, Role, Say, Tx, mail};
use web::{Lang, Messages};

/// The Fluent sources of the mails: Indonesian and English.
pub(crate) const SOURCES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

static MESSAGES: LazyLock<Result<Messages, Error>> = LazyLock::new(|| Messages::new([SOURCES]));

/// A mail: the messages of its subject and body. The body may use `$name`, `$city` and the letter's own arguments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letter {
    subject: &'static str,
    body: &'static str,
}

macro_rules! letters {
    ($($constant:ident = $name:literal;)*) => {
        $(pub(crate) const $constant: Letter = Letter {
            subject: concat!("identity-mail-", $name, "-subject"),
            body: concat!("identity-mail-", $name, "-body"),
        };)*
        #[cfg(test)]
        const ALL: &[Letter] = &[$($constant),*];
    };
}

letters! {
    CONFIRM_ACCOUNT = "confirm-account";
    CONFIRM_EMAIL = "confirm-email";
    ALREADY_REGISTERED = "already-registered";
    RESET = "reset";
    PASSWORD_CHANGED = "password-changed";
    EMAIL_CHANGED = "email-changed";
    PHONE_CHANGED = "phone-changed";
    FACTOR_ADDED = "factor-added";
    FACTOR_REMOVED = "factor-removed";
    RECOVERY_USED = "recovery-used";
    INVITATION = "invitation";
    CLOSED = "closed";
}

/// Writes to an account's own address, if it has one.
pub(crate) async fn to_account(
    tx: &mut Tx,
    account: AccountId,
    letter: Letter,
    args: &[(&'static str, String)],
) -> Result<(), Error> {
    let to = crate::account::addressee(tx, account).await?;
    match to.email.clone() {
        Some(email) => to_address(tx, account, &email, letter, args).await,
        None => Ok(()),
    }
}

/// Tells an account's owner that a second factor came or went; `name` is its message.
pub(crate) async fn factor(
    tx: &mut Tx,
    account: AccountId,
    letter: Letter,
    name: &'static str,
) -> Result<(), Error> {
    let to = crate::account::addressee(tx, account).await?;
    let lang = Lang::parse(&to.language).unwrap_or_default();
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    to_account(tx, account, letter, &[("factor", messages.say(lang, &Say::new(name)))]).await
}

/// What a role is called in a mail.
pub(crate) fn role_name(language: &str, role: Role) -> Result<String, Error> {
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    let key = format!("identity-role-{}", role.as_str().replace('_', "-"));
    Ok(messages.say_key(Lang::parse(language).unwrap_or_default(), &key))
}

/// Writes to another address of an account's owner: the one before a change.
pub(crate) async fn to_address(
    tx: &mut Tx,
    account: AccountId,
    address: &str,
    letter: Letter,
    args: &[(&'static str, String)],
) -> Result<(), Error> {
    let to = crate::account::addressee(tx, account).await?;
    let mut args = args.to_vec();
    args.push(("name", to.name));
    send(tx, address, &to.language, letter, &args).await
}

/// Writes to an address in a language.
pub(crate) async fn send(
    tx: &mut Tx,
    address: &str,
    language: &str,
    letter: Letter,
    args: &[(&'static str, String)],
) -> Result<(), Error> {
    let city = here(tx).await?.1;
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    let lang = Lang::parse(language).unwrap_or_default();
    let text = |key: &'static str| {
        let say = Say::new(key).with("city", city.clone());
        messages.say(lang, &args.iter().fold(say, |say, (name, value)| say.with(name, value.clone())))
    };
    // A subject is one line whatever a name contains.
    let subject = text(letter.subject).replace(['\r', '\n'], " ");
    mail::post(tx, Mail { to: address.to_owned(), subject, body: text(letter.body) }).await
}

/// The whole address of a path of this city, for a link in a mail.
pub(crate) async fn url(tx: &mut Tx, path: &str) -> Result<String, Error> {
    let (slug, _) = here(tx).await?;
    Ok(format!("{}/{slug}{path}", tx.db().outside().public_url))
}

/// Slug and name of the city.
async fn here(tx: &mut Tx) -> Result<(String, String), Error> {
    let city = tx.city();
    let row = sqlx::query!("select slug, name from kernel.city where city = $1", city.0)
        .fetch_optional(tx.conn())
        .await?
        .ok_or(Error::NotFound("city"))?;
    Ok((row.slug, row.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_written_in_both_languages() {
        let messages = MESSAGES.as_ref().unwrap();
        for letter in ALL {
            for key in [letter.subject, letter.body] {
                assert!(messages.has(Lang::Id, key) && messages.has(Lang::En, key), "{key}");
            }
        }
        assert_eq!(web::lang::keys(SOURCES.0), web::lang::keys(SOURCES.1));
    }
}
