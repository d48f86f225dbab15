//! Who may do what to which table, and the net of row level security behind the code's own scope.

use crate::{Rule, hold, listed};

/// City tables without row level security, and why.
const OPEN: &[(&str, &str)] = &[
    (
        "kernel.job",
        "the worker looks for due jobs in all cities before it begins a transaction in one; bodies carry ids",
    ),
    ("catalogue.listing", MARKET),
    ("catalogue.word", MARKET),
    ("catalogue.lexicon", MARKET),
    ("territory.neighbourhood", "RW and RT are public, and the province's map shows those of all its cities"),
];

const MARKET: &str =
    "everybody reads what is on the market, and no index helps a search under row level security";

#[tokio::test]
async fn row_level_security_is_on_and_forced() {
    hold(Rule {
        why: "a city's table needs `enable` and `force row level security`, or a reason in OPEN",
        breaches: format!(
            "select name from own where not reference and not (relrowsecurity and relforcerowsecurity) and name not in ({})",
            listed(OPEN.iter().map(|(table, _)| *table))
        ),
        broken_by: "alter table kernel.audit no force row level security",
    })
    .await;
}

#[tokio::test]
async fn the_policy_fails_closed() {
    hold(Rule {
        why: "a table has one policy, for all commands and roles: \
              using (city = nullif(current_setting('berdaya.city', true), '')::int)",
        breaches: "select own.name from own left join pg_policy p on p.polrelid = own.oid
             where own.relrowsecurity group by own.name
             having count(p.oid) <> 1 or not bool_and(
                 p.polcmd = '*' and p.polpermissive and p.polroles = array[0::oid] and p.polwithcheck is null
                 and pg_get_expr(p.polqual, p.polrelid)
                     = '(city = (NULLIF(current_setting(''berdaya.city''::text, true), ''''::text))::integer)')"
            .to_owned(),
        broken_by: "create policy probe on kernel.audit using (true)",
    })
    .await;
}

#[tokio::test]
async fn a_view_shows_what_its_reader_may_see() {
    hold(Rule {
        why: "a view needs `with (security_invoker = true)`, else it shows every city; no materialised view has policies",
        breaches: "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('v', 'm') and n.nspname in (select nspname from own)
               and (c.relkind = 'm' or not coalesce(c.reloptions @> array['security_invoker=true'], false))"
            .to_owned(),
        broken_by: "create view kernel.probe as select city from kernel.job",
    })
    .await;
}

/// Functions that read past row level security, and why. They are held to more, below.
const LENT: &[(&str, &str)] = &[
    (
        "registry.search",
        "no index helps a full-text search under row level security; it answers ids of the transaction's own city alone",
    ),
    ("registry.count_grown", "only a table's owner may analyse it; it answers nothing"),
];

/// Of those, the one that may do more than read: it writes the planner's statistics.
const COUNTS: &str = "registry.count_grown";

#[tokio::test]
async fn no_function_lends_its_owners_rights() {
    hold(Rule {
        why: "`security definer` walks around row level security",
        breaches: format!(
            "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where p.prosecdef and n.nspname in (select nspname from own)
               and n.nspname || '.' || p.proname not in ({})",
            listed(LENT.iter().map(|(function, _)| *function))
        ),
        broken_by: "create function kernel.probe() returns int language sql security definer as 'select 1'",
    })
    .await;
}

#[tokio::test]
async fn a_function_that_lends_rights_is_narrow() {
    hold(Rule {
        why: "a `security definer` function has a fixed search_path, changes nothing, compares the transaction's city \
              first, belongs to the migrator, and may be called by the application alone",
        breaches: format!("select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where p.prosecdef and n.nspname in (select nspname from own)
               and (not coalesce(p.proconfig @> array['search_path=pg_catalog, pg_temp'], false)
                    or (p.provolatile = 'v' and n.nspname || '.' || p.proname <> '{COUNTS}')
                    or p.prosrc !~ '^\\s*(declare\\s+(\\w+ \\w+(\\[\\])?;\\s+)+)?begin\\s+if of_city is distinct from nullif\\(current_setting\\(''berdaya.city'', true\\), ''''\\)::int then\\s+return;'
                    or p.proowner <> 'berdaya_migrator'::regrole
                    or has_function_privilege('public', p.oid, 'execute')
                    or has_function_privilege('berdaya_readonly', p.oid, 'execute'))"),
        broken_by: "create function kernel.probe() returns int language sql security definer as 'select 1'",
    })
    .await;
}

