//! Constraints have names, and who breaks one is told what it means.

use std::collections::BTreeSet;
use std::path::Path;

use crate::{Rule, hold, rows};

/// Unique keys and exclusions that no input breaks, and why they are not translated.
const INTERNAL: &[(&str, &str)] = &[
    (
        "parcel_maker_key",
        "a quote gathers what is bought by maker, and all parcels of an order are written together",
    ),
    ("parcel_number_key", "numbered by the statement that writes all parcels of an order"),
    ("line_variant_key", "an order that names a variant twice is refused before it is written"),
    ("city_slug_key", "cities are opened by the operator, who reads the database's own words"),
    ("ceremony_token_key", RANDOM),
    ("confirmation_token_key", RANDOM),
    ("invitation_token_key", RANDOM),
    ("reset_token_key", RANDOM),
    ("session_token_key", RANDOM),
    ("recovery_code_hash_key", RANDOM),
    ("registration_code_key", RANDOM),
    ("tombstone_number_key", RANDOM),
    (
        "area_version_no_overlap",
        "changes of the tree take turns under one lock, and each closes what it replaces",
    ),
    ("totp_started_key", "written under a lock on the account, after what was there is deleted"),
    (
        "totp_confirmed_key",
        "written under a lock on the row that becomes it, after what was there is deleted",
    ),
    ("membership_source_person_key", "the one in force is ended, under its lock, before the next is written"),
    (
        "membership_source_business_key",
        "the one in force is ended, under its lock, before the next is written",
    ),
    (
        "source_batch_row_key",
        "a reader tells each row of a sheet once, and what it staged before is forgotten first",
    ),
    (
        "link_sample_pair_number_key",
        "the pairs of a sample are numbered in the one statement that draws them",
    ),
    ("applicant_call_key", WIDER),
    ("call_by_area_key", WIDER),
    ("quota_places_key", WIDER),
    ("session_capacity_key", WIDER),
    ("slot_capacity_key", WIDER),
    ("unit_name_key", "written under a lock on the training, in which a unit is known by its name"),
    ("unit_training_key", WIDER),
    ("journal_day_key", WIDER),
    ("payout_account_key", "one for each account, in the one statement that makes the batch"),
    ("certificate_number_key", "numbered under a lock of the city, in the one statement that writes them"),
    ("roll_batch_key", "written once, in the transaction that receives its list"),
    ("registration_account_key", "written once, in the transaction that makes its account"),
];

const WIDER: &str =
    "for a foreign key that brings a column along; the primary key lies in it and breaks first";

const RANDOM: &str = "made at random, so that two alike are a fault of ours";

#[tokio::test]
async fn every_constraint_has_a_name_of_its_own() {
    hold(Rule {
        why: "name the constraint after what it keeps: `account_email_key`, `session_factor_known`",
        breaches: "select own.name || ': ' || k.conname from own join pg_constraint k on k.conrelid = own.oid
             where k.contype in ('c', 'u', 'x', 'f')
               and (k.conname ~ '_(check|excl)[0-9]*$' or k.conname ~ ('^' || own.relname || '_city_'))"
            .to_owned(),
        broken_by: "alter table kernel.job add check (attempts >= 0)",
    })
    .await;
}

#[tokio::test]
async fn constraints_and_indexes_start_with_their_table() {
    hold(Rule {
        why: "a constraint or index starts with the name of its table, so that a report of it says where to look",
        breaches: "select own.name || ': ' || k.conname from own join pg_constraint k on k.conrelid = own.oid
             where k.contype in ('c', 'u', 'x', 'f', 'p') and not starts_with(k.conname, own.relname || '_')
               and not (own.relname ~ '_' and starts_with(k.conname, split_part(own.relname, '_', 2) || '_'))
             union all
             select own.name || ': ' || c.relname from own join pg_index i on i.indrelid = own.oid
             join pg_class c on c.oid = i.indexrelid where not starts_with(c.relname, own.relname || '_')"
            .to_owned(),
        broken_by: "create index probe on kernel.job (city)",
    })
    .await;
}

/// Unique keys, unique indexes and exclusions beside the primary keys: what two requests at once can break. Each with
/// its table and the beginning of an `on conflict` that names it by its columns.
const RACES: &str = "select c.relname || '|' || own.name || '|(' || coalesce((
         select string_agg(a.attname, ', ' order by k.at) from unnest(i.indkey) with ordinality as k (attnum, at)
         join pg_attribute a on a.attrelid = own.oid and a.attnum = k.attnum), '') || ')'
     from own join pg_index i on i.indrelid = own.oid join pg_class c on c.oid = i.indexrelid
     where (i.indisunique or i.indisexclusion) and not i.indisprimary";

