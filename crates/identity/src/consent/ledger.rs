use kernel::audit;
use kernel::id::AccountId;
use kernel::{Error, Instant, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{Basis, Channel, ConsentGiven, ConsentWithdrawn, Language, Purpose, RECORD, register};

/// Records that a person agreed to a purpose: the person on a page, or an officer what was signed or said. Agreeing to
/// the same version again changes nothing.
pub async fn give(
    tx: &mut Tx,
    account: AccountId,
    purpose: &Purpose,
    channel: Channel,
    language: Language,
) -> Result<(), Error> {
    permitted(tx, account, &channel).await?;
    if purpose.basis != Basis::Consent {
        return Err(Error::refused("identity-consent-not-asked"));
    }
    record(tx, account, purpose, &channel, language).await
}

async fn record(
    tx: &mut Tx,
    account: AccountId,
    purpose: &Purpose,
    channel: &Channel,
    language: Language,
) -> Result<(), Error> {
    lock(tx, account).await?;
    register::enter(tx, purpose).await?;
    let newest = newest(tx, account, purpose.key).await?;
    if newest.is_some_and(|row| row.given && row.version == purpose.version) {
        return Ok(());
    }
    let row = Row {
        purpose: purpose.key,
        version: purpose.version,
        sha256: purpose.text_sha256(language),
        state: "given",
        channel: channel.as_str(),
        language,
        witness: channel.witness(),
    };
    write(tx, account, row).await?;
    let given = ConsentGiven { account, purpose: purpose.key.to_owned(), version: purpose.version };
    tx.tell(&given).await?;
    let body = json!({ "purpose": purpose.key, "version": purpose.version, "channel": channel.as_str() });
    tx.audit(audit::Entry::new("identity.consent.give", "account", account).body(body)).await
}

/// Records the consent to having an account of somebody who registers by themselves: the text stands above the button.
/// They are not signed in yet, so the registration is the proof of who agreed.
pub(crate) async fn give_by_registering(
    tx: &mut Tx,
    account: AccountId,
    language: &str,
) -> Result<(), Error> {
    let language = Language::parse(language).unwrap_or_default();
    record(tx, account, &super::ACCOUNT, &Channel::Web, language).await
}

/// Records that a person agrees no longer. Withdrawing what was not given changes nothing.
pub async fn withdraw(tx: &mut Tx, account: AccountId, purpose: &str, channel: Channel) -> Result<(), Error> {
    permitted(tx, account, &channel).await?;
    lock(tx, account).await?;
    withdraw_as(tx, account, purpose, channel.as_str(), channel.witness()).await
}

/// Ends all consents of an account that is being deleted.
pub(crate) async fn end_all(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    for standing in standing(tx, account).await? {
        if standing.given {
            withdraw_as(tx, account, &standing.purpose, "deletion", None).await?;
        }
    }
    Ok(())
}

async fn withdraw_as(
    tx: &mut Tx,
    account: AccountId,
    purpose: &str,
    channel: &'static str,
    witness: Option<&str>,
) -> Result<(), Error> {
    let Some(newest) = newest(tx, account, purpose).await?.filter(|row| row.given) else { return Ok(()) };
    let language = Language::parse(&newest.language).unwrap_or_default();
    let (version, sha256) = (newest.version, newest.sha256);
    write(tx, account, Row { purpose, version, sha256, state: "withdrawn", channel, language, witness })
        .await?;
    tx.tell(&ConsentWithdrawn { account, purpose: purpose.to_owned() }).await?;
    let body = json!({ "purpose": purpose, "version": version, "channel": channel });
    tx.audit(audit::Entry::new("identity.consent.withdraw", "account", account).body(body)).await
}

/// Whether the person agrees to a purpose now, to whichever version. For rooms that process on this basis.
pub async fn holds(tx: &mut Tx, account: AccountId, purpose: &str) -> Result<bool, Error> {
    Ok(newest(tx, account, purpose).await?.is_some_and(|row| row.given))
}

/// How a person stands to a purpose now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub purpose: String,
    pub title: [String; 2],
    pub given: bool,
    pub version: i32,
    /// The register has a newer text than the one that was agreed to.
    pub outdated: bool,
    pub channel: String,
    pub at: Instant,
}

