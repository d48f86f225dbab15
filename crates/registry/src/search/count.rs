//! How often words occur, counted at night.

use kernel::job::Job;
use kernel::{Error, Tx};
use serde::{Deserialize, Serialize};

use super::{Kind, marks};

/// Counts in how many entries each word of a city's vocabulary occurs, and forgets those that occur no more.
#[derive(Debug, Serialize, Deserialize)]
pub struct Count {}

impl Job for Count {
    const NAME: &'static str = "registry.search.count";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        count(tx).await
    }
}

/// As [`Count`] does.
pub(super) async fn count(tx: &mut Tx) -> Result<(), Error> {
    let city = tx.city();
    let [person, business] = Kind::ALL.map(|kind| format!("{}{}", marks::lead(city, kind), marks::word("")));
    // A word that is found unused twice goes: whoever brings it back in between takes it into use again.
    sqlx::query!(
        "with counted as materialized (
             select s.word, count(*)::int as uses
             from registry.entry e
             cross join lateral (select substr(m.lexeme, length($2) + 1) as word from unnest(e.marks) m
                                 where starts_with(m.lexeme, $2) or starts_with(m.lexeme, $3)) s
             where e.city = $1 group by s.word),
         now as (select v.word, v.uses as before, coalesce(c.uses, 0) as uses
                 from registry.vocabulary v left join counted c on c.word = v.word
                 where v.city = $1),
         spelling as (delete from registry.spelling s using now
                      where s.city = $1 and s.word = now.word and now.before = 0 and now.uses = 0),
         gone as (delete from registry.vocabulary v using now
                  where v.city = $1 and v.word = now.word and now.before = 0 and now.uses = 0 and v.uses = 0)
         update registry.vocabulary v set uses = now.uses from now
         where v.city = $1 and v.word = now.word and now.before <> now.uses",
        city.0,
        person,
        business
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
