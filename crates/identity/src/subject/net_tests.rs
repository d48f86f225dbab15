//! What leaks nowhere: a NIK, another city's rows, a changed ledger.

use kernel::Role;
use sqlx::Connection;

use super::tests::{asks, dump, officer, registered, somebody};
use super::*;
use crate::testing::{machine, staff};

const NIK: &str = "3374065708900001";

#[tokio::test]
async fn a_nik_lies_nowhere_in_the_database_and_in_no_debug_output() {
    let db = testkit::db().await;
    let new = somebody("Mbah Suro", Some("081234567890"), Some(NIK));
    assert!(!format!("{new:?}").contains(NIK) && !format!("{new:?}").contains("1234567"));
    let slip = registered(&db, new).await;
    let mut tx = db.tx(officer()).await;
    let shown = reveal(&mut tx, slip.account, Hidden::Nik, "mencocokkan dengan KTP").await.unwrap();
    assert_eq!(shown.as_str(), NIK);
    let detail = crate::staff::one(&mut tx, slip.account).await.unwrap();
    assert!(!format!("{detail:?} {slip:?} {shown:?} {tx:?}").contains(NIK));
    assert!(!format!("{slip:?}").contains(&slip.code));
    tx.commit().await.unwrap();

    let dump = dump(&mut db.admin().await).await;
    assert!(dump.contains("Mbah Suro"), "the dump sees what is there");
    assert!(!dump.contains(NIK));
    assert!(!dump.contains(&slip.code));
    let hex: String = NIK.bytes().map(|byte| format!("{byte:02x}")).collect();
    assert!(!dump.contains(&hex));
}

/// Row level security: what is left when the code's own scoping is forgotten.
#[tokio::test]
async fn without_the_citys_setting_no_row_is_seen_and_with_it_only_that_citys() {
    let db = testkit::db().await;
    let slip = registered(&db, somebody("Mbah Suro", Some("081234567890"), Some(NIK))).await;
    asks(&db, slip.account).await;
    let account = staff(&db, "sari@contoh.id", Role::Mentor).await;
    let mut admin = db.admin().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'identity' and c.relkind in ('r', 'p') order by 1 limit 200",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    assert!(tables.len() > 20);
    let mut filled = 0;
    let mut app =
        sqlx::PgConnection::connect_with(&db.options().clone().username("berdaya_app")).await.unwrap();
    for table in tables {
        let count = || sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        let all: i64 = sqlx::query_scalar(count()).fetch_one(&mut admin).await.unwrap();
        filled += i64::from(all > 0);
        for (setting, expected) in [("", 0), ("3276", 0), ("3374", all)] {
            sqlx::query("select set_config('berdaya.city', $1, false)")
                .bind(setting)
                .execute(&mut app)
                .await
                .unwrap();
            let seen: i64 = sqlx::query_scalar(count()).fetch_one(&mut app).await.unwrap();
            assert_eq!(seen, expected, "{table} with {setting:?}");
        }
        sqlx::query("reset berdaya.city").execute(&mut app).await.unwrap();
        let seen: i64 = sqlx::query_scalar(count()).fetch_one(&mut app).await.unwrap();
        assert_eq!(seen, 0, "{table} without the setting");
    }
    assert!(filled >= 7, "{filled} tables had rows to hide");
    assert!(account != slip.account);
}

#[tokio::test]
async fn the_application_can_neither_change_nor_delete_what_is_only_appended() {
    let db = testkit::db().await;
    let slip = registered(&db, somebody("Mbah Suro", None, None)).await;
    for sql in [
        "update identity.consent set state = 'withdrawn'",
        "delete from identity.consent",
        "update identity.role_grant set role = 'city_admin'",
        "delete from identity.grant_revocation",
        "delete from identity.tombstone",
        "update identity.purpose set text_id = 'lain'",
        "delete from kernel.audit",
        "update kernel.seal set root = ''",
        "truncate identity.reveal",
    ] {
        let mut tx = db.tx(machine()).await;
        let error = sqlx::raw_sql(sql).execute(tx.conn()).await.unwrap_err().to_string();
        assert!(error.contains("permission denied"), "{sql}: {error}");
    }
    assert!(!slip.code.is_empty());
}

#[tokio::test]
async fn what_was_erased_is_erased_again_by_itself_after_a_restore() {
    use kernel::job::JobKind;

    let jobs = [JobKind::of::<Erase>(), JobKind::of::<Keep>(), JobKind::every::<Reapply>(3600)];
    let db = testkit::db_with(&jobs, &[]).await;
    let slip = registered(&db, somebody("Mbah Suro", Some("081234567890"), None)).await;
    asks(&db, slip.account).await;
    db.later(PAUSE);
    db.work_off().await;
    let stones = kept(&mut db.tx(machine()).await).await.unwrap();
    assert_eq!(stones.len(), 1);
    assert_eq!(stones[0].account, slip.account);

    // The backup of the day before: the person is there again, the tombstone is not.
    let mut owner = db.admin().await;
    let restored = "delete from identity.tombstone;
                    update identity.account set name = 'Mbah Suro', phone = '+6281234567890', closed_at = null";
    sqlx::raw_sql(restored).execute(&mut owner).await.unwrap();
    kernel::job::schedule(&db.db, testkit::SEMARANG).await.unwrap();
    let worked = kernel::job::work_off_one(&db.db, testkit::SEMARANG).await.unwrap().unwrap();
    assert_eq!((worked.name.as_str(), worked.error), ("identity.subject.reapply", None));
    assert!(!dump(&mut owner).await.contains("Suro"));
}
