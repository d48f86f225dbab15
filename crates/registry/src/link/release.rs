//! What becomes of the machine's findings when a list is taken back.

use kernel::{Error, Tx};

use super::ask::{Asked, forget};
use super::run::Among;
use super::{Side, learned, refold};
use crate::batch::BatchId;

/// Homes folded at once: folding compares each with each.
const FEW: usize = 250;

/// Lets go of what the machine found by sources of a batch that no longer count, and of what it asked about them. The
/// caller holds the lock.
pub(crate) async fn let_go(tx: &mut Tx, batch: BatchId) -> Result<(), Error> {
    let city = tx.city();
    for side in [Side::Person, Side::Business] {
        // bounded: by the rows of a batch
        let homes = sqlx::query_scalar!(
            "select distinct m.home from registry.source s
             join registry.membership m on m.city = s.city and m.source = s.id
             where s.city = $1 and s.batch = $2 and (m.person is not null) = ($3 = 'person')
               and (exists (select 1 from registry.link l where l.city = s.city and l.left_source = s.id)
                    or exists (select 1 from registry.link l where l.city = s.city and l.right_source = s.id))
             order by m.home",
            city.0,
            batch.0,
            side.as_str()
        )
        .fetch_all(tx.conn())
        .await?;
        for homes in homes.chunks(FEW) {
            refold(tx, side, homes.iter().copied().collect()).await?;
        }
        let asked = Asked { side, round: tx.id(), among: Among::Batch(batch) };
        forget(tx, asked).await?;
    }
    learned::forget(tx, Among::Batch(batch)).await?;
    Ok(())
}
