//! The words of listings: as they are indexed, asked for, and counted for those who misspell them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use kernel::job::Job;
use kernel::{CityId, Error, Instant, Tx};
use serde::{Deserialize, Serialize};
use words::{Query, Strength, Vocabulary, Weight, lexicon};

use crate::product::ProductId;

/// The vector of a listing, whose texts come in the order of how much they tell: names, then makers, then descriptions. The
/// city is a word of it, so that one index serves many cities and none reads another's.
pub(super) fn vector(city: CityId, texts: &[String; 3]) -> String {
    let [first, second, third] = texts;
    let vector = words::tsvector(&[(Weight::A, first), (Weight::B, second), (Weight::C, third)]);
    format!("{vector} '@{}':1D", city.0)
}

/// A text as it is asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) query: Query,
    city: CityId,
}

impl Asked {
    /// What listings must hold to match; nothing for a text without words.
    pub(super) fn question(&self, most: Strength) -> Option<String> {
        let question = self.query.tsquery(most);
        (!question.is_empty()).then(|| format!("'@{}' & ({question})", self.city.0))
    }
}

/// What a text asks for in a city, misspelt words set right by the words that the city's listings have; with `exact`, as it
/// was typed.
pub(super) async fn asked(tx: &mut Tx, text: &str, exact: bool) -> Result<Asked, Error> {
    let vocabulary = if exact { Arc::default() } else { vocabulary(tx).await? };
    Ok(Asked { query: lexicon().query(text, &vocabulary), city: tx.city() })
}

type Known = HashMap<CityId, (Instant, Arc<Vocabulary>)>;

/// The vocabularies of cities as they were counted last.
static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

/// The vocabulary of a city, read again when it was counted again.
async fn vocabulary(tx: &mut Tx) -> Result<Arc<Vocabulary>, Error> {
    let city = tx.city();
    let counted = sqlx::query_scalar!("select counted_at from catalogue.lexicon where city = $1", city.0)
        .fetch_optional(tx.conn())
        .await?;
    let Some(counted) = counted else { return Ok(Arc::default()) };
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get(&city).cloned();
    if let Some((_, vocabulary)) = known.filter(|(at, _)| *at == counted) {
        return Ok(vocabulary);
    }
    // bounded: by the words of a city, some ten thousands
    let rows = sqlx::query!("select word, uses from catalogue.word where city = $1", city.0)
        .fetch_all(tx.conn())
        .await?;
    let uses = |uses: i32| u32::try_from(uses).unwrap_or(0);
    let vocabulary = Arc::new(Vocabulary::new(rows.iter().map(|row| (row.word.as_str(), uses(row.uses)))));
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.insert(city, (counted, vocabulary.clone()));
    Ok(vocabulary)
}

/// So many listings are written anew in one run where the lists of words have changed.
const RUN: i64 = 2_000;

/// Counts the words of a city's listings anew, and writes listings anew that were written under other lists of words.
#[derive(Serialize, Deserialize)]
pub struct CountWords {}

impl Job for CountWords {
    const NAME: &'static str = "catalogue.listing.count_words";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let city = tx.city();
        let old = sqlx::query_scalar!(
            "select product from catalogue.listing where city = $1 and edition <> $2 order by product limit $3",
            city.0,
            edition(),
            RUN
        )
        .fetch_all(tx.conn())
        .await?;
        let old: Vec<ProductId> = old.into_iter().map(ProductId).collect();
        super::refresh(tx, &old).await?;
        count(tx).await
    }
}

/// Which lists of words a listing is written under, as the database holds it.
pub(super) fn edition() -> i64 {
    i64::from_ne_bytes(lexicon().edition().to_ne_bytes())
}

/// Counts the words of names, makers and categories.
pub(crate) async fn count(tx: &mut Tx) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    // bounded: by the listings of a city, of which only names are read
    let rows =
        sqlx::query!("select names, maker_name, category from catalogue.listing where city = $1", city.0)
            .fetch_all(tx.conn())
            .await?;
    let mut uses: BTreeMap<String, i32> = BTreeMap::new();
    for row in rows {
        let names: BTreeMap<String, String> = serde_json::from_value(row.names)?;
        let category = crate::category::find(&row.category);
        let category = category.map_or("", |category| category.name(web::Lang::Id));
        for text in names.values().map(String::as_str).chain([row.maker_name.as_str(), category]) {
            for word in lexicon().words(text) {
                *uses.entry(word).or_default() += 1;
            }
        }
    }
    let (words, counts): (Vec<String>, Vec<i32>) = uses.into_iter().unzip();
    sqlx::query!("delete from catalogue.word where city = $1 and word <> all($2)", city.0, &words)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "insert into catalogue.word as w (city, word, uses)
         select $1, r.word, r.uses from unnest($2::text[], $3::int[]) as r (word, uses)
         on conflict (city, word) do update set uses = excluded.uses where w.uses <> excluded.uses",
        city.0,
        &words,
        &counts
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into catalogue.lexicon (city, counted_at) values ($1, $2)
         on conflict (city) do update set counted_at = excluded.counted_at",
        city.0,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
