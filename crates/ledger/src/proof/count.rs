use chrono::Timelike as _;
use kernel::city::Zone;
use kernel::{Error, Job, Tx};
use serde::{Deserialize, Serialize};

use super::{Check, Checks, Finding, PROVE, Sum};

/// Counts once a night, from one in the morning on, and at once where it was never counted. Empty books are not counted.
#[derive(Debug, Serialize, Deserialize)]
pub struct Nightly {}

impl Job for Nightly {
    const NAME: &'static str = "ledger.proof.nightly";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let (city, today) = (tx.city(), tx.today());
        let row = sqlx::query!(
            r#"select (select max(day) from ledger.proof where city = $1) as last,
                      exists (select from ledger.journal where city = $1) as "any!""#,
            city.0
        )
        .fetch_one(tx.conn())
        .await?;
        let night = Zone::of(city).local(tx.now()).hour() >= 1;
        match row.last {
            Some(day) if day >= today || !night => Ok(()),
            None if !row.any => Ok(()),
            Some(_) | None => prove(tx).await,
        }
    }
}

/// Counts everything again and keeps what was found, once a day.
pub async fn prove(tx: &mut Tx) -> Result<(), Error> {
    tx.must_in_city(PROVE)?;
    // What is counted by several statements is counted of one state: those who post wait a moment.
    let (city, now, day) = (tx.city(), tx.now(), tx.today());
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('ledger.period', $1::int::bigint))", city.0)
        .execute(tx.conn())
        .await?;
    let sums = sums(tx).await?;
    let mut findings: Vec<Finding> = Vec::new();
    let off = sums.iter().filter(|sum| sum.into != sum.out).count();
    findings.push(Finding { rule: "balance".to_owned(), broken: i64::try_from(off).unwrap_or(i64::MAX) });
    findings.push(Finding { rule: "closing".to_owned(), broken: closings(tx).await? });
    findings.extend(others(tx).await?);
    let above = tx.db().outside().services.get::<Checks>();
    let above: Vec<Check> = above.map(|checks| checks.0.clone()).unwrap_or_default();
    for check in above {
        findings.push(Finding { rule: check.rule.to_owned(), broken: (check.count)(tx).await? });
    }
    let holds = findings.iter().all(|finding| finding.broken == 0);
    sqlx::query!(
        "insert into ledger.proof (city, day, at, journals, postings, sums, findings, holds)
         select $1, $2, $3, (select count(*) from ledger.journal where city = $1),
                (select count(*) from ledger.posting where city = $1), $4, $5, $6
         on conflict (city, day) do nothing",
        city.0,
        day,
        now,
        serde_json::to_value(&sums)?,
        serde_json::to_value(&findings)?,
        holds
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// By account, as balances are read: what is in accounts and what is missing in others.
async fn sums(tx: &mut Tx) -> Result<Vec<Sum>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select l.currency as "currency!",
                  coalesce(sum(l.amount) filter (where l.amount > 0), 0)::bigint as "into!",
                  coalesce(-sum(l.amount) filter (where l.amount < 0), 0)::bigint as "out!"
           from ledger.leg l where l.city = $1
           -- bounded: one row for each currency
           group by l.currency order by l.currency"#,
        city.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| Sum { currency: row.currency, into: row.into, out: row.out }).collect())
}

/// Closed months whose balances differ from a recount: what a month added, by closing and by posting.
async fn closings(tx: &mut Tx) -> Result<i64, Error> {
    let city = tx.city();
    let broken = sqlx::query_scalar!(
        r#"with said as (
               select c.account, c.currency, c.month,
                      c.balance - coalesce(lag(c.balance) over (partition by c.account, c.currency order by c.month), 0) as added
               from ledger.closing c where c.city = $1
           ), months as (
               select p.month, lag(p.month) over (order by p.month) as before from ledger.period p where p.city = $1
           ), counted as (
               select l.account, l.currency, m.month, sum(l.amount) as added
               from months m join ledger.leg l on l.city = $1
                    and l.day < m.month + interval '1 month'
                    and (m.before is null or l.day >= m.before + interval '1 month')
               group by l.account, l.currency, m.month
           )
           select count(*) as "broken!" from said s full join counted c
                on c.account = s.account and c.currency = s.currency and c.month = s.month
           where coalesce(s.added, 0) <> coalesce(c.added, 0)"#,
        city.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(broken)
}

/// Journals without postings, reversals that are no mirror, settlements and payouts that say another amount than their journal.
async fn others(tx: &mut Tx) -> Result<Vec<Finding>, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        r#"select
             (select count(*) from ledger.journal j where j.city = $1
              and not exists (select from ledger.posting p where p.city = $1 and p.journal = j.id)) as "empty!",
             (select count(*) from (
                  select r.id from ledger.journal r
                  join ledger.leg l on l.city = $1 and l.journal in (r.id, r.reverses)
                  where r.city = $1 and r.reverses is not null
                  group by r.id, l.account, l.currency having sum(l.amount) <> 0) odd) as "mirror!",
             (select count(*) from ledger.share s where s.city = $1 and s.amount <> coalesce((
                  select sum(l.amount) from ledger.leg l
                  where l.city = $1 and l.journal = s.journal and l.account = s.account), 0)) as "share!",
             (select count(*) from ledger.payout s where s.city = $1 and s.amount <> coalesce((
                  select sum(l.amount) from ledger.leg l
                  where l.city = $1 and l.journal = s.journal and l.account = s.account), 0)) as "payout!""#,
        city.0
    )
    .fetch_one(tx.conn())
    .await?;
    let finding = |rule: &str, broken| Finding { rule: rule.to_owned(), broken };
    Ok(vec![
        finding("empty", row.empty),
        finding("mirror", row.mirror),
        finding("share", row.share),
        finding("payout", row.payout),
    ])
}
