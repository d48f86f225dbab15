use std::future::Future;
use std::pin::Pin;

use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::secret::Place;
use kernel::{Error, Tx};
use serde_json::{Map, Value, json};

use super::NIK_PLACE;
use crate::{consent, grant, session};

type Read =
    for<'a> fn(&'a mut Tx, AccountId) -> Pin<Box<dyn Future<Output = Result<Value, Error>> + Send + 'a>>;

/// What one room holds about a person. Rooms register theirs; the page and the download show all.
#[derive(Clone, Copy)]
pub struct OwnData {
    /// `<context>.<thing>`: the key in the download.
    pub key: &'static str,
    /// The heading, a message.
    pub title: &'static str,
    /// An object, or a list of objects, whose names are words that people understand. Asks no permission: the caller
    /// has seen that the actor is the person.
    pub read: Read,
}

impl std::fmt::Debug for OwnData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OwnData").field("key", &self.key).finish_non_exhaustive()
    }
}

/// One room's part.
#[derive(Debug, Clone)]
pub struct Section {
    pub key: &'static str,
    pub title: &'static str,
    pub value: Value,
}

/// All that `rooms` hold about the actor.
pub async fn collect(tx: &mut Tx, rooms: &[OwnData]) -> Result<Vec<Section>, Error> {
    let account = crate::account::own(tx)?;
    let mut sections = Vec::with_capacity(rooms.len());
    for room in rooms {
        let value = (room.read)(tx, account).await?;
        sections.push(Section { key: room.key, title: room.title, value });
    }
    Ok(sections)
}

/// The same as one JSON document to take along, and a line in the trail that it was taken.
pub async fn export(tx: &mut Tx, rooms: &[OwnData]) -> Result<Value, Error> {
    let account = crate::account::own(tx)?;
    let sections = collect(tx, rooms).await?;
    let data: Map<String, Value> =
        sections.into_iter().map(|section| (section.key.to_owned(), section.value)).collect();
    tx.audit(Entry::new("identity.subject.export", "account", account)).await?;
    Ok(json!({ "format": "berdaya-own-data-1", "account": account, "at": tx.now(), "data": data }))
}

/// What this room holds.
pub const fn identity() -> [OwnData; 4] {
    [
        OwnData {
            key: "identity.account",
            title: "identity-own-account",
            read: |tx, account| Box::pin(account_of(tx, account)),
        },
        OwnData {
            key: "identity.grant",
            title: "identity-own-grants",
            read: |tx, account| Box::pin(grants_of(tx, account)),
        },
        OwnData {
            key: "identity.consent",
            title: "identity-own-consents",
            read: |tx, account| Box::pin(consents_of(tx, account)),
        },
        OwnData {
            key: "identity.session",
            title: "identity-own-sessions",
            read: |tx, account| Box::pin(sessions_of(tx, account)),
        },
    ]
}

async fn account_of(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select name, email, phone, area, language, nik_sealed, created_at from identity.account
         where city = $1 and id = $2",
        city.0,
        account.0
    )
    .fetch_one(tx.conn())
    .await?;
    let place = Place { column: NIK_PLACE, city, row: account.0 };
    let nik = row.nik_sealed.map(|sealed| tx.db().keys().open(place, &sealed)).transpose()?;
    Ok(json!({
        "name": row.name, "email": row.email, "phone": row.phone, "nik": nik.as_ref().map(|nik| nik.as_str()),
        "area": row.area, "language": row.language, "registered_at": row.created_at,
    }))
}

async fn grants_of(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let past = grant::history(tx, account).await?;
    let one = |past: grant::Past| {
        json!({
            "role": past.grant.role, "area": past.grant.area, "agency": past.agency_name,
            "from": past.grant.granted_at, "until": past.grant.until,
            "ended_at": past.revoked.as_ref().map(|end| end.at),
            "ended_because": past.revoked.as_ref().map(|end| end.reason.clone()),
        })
    };
    Ok(past.into_iter().map(one).collect())
}

async fn consents_of(tx: &mut Tx, account: AccountId) -> Result<Value, Error> {
    let rows = consent::ledger(tx, account).await?;
    let one = |row: consent::Entry| {
        json!({
            "purpose": row.purpose, "version": row.version,
            "text_sha256": data_encoding::HEXLOWER.encode(&row.sha256),
            "state": if row.given { "given" } else { "withdrawn" }, "channel": row.channel,
            "language": row.language, "at": row.at,
        })
    };
    Ok(rows.into_iter().map(one).collect())
}

async fn sessions_of(tx: &mut Tx, _account: AccountId) -> Result<Value, Error> {
    let rows = session::list(tx).await?;
    let one = |row: session::Listed| json!({ "device": row.device, "factor": row.factor, "from": row.created_at, "last_used": row.seen_at });
    Ok(rows.into_iter().map(one).collect())
}
