-- The registry: what was said about people and businesses (sources), whom it speaks of (memberships), and the records
-- computed from it.
create schema registry;

-- A list that an agency sent, from its upload to its undoing.
create table registry.batch (
    city int not null,
    id uuid not null,
    agency uuid not null,
    file uuid,
    file_name text not null,
    file_hash bytea not null,
    state text not null default 'reading',
    -- How columns were understood; null until somebody, or a sure reading, confirmed it.
    mapping jsonb,
    counts jsonb not null default '{}',
    -- What stopped it: a message key and its arguments.
    fault jsonb,
    work uuid,
    at timestamptz not null,
    by_account uuid,
    applied_at timestamptz,
    applied_by uuid,
    undone_at timestamptz,
    undone_by uuid,
    undone_reason text,
    constraint batch_pkey primary key (city, id),
    constraint batch_state_known check
        (state in ('reading', 'asking', 'ready', 'applying', 'applied', 'undoing', 'undone', 'failed', 'cancelled'))
);
create index batch_at_idx on registry.batch (city, at, id);

-- What the columns of an agency's lists mean, as somebody confirmed it.
create table registry.mapping (
    city int not null,
    agency uuid not null,
    -- The headers, as compared.
    layout text not null,
    mapping jsonb not null,
    at timestamptz not null,
    by_account uuid,
    constraint mapping_pkey primary key (city, agency, layout)
);

-- What was said once. Never changed; deleted only when its subject has the right to be forgotten, or when the list was
-- never applied.
create table registry.source (
    city int not null,
    id uuid not null,
    kind text not null,
    batch uuid,
    sheet text,
    row_number int,
    -- The first column of the row's list: two lists may stand side by side.
    list_column int,
    agency uuid,
    -- The day for which it speaks.
    observed_on date not null,
    at timestamptz not null,
    by_account uuid,
    person jsonb not null,
    business jsonb not null,
    -- The cells as they stood, sealed: they may hold a NIK.
    raw_sealed bytea,
    nik_sealed bytea,
    nik_index bytea,
    -- Whether the NIK is whole: Excel rounds it, people shorten it.
    number_state text not null default 'none',
    npwp_sealed bytea,
    npwp_index bytea,
    -- Keyed hash of what the row says, whatever its place in the file.
    fingerprint bytea not null,
    -- Of a row of a list: what the reading made of it.
    verdict text not null default 'good',
    remarks jsonb not null default '[]',
    constraint source_pkey primary key (city, id),
    constraint source_batch_fkey foreign key (city, batch) references registry.batch (city, id),
    constraint source_kind_known check (kind in ('row', 'desk', 'own', 'api')),
    constraint source_row_of_batch check ((kind = 'row') = (batch is not null)),
    -- A row of a list stands somewhere, so that it can stand there once.
    constraint source_row_place check (batch is null or num_nulls(sheet, row_number, list_column) = 0),
    constraint source_npwp_both check ((npwp_sealed is null) = (npwp_index is null)),
    constraint source_nik_both check ((nik_sealed is null) = (nik_index is null)),
    constraint source_number_state_known check (number_state in ('none', 'full', 'partial', 'invalid')),
    constraint source_verdict_known check (verdict in ('good', 'repaired', 'doubtful', 'question', 'refused', 'known'))
);
create unique index source_batch_row_key on registry.source (city, batch, sheet, row_number, list_column) where batch is not null;
create index source_fingerprint_idx on registry.source (city, fingerprint);
create index source_nik_idx on registry.source (city, nik_index) where nik_index is not null;

