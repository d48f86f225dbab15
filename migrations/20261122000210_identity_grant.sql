-- Agencies, grants of roles, the register of purposes and the consent ledger, and the rights of the person whom the
-- data is about: requests, holds, deletion. What ended is a row with who, when and why; nothing is overwritten.
create table identity.agency (
    city int not null,
    id uuid not null,
    -- Today's names; agency_name keeps all that it ever had.
    name text not null,
    short_name text not null,
    kind text not null,
    created_at timestamptz not null,
    created_by uuid,
    closed_at timestamptz,
    closed_by uuid,
    closed_reason text,
    constraint agency_pkey primary key (city, id),
    constraint agency_name_length check (char_length(name) between 3 and 120),
    constraint agency_short_name_length check (char_length(short_name) between 2 and 30),
    constraint agency_kind_known check (kind in ('dinas', 'badan', 'bagian', 'kecamatan', 'upt', 'other')),
    constraint agency_closed_with_reason check ((closed_at is null) = (closed_reason is null))
);
-- A closed agency gives its name free: the office that follows it often keeps the name.
create unique index agency_open_name_key on identity.agency (city, lower(name)) where closed_at is null;
create unique index agency_open_short_name_key on identity.agency (city, lower(short_name)) where closed_at is null;

create table identity.agency_name (
    city int not null,
    id uuid not null,
    agency uuid not null,
    name text not null,
    short_name text not null,
    at timestamptz not null,
    by_account uuid,
    constraint agency_name_pkey primary key (city, id),
    constraint agency_name_agency_fkey foreign key (city, agency) references identity.agency (city, id)
);
create index agency_name_agency_idx on identity.agency_name (city, agency, at);
comment on table identity.agency_name is 'append-only: what an agency was called from when on.';

create table identity.role_grant (
    city int not null,
    id uuid not null,
    account uuid not null,
    role text not null,
    area text not null,
    agency uuid,
    granted_at timestamptz not null,
    granted_by uuid,
    until timestamptz,
    constraint role_grant_pkey primary key (city, id),
    constraint role_grant_account_fkey foreign key (city, account) references identity.account (city, id),
    constraint role_grant_agency_fkey foreign key (city, agency) references identity.agency (city, id),
    constraint role_grant_role_known check (role in ('city_admin', 'agency_officer', 'kecamatan_officer',
        'kelurahan_officer', 'mentor', 'analyst', 'entrepreneur', 'partner', 'citizen')),
    constraint role_grant_agency_officer_has_agency check (role <> 'agency_officer' or agency is not null),
    constraint role_grant_ends_after_start check (until > granted_at)
);
create index role_grant_account_idx on identity.role_grant (city, account);
create index role_grant_agency_idx on identity.role_grant (city, agency) where agency is not null;
create index role_grant_role_idx on identity.role_grant (city, role, area text_pattern_ops);
comment on table identity.role_grant is 'append-only: who may act as what and where; a revocation ends it.';

create table identity.grant_revocation (
    city int not null,
    grant_id uuid not null,
    revoked_at timestamptz not null,
    revoked_by uuid,
    reason text not null,
    constraint grant_revocation_pkey primary key (city, grant_id),
    constraint grant_revocation_grant_fkey foreign key (city, grant_id) references identity.role_grant (city, id),
    constraint grant_revocation_reason_given check (char_length(reason) between 3 and 500)
);
comment on table identity.grant_revocation is 'append-only: which grants ended before their time, by whom and why.';

-- The register of processing. A changed text or purpose is a new version; the ledger names the version.
create table identity.purpose (
    city int not null,
    key text not null,
    version int not null,
    basis text not null,
    legal_reference text not null,
    fields text not null,
    recipients text not null,
    retention text not null,
    title_id text not null,
    title_en text not null,
    text_id text not null,
    text_en text not null,
    sha256 bytea not null,
    at timestamptz not null,
    constraint purpose_pkey primary key (city, key, version),
    constraint purpose_basis_known check (basis in ('consent', 'contract', 'legal_duty', 'public_task'))
);
comment on table identity.purpose is 'append-only: why which data is processed, and the text that people are told.';

create table identity.consent (
    city int not null,
    id uuid not null,
    seq bigint generated always as identity,
    account uuid not null,
    purpose text not null,
    version int not null,
    -- Of the text in the language that was shown or read aloud.
    sha256 bytea not null,
    state text not null,
    channel text not null,
    language text not null,
    -- Who heard an oral consent, or what identifies the signed paper.
    witness text,
    by_account uuid,
    at timestamptz not null,
    constraint consent_pkey primary key (city, id),
    constraint consent_account_fkey foreign key (city, account) references identity.account (city, id),
    constraint consent_purpose_fkey foreign key (city, purpose, version)
        references identity.purpose (city, key, version),
    constraint consent_state_known check (state in ('given', 'withdrawn')),
    -- An account that is deleted ends its consents by itself.
    constraint consent_channel_known check (channel in ('web', 'paper', 'oral', 'phone', 'deletion')),
    constraint consent_language_known check (language in ('id', 'en')),
    constraint consent_oral_has_witness check (state = 'withdrawn' or channel not in ('oral', 'phone')
        or witness is not null)
);
create index consent_account_idx on identity.consent (city, account, purpose, seq);
create index consent_purpose_idx on identity.consent (city, purpose, version);
comment on table identity.consent is 'append-only: consent given and withdrawn; the newest row of a purpose holds.';

