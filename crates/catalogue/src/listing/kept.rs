use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::NaiveDate;
use kernel::{CityId, Error, Instant, Tx};
use lru::LruCache;

use super::find::{Found, Wish};

/// So many answers are kept, of all cities: a page of 24 cards is some 20 kB.
const MOST: NonZeroUsize = NonZeroUsize::MIN.saturating_add(999);

/// All that an answer depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    city: CityId,
    /// The transaction that changed the city's listings last; nothing where none did.
    change: Option<i64>,
    /// When its words were counted last.
    counted: Option<Instant>,
    today: NaiveDate,
    wish: Wish,
    offset: i64,
    most: i64,
}

static KEPT: LazyLock<Mutex<LruCache<Key, Arc<Found>>>> = LazyLock::new(|| Mutex::new(LruCache::new(MOST)));

/// By what an answer of now is kept; nothing within a transaction that has written, which sees what nobody else does.
///
/// The key is read before the answer: an answer is never older than its key says.
pub(super) async fn key(tx: &mut Tx, wish: &Wish, offset: i64, most: i64) -> Result<Option<Key>, Error> {
    let city = tx.city();
    let state = sqlx::query!(
        r#"select (select change from catalogue.listing_state where city = $1) as change,
                  (select counted_at from catalogue.lexicon where city = $1) as counted,
                  pg_current_xact_id_if_assigned() is not null as "writes!""#,
        city.0
    )
    .fetch_one(tx.conn())
    .await?;
    let key = Key {
        city,
        change: state.change,
        counted: state.counted,
        today: tx.today(),
        wish: wish.clone(),
        offset,
        most,
    };
    Ok((!state.writes).then_some(key))
}

pub(super) fn get(key: &Key) -> Option<Arc<Found>> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
}

pub(super) fn put(key: Key, found: Arc<Found>) {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).put(key, found);
}

/// Says that the city's listings change in this transaction. Called before they do, so that all who change them wait for each
/// other in one order.
pub(super) async fn changed(tx: &mut Tx) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "insert into catalogue.listing_state as s (city, change) values ($1, pg_current_xact_id()::text::bigint)
         on conflict (city) do update set change = excluded.change where s.change <> excluded.change",
        city.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Waits for those who change the city's listings, and keeps others from it, before it is known whether anything changes.
pub(super) async fn lock(tx: &mut Tx) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("select change from catalogue.listing_state where city = $1 for no key update", city.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(())
}
