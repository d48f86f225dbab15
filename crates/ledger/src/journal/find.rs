use chrono::NaiveDate;
use kernel::id::AccountId;
use kernel::{Error, Instant, Tx};
use uuid::Uuid;

use super::{JournalId, Kind, Leg};
use crate::account::find::purpose_of;
use crate::account::{LedgerAccountId, Purpose, SEE};
use crate::money::{Currency, Money};

/// A journal in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Which.
    pub id: JournalId,
    /// What caused it.
    pub key: String,
    /// What happened.
    pub kind: Kind,
    /// On which day.
    pub day: NaiveDate,
    /// In words.
    pub note: String,
    /// What it undoes.
    pub reverses: Option<JournalId>,
    /// What undoes it.
    pub reversed_by: Option<JournalId>,
    /// When it was posted.
    pub at: Instant,
    /// By whom; nobody where the machine did.
    pub by: Option<AccountId>,
    /// How much moved, where all of it is of one currency.
    pub moved: Option<Money>,
}

/// A journal with its legs.
#[derive(Debug, Clone)]
pub struct Detail {
    /// What the list says.
    pub listed: Listed,
    /// In and out, by account: what for, whose, how much.
    pub legs: Vec<(LedgerAccountId, Purpose, Option<Uuid>, Money)>,
}

/// Which journals are wanted.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Of this kind.
    pub kind: Option<Kind>,
    /// From this day.
    pub from: Option<NaiveDate>,
    /// Before this day.
    pub until: Option<NaiveDate>,
    /// With this in the key or the note, as a pattern for `ilike`.
    pub like: Option<String>,
}

/// Journals, the newest first: a page of them, and how many there are.
pub async fn list(tx: &mut Tx, ask: &Ask, (offset, limit): (i64, i64)) -> Result<(Vec<Listed>, i64), Error> {
    tx.must_in_city(SEE)?;
    found(tx, ask, None, offset, limit).await
}

async fn found(
    tx: &mut Tx,
    ask: &Ask,
    one: Option<JournalId>,
    offset: i64,
    limit: i64,
) -> Result<(Vec<Listed>, i64), Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select j.id, j.key, j.kind, j.day, j.note, j.reverses, j.at as "at: Instant", j.by,
                  (select r.id from ledger.journal r where r.city = j.city and r.reverses = j.id) as reversed_by,
                  m.currency as "currency?", m.amount as "amount?", count(*) over () as "total!"
           from ledger.journal j
           left join lateral (
               select min(p.currency) as currency, sum(p.amount)::bigint as amount from ledger.posting p
               where p.city = j.city and p.journal = j.id having count(distinct p.currency) = 1) m on true
           where j.city = $1 and ($2::uuid is null or j.id = $2) and ($3::text is null or j.kind = $3)
             and ($4::date is null or j.day >= $4) and ($5::date is null or j.day < $5)
             and ($6::text is null or j.key ilike $6 or j.note ilike $6)
           order by j.day desc, j.id desc offset $7 limit $8"#,
        city.0,
        one.map(|id| id.0),
        ask.kind.map(Kind::as_str),
        ask.from,
        ask.until,
        ask.like.as_deref(),
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let listed = rows.into_iter().map(|row| {
        let moved = row.currency.zip(row.amount);
        let moved =
            moved.map(|(code, units)| Currency::parse(&code).map(|currency| Money { currency, units }));
        Ok(Listed {
            id: JournalId(row.id),
            key: row.key,
            kind: Kind::of(&row.kind)?,
            day: row.day,
            note: row.note,
            reverses: row.reverses.map(JournalId),
            reversed_by: row.reversed_by.map(JournalId),
            at: row.at,
            by: row.by.map(AccountId),
            moved: moved.transpose()?,
        })
    });
    Ok((listed.collect::<Result<_, Error>>()?, total))
}

/// One journal with its legs.
pub async fn one(tx: &mut Tx, id: JournalId) -> Result<Detail, Error> {
    tx.must_in_city(SEE)?;
    let (found, _) = found(tx, &Ask::default(), Some(id), 0, 1).await?;
    let listed = found.into_iter().next().ok_or(Error::NotFound("journal"))?;
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select l.account as "account!", a.purpose, a.owner, l.currency as "currency!", sum(l.amount)::bigint as "units!"
           from ledger.leg l join ledger.account a on a.city = l.city and a.id = l.account
           where l.city = $1 and l.journal = $2
           -- bounded: the legs of one journal
           group by l.account, a.purpose, a.owner, l.currency
           order by l.currency, sum(l.amount) desc, l.account"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let legs = rows.into_iter().map(|row| {
        let money = Money { currency: Currency::parse(&row.currency)?, units: row.units };
        Ok((LedgerAccountId(row.account), purpose_of(&row.purpose)?, row.owner, money))
    });
    Ok(Detail { listed, legs: legs.collect::<Result<_, Error>>()? })
}

pub(super) async fn kind(tx: &mut Tx, id: JournalId) -> Result<Kind, Error> {
    let city = tx.city();
    let kind =
        sqlx::query_scalar!("select kind from ledger.journal where city = $1 and id = $2", city.0, id.0)
            .fetch_optional(tx.conn())
            .await?
            .ok_or(Error::NotFound("journal"))?;
    Kind::of(&kind)
}

/// The legs of a journal, for the room that undoes it.
pub(super) async fn legs(tx: &mut Tx, id: JournalId) -> Result<Vec<Leg>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select l.account as "account!", l.currency as "currency!", l.amount as "amount!" from ledger.leg l
           -- bounded: the legs of one journal
           where l.city = $1 and l.journal = $2 order by l.number, l.amount"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    if rows.is_empty() {
        return Err(Error::NotFound("journal"));
    }
    rows.into_iter()
        .map(|row| {
            let money = Money { currency: Currency::parse(&row.currency)?, units: row.amount };
            Ok(Leg { account: LedgerAccountId(row.account), money })
        })
        .collect()
}
