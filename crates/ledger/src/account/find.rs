use chrono::NaiveDate;
use kernel::{Error, Tx};
use uuid::Uuid;

use super::{LedgerAccountId, Purpose, SEE};
use crate::journal::{JournalId, Kind};
use crate::money::{Currency, Money};
use crate::period;

/// An account in the list, with its balance in one currency.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Which.
    pub id: LedgerAccountId,
    /// What for.
    pub purpose: Purpose,
    /// Whose.
    pub owner: Option<Uuid>,
    /// Came in less went out; `None` where nothing ever did.
    pub balance: Option<Money>,
}

/// A balance of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// Came in less went out.
    pub money: Money,
}

/// A leg on an account, and what was in it afterwards.
#[derive(Debug, Clone)]
pub struct Line {
    /// What happened.
    pub journal: JournalId,
    /// Of which kind.
    pub kind: Kind,
    /// When.
    pub day: NaiveDate,
    /// In words.
    pub note: String,
    /// What caused it.
    pub key: String,
    /// Came in, or went out.
    pub money: Money,
    /// What was in the account then, in this currency.
    pub after: Money,
}

/// Accounts with their balances: a page of them, and how many there are. An account has a row for each currency.
pub async fn list(
    tx: &mut Tx,
    purpose: Option<Purpose>,
    (offset, limit): (i64, i64),
) -> Result<(Vec<Listed>, i64), Error> {
    tx.must_in_city(SEE)?;
    let (city, tail) = (tx.city(), period::tail(tx).await?);
    let rows = sqlx::query!(
        r#"with moved as (
               select c.account, c.currency, c.balance as amount from ledger.closing c
               where c.city = $1 and c.month = $2
               union all
               select l.account, l.currency, l.amount from ledger.leg l where l.city = $1 and l.day >= $3
           ), standing as (
               select account, currency, sum(amount)::bigint as balance from moved group by account, currency
           )
           select a.id as "id!", a.purpose as "purpose!", a.owner, s.currency as "currency?", s.balance as "balance?",
                  count(*) over () as "total!"
           from ledger.account a left join standing s on s.account = a.id
           where a.city = $1 and ($4::text is null or a.purpose = $4)
           order by a.kind, a.purpose, a.id, s.currency offset $5 limit $6"#,
        city.0,
        tail.closed,
        tail.since,
        purpose.map(Purpose::as_str),
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let listed = rows.into_iter().map(|row| {
        let money = row.currency.zip(row.balance);
        let money =
            money.map(|(code, units)| Currency::parse(&code).map(|currency| Money { currency, units }));
        Ok(Listed {
            id: LedgerAccountId(row.id),
            purpose: purpose_of(&row.purpose)?,
            owner: row.owner,
            balance: money.transpose()?,
        })
    });
    Ok((listed.collect::<Result<_, Error>>()?, total))
}

pub(crate) fn purpose_of(text: &str) -> Result<Purpose, Error> {
    Purpose::parse(text).ok_or_else(|| Error::broken(format!("an account is for {text}, which is nothing")))
}

/// One account: what it is for, and whose it is.
pub async fn one(tx: &mut Tx, id: LedgerAccountId) -> Result<Listed, Error> {
    tx.must_in_city(SEE)?;
    let city = tx.city();
    let row = sqlx::query!(
        "select id, purpose, owner from ledger.account where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("account"))?;
    Ok(Listed {
        id: LedgerAccountId(row.id),
        purpose: purpose_of(&row.purpose)?,
        owner: row.owner,
        balance: None,
    })
}

/// What is in an account, by currency. Read from the last closed month and the days since; nothing is kept that two
/// postings at once could both change.
pub async fn balance(tx: &mut Tx, id: LedgerAccountId) -> Result<Vec<Balance>, Error> {
    let (city, tail) = (tx.city(), period::tail(tx).await?);
    let rows = sqlx::query!(
        r#"select m.currency as "currency!", sum(m.amount)::bigint as "balance!" from (
               select c.currency, c.balance as amount from ledger.closing c
               where c.city = $1 and c.account = $2 and c.month = $3
               union all
               select p.currency, p.amount from ledger.posting p
               where p.city = $1 and p.debit = $2 and p.day >= $4
               union all
               select p.currency, -p.amount from ledger.posting p
               where p.city = $1 and p.credit = $2 and p.day >= $4) m
           -- bounded: one row for each currency
           group by m.currency order by m.currency"#,
        city.0,
        id.0,
        tail.closed,
        tail.since
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency = Currency::parse(&row.currency)?;
            Ok(Balance { money: Money { currency, units: row.balance } })
        })
        .collect()
}

/// The legs on an account, the newest first, each with what was in it then: a page of them, and how many there are.
pub async fn line_page(
    tx: &mut Tx,
    id: LedgerAccountId,
    (offset, limit): (i64, i64),
) -> Result<(Vec<Line>, i64), Error> {
    tx.must_in_city(SEE)?;
    let city = tx.city();
    let rows = sqlx::query!(
        r#"with moved as (
               select p.journal, p.day, p.currency, sum(p.amount)::bigint as amount
               from ledger.leg p where p.city = $1 and p.account = $2
               group by p.journal, p.day, p.currency
           )
           select m.journal as "journal!", j.kind, m.day as "day!", j.note, j.key, m.currency as "currency!",
                  m.amount as "amount!",
                  (sum(m.amount) over (partition by m.currency order by m.day, m.journal))::bigint as "after!",
                  count(*) over () as "total!"
           from moved m join ledger.journal j on j.city = $1 and j.id = m.journal
           order by m.day desc, m.journal desc, m.currency offset $3 limit $4"#,
        city.0,
        id.0,
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let lines = rows.into_iter().map(|row| {
        let currency = Currency::parse(&row.currency)?;
        Ok(Line {
            journal: JournalId(row.journal),
            kind: Kind::of(&row.kind)?,
            day: row.day,
            note: row.note,
            key: row.key,
            money: Money { currency, units: row.amount },
            after: Money { currency, units: row.after },
        })
    });
    Ok((lines.collect::<Result<_, Error>>()?, total))
}
