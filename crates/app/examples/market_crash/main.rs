//! Buyers order and pay while the server and its database are killed, again and again, without a word of warning; then what the
//! buyers were told is compared with what is there.
//!
//! `market_crash BERDAYA FOLDER [KILLS [BUYERS]]`: the program to be killed, and an empty folder for its data. Each buyer repeats
//! what was not answered under the same key, as a telephone without signal does. Prints what was told and found; fails where
//! an order, a payment, stock or a posting was lost or is there twice.

#![expect(clippy::indexing_slicing, reason = "a member that an answer of JSON lacks is null")]

mod buyer;
mod check;
mod server;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::Error;

use crate::buyer::{Buyer, Shop, Told};
use crate::server::{Server, Victim};

/// The city whose market is used, by its path and its code.
pub(crate) const CITY: (&str, i32) = ("depok", 3276);

#[tokio::main]
async fn main() -> Result<(), Error> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut args = std::env::args().skip(1);
    let usage = || Error::broken("market_crash BERDAYA FOLDER [KILLS [BUYERS]]");
    let (bin, data) = (args.next().ok_or_else(usage)?, args.next().ok_or_else(usage)?);
    let mut number = |or: usize| args.next().and_then(|text| text.parse().ok()).unwrap_or(or);
    let (kills, buyers) = (number(60), number(8));

    let mut server = Server::start(PathBuf::from(bin), PathBuf::from(data)).await?;
    let shop = Arc::new(Shop::open(&server.url).await?);
    check::restock(&server.database().await?, &shop.variants).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let mut running = Vec::new();
    for number in 0..buyers {
        let buyer = Buyer { number, shop: Arc::clone(&shop), stop: Arc::clone(&stop) };
        #[expect(clippy::disallowed_methods, reason = "buyers are tasks")]
        running.push(tokio::spawn(buyer.buys()));
    }
    let mut killed = [0_usize; 3];
    for kill in 0..kills {
        let victim = [Victim::App, Victim::Database, Victim::Both][kill % 3];
        // Uneven, so that each part of an order is hit.
        pause(Duration::from_millis(300 + u64::try_from(kill * 377 % 1_900).unwrap_or(0))).await;
        server.kill(victim).await?;
        killed[kill % 3] += 1;
        eprintln!("{} of {kills}", kill + 1);
    }
    stop.store(true, Ordering::Relaxed);
    let mut told: Vec<Told> = Vec::new();
    for buyer in running {
        told.extend(buyer.await.map_err(|error| Error::broken(error.to_string()))??);
    }
    println!("killed: the program {}, the database {}, both {}", killed[0], killed[1], killed[2]);
    check::agree(&server.database().await?, &told).await
}

/// Lets time pass: what is measured here happens to a program that runs by itself.
#[expect(clippy::disallowed_methods, reason = "the load has its own pace")]
pub(crate) async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}
