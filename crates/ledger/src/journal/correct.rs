use kernel::audit::Entry as Trail;
use kernel::{Error, Tx};

use super::{CORRECT, JournalId, Kind, Leg, NewJournal, post};
use crate::account::{self, Purpose};
use crate::money::Money;

/// What no room caused: an opening balance, money that the bank moved by itself.
#[derive(Debug, Clone)]
pub struct Correction {
    /// Sent twice with the same, it is posted once.
    pub key: String,
    /// One of the city's own accounts, into which the money comes.
    pub into: Purpose,
    /// The one from which it comes.
    pub from: Purpose,
    /// Above zero.
    pub money: Money,
    /// Why.
    pub note: String,
}

/// Posts a correction between two of the city's own accounts. What makers earned is not to be corrected by hand: sales are
/// reversed instead.
pub async fn correct(tx: &mut Tx, new: Correction) -> Result<JournalId, Error> {
    tx.must_in_city(CORRECT)?;
    let note = new.note.trim();
    if !(5..=200).contains(&note.chars().count()) {
        return Err(Error::field("note", "ledger-note-length"));
    }
    if new.money.units <= 0 {
        return Err(Error::field("amount", "ledger-amount-positive"));
    }
    for (field, purpose) in [("into", new.into), ("from", new.from)] {
        if purpose.is_makers() {
            return Err(Error::field(field, "ledger-makers-account"));
        }
    }
    if new.into == new.from {
        return Err(Error::field("from", "ledger-same-account"));
    }
    let wanted = [(new.into, None), (new.from, None)];
    let known = account::accounts(tx, &wanted).await?;
    let missing = || Error::broken("an account that was just opened is not there");
    let [into, from] = wanted.map(|one| known.get(&one).copied());
    let out = new.money.negative().ok_or_else(|| Error::refused("ledger-too-much"))?;
    let legs = vec![
        Leg { account: into.ok_or_else(missing)?, money: new.money },
        Leg { account: from.ok_or_else(missing)?, money: out },
    ];
    let key = format!("ledger/correction/{}", new.key);
    let posted = post(tx, &NewJournal { key, kind: Kind::Correction, note: note.to_owned(), legs }).await?;
    if posted.fresh {
        tx.audit(Trail::new(CORRECT.name, "journal", posted.id).reason(note)).await?;
    }
    Ok(posted.id)
}
