//! Keeps the gazetteer of each database that this process works with.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use kernel::{Db, Error};

use super::{Gazetteer, build};

/// How often the database is asked whether the tree was changed.
pub const CHECK_EVERY: Duration = Duration::from_secs(2);

/// What a gazetteer was built from. Another stamp means another tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stamp {
    pub(super) day: NaiveDate,
    changes: i64,
    last: Option<kernel::Instant>,
    loaded: bool,
}

#[derive(Default)]
struct Slot {
    held: Mutex<Option<Held>>,
    building: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Held {
    gazetteer: Arc<Gazetteer>,
    stamp: Stamp,
    checked: Instant,
}

/// By the database's address: a process has one, a test run several.
static SLOTS: LazyLock<Mutex<HashMap<String, Arc<Slot>>>> = LazyLock::new(Mutex::default);

/// The gazetteer of today. The first call builds it; later ones return at once but for one short query every few
/// seconds.
pub async fn gazetteer(db: &Db) -> Result<Arc<Gazetteer>, Error> {
    let slot = slot(db);
    let old = slot.held();
    if let Some(held) = old.as_ref().filter(|held| held.checked.elapsed() < CHECK_EVERY) {
        return Ok(held.gazetteer.clone());
    }
    let _building = match (slot.building.try_lock(), old) {
        (Ok(guard), _) => guard,
        (Err(_), Some(held)) => return Ok(held.gazetteer),
        (Err(_), None) => slot.building.lock().await,
    };
    let stamp = stamp(db).await?;
    let gazetteer = match slot.held() {
        Some(held) if held.stamp == stamp => held.gazetteer,
        Some(_) | None => Arc::new(build::build(db, stamp.day).await?),
    };
    let held = Held { gazetteer: gazetteer.clone(), stamp, checked: Instant::now() };
    *slot.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(held);
    Ok(gazetteer)
}

/// The gazetteer that this process holds, if it does, without asking the database.
pub fn held(db: &Db) -> Option<Arc<Gazetteer>> {
    slot(db).held().map(|held| held.gazetteer)
}

impl Slot {
    fn held(&self) -> Option<Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn slot(db: &Db) -> Arc<Slot> {
    let options = db.pool().connect_options();
    let socket = options.get_socket().map(|path| path.display().to_string()).unwrap_or_default();
    let name = options.get_database().unwrap_or_default();
    let key = format!("{socket}|{}:{}/{name}", options.get_host(), options.get_port());
    SLOTS.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default().clone()
}

async fn stamp(db: &Db) -> Result<Stamp, Error> {
    // One gazetteer for the nation: it turns with the capital's day.
    let day = crate::today(db, kernel::CityId::PLATFORM);
    let row = sqlx::query!(
        r#"select count(*) as "changes!", max(made_at) as last,
                  exists (select 1 from territory.area) as "loaded!" from territory.change"#
    )
    .fetch_one(db.pool())
    .await?;
    Ok(Stamp { day, changes: row.changes, last: row.last, loaded: row.loaded })
}

/// As if the time until the next check had passed.
#[cfg(test)]
pub(super) fn expire(db: &Db) {
    let slot = slot(db);
    let mut held = slot.held.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(held) = held.as_mut() {
        held.checked = held.checked.checked_sub(CHECK_EVERY).unwrap_or(held.checked);
    }
}
