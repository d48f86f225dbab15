use kernel::{AreaCode, Error, Tx};

use super::rules::{Line, Wanted};
use super::{ADD, NewNeighbourhoods, Number, Outcome, add_many};
use crate::code::Level;
use crate::gazetteer::{compact, gazetteer};
use crate::share::{apportion, apportion_some};

/// A city's known totals, to be spread over its kelurahan because nobody published them one by one.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    pub rw: i64,
    pub rt: i64,
}

/// Spreads totals over the city's kelurahan by their size, marked as invented. The same totals give the same spread.
/// Does nothing in a city that has RW already; returns how many RW and RT were added.
pub async fn spread(tx: &mut Tx, totals: Spread) -> Result<(usize, usize), Error> {
    tx.must_in_city(ADD)?;
    let city = tx.city();
    let known = any(tx).await?;
    let Some(home) = AreaCode::of_city(city).as_ref().and_then(compact).filter(|_| !known) else {
        return Ok((0, 0));
    };
    let gazetteer = gazetteer(tx.db()).await?;
    let kelurahan = gazetteer.inside(home, Level::Kelurahan);
    let weigh = |code| gazetteer.atlas().square_km(gazetteer.drawn_as(code)).map_or(0, square_metres);
    let weights: Vec<u64> = kelurahan.iter().map(|(code, _)| weigh(*code)).collect();
    let codes: Vec<AreaCode> = kelurahan.iter().map(|(code, _)| AreaCode::from(*code)).collect();
    let lines =
        vec![Line { number: 1, text: String::new(), wanted: Ok(spread_over(totals, &codes, &weights)) }];
    let judged = add_many(tx, &NewNeighbourhoods { lines, since: None, invented: true }).await?;
    match judged.into_iter().next().map(|line| line.outcome) {
        Some(Outcome::New { rw, rt }) => Ok((rw, rt)),
        Some(Outcome::Known | Outcome::Refused(_)) | None => Ok((0, 0)),
    }
}

/// Whether the city ever had an RW or RT here.
pub async fn any(tx: &mut Tx) -> Result<bool, Error> {
    let city = tx.city();
    let known = sqlx::query_scalar!(
        r#"select exists (select 1 from territory.neighbourhood where city = $1) as "known!""#,
        city.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(known)
}

fn square_metres(km: f64) -> u64 {
    #[expect(
        clippy::as_conversions,
        clippy::cast_sign_loss,
        reason = "an area's size in square metres is a positive number far below 2^53"
    )]
    let metres = (km * 1e6).round() as u64;
    metres
}

/// The larger kelurahan gets more RT; each gets RW as it has RT, and each RW its even part of them.
fn spread_over(totals: Spread, kelurahan: &[AreaCode], weights: &[u64]) -> Vec<Wanted> {
    // Half by size and half evenly: the centre of a city is small and dense.
    let mean = weights.iter().sum::<u64>() / u64::try_from(weights.len().max(1)).unwrap_or(1);
    let damped: Vec<u64> = weights.iter().map(|weight| weight / 2 + mean / 2 + 1).collect();
    let rts = apportion_some(totals.rt, &damped);
    let as_weights: Vec<u64> = rts.iter().map(|rt| rt.unsigned_abs()).collect();
    let rws = apportion_some(totals.rw.min(totals.rt), &as_weights);
    let mut wanted = Vec::new();
    for ((code, rw), rt) in kelurahan.iter().zip(rws).zip(rts) {
        let even = vec![1; usize::try_from(rw).unwrap_or_default()];
        for (number, count) in (1..).zip(apportion(rt, &even)) {
            let Some(rw) = Number::of(number) else { continue };
            let rts = (1..=count).map(|rt| Wanted { kelurahan: code.clone(), rw, rt: Number::of(rt) });
            wanted.extend(rts);
        }
    }
    wanted
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn magelangs_1034_rt_and_190_rw_reach_every_kelurahan_and_add_up() {
        let codes: Vec<AreaCode> =
            (1..=17).map(|n| AreaCode::parse(&format!("33.71.01.10{n:02}")).unwrap()).collect();
        let weights: Vec<u64> = (1..=17).map(|n| n * 100_000).collect();

        let wanted = spread_over(Spread { rw: 190, rt: 1034 }, &codes, &weights);

        let rws: HashSet<_> = wanted.iter().map(|w| (&w.kelurahan, w.rw)).collect();
        let all: HashSet<_> = wanted.iter().collect();
        assert_eq!((wanted.len(), all.len(), rws.len()), (1034, 1034, 190));
        for code in &codes {
            assert!(wanted.iter().any(|w| &w.kelurahan == code));
        }
    }
}
