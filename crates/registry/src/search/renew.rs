//! Writes entries anew, a portion at a time: after the rules by which words sound were changed.

use kernel::job::Job;
use kernel::{Error, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Kind, index};
use crate::business::BusinessId;
use crate::person::PersonId;

/// Records in one transaction.
const PORTION: i64 = 2_000;

/// Writes the entries of the city anew from `after` on, and goes on until all are done.
#[derive(Debug, Serialize, Deserialize, Default)]
pub struct Renew {
    #[serde(default)]
    pub businesses: bool,
    #[serde(default)]
    pub after: Option<Uuid>,
}

impl Job for Renew {
    const NAME: &'static str = "registry.search.renew";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let kind = if self.businesses { Kind::Business } else { Kind::Person };
        match (renew(tx, kind, self.after).await?, kind) {
            (Some(after), _) => tx.enqueue(Renew { after: Some(after), ..self }).await,
            (None, Kind::Person) => tx.enqueue(Renew { businesses: true, after: None }).await,
            (None, Kind::Business) => Ok(()),
        }
    }
}

/// Writes the entries of the next records after this id anew. `None` when there are no more.
pub async fn renew(tx: &mut Tx, kind: Kind, after: Option<Uuid>) -> Result<Option<Uuid>, Error> {
    let (city, after) = (tx.city(), after.unwrap_or_default());
    let ids = match kind {
        Kind::Person => {
            sqlx::query_scalar!(
                "select id from registry.person where city = $1 and id > $2 order by id limit $3",
                city.0,
                after,
                PORTION
            )
            .fetch_all(tx.conn())
            .await?
        }
        Kind::Business => {
            sqlx::query_scalar!(
                "select id from registry.business where city = $1 and id > $2 order by id limit $3",
                city.0,
                after,
                PORTION
            )
            .fetch_all(tx.conn())
            .await?
        }
    };
    match kind {
        Kind::Person => index::people(tx, &ids.iter().map(|id| PersonId(*id)).collect::<Vec<_>>()).await?,
        Kind::Business => index(tx, &[], &ids.iter().map(|id| BusinessId(*id)).collect::<Vec<_>>()).await?,
    }
    Ok(ids.last().copied())
}
