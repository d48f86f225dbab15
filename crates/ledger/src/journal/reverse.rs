use kernel::audit::Entry as Trail;
use kernel::{Error, Tx};

use super::post::{Entry, before, hold, write};
use super::{JournalId, JournalReversed, Kind, NewJournal, Posted, REVERSE, find, rules};

/// Undoes a journal that somebody found wrong: the same amounts the other way, once.
pub async fn reverse(tx: &mut Tx, id: JournalId, reason: &str) -> Result<Posted, Error> {
    tx.must_in_city(REVERSE)?;
    let reason = reason.trim();
    if !(5..=200).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "ledger-reason-length"));
    }
    // What rooms caused and keep a record of is undone by them: a payout that came back, a settlement never.
    match find::kind(tx, id).await? {
        Kind::Settlement | Kind::Payout => return Err(Error::refused("ledger-reverse-not-here")),
        Kind::Reversal => return Err(Error::refused("ledger-reverse-reversal")),
        Kind::Payment | Kind::Sale | Kind::Refund | Kind::Fee | Kind::Cash | Kind::Correction => {}
    }
    let posted = undo(tx, id, reason).await?;
    if posted.fresh {
        tx.audit(Trail::new(REVERSE.name, "journal", id).reason(reason)).await?;
    }
    Ok(posted)
}

/// The same for the room that caused the journal, whose doing has asked permission. Done twice, it is done once.
pub async fn undo(tx: &mut Tx, id: JournalId, note: &str) -> Result<Posted, Error> {
    hold(tx).await?;
    let legs = rules::mirror(&find::legs(tx, id).await?)?;
    let new = NewJournal { key: format!("{id}/reversal"), kind: Kind::Reversal, note: note.to_owned(), legs };
    let reversal = tx.id();
    if write(tx, &[Entry::of(reversal, &new, Some(id))?]).await? == 1 {
        tx.tell(&JournalReversed { journal: id, reversal }).await?;
        return Ok(Posted { id: reversal, fresh: true });
    }
    let digest = rules::digest(Kind::Reversal, Some(id), &new.legs)?;
    Ok(Posted { id: before(tx, &new.key, &digest).await?, fresh: false })
}
