//! The database as one file, of one moment.

use std::collections::BTreeMap;
use std::path::Path;

use kernel::CityId;
use kernel::file::FileId;
use sqlx::{Connection, PgConnection};

use super::counts;
use super::program::{Programs, run};
use crate::config::Fault;
use crate::start::Doing;

/// What else is true of the moment of the dump.
pub(super) struct Moment {
    pub(super) rows: BTreeMap<String, i64>,
    pub(super) schema: i64,
    pub(super) files: Vec<(CityId, FileId)>,
}

/// Writes the dump, and what is true at the same moment. Others go on working meanwhile.
pub(super) async fn dump(conn: &mut PgConnection, programs: &Programs, to: &Path) -> Result<Moment, Fault> {
    let mut snapshot = conn
        .begin_with("begin isolation level repeatable read read only")
        .await
        .doing("begin the snapshot")?;
    let name: String = sqlx::query_scalar("select pg_export_snapshot()")
        .fetch_one(&mut *snapshot)
        .await
        .doing("share the snapshot")?;
    let mut command = programs.command("pg_dump");
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--schema=public"]);
    for schema in counts::schemas(&mut snapshot).await? {
        // Names are patterns to pg_dump; quoted, they are names.
        command.arg(format!("--schema=\"{}\"", schema.replace('"', "\"\"")));
    }
    command.arg(format!("--snapshot={name}")).arg("--file").arg(to);
    run(command, "dump the database").await?;
    let rows = counts::rows(&mut snapshot).await?;
    let schema: Option<i64> =
        sqlx::query_scalar("select max(version) from public._sqlx_migrations where success")
            .fetch_one(&mut *snapshot)
            .await
            .doing("look for the schema's version")?;
    // bounded: ids alone, of all files, because a backup takes every one
    let files: Vec<(CityId, uuid::Uuid)> =
        sqlx::query_as("select city, id from kernel.file order by city, id")
            .fetch_all(&mut *snapshot)
            .await
            .doing("list the files")?;
    snapshot.rollback().await.doing("end the snapshot")?;
    let files = files.into_iter().map(|(city, id)| (city, FileId(id))).collect();
    Ok(Moment { rows, schema: schema.unwrap_or(0), files })
}
