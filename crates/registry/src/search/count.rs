//! How often words occur, counted at night.

use kernel::job::Job;
use kernel::{Error, Tx};
use serde::{Deserialize, Serialize};

/// Counts in how many entries each word of a city's vocabulary occurs, and forgets those that occur no more.
#[derive(Debug, Serialize, Deserialize)]
pub struct Count {}

impl Job for Count {
    const NAME: &'static str = "registry.search.count";

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        count(tx).await
    }
}

/// As [`Count`] does.
pub(super) async fn count(tx: &mut Tx) -> Result<(), Error> {
    let city = tx.city();
    let mark = super::marks::Marks(city).word("");
    sqlx::query!(
        "with counted as materialized (
             select s.word, count(*)::int as uses
             from registry.entry e
             cross join lateral (select substr(m.lexeme, length($2) + 1) as word from unnest(e.marks) m
                                 where starts_with(m.lexeme, $2)) s
             where e.city = $1 group by s.word)
         update registry.vocabulary v set uses = coalesce(c.uses, 0)
         from registry.vocabulary o left join counted c on c.word = o.word collate \"C\"
         where o.city = $1 and v.city = $1 and v.word = o.word and v.uses <> coalesce(c.uses, 0)",
        city.0,
        mark
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "delete from registry.spelling s using registry.vocabulary v
         where s.city = $1 and v.city = $1 and v.word = s.word and v.uses = 0",
        city.0
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("delete from registry.vocabulary where city = $1 and uses = 0", city.0).execute(tx.conn()).await?;
    Ok(())
}