#[tokio::test]
async fn who_breaks_a_key_is_told_what_it_means() {
    let kit = testkit::db().await;
    let mut admin = kit.admin().await;
    let translated = translated();
    let internal: BTreeSet<&str> = INTERNAL.iter().map(|(name, _)| *name).collect();
    let keys = rows(&mut admin, RACES).await;
    let inserts = inserts();
    let answered = |key: &str| {
        let [name, table, columns] = key.split('|').collect::<Vec<_>>()[..] else { panic!("{key}") };
        let goes_on = inserts.iter().any(|insert| {
            insert.starts_with(&format!("{table} "))
                && (insert.contains("on conflict do nothing")
                    || insert.contains(&format!("on conflict {columns}")))
        });
        (name.to_owned(), goes_on || translated.contains(name))
    };
    let keys: Vec<(String, bool)> = keys.iter().map(|key| answered(key)).collect();
    assert!(keys.iter().any(|(name, answered)| name == "job_key_key" && *answered));
    let silent: Vec<&str> = keys
        .iter()
        .filter(|(name, answered)| !answered && !internal.contains(name.as_str()))
        .map(|(name, _)| name.as_str())
        .collect();
    assert!(
        silent.is_empty(),
        "translate with on_constraint(\"…\"), answer with `on conflict`, or give a reason in INTERNAL: {silent:#?}"
    );
    let idle: Vec<&&str> = internal
        .iter()
        .filter(|name| !keys.iter().any(|(key, answered)| key == **name && !answered))
        .collect();
    assert!(idle.is_empty(), "translated or gone, so not INTERNAL any more: {idle:?}");
}

#[tokio::test]
async fn only_constraints_that_exist_are_translated() {
    let kit = testkit::db().await;
    let mut admin = kit.admin().await;
    let all: BTreeSet<String> = rows(
        &mut admin,
        "select k.conname::text from own join pg_constraint k on k.conrelid = own.oid
         union select c.relname::text from own join pg_index i on i.indrelid = own.oid
         join pg_class c on c.oid = i.indexrelid",
    )
    .await
    .into_iter()
    .collect();
    let translated = translated();
    assert!(translated.contains("idempotency_pkey"));
    let gone: Vec<&String> = translated.iter().filter(|name| !all.contains(*name)).collect();
    assert!(gone.is_empty(), "the code answers for constraints that do not exist: {gone:?}");
}

#[tokio::test]
async fn every_sealed_column_is_known_to_the_rotation_of_keys() {
    let kit = testkit::db().await;
    let mut admin = kit.admin().await;
    let columns = rows(
        &mut admin,
        "select own.name || ' ' || a.attname from own join pg_attribute a on a.attrelid = own.oid
         where a.attname ~ '(^|_)sealed$' and not a.attisdropped",
    )
    .await;
    let source = sources().join("\n").split_whitespace().collect::<Vec<_>>().join(" ");
    for column in columns {
        let (table, name) = column.split_once(' ').unwrap();
        let declared = |row| format!("table: \"{table}\", row: \"{row}\", column: \"{name}\"");
        assert!(
            ["id", "applicant"].into_iter().any(|row| source.contains(&declared(row))),
            "{table}.{name} is in no `Sealed {{ … }}`, so its keys cannot be rotated"
        );
    }
}

/// The program's inserts, from the table's name to the end of the statement around them.
fn inserts() -> Vec<String> {
    sources()
        .iter()
        .flat_map(|text| {
            let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let ends = |rest: &str| rest.split(';').next().unwrap_or_default().to_owned();
            flat.split("insert into ").skip(1).map(ends).collect::<Vec<_>>()
        })
        .collect()
}

/// The constraints that the program answers for.
fn translated() -> BTreeSet<String> {
    sources()
        .iter()
        .flat_map(|text| {
            let called = text
                .split("on_constraint(")
                .skip(1)
                .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next().map(str::to_owned));
            let in_sql = text.split("on conflict on constraint ").skip(1).filter_map(|rest| {
                rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned)
            });
            called.chain(in_sql).collect::<Vec<_>>()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// The program's Rust files, without those for tests.
fn sources() -> Vec<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<_> = std::fs::read_dir(crates)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("tidy") && !path.ends_with("testkit"))
        .map(|path| path.join("src"))
        .collect();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
                // The macro's own documentation and tests name constraints that are examples.
                if !path.ends_with("kernel/src/error.rs") {
                    sources.push(std::fs::read_to_string(path).unwrap());
                }
            }
        }
    }
    sources
}