/// How a person stands to each purpose that was ever asked. Computed from the ledger. The caller has asked permission.
pub async fn standing(tx: &mut Tx, account: AccountId) -> Result<Vec<Standing>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select distinct on (c.purpose) c.purpose, c.state, c.version, c.channel, c.at, p.title_id, p.title_en,
                  exists (select 1 from identity.purpose n where n.city = c.city and n.key = c.purpose
                                                              and n.version > c.version) as "outdated!"
           from identity.consent c
           join identity.purpose p on p.city = c.city and p.key = c.purpose and p.version = c.version
           where c.city = $1 and c.account = $2
           order by c.purpose, c.seq desc limit 500"#,
        city.0,
        account.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Standing {
            purpose: row.purpose,
            title: [row.title_id, row.title_en],
            given: row.state == "given",
            version: row.version,
            outdated: row.outdated,
            channel: row.channel,
            at: row.at,
        })
        .collect())
}

/// A row of the ledger.
#[derive(Debug, Clone)]
pub struct Entry {
    pub purpose: String,
    pub version: i32,
    pub sha256: Vec<u8>,
    pub given: bool,
    pub channel: String,
    pub language: String,
    pub witness: Option<String>,
    pub at: Instant,
}

/// All rows of a person, the newest first. The caller has asked permission.
pub async fn ledger(tx: &mut Tx, account: AccountId) -> Result<Vec<Entry>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select purpose, version, sha256, state, channel, language, witness, at from identity.consent
         where city = $1 and account = $2 order by seq desc limit 500",
        city.0,
        account.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            purpose: row.purpose,
            version: row.version,
            sha256: row.sha256,
            given: row.state == "given",
            channel: row.channel,
            language: row.language,
            witness: row.witness,
            at: row.at,
        })
        .collect())
}

async fn permitted(tx: &mut Tx, account: AccountId, channel: &Channel) -> Result<(), Error> {
    let own = tx.actor().account() == Some(account);
    match (own, channel) {
        (true, Channel::Web) => Ok(()),
        // Nobody witnesses for themselves, and nobody clicks for somebody else.
        (true, Channel::Paper(_) | Channel::Oral(_) | Channel::Phone(_)) => {
            Err(Error::field("channel", "identity-consent-own-channel"))
        }
        (false, Channel::Web) => match tx.actor() {
            // Self-registration: the person is not signed in yet and the machine writes for the visitor.
            kernel::Actor::System(_) => Ok(()),
            kernel::Actor::Visitor | kernel::Actor::Account(_) => Err(Error::Forbidden),
        },
        (false, Channel::Paper(_) | Channel::Oral(_) | Channel::Phone(_)) => {
            crate::staff::seen(tx, account, RECORD).await.map(|_| ())
        }
    }
}

async fn lock(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    let city = tx.city();
    let there = sqlx::query_scalar!(
        "select 1 from identity.account where city = $1 and id = $2 for update",
        city.0,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?;
    there.map(|_| ()).ok_or(Error::NotFound("account"))
}

struct Newest {
    version: i32,
    sha256: Vec<u8>,
    given: bool,
    language: String,
}

async fn newest(tx: &mut Tx, account: AccountId, purpose: &str) -> Result<Option<Newest>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Newest,
        r#"select version, sha256, state = 'given' as "given!", language from identity.consent
           where city = $1 and account = $2 and purpose = $3 order by seq desc limit 1"#,
        city.0,
        account.0,
        purpose
    )
    .fetch_optional(tx.conn())
    .await?)
}

struct Row<'a> {
    purpose: &'a str,
    version: i32,
    sha256: Vec<u8>,
    state: &'static str,
    channel: &'static str,
    language: Language,
    witness: Option<&'a str>,
}

async fn write(tx: &mut Tx, account: AccountId, row: Row<'_>) -> Result<(), Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into identity.consent (city, id, account, purpose, version, sha256, state, channel, language, witness,
             by_account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        city.0,
        id,
        account.0,
        row.purpose,
        row.version,
        row.sha256,
        row.state,
        row.channel,
        row.language.as_str(),
        row.witness,
        by,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
