//! The city leads every key: that is what lets the schema shard by city.

use crate::{Rule, hold};

#[tokio::test]
async fn every_row_of_a_room_belongs_to_a_city() {
    hold(Rule {
        why: "a table needs `city int not null`, or the comment `reference: …` if it holds nation-wide data",
        breaches: "select name from own where not reference and city is null".to_owned(),
        broken_by: "create table kernel.probe (id uuid primary key)",
    })
    .await;
}

#[tokio::test]
async fn every_table_has_a_primary_key() {
    hold(Rule {
        why: "a table needs a primary key",
        breaches: "select name from own
             where not exists (select 1 from pg_constraint k where k.conrelid = own.oid and k.contype = 'p')"
            .to_owned(),
        broken_by: "create table kernel.probe (city int not null)",
    })
    .await;
}

#[tokio::test]
async fn the_city_leads_every_unique_key_and_exclusion() {
    hold(Rule {
        why: "the first column of a primary key, unique key or exclusion constraint is the city",
        breaches: "select own.name || ': ' || i.indexrelid::regclass::text
             from own join pg_index i on i.indrelid = own.oid
             where not own.reference and (i.indisunique or i.indisexclusion) and i.indkey[0] is distinct from own.city"
            .to_owned(),
        broken_by: "create table kernel.probe (city int not null, id uuid, constraint probe_pkey primary key (id, city))",
    })
    .await;
}

#[tokio::test]
async fn the_city_leads_every_foreign_key_within_cities() {
    hold(Rule {
        why: "a foreign key to a city's table is (city, …) references … (city, …)",
        breaches: "select own.name || ': ' || k.conname
             from own join pg_constraint k on k.conrelid = own.oid and k.contype = 'f'
             join own there on there.oid = k.confrelid
             where not own.reference and not there.reference
               and (k.conkey[1] is distinct from own.city or k.confkey[1] is distinct from there.city)"
            .to_owned(),
        broken_by: "create table kernel.probe (city int not null, id uuid, file uuid,
                        constraint probe_pkey primary key (city, id),
                        constraint probe_file_fkey foreign key (file, city) references kernel.file (id, city))",
    })
    .await;
}

#[tokio::test]
async fn nation_wide_data_refers_to_nation_wide_data_only() {
    hold(Rule {
        why: "a reference table is copied to every shard, so it cannot refer to a city's rows",
        breaches: "select own.name || ': ' || k.conname
             from own join pg_constraint k on k.conrelid = own.oid and k.contype = 'f'
             join own there on there.oid = k.confrelid where own.reference and not there.reference"
            .to_owned(),
        broken_by: "create table kernel.probe (city int, file uuid, constraint probe_pkey primary key (city),
                        constraint probe_file_fkey foreign key (city, file) references kernel.file (city, id));
                    comment on table kernel.probe is 'reference: a probe'",
    })
    .await;
}

#[tokio::test]
async fn every_foreign_key_has_an_index() {
    hold(Rule {
        why: "without an index on its columns, a foreign key reads the whole table for each deleted row",
        breaches: "select own.name || ': ' || k.conname
             from own join pg_constraint k on k.conrelid = own.oid and k.contype = 'f'
             where not exists (
                 select 1 from pg_index i
                 where i.indrelid = own.oid and i.indisvalid
                   and (i.indpred is null or pg_get_expr(i.indpred, own.oid) ~ '^\\(\\w+ IS NOT NULL\\)$')
                   and (select array_agg(p.n) from generate_series(0, cardinality(k.conkey) - 1) as s (at),
                        lateral (select i.indkey[s.at]::int as n) as p) @> k.conkey::int[])"
            .to_owned(),
        broken_by: "create table kernel.probe (city int not null, id uuid, file uuid,
                        constraint probe_pkey primary key (city, id),
                        constraint probe_file_fkey foreign key (city, file) references kernel.file (city, id))",
    })
    .await;
}

#[tokio::test]
async fn there_are_no_triggers_and_rules() {
    hold(Rule {
        why: "triggers do not work on sharded tables; the doing writes what must be written",
        breaches: "select own.name || ': ' || t.tgname from own join pg_trigger t on t.tgrelid = own.oid
             where not t.tgisinternal
             union all
             select own.name || ': ' || r.rulename from own join pg_rewrite r on r.ev_class = own.oid"
            .to_owned(),
        broken_by: "create rule probe as on delete to kernel.job do instead nothing",
    })
    .await;
}

#[tokio::test]
async fn nothing_is_deleted_or_emptied_column_by_column() {
    hold(Rule {
        why: "`on delete set null (column)` does not work across shards; use a status, or delete explicitly",
        breaches: "select own.name || ': ' || k.conname
             from own join pg_constraint k on k.conrelid = own.oid where k.confdeltype in ('n', 'd')"
            .to_owned(),
        broken_by: "create table kernel.probe (city int not null, id uuid, file uuid,
                        constraint probe_pkey primary key (city, id),
                        constraint probe_file_fkey foreign key (city, file) references kernel.file (city, id)
                            on delete set null (file))",
    })
    .await;
}
