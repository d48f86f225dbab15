//! What a doing's frame costs: begin, audit entry, fact, commit, beside one bare row in a transaction of its own.
//!
//! `writes URL [COUNT]`, where the URL connects as `berdaya_app` to a migrated database with durable settings. Prints the
//! median microseconds of each and their ratio; both take turns, so that a busy machine is unfair to neither.

use std::time::{Duration, Instant};

use kernel::audit::Entry;
use kernel::{Actor, CityId, Db, Error, Fact};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const CITY: CityId = CityId(3371);

#[derive(Serialize, Deserialize)]
struct Measured {
    thing: Uuid,
}

impl Fact for Measured {
    const NAME: &'static str = "bench.thing.measured";
    fn subject(&self) -> Uuid {
        self.thing
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let url = args.next().ok_or_else(|| Error::broken("writes URL [COUNT]"))?;
    let count = args.next().and_then(|count| count.parse().ok()).unwrap_or(2000);
    let pool = sqlx::postgres::PgPoolOptions::new().max_connections(2).connect(&url).await?;
    let db = testkit::db_to_measure(pool);
    let (mut doings, mut bares) = (Vec::new(), Vec::new());
    for round in 0..count + 100 {
        let (doing, bare) = (doing(&db).await?, bare(&db).await?);
        // The first hundred warm connections and caches.
        if round >= 100 {
            doings.push(doing);
            bares.push(bare);
        }
    }
    let (doing, bare) = (median(doings), median(bares));
    println!("doing (begin, audit, fact, commit)  {:>6} µs", doing.as_micros());
    println!("bare (begin, insert, commit)        {:>6} µs", bare.as_micros());
    println!("ratio                               {:>6.2}", doing.as_secs_f64() / bare.as_secs_f64());
    Ok(())
}

async fn doing(db: &Db) -> Result<Duration, Error> {
    let start = Instant::now();
    let mut tx = db.begin(Actor::System("bench"), CITY).await?;
    let thing: Uuid = tx.id();
    tx.audit(Entry::new("bench.thing.measure", "thing", thing)).await?;
    tx.tell(&Measured { thing }).await?;
    tx.commit().await?;
    Ok(start.elapsed())
}

async fn bare(db: &Db) -> Result<Duration, Error> {
    let start = Instant::now();
    let mut tx = db.begin(Actor::System("bench"), CITY).await?;
    let (id, now): (Uuid, _) = (tx.id(), tx.now());
    sqlx::query("insert into kernel.job (city, id, name, body, run_at, created_at) values ($1, $2, 'bench', '{}', 'infinity', $3)")
        .bind(CITY.0)
        .bind(id)
        .bind(now)
        .execute(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
