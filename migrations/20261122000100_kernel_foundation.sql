-- The tables under Tx: cities, facts, jobs, the audit trail, mail to send, files, long work, idempotency keys.
-- A comment on a table that starts with "reference:" says that it holds nation-wide data (no city column);
-- one that starts with "append-only:" is granted to the application without update and delete.
create schema kernel;

create table kernel.city (
    city int primary key,
    slug text not null,
    name text not null,
    kind text not null,
    zone text not null,
    motif text not null,
    tagline_id text not null,
    tagline_en text not null,
    demo boolean not null default false,
    created_at timestamptz not null,
    constraint city_slug_key unique (slug),
    constraint city_slug_form check (slug ~ '^[a-z][a-z0-9-]{1,38}$'),
    constraint city_kind_known check (kind in ('platform', 'provinsi', 'kota', 'kabupaten')),
    constraint city_zone_known check (zone in ('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura')),
    constraint city_motif_known check (motif in ('kawung', 'parang', 'truntum', 'megamendung', 'tumpal'))
);
comment on table kernel.city is 'reference: the tenants. City 0 is the platform itself, a two digit number a province.';

create table kernel.fact (
    city int not null,
    id uuid not null,
    seq bigint generated always as identity,
    name text not null,
    subject uuid not null,
    body jsonb not null,
    by_account uuid,
    at timestamptz not null,
    constraint fact_pkey primary key (city, id)
);
comment on table kernel.fact is 'append-only: what happened, told in the transaction in which it happened.';
create index fact_subject_idx on kernel.fact (city, subject, seq);

create table kernel.job (
    city int not null,
    id uuid not null,
    seq bigint generated always as identity,
    name text not null,
    body jsonb not null,
    -- At most one waiting job of a key: a schedule's next run, a digest not yet sent.
    key text,
    -- Jobs of one line run one after the other, in the order in which they were written.
    line text,
    run_at timestamptz not null,
    attempts int not null default 0,
    last_error text,
    dead_at timestamptz,
    created_at timestamptz not null,
    constraint job_pkey primary key (city, id),
    constraint job_key_key unique (city, key)
);
create index job_due_idx on kernel.job (city, run_at, seq) where dead_at is null;
create index job_line_idx on kernel.job (city, line, seq) where line is not null;
create index job_dead_idx on kernel.job (city, dead_at) where dead_at is not null;

create table kernel.audit (
    city int not null,
    id uuid not null,
    seq bigint generated always as identity,
    at timestamptz not null,
    by_account uuid,
    by_role text not null,
    action text not null,
    subject_kind text not null,
    subject text not null,
    area text,
    reason text,
    body jsonb not null,
    request uuid,
    constraint audit_pkey primary key (city, id)
);
comment on table kernel.audit is 'append-only: who saw or changed what. Written in the business transaction, sealed in batches.';
create index audit_subject_idx on kernel.audit (city, subject_kind, subject, seq);
create index audit_account_idx on kernel.audit (city, by_account, seq);
create index audit_seq_idx on kernel.audit (city, seq);

-- Entries that no seal covers yet. Deleting from here while sealing is what puts each entry in exactly one seal,
-- whatever the order in which transactions committed.
create table kernel.audit_pending (
    city int not null,
    id uuid not null,
    constraint audit_pending_pkey primary key (city, id)
);

create table kernel.seal (
    city int not null,
    number bigint not null,
    entries uuid[] not null,
    root bytea not null,
    previous bytea not null,
    signature bytea not null,
    key_id text not null,
    at timestamptz not null,
    constraint seal_pkey primary key (city, number),
    constraint seal_not_empty check (cardinality(entries) > 0)
);
comment on table kernel.seal is 'append-only: a signed Merkle root over a batch of audit entries and over the previous root.';

create table kernel.mail (
    city int not null,
    id uuid not null,
    recipient text not null,
    subject text not null,
    body text not null,
    created_at timestamptz not null,
    sent_at timestamptz,
    constraint mail_pkey primary key (city, id)
);

create table kernel.file (
    city int not null,
    id uuid not null,
    name text not null,
    media_type text not null,
    bytes bigint not null,
    sha256 bytea not null,
    by_account uuid,
    created_at timestamptz not null,
    constraint file_pkey primary key (city, id),
    constraint file_bytes_positive check (bytes >= 0)
);

create table kernel.work (
    city int not null,
    id uuid not null,
    kind text not null,
    by_account uuid,
    done bigint not null default 0,
    total bigint,
    state text not null,
    report jsonb not null default '{}',
    cancel_asked_at timestamptz,
    created_at timestamptz not null,
    finished_at timestamptz,
    constraint work_pkey primary key (city, id),
    constraint work_state_known check (state in ('waiting', 'running', 'done', 'failed', 'cancelled'))
);

create table kernel.idempotency (
    city int not null,
    scope text not null,
    key text not null,
    request_hash bytea not null,
    status int not null,
    headers jsonb not null,
    body bytea not null,
    created_at timestamptz not null,
    constraint idempotency_pkey primary key (city, scope, key)
);
create index idempotency_age_idx on kernel.idempotency (city, created_at);

-- The net behind the code's own scoping. An unset or emptied setting shows nothing.
do $$
declare t text;
begin
    foreach t in array array['fact', 'audit', 'audit_pending', 'seal', 'mail', 'file', 'work', 'idempotency'] loop
        execute format('alter table kernel.%I enable row level security', t);
        execute format('alter table kernel.%I force row level security', t);
        execute format(
            'create policy %I on kernel.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
