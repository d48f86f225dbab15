//! How long it takes to count a city's figures, to keep them true, and to read them, as the application does.
//!
//! `figure_bench URL [CITY]`, where the URL connects as `berdaya_app` to a database that holds records of the city
//! (3276 unless said otherwise), such as those of the registry's `search_bench`.
#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "figures for a table, of lists that are made here"
)]

use std::time::{Duration, Instant};

use insight::{check, figure, indicator, release};
use kernel::{Actor, AreaCode, CityId, Clock, Db, Error, Level};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let url = args.next().ok_or_else(|| Error::broken("figure_bench URL [CITY]"))?;
    let city = CityId(args.next().and_then(|text| text.parse().ok()).unwrap_or(3276));
    let pool = sqlx::postgres::PgPoolOptions::new().max_connections(2).connect(&url).await?;
    let db = testkit::db_to_measure(pool);
    let known = territory::gazetteer(&db).await?;
    let top = AreaCode::of_city(city).ok_or_else(|| Error::broken("no city"))?;
    let kecamatan: Vec<AreaCode> = known.children_of(&top).into_iter().map(|(code, _)| code).collect();
    let kelurahan: Vec<AreaCode> =
        kecamatan.iter().flat_map(|code| known.children_of(code)).map(|(code, _)| code).collect();
    println!("| figures | p50 | p99 |\n|---|---|---|");
    whole(&db, city).await?;
    let mut live = Vec::new();
    for round in 0..40 {
        let area = kelurahan[round % kelurahan.len()].to_string();
        let from = Instant::now();
        let mut tx = db.begin(Actor::System("bench"), city).await?;
        figure::refresh(&mut tx, &[area]).await?;
        tx.commit().await?;
        live.push(from.elapsed());
    }
    row("the live figures of a kelurahan, and of all that it lies in, counted anew", live);
    let today = Clock::system().now().date_naive();
    for (name, areas, level) in [
        ("reading the city by kecamatan", &vec![top.clone()], Level::Kecamatan),
        ("reading the city by kelurahan", &vec![top], Level::Kelurahan),
        ("reading a kecamatan", &kecamatan, Level::Kelurahan),
    ] {
        let mut took = Vec::new();
        for round in 0..550 {
            let area = &areas[round % areas.len()];
            let indicator = indicator::ALL[round % indicator::ALL.len()];
            let from = Instant::now();
            let mut tx = db.begin(Actor::System("bench"), city).await?;
            figure::of_area(&mut tx, area, today).await?;
            figure::of_parts(&mut tx, indicator, ("", ""), area, level, today).await?;
            figure::freshness(&mut tx, area).await?;
            tx.rollback().await?;
            took.push(from.elapsed());
        }
        // The first fifty warm connections and caches.
        row(name, took.split_off(50));
    }
    Ok(())
}

/// Everything once.
async fn whole(db: &Db, city: CityId) -> Result<(), Error> {
    let from = Instant::now();
    let mut tx = db.begin(Actor::System("bench"), city).await?;
    let changed = figure::refresh_all(&mut tx).await?;
    tx.commit().await?;
    println!("| all {changed} figures counted and written | {:.1} s | |", from.elapsed().as_secs_f64());
    let from = Instant::now();
    let mut tx = db.begin(Actor::System("bench"), city).await?;
    check::run(&mut tx).await?;
    let top = AreaCode::of_city(city).ok_or_else(|| Error::broken("no city"))?;
    let checked = figure::freshness(&mut tx, &top).await?.checked;
    tx.commit().await?;
    let (cells, wrong) = checked.map_or((0, None), |checked| (checked.cells, checked.wrong));
    let took = from.elapsed().as_secs_f64();
    println!("| the nightly count: {cells} figures compared, wrong {wrong:?} | {took:.1} s | |");
    let from = Instant::now();
    let mut tx = db.begin(Actor::System("bench"), city).await?;
    release::publish(&mut tx).await?;
    tx.commit().await?;
    println!(
        "| the release for everybody, with what it withholds | {:.1} s | |",
        from.elapsed().as_secs_f64()
    );
    Ok(())
}

fn row(name: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!("| {name} | {:.1} ms | {:.1} ms |", at(0.5), at(0.99));
}
