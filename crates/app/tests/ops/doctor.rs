//! Each fault that an operator may have is found, and the command that mends it is named.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use app::doctor::{Finding, Verdict, examine};
use app::start::Server;
use chrono::TimeDelta;
use cluster::Role;
use kernel::Clock;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::support::Place;

/// The faults of `place` as it is.
async fn faults(place: &Place) -> Vec<Finding> {
    faults_at(place, &Clock::system()).await
}

async fn faults_at(place: &Place, clock: &Clock) -> Vec<Finding> {
    let config = place.try_config().map(std::sync::Arc::new);
    let findings = examine(config, clock).await;
    for one in &findings {
        assert_eq!(one.fix.is_some(), one.verdict != Verdict::Ok, "{one:?}");
    }
    findings.into_iter().filter(|one| one.verdict == Verdict::Fault && one.check != "disk").collect()
}

/// That exactly this is wrong, and that `fix` is what mends it.
fn is(found: &[Finding], check: &str, fix: &str) {
    let [one] = found else { panic!("{check}: found is {found:#?}") };
    let named = one.fix.as_deref().unwrap();
    assert!(one.check == check && named.contains(fix), "{check}, {fix}: found is {one:?}");
}

#[tokio::test]
async fn faults_of_the_machine_are_named_with_their_mending() {
    let place = Place::new();
    is(&faults(&place).await, "data-folder", "mkdir -p");
    std::fs::write(place.data(), "").unwrap();
    is(&faults(&place).await, "data-folder", "mv ");
    std::fs::remove_file(place.data()).unwrap();
    std::fs::create_dir(place.data()).unwrap();
    assert_eq!(faults(&place).await, []);

    place.configure("lisen = 1\n");
    is(&faults(&place).await, "configuration", "berdaya config --example");
    place.configure("public_url = \"http://umkm.example.go.id\"\n");
    is(&faults(&place).await, "public-url", "https://umkm.example.go.id");
    place.configure("[mail]\nsmtp = \"smtp+plain://127.0.0.1:1\"\n");
    is(&faults(&place).await, "mail", "nc -vz 127.0.0.1 1");

    let programs = place.beside("programs");
    std::fs::create_dir(&programs).unwrap();
    place.configure(&format!("[database]\npg_bin = {programs:?}\n"));
    is(&faults(&place).await, "programs", "apt-get install postgresql");
    for program in ["postgres", "initdb"] {
        std::fs::write(programs.join(program), "#!/bin/sh\necho 'postgres (PostgreSQL) 14.19'\n").unwrap();
        std::fs::set_permissions(programs.join(program), PermissionsExt::from_mode(0o755)).unwrap();
    }
    let found = faults(&place).await;
    is(&found, "programs", "apt-get install postgresql");
    assert!(found[0].what.contains("14"), "{found:?}");

    place.configure("[database]\nurl = \"postgres://berdaya_app@127.0.0.1:1/berdaya\"\n");
    std::fs::write(place.data().join("keys"), kernel::secret::Keyring::generate().print().as_bytes())
        .unwrap();
    std::fs::set_permissions(place.data().join("keys"), PermissionsExt::from_mode(0o600)).unwrap();
    is(&faults(&place).await, "database", "pg_isready");
    place.configure("");

    let taken = TcpListener::bind(place.address()).unwrap();
    is(&faults(&place).await, "port", &format!("ss -ltnp 'sport = :{}'", place.port));
    drop(taken);
    let old = Clock::system().now() - TimeDelta::days(8);
    let note = serde_json::json!({"at": old, "file": "/backups/old.tar"}).to_string();
    std::fs::write(place.data().join("last-backup.json"), note).unwrap();
    is(&faults(&place).await, "backup", "berdaya backup");
}

#[tokio::test]
async fn faults_of_the_keys_are_named_with_their_mending() {
    let place = Place::new();
    let node = place.node().await;
    let path = place.data().join("keys");
    let text = std::fs::read_to_string(&path).unwrap();
    let set = |text: &str, mode: u32| {
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
    };
    let put_back = format!("install -m 600 YOUR-COPY {}", path.display());
    std::fs::remove_file(&path).unwrap();
    is(&faults(&place).await, "key-file", &put_back);
    set(&text, 0o644);
    is(&faults(&place).await, "key-file", &format!("chmod 600 {}", path.display()));
    set("encrypt e1 short", 0o600);
    is(&faults(&place).await, "key-file", &put_back);
    set(&text, 0o600);
    assert_eq!(faults(&place).await, []);

    sql(&node.server, CITY).await;
    sql(
        &node.server,
        "set session_replication_role = replica;
         insert into identity.totp (city, id, account, secret, created_at)
         values (3276, gen_random_uuid(), gen_random_uuid(), '\\x0102653100', now())",
    )
    .await;
    is(&faults(&place).await, "keys", &put_back);
    node.close().await.unwrap();
}

