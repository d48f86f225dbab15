-- Groups (kelompok): people who work together under a name.

create table registry.kelompok (
    city int not null,
    id uuid not null,
    name text not null,
    kind text not null,
    area text collate "C" not null,
    since date,
    -- Only the year, or the month, may be known of it.
    since_exact text not null default 'day',
    address text,
    description_id text not null default '',
    description_en text not null default '',
    -- The last part of its public address; there is one while they wish it.
    slug text,
    published_at timestamptz,
    published_by uuid,
    created_at timestamptz not null,
    created_by uuid,
    closed_at timestamptz,
    closed_by uuid,
    closed_reason text,
    constraint kelompok_pkey primary key (city, id),
    constraint kelompok_kind_known check (kind in ('disability', 'women', 'craft', 'food', 'farming', 'cooperative', 'youth', 'other')),
    constraint kelompok_since_exact_known check (since_exact in ('day', 'month', 'year')),
    constraint kelompok_slug_form check (slug ~ '^[a-z0-9][a-z0-9-]{1,60}$'),
    constraint kelompok_public_has_slug check (published_at is null or slug is not null)
);
create unique index kelompok_slug_key on registry.kelompok (city, slug) where slug is not null;
create unique index kelompok_open_name_key on registry.kelompok (city, lower(name)) where closed_at is null;
create index kelompok_area_idx on registry.kelompok (city, area, id) where closed_at is null;

create table registry.kelompok_member (
    city int not null,
    id uuid not null,
    kelompok uuid not null,
    person uuid not null,
    role text not null,
    since date,
    until_day date,
    -- That the name may stand on the public page, by whose word and since when.
    named_at timestamptz,
    named_by uuid,
    added_at timestamptz not null,
    added_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    constraint kelompok_member_pkey primary key (city, id),
    constraint kelompok_member_kelompok_fkey foreign key (city, kelompok) references registry.kelompok (city, id),
    constraint kelompok_member_person_fkey foreign key (city, person) references registry.person (city, id),
    constraint kelompok_member_role_known check (role in ('chair', 'secretary', 'treasurer', 'member')),
    constraint kelompok_member_ends_later check (until_day >= since)
);
create unique index kelompok_member_once_key on registry.kelompok_member (city, kelompok, person) where ended_at is null;
create index kelompok_member_kelompok_idx on registry.kelompok_member (city, kelompok, id);
create index kelompok_member_person_idx on registry.kelompok_member (city, person);

create table registry.kelompok_achievement (
    city int not null,
    id uuid not null,
    kelompok uuid not null,
    title text not null,
    on_day date not null,
    link text,
    file uuid,
    added_at timestamptz not null,
    added_by uuid,
    withdrawn_at timestamptz,
    withdrawn_by uuid,
    constraint kelompok_achievement_pkey primary key (city, id),
    constraint kelompok_achievement_kelompok_fkey foreign key (city, kelompok) references registry.kelompok (city, id)
);
create index kelompok_achievement_kelompok_idx on registry.kelompok_achievement (city, kelompok, on_day, id);

do $$
declare t text;
begin
    foreach t in array array['kelompok', 'kelompok_achievement', 'kelompok_member'] loop
        execute format('alter table registry.%I enable row level security', t);
        execute format('alter table registry.%I force row level security', t);
        execute format(
            'create policy %I on registry.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