create table registry.person (
    city int not null,
    id uuid not null,
    code text not null,
    name text not null,
    sex text,
    birth_date date,
    birth_place text,
    -- The most exact territory known: a kelurahan, or what is above it.
    area text collate "C" not null,
    rw text,
    rt text,
    address text,
    phones text[] not null default '{}',
    email text,
    education text,
    -- Specific data (UU 27/2022 art. 4).
    disabilities text[] not null default '{}',
    assistive_need text,
    heads_family boolean,
    nik_sealed bytea,
    nik_index bytea,
    number_state text not null default 'none',
    -- The account of the person, once they were recognised.
    account uuid,
    sources int not null,
    -- Whose lists and desks speak of it.
    agencies uuid[] not null default '{}',
    created_at timestamptz not null,
    computed_at timestamptz not null,
    -- Without a source that is in force: an import was undone.
    withdrawn_at timestamptz,
    -- The record that this one was found to be.
    became uuid,
    constraint person_pkey primary key (city, id),
    constraint person_code_key unique (city, code),
    constraint person_account_key unique (city, account),
    constraint person_became_fkey foreign key (city, became) references registry.person (city, id),
    constraint person_nik_both check ((nik_sealed is null) = (nik_index is null)),
    constraint person_sex_known check (sex in ('female', 'male'))
);
create unique index person_nik_key on registry.person (city, nik_index)
    where nik_index is not null and withdrawn_at is null and became is null;
create index person_area_idx on registry.person (city, area, id) where withdrawn_at is null and became is null;
create index person_birth_idx on registry.person (city, birth_date)
    where birth_date is not null and withdrawn_at is null and became is null;
create index person_became_idx on registry.person (city, became) where became is not null;

create table registry.business (
    city int not null,
    id uuid not null,
    code text not null,
    -- What it is called; where nobody said, what it does.
    name text not null,
    named boolean not null,
    brand text,
    legal_form text,
    sector text,
    kbli_version text,
    kbli_code text,
    activity text,
    -- fixed or mobile
    place_kind text,
    area text collate "C" not null,
    rw text,
    rt text,
    address text,
    -- Millionths of a degree: eleven centimetres.
    latitude int,
    longitude int,
    started_on date,
    phones text[] not null default '{}',
    email text,
    status text not null default 'open',
    status_on date,
    -- The newest measurements, in rupiah and persons; all of them are in registry.measure.
    capital bigint,
    sales bigint,
    assets bigint,
    workers bigint,
    workers_male bigint,
    workers_female bigint,
    workers_disabled bigint,
    capacity text,
    material text,
    material_origin text,
    financing text,
    export text,
    products text,
    channels text[] not null default '{}',
    qris_nmid text,
    size_class text not null default 'unknown',
    size_rules text,
    level int,
    level_version int,
    sources int not null,
    -- Whose lists and desks speak of it.
    agencies uuid[] not null default '{}',
    created_at timestamptz not null,
    computed_at timestamptz not null,
    withdrawn_at timestamptz,
    became uuid,
    constraint business_pkey primary key (city, id),
    constraint business_code_key unique (city, code),
    constraint business_became_fkey foreign key (city, became) references registry.business (city, id),
    constraint business_status_known check (status in ('open', 'resting', 'doubtful', 'closed', 'moved')),
    constraint business_place_kind_known check (place_kind in ('fixed', 'mobile')),
    constraint business_kbli_both check ((kbli_version is null) = (kbli_code is null)),
    constraint business_size_class_known check (size_class in ('micro', 'small', 'medium', 'large', 'unknown')),
    constraint business_amounts_positive check (least(capital, sales, assets, workers, workers_male, workers_female, workers_disabled) >= 0)
);
create index business_area_idx on registry.business (city, area, id) where withdrawn_at is null and became is null;
create index business_name_idx on registry.business (city, lower(name), id) where withdrawn_at is null and became is null;
create index business_became_idx on registry.business (city, became) where became is not null;

