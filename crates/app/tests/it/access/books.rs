//! Examples of what stands in the books.

use kernel::{Rupiah, Tx};
use ledger::account::{self, Purpose};
use ledger::examples::{Sale, sale};
use ledger::journal::JournalId;
use ledger::payout::{self, BatchId};
use ledger::settlement::{self, SettlementId};

use super::examples::{Made, Thing, alone, fresh};
use crate::kit::Kit;
use crate::people::MACHINE;

/// A sale of a business, its account, the settlement that followed, the payment to the bank.
pub(super) async fn make(kit: &Kit, thing: Thing) -> Made {
    if matches!(thing, Thing::Journal | Thing::LedgerAccount) {
        let mut tx = kit.db.tx(MACHINE).await;
        let (journal, maker) = sold(&mut tx).await;
        let account = account::account(&mut tx, Purpose::Payable, Some(maker)).await.unwrap();
        tx.commit().await.unwrap();
        return if matches!(thing, Thing::Journal) { alone(journal) } else { alone(account) };
    }
    let settlement = settled(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let share = settlement::one(&mut tx, settlement, (0, 1)).await.unwrap().1.remove(0);
    let batch = paid(&mut tx).await;
    let payout = payout::one(&mut tx, batch).await.unwrap().1.remove(0).id;
    tx.commit().await.unwrap();
    if matches!(thing, Thing::Settlement) {
        alone(settlement)
    } else if matches!(thing, Thing::Share) {
        alone(format!("{settlement} {}", share.owner))
    } else if matches!(thing, Thing::BankBatch) {
        alone(batch)
    } else {
        alone(format!("{batch} {payout}"))
    }
}

async fn sold(tx: &mut Tx) -> (JournalId, kernel::id::Uuid) {
    let maker = kernel::id::Uuid::from_u128(u128::from(fresh()));
    let new = Sale {
        key: format!("test/{}", fresh()),
        maker,
        goods: Rupiah(50_000),
        commission: Rupiah(1_000),
        mdr: Rupiah(0),
    };
    (sale(tx, &new).await.unwrap().id, maker)
}

/// The one settlement: there is none without a day in between.
async fn settled(kit: &Kit) -> SettlementId {
    let mut tx = kit.db.tx(MACHINE).await;
    if let Some(known) = settlement::list(&mut tx, 0, 1).await.unwrap().0.first() {
        return known.id;
    }
    sold(&mut tx).await;
    tx.commit().await.unwrap();
    kit.db.later(chrono::TimeDelta::days(1));
    let mut tx = kit.db.tx(MACHINE).await;
    let today = tx.today();
    let id = settlement::settle(&mut tx, today).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn paid(tx: &mut Tx) -> BatchId {
    match payout::list(tx, 0, 1).await.unwrap().0.first() {
        Some(known) => known.id,
        None => payout::pay_out(tx).await.unwrap(),
    }
}
