//! What is there, beside what the buyers were told.

use std::time::Duration;

use catalogue::product::VariantId;
use kernel::{Actor, CityId, Error, Tx};
use sqlx::PgPool;
use uuid::Uuid;

use crate::buyer::{End, Told};
use crate::{CITY, pause};

const HERE: CityId = CityId(CITY.1);

async fn begin(pool: &PgPool) -> Result<Tx, Error> {
    testkit::db_to_measure(pool.clone()).begin(Actor::System("bench"), HERE).await
}

/// So much on each shelf that nobody is refused.
pub(crate) async fn restock(pool: &PgPool, variants: &[String]) -> Result<(), Error> {
    let ids: Vec<VariantId> = variants.iter().filter_map(|id| id.parse().ok()).map(VariantId).collect();
    let mut tx = begin(pool).await?;
    for level in catalogue::stock::levels(&mut tx, &ids).await? {
        let cause = format!("bench {}", level.shelf.variant.0);
        catalogue::stock::receive(&mut tx, level.shelf, 500_000, &cause, "").await?;
    }
    tx.commit().await
}

struct Found {
    id: Uuid,
    total: i64,
    state: String,
    paid: i64,
    received: i64,
}

/// Compares, once everything that was told to the program is worked off.
pub(crate) async fn agree(pool: &PgPool, told: &[Told]) -> Result<(), Error> {
    worked_off(pool).await?;
    let mut wrong: Vec<String> = Vec::new();
    let (mut ordered, mut paid) = (0_usize, 0_i64);
    for one in told {
        let found = found(pool, &one.key).await?;
        let Some((id, total)) = &one.order else {
            wrong.extend((!found.is_empty()).then(|| format!("{}: refused, and there", one.key)));
            continue;
        };
        ordered += 1;
        let [found] = found.as_slice() else {
            wrong.push(format!("{}: told of once, there {} times", one.key, found.len()));
            continue;
        };
        if found.id.to_string() != *id || found.total != *total {
            wrong.push(format!("{}: another than was told", one.key));
        }
        let right = match one.end {
            End::Paid => found.state == "paid" && (found.paid, found.received) == (1, *total),
            End::Cancelled => found.state == "cancelled" && found.paid == 0,
            End::Left => found.paid == 0 && matches!(found.state.as_str(), "open" | "lapsed"),
            End::Refused => false,
        };
        if !right {
            let (state, times, received) = (&found.state, found.paid, found.received);
            wrong.push(format!(
                "{}: {:?}, and is {state}, paid {times} times, {received} of {total}",
                one.key, one.end
            ));
        }
        paid += if one.end == End::Paid { *total } else { 0 };
    }
    let all =
        count(pool, r#"select count(*) from market.order where city = $1 and key like 'crash-%'"#).await?;
    if all != i64::try_from(ordered).unwrap_or(i64::MAX) {
        wrong.push(format!("{all} orders are there, {ordered} were told of"));
    }
    // What waits to be handed over is on the other side of the books: in minus, what the city owes.
    let books = "select coalesce(sum(a.received), 0)::bigint from market.attempt a
                 join market.order o on o.city = a.city and o.id = a.\"order\" where a.city = $1 and o.key like 'crash-%'";
    let received = count(pool, books).await?;
    if received != paid {
        wrong.push(format!("buyers paid {paid}, {received} came in"));
    }
    wrong.extend(proof(pool).await?);
    let by = |end: End| told.iter().filter(|one| one.end == end).count();
    println!(
        "orders {ordered}: paid {}, given up {}, left {}; refused {}; Rp {paid} paid; wrong: {}",
        by(End::Paid),
        by(End::Cancelled),
        by(End::Left),
        by(End::Refused),
        wrong.len()
    );
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(Error::broken(wrong.join("\n"))),
    }
}

async fn found(pool: &PgPool, key: &str) -> Result<Vec<Found>, Error> {
    let mut tx = begin(pool).await?;
    let rows: Vec<(Uuid, i64, String, i64, i64)> = sqlx::query_as(
        r#"select o.id, o.goods + o.shipping, o.state,
                  (select count(*) from market.attempt a where a.city = o.city and a."order" = o.id and a.state = 'paid'),
                  (select coalesce(sum(a.received), 0)::bigint from market.attempt a where a.city = o.city and a."order" = o.id)
           from market.order o where o.city = $1 and o.key = $2"#,
    )
    .bind(HERE.0)
    .bind(key)
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter();
    Ok(rows.map(|(id, total, state, paid, received)| Found { id, total, state, paid, received }).collect())
}

async fn count(pool: &PgPool, sql: &'static str) -> Result<i64, Error> {
    let mut tx = begin(pool).await?;
    Ok(sqlx::query_scalar(sql).bind(HERE.0).fetch_one(tx.conn()).await?)
}

async fn worked_off(pool: &PgPool) -> Result<(), Error> {
    for _ in 0..600 {
        let waiting = "select count(*) from market.notice where city = $1 and applied_at is null";
        if count(pool, waiting).await? == 0 {
            return Ok(());
        }
        pause(Duration::from_millis(500)).await;
    }
    Err(Error::broken("news of payments are not worked off"))
}

/// The rules of the nightly proof that are broken; the day is another, so that it is made anew, and it is not kept.
async fn proof(pool: &PgPool) -> Result<Vec<String>, Error> {
    let later = kernel::Clock::system().now() + chrono::TimeDelta::days(1);
    let db = testkit::db_to_measure_on(pool.clone(), later);
    let db = db.with_service(ledger::proof::Checks(market::proof::checks()));
    let mut tx = db.begin(Actor::System("bench"), HERE).await?;
    ledger::proof::prove(&mut tx).await?;
    let newest = ledger::proof::list(&mut tx, 1).await?.into_iter().next();
    let newest = newest.ok_or_else(|| Error::broken("nothing was proved"))?;
    println!("proof over {} journals, {} postings", newest.journals, newest.postings);
    let broken = newest.findings.into_iter().filter(|finding| finding.broken > 0);
    Ok(broken
        .map(|finding| format!("the proof: {} is broken {} times", finding.rule, finding.broken))
        .collect())
}
