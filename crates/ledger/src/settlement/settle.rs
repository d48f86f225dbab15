use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::{Error, OnConstraint as _, Rupiah, Tx};
use uuid::Uuid;

use super::{SETTLE, Settled, SettlementId};
use crate::account::{self, LedgerAccountId, Purpose};
use crate::journal::{self, Kind, Leg, NewJournal};
use crate::money::Money;

/// Settles what was earned before a day. Days follow one another: what was settled since is part of the next.
pub async fn settle(tx: &mut Tx, until: NaiveDate) -> Result<SettlementId, Error> {
    tx.must_in_city(SETTLE)?;
    let (city, now, day) = (tx.city(), tx.now(), tx.today());
    if until > day {
        return Err(Error::field("until", "ledger-settle-future"));
    }
    journal::hold(tx).await?;
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('ledger.settlement', $1::int::bigint))",
        city.0
    )
    .execute(tx.conn())
    .await?;
    let last = sqlx::query_scalar!("select max(day) from ledger.settlement where city = $1", city.0)
        .fetch_one(tx.conn())
        .await?;
    if last.is_some_and(|last| until <= last) {
        return Err(Error::field("until", "ledger-settle-order"));
    }
    let earned = earned(tx, until).await?;
    let id: SettlementId = tx.id();
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into ledger.settlement (city, id, until, day, at, by) values ($1, $2, $3, $4, $5, $6)",
        city.0,
        id.0,
        until,
        day,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("settlement_until_key", || Error::field("until", "ledger-settle-order"))?;
    shares(tx, id, until, &earned).await?;
    tx.audit(Entry::new(SETTLE.name, "settlement", id)).await?;
    tx.tell(&Settled { settlement: id }).await?;
    Ok(id)
}

struct Earned {
    account: LedgerAccountId,
    owner: Uuid,
    amount: Rupiah,
}

/// Makers who earned more than they owe, in rupiah: what came until the day. Earlier settlements lie before it.
async fn earned(tx: &mut Tx, until: NaiveDate) -> Result<Vec<Earned>, Error> {
    let (city, tail) = (tx.city(), crate::period::tail(tx).await?);
    // A closing is of no use where the day lies before its end.
    let (closed, since) =
        if tail.since <= until { (tail.closed, tail.since) } else { (None, NaiveDate::MIN) };
    let rows = sqlx::query!(
        r#"select a.id as "account!", a.owner as "owner!", (-sum(m.amount))::bigint as "amount!"
           from ledger.account a
           join (
               select c.account, c.balance as amount from ledger.closing c
               where c.city = $1 and c.month = $2 and c.currency = 'IDR'
               union all
               select l.account, l.amount from ledger.leg l
               where l.city = $1 and l.day >= $3 and l.day < $4 and l.currency = 'IDR') m on m.account = a.id
           where a.city = $1 and a.purpose = 'payable' and a.owner is not null
           group by a.id, a.owner having sum(m.amount) < 0
           -- bounded: makers of one city
           order by a.id"#,
        city.0,
        closed,
        since.max(NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default()),
        until
    )
    .fetch_all(tx.conn())
    .await?;
    let earned = rows.into_iter().map(|row| Earned {
        account: LedgerAccountId(row.account),
        owner: row.owner,
        amount: Rupiah(row.amount),
    });
    Ok(earned.collect())
}

async fn shares(tx: &mut Tx, id: SettlementId, until: NaiveDate, earned: &[Earned]) -> Result<(), Error> {
    let city = tx.city();
    let wanted: Vec<_> = earned.iter().map(|one| (Purpose::Due, Some(one.owner))).collect();
    let due = account::accounts(tx, &wanted).await?;
    let mut journals = Vec::with_capacity(earned.len());
    for one in earned {
        let due = due.get(&(Purpose::Due, Some(one.owner)));
        let due = *due.ok_or_else(|| Error::broken("an account that was just opened is not there"))?;
        let money = Money::rupiah(one.amount);
        let out = Money::rupiah(Rupiah(-one.amount.0));
        journals.push(NewJournal {
            key: format!("ledger/settlement/{until}/{}", one.account),
            kind: Kind::Settlement,
            note: format!("{until}"),
            legs: vec![Leg { account: one.account, money }, Leg { account: due, money: out }],
        });
    }
    let posted = journal::many(tx, &journals).await?;
    let accounts: Vec<Uuid> = earned.iter().map(|one| one.account.0).collect();
    let owners: Vec<Uuid> = earned.iter().map(|one| one.owner).collect();
    let amounts: Vec<i64> = earned.iter().map(|one| one.amount.0).collect();
    let journals: Vec<Uuid> = posted.iter().map(|one| one.0).collect();
    sqlx::query!(
        "insert into ledger.share (city, settlement, account, owner, amount, journal)
         select $1, $2, n.account, n.owner, n.amount, n.journal
         from unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::uuid[]) as n (account, owner, amount, journal)",
        city.0,
        id.0,
        &accounts,
        &owners,
        &amounts,
        &journals
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
