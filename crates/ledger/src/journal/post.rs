use kernel::{Error, OnConstraint as _, Tx};
use uuid::Uuid;

use super::rules::{self, Transfer};
use super::{JournalId, Kind, NewJournal};
use crate::period;

/// A journal that is there now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// Which.
    pub id: JournalId,
    /// Whether it was not there before.
    pub fresh: bool,
}

/// Posts a journal on this day. Called by the room in which it happened, whose doing has asked permission. Posted again under
/// the same key it is there once; the same key with other contents is refused.
pub async fn post(tx: &mut Tx, new: &NewJournal) -> Result<Posted, Error> {
    if new.kind == Kind::Reversal {
        return Err(Error::broken("a reversal is posted by reversing"));
    }
    hold(tx).await?;
    let id = tx.id();
    let entry = Entry::of(id, new, None)?;
    let fresh = write(tx, &[entry]).await? == 1;
    if fresh {
        return Ok(Posted { id, fresh });
    }
    let digest = rules::digest(new.kind, None, &new.legs)?;
    let id = before(tx, &new.key, &digest).await?;
    Ok(Posted { id, fresh: false })
}

/// Until commit no month is closed, so that what is posted lands in an open one. Those who post do not wait for each other.
pub(crate) async fn hold(tx: &mut Tx) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "select pg_advisory_xact_lock_shared(hashtextextended('ledger.period', $1::int::bigint))",
        city.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A journal with its postings, ready to be written.
pub(crate) struct Entry {
    id: JournalId,
    key: String,
    kind: Kind,
    note: String,
    reverses: Option<JournalId>,
    digest: Vec<u8>,
    transfers: Vec<Transfer>,
}

/// The longest note and key.
const MOST: usize = 200;

impl Entry {
    pub(crate) fn of(id: JournalId, new: &NewJournal, reverses: Option<JournalId>) -> Result<Entry, Error> {
        if new.key.is_empty() || new.key.chars().count() > MOST || new.note.chars().count() > MOST {
            return Err(Error::field("key", "ledger-key-length"));
        }
        Ok(Entry {
            id,
            key: new.key.clone(),
            kind: new.kind,
            note: new.note.clone(),
            reverses,
            digest: rules::digest(new.kind, reverses, &new.legs)?,
            transfers: rules::transfers(&new.legs)?,
        })
    }
}

/// Writes journals whose keys are free, with their postings, in one statement. Returns how many were.
#[expect(clippy::as_conversions, reason = "this is how a checked query learns that elements may be null")]
pub(crate) async fn write(tx: &mut Tx, entries: &[Entry]) -> Result<u64, Error> {
    let (city, now, day) = (tx.city(), tx.now(), tx.today());
    let by = tx.actor().account().map(|by| by.0);
    let month = period::first(day);
    let column = |value: fn(&Entry) -> String| entries.iter().map(value).collect::<Vec<String>>();
    let ids: Vec<Uuid> = entries.iter().map(|one| one.id.0).collect();
    let reverses: Vec<Option<Uuid>> = entries.iter().map(|one| one.reverses.map(|id| id.0)).collect();
    let digests: Vec<Vec<u8>> = entries.iter().map(|one| one.digest.clone()).collect();
    let rows = Rows::of(entries);
    let written = sqlx::query_scalar!(
        r#"with fresh as (
               insert into ledger.journal (city, id, key, kind, day, note, reverses, digest, at, by)
               select $1, n.id, n.key, n.kind, $2, n.note, n.reverses, n.digest, $3, $4
               from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::bytea[])
                    as n (id, key, kind, note, reverses, digest)
               where not exists (select from ledger.period p where p.city = $1 and p.month >= $11)
               on conflict (city, key) do nothing
               returning id
           ), moved as (
               insert into ledger.posting (city, journal, number, day, debit, credit, currency, amount)
               select $1, t.journal, t.number, $2, t.debit, t.credit, t.currency, t.amount
               from unnest($12::uuid[], $13::int[], $14::uuid[], $15::uuid[], $16::text[], $17::bigint[])
                    as t (journal, number, debit, credit, currency, amount)
               join fresh f on f.id = t.journal
               returning journal
           )
           select count(distinct journal) as "written!" from moved"#,
        city.0,
        day,
        now,
        by,
        &ids,
        &column(|one| one.key.clone()),
        &column(|one| one.kind.as_str().to_owned()),
        &column(|one| one.note.clone()),
        &reverses as &[Option<Uuid>],
        &digests,
        month,
        &rows.journals,
        &rows.numbers,
        &rows.debits,
        &rows.credits,
        &rows.currencies,
        &rows.amounts
    )
    .fetch_one(tx.conn())
    .await
    .on_constraint("journal_reverses_key", || Error::refused("ledger-reversed-already"))
    .on_constraint("posting_debit_fkey", || Error::NotFound("account"))
    .on_constraint("posting_credit_fkey", || Error::NotFound("account"))?;
    Ok(u64::try_from(written).unwrap_or(0))
}

#[derive(Default)]
struct Rows {
    journals: Vec<Uuid>,
    numbers: Vec<i32>,
    debits: Vec<Uuid>,
    credits: Vec<Uuid>,
    currencies: Vec<String>,
    amounts: Vec<i64>,
}

impl Rows {
    fn of(entries: &[Entry]) -> Rows {
        let mut rows = Rows::default();
        for entry in entries {
            for (number, transfer) in (1_i32..).zip(&entry.transfers) {
                rows.journals.push(entry.id.0);
                rows.numbers.push(number);
                rows.debits.push(transfer.debit.0);
                rows.credits.push(transfer.credit.0);
                rows.currencies.push(transfer.currency.code().to_owned());
                rows.amounts.push(transfer.amount);
            }
        }
        rows
    }
}

/// Posts many journals at once, all of them new: a day's sales of a till, a settlement. Refused where one is there already, or
/// the month is closed.
pub async fn many(tx: &mut Tx, new: &[NewJournal]) -> Result<Vec<JournalId>, Error> {
    hold(tx).await?;
    let ids: Vec<JournalId> = new.iter().map(|_| tx.id()).collect();
    let entries: Vec<Entry> =
        ids.iter().zip(new).map(|(id, new)| Entry::of(*id, new, None)).collect::<Result<_, Error>>()?;
    match usize::try_from(write(tx, &entries).await?) == Ok(new.len()) {
        true => Ok(ids),
        false => Err(Error::refused("ledger-posted-otherwise")),
    }
}

/// The journal that has this key, if it says the same. Where there is none, the month was closed in between.
pub(crate) async fn before(tx: &mut Tx, key: &str, digest: &[u8]) -> Result<JournalId, Error> {
    let city = tx.city();
    let row = sqlx::query!("select id, digest from ledger.journal where city = $1 and key = $2", city.0, key)
        .fetch_optional(tx.conn())
        .await?;
    match row {
        Some(row) if row.digest == digest => Ok(JournalId(row.id)),
        Some(_) => Err(Error::refused("ledger-posted-otherwise")),
        None => Err(Error::refused("ledger-month-closed")),
    }
}
