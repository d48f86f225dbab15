-- Accounts and how they sign in: passwords, sessions, second factors, resets, invitations, limits.
-- Secrets that are only compared (tokens, codes) are stored as hashes; secrets that are used (TOTP) are sealed.
create schema identity;

create table identity.account (
    city int not null,
    id uuid not null,
    name text not null,
    -- Lower case. Null for people whom an officer registered with a telephone number alone, or with neither.
    email text,
    phone text,
    nik_sealed bytea,
    nik_index bytea,
    -- The code of the territory in which the person lives; where officers see the account.
    area text,
    language text not null default 'id',
    created_at timestamptz not null,
    -- The officer who registered the person; null when they did it themselves.
    created_by uuid,
    email_confirmed_at timestamptz,
    closed_at timestamptz,
    closed_by uuid,
    constraint account_pkey primary key (city, id),
    constraint account_email_key unique (city, email),
    constraint account_phone_key unique (city, phone),
    constraint account_nik_key unique (city, nik_index),
    constraint account_name_length check (char_length(name) between 1 and 120),
    constraint account_language_known check (language in ('id', 'en')),
    constraint account_email_form check (email = lower(email) and email like '_%@_%'),
    constraint account_phone_form check (phone ~ '^\+[1-9][0-9]{6,14}$'),
    constraint account_nik_both check ((nik_sealed is null) = (nik_index is null))
);
create index account_area_idx on identity.account (city, area text_pattern_ops);

create table identity.password (
    city int not null,
    account uuid not null,
    -- PHC string: argon2id with its parameters and salt.
    hash text not null,
    -- Long enough to be the only factor. A shorter one keeps the last second factor from being removed.
    stands_alone boolean not null,
    changed_at timestamptz not null,
    constraint password_pkey primary key (city, account),
    constraint password_account_fkey foreign key (city, account) references identity.account (city, id) on delete cascade
);

create table identity.session (
    city int not null,
    id uuid not null,
    account uuid not null,
    token_hash bytea not null,
    -- The grant under which the person acts; null acts as the account alone (a citizen).
    grant_id uuid,
    -- Staff sessions end after minutes of rest and a day of work, others after weeks.
    staff boolean not null,
    factor text not null,
    device text not null,
    -- Keyed hash: tells whether an address was used before, without keeping it.
    address_hash bytea not null,
    created_at timestamptz not null,
    authenticated_at timestamptz not null,
    seen_at timestamptz not null,
    idle_until timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    constraint session_pkey primary key (city, id),
    constraint session_token_key unique (city, token_hash),
    constraint session_account_fkey foreign key (city, account) references identity.account (city, id) on delete cascade,
    constraint session_factor_known check (factor in ('password', 'totp', 'recovery', 'passkey', 'invitation', 'demo'))
);
create index session_account_idx on identity.session (city, account, seen_at);
create index session_expiry_idx on identity.session (city, expires_at);

create table identity.totp (
    city int not null,
    id uuid not null,
    account uuid not null,
    secret bytea not null,
    created_at timestamptz not null,
    -- Null until the first code proved that the app holds the secret.
    confirmed_at timestamptz,
    -- The time step of the last accepted code: none of it or before is accepted again.
    last_step bigint not null default 0,
    constraint totp_pkey primary key (city, id),
    constraint totp_account_fkey foreign key (city, account) references identity.account (city, id) on delete cascade
);
-- One in use, and beside it one that is being set up: a new telephone replaces the old without a gap.
create unique index totp_confirmed_key on identity.totp (city, account) where confirmed_at is not null;
create unique index totp_started_key on identity.totp (city, account) where confirmed_at is null;

create table identity.recovery_code (
    city int not null,
    id uuid not null,
    account uuid not null,
    code_hash bytea not null,
    created_at timestamptz not null,
    used_at timestamptz,
    constraint recovery_code_pkey primary key (city, id),
    constraint recovery_code_hash_key unique (city, account, code_hash),
    constraint recovery_code_account_fkey foreign key (city, account)
        references identity.account (city, id) on delete cascade
);

