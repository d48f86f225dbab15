//! What can be seen only with the rooms' help: encrypted fields, the trail, the files.

use kernel::secret::{Place, Sealed};
use kernel::{Actor, City, Db, Error};
use object_store::ObjectStoreExt;
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgPoolOptions;

use super::Finding;
use super::database::unknown;
use crate::config::{Config, Fault, Files};
use crate::start::{self, Doing, Server};

/// So many files per city are looked for, the newest first.
const FILES: i64 = 10_000;

pub(super) async fn examine(config: &Config, server: &Server) -> Vec<Finding> {
    // Without keys, the check of the key file has said what to do.
    let Ok(Some(_)) = start::keys::load(&config.key_file()) else { return Vec::new() };
    match db(config, server).await {
        Ok(db) => {
            let found = vec![keys(config, &db).await, files(config, &db).await];
            db.pool().close().await;
            found
        }
        Err(fault) => vec![unknown("keys", &fault)],
    }
}

pub(super) async fn db(config: &Config, server: &Server) -> Result<Db, Fault> {
    let options = server.options(cluster::Role::App)?;
    let pool = PgPoolOptions::new().max_connections(2).connect_with(options).await;
    let keys = start::keys::load(&config.key_file())?;
    let keys = keys.ok_or_else(|| Fault("the key file is missing".to_owned()))?;
    start::database(config, pool.doing("connect to the database")?, keys)
}

pub(super) async fn cities(db: &Db) -> Result<Vec<City>, Error> {
    let mut conn = db.pool().acquire().await?;
    kernel::city::list(&mut conn).await
}

/// Opens one encrypted field of each kind in each city.
async fn keys(config: &Config, db: &Db) -> Finding {
    match opened(db).await {
        Ok((count, None)) => Finding::ok("keys", format!("they open what they should ({count} samples)")),
        Ok((_, Some(place))) => Finding::fault(
            "keys",
            format!(
                "the keys do not open {place}: they belong to another installation, or an old key was removed"
            ),
            format!("install -m 600 YOUR-COPY {}", config.key_file().display()),
        ),
        Err(error) => unknown("keys", &error),
    }
}

async fn opened(db: &Db) -> Result<(usize, Option<String>), Error> {
    let sealed: Vec<Sealed> = crate::contexts().into_iter().flat_map(|room| room.sealed).collect();
    let mut count = 0;
    for city in cities(db).await? {
        let mut tx = db.begin(Actor::System("doctor"), city.id).await?;
        for one in &sealed {
            // All names are constants of the rooms.
            let sql = format!(
                "select {2}, {0} from {1} where city = $1 and {0} is not null order by {2} desc limit 1",
                one.column, one.table, one.row
            );
            let row: Option<(uuid::Uuid, Vec<u8>)> =
                sqlx::query_as(AssertSqlSafe(sql)).bind(city.id.0).fetch_optional(tx.conn()).await?;
            if let Some((row, closed)) = row {
                let place = Place { column: one.place, city: city.id, row };
                if db.keys().open(place, &closed).is_err() {
                    return Ok((count, Some(one.place.to_owned())));
                }
                count += 1;
            }
        }
    }
    Ok((count, None))
}

async fn files(config: &Config, db: &Db) -> Finding {
    match without_bytes(db).await {
        Ok((count, missing)) => match missing.first() {
            None => Finding::ok("files", format!("all {count} are there")),
            Some(first) => Finding::fault(
                "files",
                format!("{} of {count} files have no bytes, such as {first}", missing.len()),
                match &config.files {
                    Files::Folder(folder) => {
                        format!("tar -xf BACKUP --strip-components=1 -C {} files/{first}", folder.display())
                    }
                    Files::S3(s3) => format!(
                        "tar -xOf BACKUP files/{first} | aws s3 cp - s3://{}/{}/{first}",
                        s3.bucket, s3.prefix
                    ),
                },
            ),
        },
        Err(error) => unknown("files", &error),
    }
}

async fn without_bytes(db: &Db) -> Result<(usize, Vec<String>), Error> {
    let mut count = 0;
    let mut missing = Vec::new();
    for city in cities(db).await? {
        let mut tx = db.begin(Actor::System("doctor"), city.id).await?;
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar(
            "select id from kernel.file where city = $1 order by created_at desc, id limit $2",
        )
        .bind(city.id.0)
        .bind(FILES)
        .fetch_all(tx.conn())
        .await?;
        tx.rollback().await?;
        for id in ids {
            let path = kernel::file::path(city.id, kernel::file::FileId(id));
            count += 1;
            match db.outside().files.head(&path).await {
                Ok(_) => {}
                Err(object_store::Error::NotFound { .. }) => missing.push(path.to_string()),
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok((count, missing))
}
