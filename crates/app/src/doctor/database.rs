//! What the database says about itself.

use cluster::Role;
use kernel::{Clock, Instant};
use sqlx::{ConnectOptions, Connection, PgConnection};

use super::{Finding, psql, rooms, settings, unreachable, work};
use crate::config::Config;
use crate::start::{Server, role, server};

const EXTENSIONS: [&str; 3] = ["btree_gist", "pg_trgm", "unaccent"];
/// Sessions, codes and seals compare times of both.
const MOST_DRIFT: chrono::TimeDelta = chrono::TimeDelta::seconds(2);

pub(super) async fn examine(config: &Config, server: &Server, clock: &Clock) -> Vec<Finding> {
    let mut findings = Vec::new();
    let connected = match server.options(Role::App) {
        Ok(options) => options.connect().await.map_err(|error| error.to_string()),
        Err(fault) => Err(fault.0),
    };
    let mut conn = match connected {
        Ok(conn) => conn,
        Err(why) => {
            return vec![Finding::fault(
                "database",
                format!("it does not answer: {why}"),
                unreachable(config),
            )];
        }
    };
    findings.push(Finding::ok("database", "it answers"));
    findings.push(settings::version(conn.server_version_num().unwrap_or(0)));
    findings.extend(settings::examine(&mut conn).await);
    findings.push(drift(&mut conn, clock).await);
    findings.push(extensions(config, server, &mut conn).await);
    findings.push(powers(&mut conn).await);
    let migrated = migrations(&mut conn).await;
    let complete = migrated.verdict == super::Verdict::Ok;
    findings.push(migrated);
    if complete {
        findings.push(row_security(config, server, &mut conn).await);
    }
    if let Err(error) = conn.close().await {
        tracing::debug!(%error, "the connection did not close");
    }
    if complete {
        findings.extend(rooms::examine(config, server).await);
        findings.extend(work::examine(config, server, clock).await);
    }
    findings
}

/// A check that could not be made.
pub(super) fn unknown(check: &'static str, error: &dyn std::fmt::Display) -> Finding {
    Finding::fault(
        check,
        format!("this could not be looked up: {error}"),
        "berdaya doctor   again, in a minute",
    )
}

async fn drift(conn: &mut PgConnection, clock: &Clock) -> Finding {
    let before = clock.now();
    let theirs: Result<Instant, _> = sqlx::query_scalar("select clock_timestamp()").fetch_one(conn).await;
    let after = clock.now();
    let theirs = match theirs {
        Ok(theirs) => theirs,
        Err(error) => return unknown("clock", &error),
    };
    let apart = if theirs < before { before - theirs } else { theirs - after };
    if apart <= MOST_DRIFT {
        return Finding::ok("clock", "this machine and the database agree");
    }
    Finding::fault(
        "clock",
        format!("this machine and the database are {} seconds apart", apart.num_seconds()),
        "timedatectl set-ntp true   on both machines",
    )
}

async fn extensions(config: &Config, server: &Server, conn: &mut PgConnection) -> Finding {
    let there: Result<Vec<String>, _> =
        sqlx::query_scalar("select extname::text from pg_extension limit 1000").fetch_all(conn).await;
    let there = match there {
        Ok(there) => there,
        Err(error) => return unknown("extensions", &error),
    };
    let missing: Vec<&str> =
        EXTENSIONS.into_iter().filter(|name| !there.iter().any(|one| one == name)).collect();
    if missing.is_empty() {
        return Finding::ok("extensions", EXTENSIONS.join(", "));
    }
    let sql: Vec<String> = missing.iter().map(|name| format!("create extension {name};")).collect();
    Finding::fault(
        "extensions",
        format!("missing: {}", missing.join(", ")),
        psql(config, server, &sql.join(" ")),
    )
}

async fn powers(conn: &mut PgConnection) -> Finding {
    match role::powers(conn).await {
        Ok(powers) => match powers.wrong() {
            None => Finding::ok("role", format!("{} owns nothing and bypasses nothing", powers.name)),
            Some(wrong) => Finding::fault(
                "role",
                wrong,
                "DATABASE_URL=postgres://berdaya_app@…   connect as berdaya_app; if that role was given more: psql -c \
                 \"alter role berdaya_app nosuperuser nobypassrls\"",
            ),
        },
        Err(error) => unknown("role", &error),
    }
}

async fn migrations(conn: &mut PgConnection) -> Finding {
    match server::pending_on(conn).await {
        Ok(pending) if pending.is_empty() => Finding::ok("migrations", "the schema is up to date"),
        Ok(pending) => {
            let list: Vec<String> = pending.iter().map(i64::to_string).collect();
            Finding::fault("migrations", format!("pending: {}", list.join(", ")), "berdaya migrate")
        }
        Err(fault) => unknown("migrations", &fault),
    }
}

/// Tables that have a policy which does not hold.
async fn row_security(config: &Config, server: &Server, conn: &mut PgConnection) -> Finding {
    let off: Result<Vec<String>, _> = sqlx::query_scalar(
        "select distinct format('%I.%I', n.nspname, c.relname)
         from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
         where not c.relrowsecurity or not c.relforcerowsecurity order by 1 limit 1000",
    )
    .fetch_all(conn)
    .await;
    match off {
        Ok(off) if off.is_empty() => {
            Finding::ok("row-security", "on, and forced, wherever there is a policy")
        }
        Ok(off) => {
            let sql: Vec<String> = off
                .iter()
                .map(|table| {
                    format!("alter table {table} enable row level security, force row level security;")
                })
                .collect();
            let what = format!("off, or not forced, on {}", off.join(", "));
            Finding::fault("row-security", what, psql(config, server, &sql.join(" ")))
        }
        Err(error) => unknown("row-security", &error),
    }
}