-- Whom a source speaks of. Linking inserts, unlinking ends.
create table registry.membership (
    city int not null,
    id uuid not null,
    source uuid not null,
    person uuid,
    business uuid,
    -- The record that it was said of, whatever that was found to be since: where it stands again when a link ends.
    home uuid not null,
    -- How it was known: by NIK, by the import that made the record, by an officer, by a link.
    method text not null,
    at timestamptz not null,
    by_account uuid,
    ended_at timestamptz,
    ended_by uuid,
    constraint membership_pkey primary key (city, id),
    constraint membership_source_fkey foreign key (city, source) references registry.source (city, id),
    constraint membership_person_fkey foreign key (city, person) references registry.person (city, id),
    constraint membership_business_fkey foreign key (city, business) references registry.business (city, id),
    constraint membership_one_side check ((person is null) <> (business is null)),
    constraint membership_ends_later check (ended_at >= at)
);
create unique index membership_source_person_key on registry.membership (city, source)
    where person is not null and ended_at is null;
create unique index membership_source_business_key on registry.membership (city, source)
    where business is not null and ended_at is null;
create index membership_source_idx on registry.membership (city, source);
create index membership_person_idx on registry.membership (city, person) where person is not null;
create index membership_business_idx on registry.membership (city, business) where business is not null;
create index membership_home_idx on registry.membership (city, home);

-- Who runs a business: computed from the sources that speak of both.
create table registry.ownership (
    city int not null,
    business uuid not null,
    person uuid not null,
    since date,
    constraint ownership_pkey primary key (city, business, person),
    constraint ownership_business_fkey foreign key (city, business) references registry.business (city, id),
    constraint ownership_person_fkey foreign key (city, person) references registry.person (city, id)
);
create index ownership_person_idx on registry.ownership (city, person, business);

-- Dated measurements, each with the source that stated it.
create table registry.measure (
    city int not null,
    business uuid not null,
    kind text not null,
    measured_on date not null,
    source uuid not null,
    -- Whole rupiah, persons, or units of `unit`.
    value bigint not null,
    unit text,
    constraint measure_pkey primary key (city, business, kind, measured_on, source),
    constraint measure_business_fkey foreign key (city, business) references registry.business (city, id),
    constraint measure_source_fkey foreign key (city, source) references registry.source (city, id),
    constraint measure_kind_known check (kind in
        ('capital', 'investment', 'assets', 'yearly_sales', 'monthly_sales', 'daily_sales', 'yearly_production',
         'raw_material', 'credit', 'male_workers', 'female_workers', 'workers', 'disabled_workers', 'capacity')),
    constraint measure_value_positive check (value >= 0)
);
create index measure_source_idx on registry.measure (city, source);

create table registry.permit (
    city int not null,
    id uuid not null,
    business uuid not null,
    kind text not null,
    -- Normalised: as compared. Shown as the rules of its kind write it. Of an NPWP only the last digits: the whole is
    -- sealed in its source.
    -- Empty where it is only said that there is one.
    number text not null,
    issued_on date,
    expires_on date,
    -- The best source that states it.
    source uuid not null,
    file uuid,
    verified_at timestamptz,
    verified_by uuid,
    created_at timestamptz not null,
    -- No source in force states it any more.
    withdrawn_at timestamptz,
    constraint permit_pkey primary key (city, id),
    constraint permit_number_key unique (city, business, kind, number),
    constraint permit_business_fkey foreign key (city, business) references registry.business (city, id),
    constraint permit_source_fkey foreign key (city, source) references registry.source (city, id),
    constraint permit_kind_known check
        (kind in ('nib', 'npwp', 'pirt', 'bpom', 'halal', 'trademark', 'sni', 'standard_certificate', 'iumk', 'siup', 'tdp',
                  'sku', 'unknown'))
);
create index permit_number_idx on registry.permit (city, number);
create index permit_source_idx on registry.permit (city, source);
create index permit_expiry_idx on registry.permit (city, expires_on) where expires_on is not null and withdrawn_at is null;

do $$
declare t text;
begin
    for t in select tablename from pg_tables where schemaname = 'registry' order by tablename loop
        execute format('alter table registry.%I enable row level security', t);
        execute format('alter table registry.%I force row level security', t);
        execute format(
            'create policy %I on registry.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
