//! The audit trail: who saw or changed what, written in the business transaction.
//!
//! Entries are only added here. Sealing them in batches and verifying the seals is identity's.

use serde_json::Value;
use uuid::Uuid;

use crate::id::AccountId;
use crate::{AreaCode, Error, Tx};

/// What was seen or changed. Never carries a person's data itself: it is kept for years and read by more people.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The permission's name or a fact's: `identity.account.reveal`.
    pub action: &'static str,
    /// The kind of thing: `account`.
    pub kind: &'static str,
    /// The thing's id, as text.
    pub subject: String,
    /// Where it lies, so that officers see the trail of their subtree.
    pub area: Option<AreaCode>,
    /// Why, where a reason was asked for.
    pub reason: Option<String>,
    /// Who did it, where that is known better than the transaction's actor says: whoever signs in is still a visitor.
    pub by: Option<AccountId>,
    /// What changed: names of fields, ids, states; no personal data.
    pub body: Value,
}

impl Entry {
    /// An entry without place, reason or details.
    pub fn new(action: &'static str, kind: &'static str, subject: impl std::fmt::Display) -> Entry {
        Entry {
            action,
            kind,
            subject: subject.to_string(),
            area: None,
            reason: None,
            by: None,
            body: Value::Null,
        }
    }

    /// With the place of the thing.
    #[must_use]
    pub fn area(mut self, area: AreaCode) -> Entry {
        self.area = Some(area);
        self
    }

    /// With the reason that was given.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Entry {
        self.reason = Some(reason.into());
        self
    }

    /// Done by this account, which the transaction's actor is not yet.
    #[must_use]
    pub fn by(mut self, account: AccountId) -> Entry {
        self.by = Some(account);
        self
    }

    /// With details.
    #[must_use]
    pub fn body(mut self, body: Value) -> Entry {
        self.body = body;
        self
    }
}

pub(crate) async fn record(tx: &mut Tx, entry: Entry) -> Result<(), Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let (by, role, request) = (entry.by.or_else(|| tx.actor().account()), tx.actor().label(), tx.request());
    sqlx::query!(
        "with entry as (
             insert into kernel.audit (city, id, at, by_account, by_role, action, subject_kind, subject, area, reason,
                                       body, request)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning city, id)
         insert into kernel.audit_pending (city, id) select city, id from entry",
        city.0,
        id,
        now,
        by.map(|account| account.0),
        role,
        entry.action,
        entry.kind,
        entry.subject,
        entry.area.map(String::from),
        entry.reason,
        entry.body,
        request
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