#[tokio::test]
async fn what_is_append_only_cannot_be_changed_by_the_application() {
    hold(Rule {
        why: "the comment says append-only, but berdaya_app may change rows; see migrations/src/grants.sql",
        breaches: "select own.name || ' ' || p from own, unnest(array['update', 'delete', 'truncate']) as p
             where own.comment like 'append-only:%' and has_table_privilege('berdaya_app', own.oid, p)
             union all
             select own.name || ' column ' || a.attname from own join pg_attribute a on a.attrelid = own.oid
             where own.comment like 'append-only:%' and a.attnum > 0 and not a.attisdropped
               and has_column_privilege('berdaya_app', own.oid, a.attnum, 'update')"
            .to_owned(),
        broken_by: "grant update (reason) on kernel.audit to berdaya_app",
    })
    .await;
}

#[tokio::test]
async fn the_application_works_in_the_schema_and_does_not_own_it() {
    hold(Rule {
        why: "berdaya_app owns nothing, creates nothing, bypasses nothing and is a member of nothing",
        breaches: "select 'owns ' || name from own join pg_class c using (oid)
             where pg_has_role('berdaya_app', c.relowner, 'usage')
             union all
             select 'creates in ' || n.nspname from pg_namespace n
             where n.nspname !~ '^pg_' and has_schema_privilege('berdaya_app', n.oid, 'create')
             union all
             select r.rolname || ' is too powerful' from pg_roles r
             where r.rolname in ('berdaya_app', 'berdaya_readonly', 'berdaya_migrator')
               and (r.rolsuper or r.rolcreatedb or r.rolcreaterole or r.rolreplication
                    -- The migrator may: backups are dumped as it, and must hold every row.
                    or (r.rolbypassrls and r.rolname <> 'berdaya_migrator'))
             union all
             select m.member::regrole::text || ' is a member of ' || m.roleid::regrole::text from pg_auth_members m
             where m.member::regrole::text in ('berdaya_app', 'berdaya_readonly')
             union all
             select 'truncates ' || name from own where has_table_privilege('berdaya_app', oid, 'truncate, trigger')"
            .to_owned(),
        broken_by: "grant create on schema kernel to berdaya_app",
    })
    .await;
}

#[tokio::test]
async fn who_only_looks_cannot_write() {
    hold(Rule {
        why: "berdaya_readonly has `select` and nothing else",
        breaches: "select own.name || ' ' || p from own, unnest(array['insert', 'update', 'delete', 'truncate']) as p
             where has_table_privilege('berdaya_readonly', own.oid, p)"
            .to_owned(),
        broken_by: "grant insert on kernel.job to berdaya_readonly",
    })
    .await;
}

#[tokio::test]
async fn a_request_that_hangs_ends() {
    let kit = testkit::db().await;
    for limit in ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"] {
        let set: String = sqlx::query_scalar("select current_setting($1)")
            .bind(limit)
            .fetch_one(kit.db.pool())
            .await
            .unwrap();
        assert_ne!(set, "0", "berdaya_app has no {limit}; see migrations/src/roles.sql");
    }
}

#[tokio::test]
async fn nothing_is_left_to_everybody() {
    hold(Rule {
        why: "`public` has no rights on our tables and schemas; rights are given by name",
        breaches: "select own.name from own where has_table_privilege('public', own.oid, 'select')
             union all
             select distinct nspname::text from own where has_schema_privilege('public', own.nspname, 'usage')"
            .to_owned(),
        broken_by: "grant select on kernel.job to public",
    })
    .await;
}

#[tokio::test]
async fn a_reason_stands_for_a_table_that_exists() {
    let kit = testkit::db().await;
    let mut admin = kit.admin().await;
    let tables = crate::rows(&mut admin, "select name from own where not relrowsecurity").await;
    for (table, _) in OPEN {
        assert!(
            tables.iter().any(|name| name == table),
            "{table} has row level security or is gone: take it out"
        );
    }
}
