//! Example marks, made through the doings: some of those who are stuck were spoken to.

use kernel::{Error, Tx};

use super::find::{Filter, Standing};
use super::{Word, list, mark};

/// Every third who is stuck was spoken to, and one will be later.
pub async fn fill(tx: &mut Tx) -> Result<(), Error> {
    let filter = Filter { standing: Some(Standing::Open), limit: 12, ..Filter::default() };
    let (stuck, _) = list(tx, &filter).await?;
    for (number, next) in stuck.iter().enumerate() {
        match number % 3 {
            0 if number == 0 => mark(tx, next.key, Word::Later).await?,
            0 => mark(tx, next.key, Word::Reached).await?,
            _ => {}
        }
    }
    Ok(())
}
