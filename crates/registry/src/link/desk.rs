//! Long work of the machine: in many short transactions, so that nobody waits for it and a kill loses little, or all in
//! one that somebody else commits or gives up.

use kernel::{Actor, CityId, Db, Error, Tx, work};
use uuid::Uuid;

/// Joins or questions kept in one turn: well under a second.
const PORTION: usize = 250;

/// Where the machine works.
pub(super) enum Desk<'a> {
    Within(&'a mut Tx),
    Turns(Turns),
}

/// A transaction for each turn, and where it is told how far the work is.
pub(super) struct Turns {
    db: Db,
    city: CityId,
    watch: Watch,
    pub(super) portion: usize,
    done: i64,
    total: i64,
}

/// Who hears how far it is.
#[derive(Clone, Copy)]
pub(super) enum Watch {
    Nobody,
    /// Long work that was announced; who asks it to stop is heard.
    Work(Uuid),
    /// Steps done, and steps in all.
    Console(fn(i64, i64)),
}

/// What the work ends with when somebody asked it to stop: what was joined by then stays.
pub(super) const STOPPED: &str = "registry-link-stopped";

impl<'a> Desk<'a> {
    pub(super) fn turns(db: &Db, city: CityId, watch: Watch) -> Desk<'a> {
        Desk::Turns(Turns { db: db.clone(), city, watch, portion: PORTION, done: 0, total: 0 })
    }

    /// How many joins or questions are kept in one turn.
    pub(super) fn portion(&self) -> usize {
        match self {
            Desk::Within(_) => PORTION,
            Desk::Turns(turns) => turns.portion,
        }
    }

    /// One step, whole or not at all.
    pub(super) async fn turn<T>(
        &mut self,
        doing: impl AsyncFnOnce(&mut Tx) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match self {
            Desk::Within(tx) => doing(tx).await,
            Desk::Turns(turns) => {
                let mut tx = turns.begin().await?;
                let value = doing(&mut tx).await?;
                tx.commit().await?;
                Ok(value)
            }
        }
    }

    /// There is so much more to do.
    pub(super) async fn expect(&mut self, more: usize) -> Result<(), Error> {
        let Desk::Turns(turns) = self else { return Ok(()) };
        turns.total += i64::try_from(more).unwrap_or_default();
        if let Watch::Work(work) = turns.watch {
            let mut tx = turns.begin().await?;
            work::expect(&mut tx, work, turns.total).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// So much more is done. [`STOPPED`] when somebody asked to stop.
    pub(super) async fn advance(&mut self, more: usize) -> Result<(), Error> {
        let Desk::Turns(turns) = self else { return Ok(()) };
        turns.done += i64::try_from(more).unwrap_or_default();
        match turns.watch {
            Watch::Nobody => Ok(()),
            Watch::Console(tell) => {
                tell(turns.done, turns.total);
                Ok(())
            }
            Watch::Work(work) => {
                let mut tx = turns.begin().await?;
                let stop = work::advance(&mut tx, work, turns.done).await?;
                tx.commit().await?;
                if stop { Err(Error::refused(STOPPED)) } else { Ok(()) }
            }
        }
    }
}

impl Turns {
    async fn begin(&self) -> Result<Tx, Error> {
        self.db.begin(Actor::System("registry.link"), self.city).await
    }
}
