//! What a city has to write down before it sells abroad, invented: rates and what sending costs.

use kernel::{Error, Tx};
use ledger::money::Currency;
use ledger::rate::{self, Rate};

use crate::abroad::{self, Zone};

/// Hundredths of a rupiah; then in smallest units the first and each further half kilogram, by zone.
type Way = (&'static str, i64, [(i64, i64); 3]);

const WAYS: [Way; 3] = [
    ("USD", 1_625_000, [(900, 350), (1_400, 600), (1_900, 900)]),
    ("SGD", 1_255_000, [(1_200, 450), (1_800, 800), (2_500, 1_200)]),
    ("EUR", 1_880_000, [(800, 300), (1_200, 500), (1_600, 800)]),
];

/// Rates and tariffs of the demo. Where there are tariffs already it does nothing.
pub async fn fill(tx: &mut Tx) -> Result<(), Error> {
    if !abroad::tariffs(tx).await?.is_empty() {
        return Ok(());
    }
    for (code, hundredths, costs) in WAYS {
        let currency = Currency::parse(code)?;
        let source = "Contoh untuk demo".to_owned();
        rate::set(tx, Rate { currency, day: tx.today(), hundredths, source }).await?;
        for (zone, cost) in Zone::ALL.into_iter().zip(costs) {
            abroad::set_tariff(tx, zone, currency, Some(cost)).await?;
        }
    }
    Ok(())
}