create table identity.passkey (
    city int not null,
    id uuid not null,
    account uuid not null,
    credential_id bytea not null,
    -- The public key with its counter, as the library keeps it.
    credential jsonb not null,
    name text not null,
    created_at timestamptz not null,
    used_at timestamptz,
    constraint passkey_pkey primary key (city, id),
    constraint passkey_credential_key unique (city, credential_id),
    constraint passkey_account_fkey foreign key (city, account) references identity.account (city, id) on delete cascade
);
create index passkey_account_idx on identity.passkey (city, account);

-- What lies between two requests of one person: a password that was right and still lacks its second factor, the
-- server's half of a passkey ceremony. Lives for minutes, used once.
create table identity.ceremony (
    city int not null,
    id uuid not null,
    kind text not null,
    token_hash bytea not null,
    account uuid,
    state jsonb not null,
    attempts int not null default 0,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint ceremony_pkey primary key (city, id),
    constraint ceremony_token_key unique (city, token_hash),
    constraint ceremony_account_fkey foreign key (city, account) references identity.account (city, id) on delete cascade,
    constraint ceremony_kind_known check (kind in ('second_factor', 'passkey_register', 'passkey_sign_in'))
);
create index ceremony_account_idx on identity.ceremony (city, account);
create index ceremony_expiry_idx on identity.ceremony (city, expires_at);

-- A way back in: a link by mail, or a code that an officer reads out to the person at the counter.
create table identity.reset (
    city int not null,
    id uuid not null,
    account uuid not null,
    token_hash bytea not null,
    -- The officer who issued a code; null for a link by mail.
    issued_by uuid,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint reset_pkey primary key (city, id),
    constraint reset_token_key unique (city, token_hash),
    constraint reset_account_fkey foreign key (city, account) references identity.account (city, id) on delete cascade
);
create index reset_account_idx on identity.reset (city, account);

-- An e-mail address that waits until a mail sent there was answered.
create table identity.confirmation (
    city int not null,
    id uuid not null,
    account uuid not null,
    email text not null,
    token_hash bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint confirmation_pkey primary key (city, id),
    constraint confirmation_token_key unique (city, token_hash),
    constraint confirmation_account_fkey foreign key (city, account)
        references identity.account (city, id) on delete cascade
);
create index confirmation_account_idx on identity.confirmation (city, account);

create table identity.invitation (
    city int not null,
    id uuid not null,
    email text not null,
    name text,
    role text not null,
    area text not null,
    agency uuid,
    token_hash bytea not null,
    invited_by uuid,
    created_at timestamptz not null,
    sent_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    accepted_by uuid,
    withdrawn_at timestamptz,
    withdrawn_by uuid,
    constraint invitation_pkey primary key (city, id),
    constraint invitation_token_key unique (city, token_hash)
);
-- One open invitation per person and role, however often the button is pressed.
create unique index invitation_open_key on identity.invitation (city, email, role, area)
    where accepted_at is null and withdrawn_at is null;

-- How often somebody tried, per account and per address. Keys are keyed hashes: the table names nobody.
create table identity.limit (
    city int not null,
    key bytea not null,
    failures int not null default 0,
    -- GCRA's theoretical arrival time; for an account, when the next try is heard.
    until timestamptz not null,
    at timestamptz not null,
    constraint limit_pkey primary key (city, key)
);
create index limit_age_idx on identity.limit (city, at);

do $$
declare t text;
begin
    foreach t in array array['account', 'password', 'session', 'totp', 'recovery_code', 'passkey', 'ceremony', 'reset',
                             'confirmation', 'invitation', 'limit'] loop
        execute format('alter table identity.%I enable row level security', t);
        execute format('alter table identity.%I force row level security', t);
        execute format(
            'create policy %I on identity.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
