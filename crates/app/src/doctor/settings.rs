//! The server's version and settings.

use sqlx::PgConnection;

use super::Finding;
use super::database::unknown;

/// The minor releases that mend a leak past row level security (CVE-2025-8713), by major version.
const MENDED: [(u32, u32); 5] = [(13, 22), (14, 19), (15, 14), (16, 10), (17, 6)];

/// Whether a server of this version (`server_version_num`: 150014 is 15.14) will do.
pub fn version(number: u32) -> Finding {
    let (major, minor) = (number / 10_000, number % 10_000);
    let check = "database-version";
    if major < cluster::OLDEST {
        return Finding::fault(
            check,
            format!("PostgreSQL {major} is too old: {} or later is needed", cluster::OLDEST),
            "berdaya backup FILE   with the old server, then `berdaya restore FILE` on a newer one",
        );
    }
    match MENDED.iter().find(|(of, least)| *of == major && minor < *least) {
        Some((_, least)) => Finding::warning(
            check,
            format!("PostgreSQL {major}.{minor} lacks security updates: {major}.{least} mends a leak"),
            format!("apt-get update && apt-get install --only-upgrade postgresql-{major}"),
        ),
        None => Finding::ok(check, format!("PostgreSQL {major}.{minor}")),
    }
}

pub(super) async fn examine(conn: &mut PgConnection) -> Vec<Finding> {
    let rows: Result<Vec<(String, String)>, _> = sqlx::query_as(
        "select name, setting from pg_settings
         where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums') limit 10",
    )
    .fetch_all(conn)
    .await;
    match rows {
        Ok(rows) => judge(&rows),
        Err(error) => vec![unknown("durability", &error)],
    }
}

fn judge(rows: &[(String, String)]) -> Vec<Finding> {
    let is_off = |name: &str| rows.iter().any(|(one, setting)| one == name && setting == "off");
    let off: Vec<&str> =
        ["fsync", "full_page_writes", "synchronous_commit"].into_iter().filter(|name| is_off(name)).collect();
    let durable = if off.is_empty() {
        Finding::ok("durability", "what is acknowledged survives a loss of power")
    } else {
        let sql: Vec<String> = off.iter().map(|name| format!("alter system set {name} = on;")).collect();
        Finding::fault(
            "durability",
            format!("{} is off: a loss of power loses data or ruins the database", off.join(", ")),
            format!("psql -U postgres -c \"{} select pg_reload_conf();\"", sql.join(" ")),
        )
    };
    let checksums = if is_off("data_checksums") {
        Finding::warning(
            "checksums",
            "data checksums are off: a failing disk goes unnoticed",
            "pg_checksums --enable -D FOLDER   while the server is stopped",
        )
    } else {
        Finding::ok("checksums", "a failing disk is noticed")
    };
    vec![durable, checksums]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;

    #[test]
    fn an_old_server_is_a_fault_and_one_without_security_updates_a_warning() {
        for (number, verdict) in [
            (140_019, Verdict::Fault),
            (150_013, Verdict::Warning),
            (150_014, Verdict::Ok),
            (170_005, Verdict::Warning),
            (180_000, Verdict::Ok),
        ] {
            let finding = version(number);
            assert_eq!(finding.verdict, verdict, "{number}: {}", finding.what);
            assert_eq!(finding.fix.is_some(), verdict != Verdict::Ok);
        }
    }

    #[test]
    fn each_setting_that_can_lose_data_is_named_with_its_mending() {
        let row = |name: &str, setting: &str| (name.to_owned(), setting.to_owned());
        let found =
            judge(&[row("fsync", "off"), row("full_page_writes", "on"), row("data_checksums", "off")]);
        assert!(found[0].fix.as_ref().unwrap().contains("alter system set fsync = on;"));
        assert_eq!(found[1].verdict, Verdict::Warning);
        assert!(judge(&[row("fsync", "on")]).iter().all(|one| one.verdict == Verdict::Ok));
    }
}
