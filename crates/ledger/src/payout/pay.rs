use kernel::audit::Entry;
use kernel::{Error, Rupiah, Tx};
use uuid::Uuid;

use super::{BatchId, PAY, PayoutId, PayoutReturned};
use crate::account::{self, LedgerAccountId, Purpose};
use crate::journal::{self, JournalId, Kind, Leg, NewJournal};
use crate::money::Money;

/// Puts everything that is due to makers, in rupiah, into one batch for the bank. Refused where nothing is due.
pub async fn pay_out(tx: &mut Tx) -> Result<BatchId, Error> {
    tx.must_in_city(PAY)?;
    let (city, now) = (tx.city(), tx.now());
    journal::hold(tx).await?;
    // Two who pay out at once would both pay the same.
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('ledger.payout', $1::int::bigint))", city.0)
        .execute(tx.conn())
        .await?;
    let due = due(tx).await?;
    if due.is_empty() {
        return Err(Error::refused("ledger-nothing-due"));
    }
    let bank = account::account(tx, Purpose::Bank, None).await?;
    let (id, by): (BatchId, _) = (tx.id(), tx.actor().account().map(|by| by.0));
    let payouts: Vec<PayoutId> = due.iter().map(|_| tx.id()).collect();
    let journals: Vec<NewJournal> = due
        .iter()
        .zip(&payouts)
        .map(|((account, _, amount), payout)| NewJournal {
            key: format!("ledger/payout/{payout}"),
            kind: Kind::Payout,
            note: String::new(),
            legs: vec![
                Leg { account: *account, money: Money::rupiah(*amount) },
                Leg { account: bank, money: Money::rupiah(Rupiah(-amount.0)) },
            ],
        })
        .collect();
    let posted = journal::many(tx, &journals).await?;
    let columns = |value: &dyn Fn(&(LedgerAccountId, Uuid, Rupiah)) -> Uuid| {
        due.iter().map(value).collect::<Vec<Uuid>>()
    };
    let amounts: Vec<i64> = due.iter().map(|(_, _, amount)| amount.0).collect();
    sqlx::query!(
        "insert into ledger.batch (city, id, at, by) values ($1, $2, $3, $4)",
        city.0,
        id.0,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into ledger.payout (city, id, batch, account, owner, amount, journal)
         select $1, n.id, $2, n.account, n.owner, n.amount, n.journal
         from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[], $7::uuid[])
              as n (id, account, owner, amount, journal)",
        city.0,
        id.0,
        &payouts.iter().map(|one| one.0).collect::<Vec<Uuid>>(),
        &columns(&|one| one.0.0),
        &columns(&|one| one.1),
        &amounts,
        &posted.iter().map(|one| one.0).collect::<Vec<Uuid>>()
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(PAY.name, "batch", id)).await?;
    Ok(id)
}

/// What is due, by account: what settlements put there less what went to the bank, returned payouts put back.
async fn due(tx: &mut Tx) -> Result<Vec<(LedgerAccountId, Uuid, Rupiah)>, Error> {
    let (city, tail) = (tx.city(), crate::period::tail(tx).await?);
    let rows = sqlx::query!(
        r#"select a.id as "account!", a.owner as "owner!", (-sum(m.amount))::bigint as "amount!"
           from ledger.account a
           join (
               select c.account, c.balance as amount from ledger.closing c
               where c.city = $1 and c.month = $2 and c.currency = 'IDR'
               union all
               select l.account, l.amount from ledger.leg l
               where l.city = $1 and l.day >= $3 and l.currency = 'IDR') m on m.account = a.id
           where a.city = $1 and a.purpose = 'due' and a.owner is not null
           group by a.id, a.owner having sum(m.amount) < 0
           -- bounded: makers of one city
           order by a.id"#,
        city.0,
        tail.closed,
        tail.since
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (LedgerAccountId(row.account), row.owner, Rupiah(row.amount))).collect())
}

/// The bank says that a batch was paid: all of it that did not come back.
pub async fn paid(tx: &mut Tx, batch: BatchId) -> Result<(), Error> {
    tx.must_in_city(PAY)?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    super::one(tx, batch).await?;
    sqlx::query!(
        "insert into ledger.payout_step (city, payout, state, at, by)
         select p.city, p.id, 'paid', $3, $4 from ledger.payout p
         where p.city = $1 and p.batch = $2 and not exists (
             select from ledger.payout_step s where s.city = $1 and s.payout = p.id and s.state = 'returned')
         on conflict do nothing",
        city.0,
        batch.0,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(PAY.name, "batch", batch)).await?;
    Ok(())
}

/// The bank sent a payment back: its journal is reversed, and the money is due again. Said twice, it is done once.
pub async fn returned(tx: &mut Tx, payout: PayoutId, reason: &str) -> Result<(), Error> {
    tx.must_in_city(PAY)?;
    let reason = reason.trim();
    if !(5..=200).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "ledger-reason-length"));
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    let journal = sqlx::query_scalar!(
        "select journal from ledger.payout where city = $1 and id = $2",
        city.0,
        payout.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("payout"))?;
    let undone = journal::undo(tx, JournalId(journal), reason).await?;
    if !undone.fresh {
        return Ok(());
    }
    sqlx::query!(
        "insert into ledger.payout_step (city, payout, state, at, by, reason, journal)
         values ($1, $2, 'returned', $3, $4, $5, $6)",
        city.0,
        payout.0,
        now,
        by,
        reason,
        undone.id.0
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(PAY.name, "payout", payout).reason(reason)).await?;
    tx.tell(&PayoutReturned { payout }).await?;
    Ok(())
}