-- A person whom an officer registered, and the code with which the person takes the account over later.
create table identity.registration (
    city int not null,
    id uuid not null,
    account uuid not null,
    area text not null,
    -- Blind index of the spoken code.
    code_index bytea not null,
    -- A telephone that the account itself cannot hold because somebody else signs in with it: families share one.
    contact_sealed bytea,
    at timestamptz not null,
    by_account uuid,
    constraint registration_pkey primary key (city, id),
    constraint registration_account_key unique (city, account),
    constraint registration_code_key unique (city, code_index),
    constraint registration_account_fkey foreign key (city, account) references identity.account (city, id)
);

create table identity.claim (
    city int not null,
    registration uuid not null,
    at timestamptz not null,
    by_account uuid,
    constraint claim_pkey primary key (city, registration),
    constraint claim_registration_fkey foreign key (city, registration) references identity.registration (city, id)
);
comment on table identity.claim is 'append-only: which registrations were taken over by their person, and who saw to it.';

-- Two accounts that seem to be one person. The officer at the counter is not told; the administrator looks.
create table identity.duplicate (
    city int not null,
    id uuid not null,
    account uuid not null,
    other uuid not null,
    field text not null,
    at timestamptz not null,
    constraint duplicate_pkey primary key (city, id),
    constraint duplicate_account_fkey foreign key (city, account) references identity.account (city, id),
    constraint duplicate_other_fkey foreign key (city, other) references identity.account (city, id),
    constraint duplicate_field_known check (field in ('nik', 'phone'))
);
create index duplicate_account_idx on identity.duplicate (city, account);
create index duplicate_other_idx on identity.duplicate (city, other);

-- What a person asks of us about the own data. The law's clock runs from `at`.
create table identity.request (
    city int not null,
    id uuid not null,
    account uuid not null,
    kind text not null,
    detail_sealed bytea,
    at timestamptz not null,
    due_at timestamptz not null,
    by_account uuid,
    constraint request_pkey primary key (city, id),
    constraint request_account_fkey foreign key (city, account) references identity.account (city, id),
    constraint request_kind_known check (kind in ('correction', 'deletion'))
);
create index request_account_idx on identity.request (city, account, at);
create index request_due_idx on identity.request (city, due_at);

create table identity.answer (
    city int not null,
    request uuid not null,
    outcome text not null,
    reason text not null,
    at timestamptz not null,
    by_account uuid,
    constraint answer_pkey primary key (city, request),
    constraint answer_request_fkey foreign key (city, request) references identity.request (city, id),
    constraint answer_outcome_known check (outcome in ('done', 'refused', 'withdrawn'))
);
comment on table identity.answer is 'append-only: what became of a request.';

create table identity.hold (
    city int not null,
    id uuid not null,
    account uuid not null,
    reason text not null,
    legal_basis text not null,
    until timestamptz,
    at timestamptz not null,
    by_account uuid,
    constraint hold_pkey primary key (city, id),
    constraint hold_account_fkey foreign key (city, account) references identity.account (city, id),
    constraint hold_ends_after_start check (until > at)
);
create index hold_account_idx on identity.hold (city, account);
comment on table identity.hold is 'append-only: why the law does not let a person be deleted yet.';

create table identity.hold_release (
    city int not null,
    hold uuid not null,
    reason text not null,
    at timestamptz not null,
    by_account uuid,
    constraint hold_release_pkey primary key (city, hold),
    constraint hold_release_hold_fkey foreign key (city, hold) references identity.hold (city, id)
);
comment on table identity.hold_release is 'append-only: which holds ended before their time.';

-- Who was deleted. Kept for ever and applied again after a restore; names nobody.
create table identity.tombstone (
    city int not null,
    account uuid not null,
    number text not null,
    at timestamptz not null,
    by_account uuid,
    constraint tombstone_pkey primary key (city, account),
    constraint tombstone_number_key unique (city, number),
    constraint tombstone_account_fkey foreign key (city, account) references identity.account (city, id)
);
comment on table identity.tombstone is 'append-only: the deletions, with the number of their certificate.';

create table identity.reveal (
    city int not null,
    id uuid not null,
    by_account uuid,
    account uuid not null,
    field text not null,
    at timestamptz not null,
    constraint reveal_pkey primary key (city, id),
    constraint reveal_account_fkey foreign key (city, account) references identity.account (city, id),
    constraint reveal_field_known check (field in ('nik', 'phone', 'email'))
);
create index reveal_account_idx on identity.reveal (city, account);
create index reveal_rate_idx on identity.reveal (city, by_account, at);
comment on table identity.reveal is 'append-only: who was shown a hidden field; counted for the hourly limit.';

-- The staff desk searches people by a part of their name.
create index account_name_trgm_idx on identity.account using gin (name gin_trgm_ops);

do $$
declare t text;
begin
    foreach t in array array['agency', 'agency_name', 'role_grant', 'grant_revocation', 'purpose', 'consent',
                             'registration', 'claim', 'duplicate', 'request', 'answer', 'hold', 'hold_release',
                             'tombstone', 'reveal'] loop
        execute format('alter table identity.%I enable row level security', t);
        execute format('alter table identity.%I force row level security', t);
        execute format(
            'create policy %I on identity.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
