use chrono::NaiveDate;
use kernel::{Error, Instant, Rupiah, Tx};
use uuid::Uuid;

use super::SettlementId;
use crate::account::{LedgerAccountId, SEE};
use crate::journal::{JournalId, Kind};

/// A settlement in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Which.
    pub id: SettlementId,
    /// What was earned before this day.
    pub until: NaiveDate,
    /// When it was made.
    pub at: Instant,
    /// How many makers got something.
    pub makers: i64,
    /// How much in all.
    pub amount: Rupiah,
}

/// What a settlement gave to a maker.
#[derive(Debug, Clone)]
pub struct Share {
    /// The account of what was earned.
    pub account: LedgerAccountId,
    /// The business.
    pub owner: Uuid,
    /// How much.
    pub amount: Rupiah,
    /// Its journal.
    pub journal: JournalId,
}

/// A maker's statement: what stood there, each journal since, and what was settled. It adds up by hand.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The business.
    pub owner: Uuid,
    /// From this day.
    pub from: Option<NaiveDate>,
    /// Before this day.
    pub until: NaiveDate,
    /// Owed from before (negative), or nothing.
    pub carried: Rupiah,
    /// Day, what happened, in words, its journal, how much.
    pub lines: Vec<Entry>,
    /// What was settled.
    pub amount: Rupiah,
}

/// A line of a statement.
#[derive(Debug, Clone)]
pub struct Entry {
    /// When.
    pub day: NaiveDate,
    /// What happened.
    pub kind: Kind,
    /// In words.
    pub note: String,
    /// The journal that it can be looked up in.
    pub journal: JournalId,
    /// Earned (positive) or taken away.
    pub amount: Rupiah,
}

/// Settlements, the newest first: a page of them, and how many there are.
pub async fn list(tx: &mut Tx, offset: i64, limit: i64) -> Result<(Vec<Listed>, i64), Error> {
    tx.must_in_city(SEE)?;
    found(tx, None, offset, limit).await
}

async fn found(
    tx: &mut Tx,
    one: Option<SettlementId>,
    offset: i64,
    limit: i64,
) -> Result<(Vec<Listed>, i64), Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select s.id, s.until, s.at as "at: Instant", count(h.account) as "makers!",
                  coalesce(sum(h.amount), 0)::bigint as "amount!", count(*) over () as "total!"
           from ledger.settlement s left join ledger.share h on h.city = s.city and h.settlement = s.id
           where s.city = $1 and ($2::uuid is null or s.id = $2)
           group by s.id, s.until, s.at order by s.until desc, s.id offset $3 limit $4"#,
        city.0,
        one.map(|id| id.0),
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let listed = rows.into_iter().map(|row| Listed {
        id: SettlementId(row.id),
        until: row.until,
        at: row.at,
        makers: row.makers,
        amount: Rupiah(row.amount),
    });
    Ok((listed.collect(), total))
}

/// One settlement, with a page of its shares.
pub async fn one(
    tx: &mut Tx,
    id: SettlementId,
    (offset, limit): (i64, i64),
) -> Result<(Listed, Vec<Share>), Error> {
    tx.must_in_city(SEE)?;
    let (listed, _) = found(tx, Some(id), 0, 1).await?;
    let listed = listed.into_iter().next().ok_or(Error::NotFound("settlement"))?;
    let city = tx.city();
    let rows = sqlx::query!(
        "select account, owner, amount, journal from ledger.share where city = $1 and settlement = $2
         order by amount desc, account offset $3 limit $4",
        city.0,
        id.0,
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let shares = rows.into_iter().map(|row| Share {
        account: LedgerAccountId(row.account),
        owner: row.owner,
        amount: Rupiah(row.amount),
        journal: JournalId(row.journal),
    });
    Ok((listed, shares.collect()))
}

/// A maker's statement of a settlement.
pub async fn statement(tx: &mut Tx, id: SettlementId, owner: Uuid) -> Result<Statement, Error> {
    tx.must_in_city(SEE)?;
    let city = tx.city();
    let head = sqlx::query!(
        r#"select s.until, h.account, h.amount,
                  (select max(p.until) from ledger.settlement p where p.city = $1 and p.until < s.until) as "from?"
           from ledger.settlement s join ledger.share h on h.city = s.city and h.settlement = s.id
           where s.city = $1 and s.id = $2 and h.owner = $3"#,
        city.0,
        id.0,
        owner
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("share"))?;
    let carried = carried(tx, head.account, head.from).await?;
    let rows = sqlx::query!(
        r#"select l.day as "day!", j.kind, j.note, j.id as journal, (-sum(l.amount))::bigint as "amount!"
           from ledger.leg l join ledger.journal j on j.city = l.city and j.id = l.journal
           where l.city = $1 and l.account = $2 and l.currency = 'IDR' and l.day < $3
             and ($4::date is null or l.day >= $4) and j.kind <> 'settlement'
           group by l.day, j.kind, j.note, j.id
           order by l.day, j.id limit 20000"#,
        city.0,
        head.account,
        head.until,
        head.from
    )
    .fetch_all(tx.conn())
    .await?;
    let lines = rows.into_iter().map(|row| {
        Ok(Entry {
            day: row.day,
            kind: Kind::of(&row.kind)?,
            note: row.note,
            journal: JournalId(row.journal),
            amount: Rupiah(row.amount),
        })
    });
    Ok(Statement {
        owner,
        from: head.from,
        until: head.until,
        carried,
        lines: lines.collect::<Result<_, Error>>()?,
        amount: Rupiah(head.amount),
    })
}

/// What stood there after the settlement before: nothing, or what the maker owed.
async fn carried(tx: &mut Tx, account: Uuid, from: Option<NaiveDate>) -> Result<Rupiah, Error> {
    let Some(from) = from else { return Ok(Rupiah(0)) };
    let city = tx.city();
    let carried = sqlx::query_scalar!(
        r#"select (coalesce((select -sum(l.amount) from ledger.leg l
                             where l.city = $1 and l.account = $2 and l.currency = 'IDR' and l.day < $3
                               and not exists (select from ledger.share h where h.city = $1 and h.journal = l.journal)), 0)
                   - coalesce((select sum(h.amount) from ledger.share h
                               join ledger.settlement s on s.city = h.city and s.id = h.settlement
                               where h.city = $1 and h.account = $2 and s.until <= $3), 0))::bigint as "carried!""#,
        city.0,
        account,
        from
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Rupiah(carried))
}
