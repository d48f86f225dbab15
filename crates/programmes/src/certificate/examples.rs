//! Example certificates, given out through the doings.

use kernel::{Error, Tx};

use super::rules::Rule;
use super::{NewIssue, issue, set_rule};
use crate::training::TrainingId;

/// A rule that one session is enough for, and certificates for whoever was in one.
pub async fn fill(tx: &mut Tx, id: TrainingId) -> Result<(), Error> {
    set_rule(tx, id, Rule { share: 30, mark: None }).await?;
    let (signer, signer_title) =
        ("Dra. Rina Kartika, M.Si.".to_owned(), "Kepala Dinas Koperasi dan UMKM".to_owned());
    let new = NewIssue { on: tx.today(), signer, signer_title };
    issue(tx, id, new).await.map(|_| ())
}
