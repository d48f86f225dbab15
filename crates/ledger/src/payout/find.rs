use kernel::{Error, Instant, Rupiah, Tx};
use uuid::Uuid;

use super::{BatchId, PayoutId};
use crate::account::SEE;
use crate::journal::JournalId;

/// A batch in the list.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Which.
    pub id: BatchId,
    /// When it was made.
    pub at: Instant,
    /// How many payments.
    pub payouts: i64,
    /// How much in all.
    pub amount: Rupiah,
    /// How many of them the bank has paid.
    pub paid: i64,
    /// How many came back.
    pub returned: i64,
}

/// How far a payment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// At the bank.
    Sent,
    /// With the maker.
    Paid,
    /// Came back, and is due again.
    Returned,
}

impl State {
    /// As in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Sent => "sent",
            State::Paid => "paid",
            State::Returned => "returned",
        }
    }
}

/// A payment.
#[derive(Debug, Clone)]
pub struct Payout {
    /// Which.
    pub id: PayoutId,
    /// The business.
    pub owner: Uuid,
    /// How much.
    pub amount: Rupiah,
    /// Its journal.
    pub journal: JournalId,
    /// How far it is.
    pub state: State,
    /// Why it came back.
    pub reason: Option<String>,
}

/// Batches, the newest first: a page of them, and how many there are.
pub async fn list(tx: &mut Tx, offset: i64, limit: i64) -> Result<(Vec<Batch>, i64), Error> {
    tx.must_in_city(SEE)?;
    found(tx, None, offset, limit).await
}

async fn found(
    tx: &mut Tx,
    one: Option<BatchId>,
    offset: i64,
    limit: i64,
) -> Result<(Vec<Batch>, i64), Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select b.id, b.at as "at: Instant", count(p.id) as "payouts!", coalesce(sum(p.amount), 0)::bigint as "amount!",
                  count(p.id) filter (where r.payout is null and d.payout is not null) as "paid!",
                  count(r.payout) as "returned!", count(*) over () as "total!"
           from ledger.batch b left join ledger.payout p on p.city = b.city and p.batch = b.id
           left join ledger.payout_step d on d.city = p.city and d.payout = p.id and d.state = 'paid'
           left join ledger.payout_step r on r.city = p.city and r.payout = p.id and r.state = 'returned'
           where b.city = $1 and ($2::uuid is null or b.id = $2)
           group by b.id, b.at order by b.at desc, b.id offset $3 limit $4"#,
        city.0,
        one.map(|id| id.0),
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let batches = rows.into_iter().map(|row| Batch {
        id: BatchId(row.id),
        at: row.at,
        payouts: row.payouts,
        amount: Rupiah(row.amount),
        paid: row.paid,
        returned: row.returned,
    });
    Ok((batches.collect(), total))
}

/// One batch with its payments.
pub async fn one(tx: &mut Tx, id: BatchId) -> Result<(Batch, Vec<Payout>), Error> {
    tx.must_in_city(SEE)?;
    let (batches, _) = found(tx, Some(id), 0, 1).await?;
    let batch = batches.into_iter().next().ok_or(Error::NotFound("batch"))?;
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select p.id, p.owner, p.amount, p.journal, d.payout is not null as "paid!", r.payout is not null as "returned!",
                  r.reason as "reason?"
           from ledger.payout p
           left join ledger.payout_step d on d.city = p.city and d.payout = p.id and d.state = 'paid'
           left join ledger.payout_step r on r.city = p.city and r.payout = p.id and r.state = 'returned'
           where p.city = $1 and p.batch = $2
           -- bounded: makers of one city
           order by p.amount desc, p.id"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let payouts = rows.into_iter().map(|row| Payout {
        id: PayoutId(row.id),
        owner: row.owner,
        amount: Rupiah(row.amount),
        journal: JournalId(row.journal),
        state: match (row.returned, row.paid) {
            (true, _) => State::Returned,
            (false, true) => State::Paid,
            (false, false) => State::Sent,
        },
        reason: row.reason,
    });
    Ok((batch, payouts.collect()))
}