/// Statement that spoils, statement that mends, check, what the mending's text contains.
const DATABASE: &[(&str, &str, &str, &str)] = &[
    (
        "update pg_extension set extname = 'unaccent_' where extname = 'unaccent'",
        "update pg_extension set extname = 'unaccent' where extname = 'unaccent_'",
        "extensions",
        "create extension unaccent;",
    ),
    (
        "update public._sqlx_migrations set version = -version where version = (select max(version) from public._sqlx_migrations)",
        "update public._sqlx_migrations set version = -version where version < 0",
        "migrations",
        "berdaya migrate",
    ),
    ("alter role berdaya_app superuser", "alter role berdaya_app nosuperuser", "role", "berdaya_app nosuperuser"),
    ("alter role berdaya_app bypassrls", "alter role berdaya_app nobypassrls", "role", "nobypassrls"),
    (
        "alter schema kernel owner to berdaya_app",
        "alter schema kernel owner to berdaya_migrator; grant usage on schema kernel to berdaya_app",
        "role",
        "connect as berdaya_app",
    ),
    (
        "alter table kernel.audit disable row level security",
        "alter table kernel.audit enable row level security",
        "row-security",
        "alter table kernel.audit enable row level security, force row level security;",
    ),
    (
        "alter table kernel.mail no force row level security",
        "alter table kernel.mail force row level security",
        "row-security",
        "alter table kernel.mail enable row level security, force row level security;",
    ),
    (
        "alter role berdaya_app set synchronous_commit = off",
        "alter role berdaya_app reset synchronous_commit",
        "durability",
        "alter system set synchronous_commit = on;",
    ),
    (
        "insert into kernel.job (city, id, name, body, run_at, attempts, dead_at, created_at)
         values (3276, gen_random_uuid(), 'a.b.c', '{}', now(), 12, now(), now())",
        "delete from kernel.job",
        "jobs-dead",
        "/kernel/jobs",
    ),
    (
        "insert into kernel.job (city, id, name, body, run_at, created_at)
         values (3276, gen_random_uuid(), 'a.b.c', '{}', now() - interval '1 hour', now())",
        "delete from kernel.job",
        "jobs-late",
        "berdaya work",
    ),
    (
        "with entry as (insert into kernel.audit (city, id, at, by_role, action, subject_kind, subject, body)
             values (3276, gen_random_uuid(), now() - interval '1 hour', 'system', 'a.b.c', 'x', 'y', '{}') returning id)
         insert into kernel.audit_pending (city, id) select 3276, id from entry",
        "delete from kernel.audit_pending",
        "audit-seal",
        "systemctl restart berdaya",
    ),
    (
        "insert into kernel.file (city, id, name, media_type, bytes, sha256, created_at)
         values (3276, gen_random_uuid(), 'a', 'b', 1, '\\x00', now())",
        "delete from kernel.file",
        "files",
        "tar -xf BACKUP",
    ),
];

const CITY: &str =
    "insert into kernel.city (city, slug, name, kind, zone, motif, tagline_id, tagline_en, created_at)
    values (3276, 'depok', 'Kota Depok', 'kota', 'Asia/Jakarta', 'kawung', 'x', 'x', now())";

async fn sql(server: &Server, statement: &'static str) {
    let mut conn = server.options(Role::Superuser).unwrap().connect().await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

#[tokio::test]
async fn faults_of_the_database_are_named_with_their_mending() {
    let place = Place::new();
    let node = place.node().await;
    sql(&node.server, CITY).await;
    assert_eq!(faults(&place).await, []);
    for (spoil, mend, check, fix) in DATABASE {
        sql(&node.server, spoil).await;
        is(&faults(&place).await, check, fix);
        sql(&node.server, mend).await;
    }
    let late = Clock::fixed(Clock::system().now() - TimeDelta::hours(1));
    is(&faults_at(&place, &late).await, "clock", "timedatectl set-ntp true");
    assert_eq!(faults(&place).await, []);
    node.close().await.unwrap();
}
