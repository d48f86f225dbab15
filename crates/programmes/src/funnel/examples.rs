//! Example drops, made through the doings: somebody who waited gave up, and somebody was refused.

use kernel::{Error, Tx};

use crate::applicant::{self, Filter, State, refuse, withdraw};
use crate::call::CallId;

/// The first two who wait in a call do so no more. Places stay as they are.
pub async fn fill(tx: &mut Tx, id: CallId) -> Result<(), Error> {
    let filter = Filter { call: Some(id), state: Some(State::Waiting), ..Filter::default() };
    let (waiting, _) = applicant::list(tx, &filter, 0, 2).await?;
    if let Some(first) = waiting.first() {
        withdraw(tx, first.id, "Pindah ke kota lain").await?;
    }
    if let Some(second) = waiting.get(1) {
        refuse(tx, second.id, "Foto KTP tidak dapat dibaca").await?;
    }
    Ok(())
}
