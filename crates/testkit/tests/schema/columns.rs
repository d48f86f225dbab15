//! Columns have the types that their meaning needs.

use crate::{Rule, hold};

/// Our columns, for the queries below.
const COLUMNS: &str =
    "own join pg_attribute a on a.attrelid = own.oid and a.attnum > 0 and not a.attisdropped";

async fn no_column(why: &'static str, breach: &str, broken_by: &'static str) {
    let breaches = format!(
        "select own.name || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) from {COLUMNS} where {breach}"
    );
    hold(Rule { why, breaches, broken_by }).await;
}

#[tokio::test]
async fn an_instant_is_the_same_everywhere() {
    no_column(
        "an instant is timestamptz; a date of law or age is a date",
        "a.atttypid in ('timestamp'::regtype, 'time'::regtype, 'timetz'::regtype, 'tsrange'::regtype)",
        "alter table kernel.job add column probe timestamp",
    )
    .await;
}

#[tokio::test]
async fn an_instant_is_called_at_or_until() {
    no_column(
        "a column of an instant is named at, …_at, …_until or until, so that it reads as one",
        "a.atttypid = 'timestamptz'::regtype and a.attname !~ '(^|_)(at|until)$'",
        "alter table kernel.job add column probe timestamptz",
    )
    .await;
}

#[tokio::test]
async fn money_is_whole() {
    no_column(
        "money is bigint, whole rupiah",
        "(a.attname ~ '(^|_)(rupiah|amount|price|fee|turnover|sales|balance)$' and a.atttypid <> 'int8'::regtype)
         or a.atttypid in ('money'::regtype, 'float4'::regtype, 'float8'::regtype)",
        "alter table kernel.job add column price numeric",
    )
    .await;
}

#[tokio::test]
async fn an_id_is_a_uuid() {
    no_column(
        "ids are UUIDv7; nation-wide data may have the number that the ministry gave",
        "not own.reference and a.attname = 'id' and a.atttypid <> 'uuid'::regtype",
        "create table kernel.probe (city int not null, id bigint, constraint probe_pkey primary key (city, id))",
    )
    .await;
}

#[tokio::test]
async fn who_did_it_is_an_account() {
    no_column(
        "a column that says who did something is the uuid of an account",
        "a.attname ~ '_by$|^by_account$' and a.atttypid <> 'uuid'::regtype",
        "alter table kernel.job add column closed_by text",
    )
    .await;
}

#[tokio::test]
async fn a_city_is_a_number_of_the_ministry() {
    no_column(
        "the city is an int everywhere",
        "a.attname = 'city' and a.atttypid <> 'int4'::regtype",
        "create table kernel.probe (city text not null, constraint probe_pkey primary key (city))",
    )
    .await;
}

#[tokio::test]
async fn numbers_come_from_the_program_or_from_identity_columns() {
    no_column(
        "no serial: write `generated always as identity`, or make the id in the program",
        "exists (select 1 from pg_attrdef d where d.adrelid = own.oid and d.adnum = a.attnum
                 and pg_get_expr(d.adbin, d.adrelid) ~ 'nextval|gen_random|uuid_generate|clock_timestamp|now\\(|random\\(')",
        "alter table kernel.job add column probe serial",
    )
    .await;
}

#[tokio::test]
async fn documents_are_jsonb_and_text_has_no_padding() {
    no_column(
        "write jsonb and text",
        "a.atttypid in ('json'::regtype, 'bpchar'::regtype, 'xml'::regtype)",
        "alter table kernel.job add column probe json",
    )
    .await;
}

#[tokio::test]
async fn numbers_of_people_are_sealed() {
    no_column(
        "NIK, KK, NPWP and bank accounts are bytea: sealed (…_sealed) with a blind index (…_index) to find them again",
        "a.attname ~ '(^|_)(nik|kk|npwp|account_number|bank_account|iban|card_number|passport)(_|$)'
         and (a.atttypid <> 'bytea'::regtype or a.attname !~ '_(sealed|index)$')",
        "alter table kernel.job add column nik text",
    )
    .await;
}

#[tokio::test]
async fn what_is_sealed_or_hashed_is_bytes() {
    no_column(
        "a column named …_sealed, …_index, …_hash or sha256 holds bytes",
        "a.attname ~ '_(sealed|index|hash)$|^sha256$' and a.atttypid <> 'bytea'::regtype",
        "alter table kernel.job add column token_hash text",
    )
    .await;
}

#[tokio::test]
async fn there_are_no_enums_of_the_database() {
    hold(Rule {
        why: "a kind is text with a named CHECK: a type of the database cannot lose a value",
        breaches: "select t.typname::text from pg_type t join pg_namespace n on n.oid = t.typnamespace
             where t.typtype in ('e', 'd') and n.nspname in (select nspname from own)"
            .to_owned(),
        broken_by: "create type kernel.probe as enum ('a', 'b')",
    })
    .await;
}
