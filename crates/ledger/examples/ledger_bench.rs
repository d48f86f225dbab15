//! What posting and settling cost: sales a second beside bare single-row commits a second, and a settlement of many makers.
//!
//! `ledger_bench URL [SECONDS [MAKERS [LINES]]]`, where the URL connects as `berdaya_app` to a migrated database with durable
//! settings whose books are empty. Prints lines for a table.

use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::{Actor, CityId, Db, Error, Rupiah};
use ledger::account::{self, LedgerAccountId, Purpose};
use ledger::examples::{Sale, sale};
use ledger::journal::{self, Kind, Leg, NewJournal};
use ledger::money::Money;
use ledger::{payout, proof, settlement};
use uuid::Uuid;

const CITY: CityId = CityId(3371);
const MACHINE: Actor = Actor::System("bench");
/// Journals that are posted in one transaction when the books are filled.
const AT_ONCE: u64 = 1_000;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let url = args.next().ok_or_else(|| Error::broken("ledger_bench URL [SECONDS [MAKERS [LINES]]]"))?;
    let mut number = |or: u64| args.next().and_then(|text| text.parse().ok()).unwrap_or(or);
    let (seconds, makers, lines) = (number(5), number(2_000), number(100_000));
    let pool = sqlx::postgres::PgPoolOptions::new().max_connections(70).connect(&url).await?;
    let at = |text: &str| text.parse::<kernel::Instant>().map_err(|error| Error::broken(error.to_string()));
    let sold = Arc::new(testkit::db_to_measure_on(pool.clone(), at("2026-01-05T03:00:00Z")?));
    let settled = testkit::db_to_measure_on(pool, at("2026-01-12T03:00:00Z")?);
    println!("| commits a second | 1 | 16 | 64 |\n|---|---|---|---|");
    let (mut bare, mut posted) = (Vec::new(), Vec::new());
    for clients in [1, 16, 64] {
        bare.push(rate(&sold, clients, seconds, false).await?);
        posted.push(rate(&sold, clients, seconds, true).await?);
    }
    let cells = |rates: &[f64]| rates.iter().map(|rate| format!("{rate:.0}")).collect::<Vec<_>>().join(" | ");
    println!("| one bare row | {} |", cells(&bare));
    println!("| a sale: two journals, three postings | {} |", cells(&posted));
    let ratios: Vec<String> =
        bare.iter().zip(&posted).map(|(bare, sale)| format!("{:.2}", sale / bare)).collect();
    println!("| ratio | {} |", ratios.join(" | "));
    let makers: Vec<Uuid> = (1..=u128::from(makers)).map(Uuid::from_u128).collect();
    timed("order lines posted, 1,000 at once", fill(&sold, &makers, lines)).await?;
    settle(&settled).await
}

async fn timed<T>(what: &str, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let from = Instant::now();
    let done = work.await?;
    println!("{what}: {:.2} s", from.elapsed().as_secs_f64());
    Ok(done)
}

/// Commits a second of so many clients, each with its own connection.
async fn rate(db: &Arc<Db>, clients: u64, seconds: u64, sells: bool) -> Result<f64, Error> {
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut running = Vec::new();
    for client in 0..clients {
        let db = Arc::clone(db);
        #[expect(clippy::disallowed_methods, reason = "clients are tasks")]
        running.push(tokio::spawn(async move {
            let mut count = 0_u32;
            while Instant::now() < until {
                if sells {
                    sell(&db, client, count).await?
                } else {
                    bare(&db).await?
                }
                count += 1;
            }
            Ok::<u32, Error>(count)
        }));
    }
    let mut total = 0;
    for one in running {
        total += one.await.map_err(|error| Error::broken(error.to_string()))??;
    }
    Ok(f64::from(total) / Duration::from_secs(seconds).as_secs_f64())
}

async fn sell(db: &Db, client: u64, count: u32) -> Result<(), Error> {
    let mut tx = db.begin(MACHINE, CITY).await?;
    let id: Uuid = tx.id();
    let new = Sale {
        key: format!("bench/{client}/{count}/{id}"),
        maker: Uuid::from_u128(u128::from(client) + 1_000_000),
        goods: Rupiah(50_000),
        commission: Rupiah(1_000),
        mdr: Rupiah(0),
    };
    sale(&mut tx, &new).await?;
    tx.commit().await
}

async fn bare(db: &Db) -> Result<(), Error> {
    let mut tx = db.begin(MACHINE, CITY).await?;
    let id: Uuid = tx.id();
    let now = tx.now();
    sqlx::query(
        "insert into kernel.idempotency (city, scope, key, request_hash, status, headers, body, created_at)
         values ($1, 'bench', $2, '', 0, '{}', '', $3)",
    )
    .bind(CITY.0)
    .bind(format!("{id}{}", Uuid::new_v4()))
    .bind(now)
    .execute(tx.conn())
    .await?;
    tx.commit().await
}

/// Order lines of all makers in turn: each a journal of what came in, what was earned, what the city keeps.
async fn fill(db: &Db, makers: &[Uuid], lines: u64) -> Result<(), Error> {
    let mut tx = db.begin(MACHINE, CITY).await?;
    let mut wanted: Vec<_> = makers.iter().map(|maker| (Purpose::Payable, Some(*maker))).collect();
    wanted.extend([(Purpose::Gateway, None), (Purpose::Commission, None)]);
    let known = account::accounts(&mut tx, &wanted).await?;
    tx.commit().await?;
    let missing = || Error::broken("an account is missing");
    let of = |one| known.get(&one).copied().ok_or_else(missing);
    let (gateway, kept) = (of((Purpose::Gateway, None))?, of((Purpose::Commission, None))?);
    let leg = |account: LedgerAccountId, amount| Leg { account, money: Money::rupiah(Rupiah(amount)) };
    let mut line = 0;
    while line < lines {
        let mut journals = Vec::new();
        for maker in makers.iter().cycle().skip(usize::try_from(line).unwrap_or(0) % makers.len().max(1)) {
            if line >= lines || journals.len() >= usize::try_from(AT_ONCE).unwrap_or(1) {
                break;
            }
            let earned = of((Purpose::Payable, Some(*maker)))?;
            journals.push(NewJournal {
                key: format!("line/{line}"),
                kind: Kind::Sale,
                note: String::new(),
                legs: vec![leg(gateway, 50_000), leg(earned, -49_000), leg(kept, -1_000)],
            });
            line += 1;
        }
        let mut tx = db.begin(MACHINE, CITY).await?;
        journal::many(&mut tx, &journals).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn settle(db: &Db) -> Result<(), Error> {
    let mut tx = db.begin(MACHINE, CITY).await?;
    let today = tx.today();
    let id = timed("settlement", settlement::settle(&mut tx, today)).await?;
    let (listed, _) = settlement::one(&mut tx, id, (0, 1)).await?;
    println!("settled: {} makers, {}", listed.makers, listed.amount);
    tx.commit().await?;
    let mut tx = db.begin(MACHINE, CITY).await?;
    timed("batch of payouts", payout::pay_out(&mut tx)).await?;
    tx.commit().await?;
    let mut tx = db.begin(MACHINE, CITY).await?;
    timed("nightly proof", proof::prove(&mut tx)).await?;
    let holds = proof::list(&mut tx, 1).await?.first().is_some_and(|proof| proof.holds);
    tx.commit().await?;
    println!("the proof holds: {holds}");
    Ok(())
}
