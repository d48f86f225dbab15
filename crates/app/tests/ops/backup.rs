//! The drill: back up, lose everything, restore, compare.

use std::collections::BTreeMap;
use std::path::Path;

use app::backup::{self, Replace};
use app::config::Config;
use app::start::{Node, Server, folder};
use cluster::Role;
use kernel::file::{self, NewFile};
use kernel::{Actor, CityId, Error};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::support::Place;

/// Every table with its number of rows and a hash over all of them.
async fn contents(server: &Server) -> BTreeMap<String, (i64, String)> {
    let mut conn = server.options(Role::Superuser).unwrap().connect().await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1",
    )
    .fetch_all(&mut conn)
    .await
    .unwrap();
    let mut contents = BTreeMap::new();
    for table in tables {
        let sql = format!(
            "select count(*), coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from {table} t"
        );
        let row = sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&mut conn).await.unwrap();
        contents.insert(table, row);
    }
    conn.close().await.unwrap();
    contents
}

const DEPOK: CityId = CityId(3276);

async fn keep(node: &Node, name: &str) -> Result<file::FileId, Error> {
    let mut tx = node.db.begin(Actor::System("test"), DEPOK).await?;
    let new = NewFile { name, media_type: "image/png", bytes: name.repeat(1000).into_bytes() };
    let id = file::keep(&mut tx, new).await?;
    tx.audit(kernel::audit::Entry::new("test.file.keep", "file", id)).await?;
    tx.commit().await?;
    Ok(id)
}

async fn restored(
    config: &Config,
    file: &Path,
    replace: Replace,
) -> Result<BTreeMap<String, (i64, String)>, String> {
    let server = Server::open(config).await.unwrap();
    let outcome = backup::restore(config, &server, file, replace).await;
    let after = contents(&server).await;
    server.close().await.unwrap();
    outcome.map(|_| after).map_err(|fault| fault.0)
}

async fn now(config: &Config) -> BTreeMap<String, (i64, String)> {
    let server = Server::open(config).await.unwrap();
    let now = contents(&server).await;
    server.close().await.unwrap();
    now
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_restored_equals_what_was_lost() {
    let place = Place::new();
    let config = place.config();
    let node = place.node().await;
    app::demo::seed(&node.db, app::demo::Records::People).await.unwrap();
    let id = keep(&node, "batik").await.unwrap();
    let before = contents(&node.server).await;
    let backup = place.beside("backup.tar");
    // The node goes on working meanwhile.
    let written = backup::write(&config, &node.server, &backup).await.unwrap();
    assert!(before.values().map(|(rows, _)| rows).sum::<i64>() > 90_000, "the territories are part of it");
    assert!(written.manifest.members.iter().any(|member| member.name.ends_with(&id.to_string())));
    let again = backup::write(&config, &node.server, &backup).await.unwrap_err().0;
    assert!(again.contains("exists"), "{again}");
    let keys = std::fs::read(config.key_file()).unwrap();
    let bytes = std::fs::read(&backup).unwrap();
    let secret = String::from_utf8_lossy(&keys).lines().last().unwrap().split(' ').nth(2).unwrap().to_owned();
    assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "the backup holds a key");
    node.close().await.unwrap();
    std::fs::remove_dir_all(place.data()).unwrap();

    folder::settle(&config).unwrap();
    let refused = restored(&config, &backup, Replace::Refuse).await.unwrap_err();
    assert!(refused.contains("key file") && refused.contains("install -m 600"), "{refused}");
    folder::write_private(&config.key_file(), &keys).unwrap();
    let after = restored(&config, &backup, Replace::Refuse).await.unwrap();
    assert_eq!(after, before);
    let node = place.node().await;
    let mut tx = node.db.begin(Actor::System("test"), DEPOK).await.unwrap();
    let kept = file::one(&mut tx, id).await.unwrap();
    assert_eq!(file::read(&mut tx, &kept).await.unwrap(), "batik".repeat(1000));
    drop(tx);
    keep(&node, "tenun").await.unwrap();
    node.close().await.unwrap();

    refusals(&place, &config, &backup).await;
    let after = restored(&config, &backup, Replace::All).await.unwrap();
    assert_eq!(after, before, "what came after the backup has given way");
}

/// Nothing of what is there is touched by a restore that is refused.
async fn refusals(place: &Place, config: &Config, backup: &Path) {
    let before = now(config).await;
    let bytes = std::fs::read(backup).unwrap();
    let damaged = place.beside("damaged.tar");
    let mut changed = bytes.clone();
    changed[bytes.len() / 2] ^= 1;
    for (how, bytes, words) in [
        ("cut off", &bytes[..bytes.len() / 2], "damaged"),
        ("without its end", &bytes[..bytes.len() - 4096], "damaged"),
        ("one bit changed", &changed[..], "damaged"),
        ("empty", &[][..], "damaged"),
    ] {
        std::fs::write(&damaged, bytes).unwrap();
        let refused = restored(config, &damaged, Replace::All).await.unwrap_err();
        assert!(refused.contains(words), "{how}: {refused}");
        assert_eq!(now(config).await, before, "{how}");
    }
    let refused = restored(config, backup, Replace::Refuse).await.unwrap_err();
    assert!(refused.contains("--replace"), "{refused}");
    let keys = std::fs::read(config.key_file()).unwrap();
    folder::write_private(&config.key_file(), kernel::secret::Keyring::generate().print().as_bytes())
        .unwrap();
    let refused = restored(config, backup, Replace::All).await.unwrap_err();
    assert!(refused.contains("other keys"), "{refused}");
    folder::write_private(&config.key_file(), &keys).unwrap();
    assert_eq!(now(config).await, before);
}
