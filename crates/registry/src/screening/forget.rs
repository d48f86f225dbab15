use chrono::TimeDelta;
use kernel::file::{self, FileId};
use kernel::{Error, Job, Tx};
use serde::{Deserialize, Serialize};

/// For so long a list's file is kept: until its aid is signed, and its workbook taken.
const FILE: TimeDelta = TimeDelta::days(30);
/// For so long it is known who was on a list: an aid is given for a year or two.
const ROWS: TimeDelta = TimeDelta::days(730);
/// Files forgotten at once.
const PORTION: i64 = 200;

/// Forgets the files of old screenings, and later who was in them. Recurs.
#[derive(Serialize, Deserialize)]
pub(super) struct Forget {}

impl Job for Forget {
    const NAME: &'static str = "registry.screening.forget";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let (city, now) = (tx.city(), tx.now());
        let files = sqlx::query_scalar!(
            r#"update registry.screening set file = null
               where city = $1 and id in (select id from registry.screening
                                          where city = $1 and file is not null and at < $2 order by at, id limit $3)
               returning (select old.file from registry.screening old
                          where old.city = screening.city and old.id = screening.id) as "file!""#,
            city.0,
            now - FILE,
            PORTION
        )
        .fetch_all(tx.conn())
        .await?;
        for file in files {
            file::forget(tx, FileId(file)).await?;
        }
        sqlx::query!(
            "delete from registry.screening_row r using registry.screening s
             where r.city = $1 and s.city = $1 and s.id = r.screening and s.at < $2",
            city.0,
            now - ROWS
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}
