-- Roadshows: a city's team goes through its kecamatan, invites, listens, and keeps what it promised there.

create table programmes.roadshow (
    city int not null,
    id uuid not null,
    name text not null,
    about text not null,
    made_at timestamptz not null,
    made_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    constraint roadshow_pkey primary key (city, id)
);
create unique index roadshow_name_key on programmes.roadshow (city, lower(name)) where ended_at is null;

create table programmes.stop (
    city int not null,
    id uuid not null,
    roadshow uuid not null,
    -- The kecamatan.
    area text collate "C" not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    place text not null,
    -- What it is about, for those who are invited.
    agenda text not null,
    -- Who is invited: every business at work there, or those without a business number.
    guests text not null,
    made_at timestamptz not null,
    made_by uuid,
    cancelled_at timestamptz,
    cancelled_by uuid,
    cancelled_reason text,
    -- Once it was held: how many came, and what was said.
    held_at timestamptz,
    held_by uuid,
    present int,
    minutes text,
    constraint stop_pkey primary key (city, id),
    constraint stop_roadshow_fkey foreign key (city, roadshow) references programmes.roadshow (city, id),
    constraint stop_is_kecamatan check (length(area) = 8),
    constraint stop_ends_later check (ends_at > starts_at),
    constraint stop_guests_known check (guests in ('all', 'without-nib')),
    constraint stop_present_sound check (present between 0 and 100000),
    constraint stop_held_says check ((held_at is not null) = (present is not null)),
    constraint stop_once_or_the_other check (cancelled_at is null or held_at is null),
    -- One team is at one place at a time.
    constraint stop_team_key exclude using gist (city with =, roadshow with =, tstzrange(starts_at, ends_at) with &&)
        where (cancelled_at is null)
);
create index stop_roadshow_idx on programmes.stop (city, roadshow, starts_at, id);
create index stop_starts_idx on programmes.stop (city, starts_at, id);

create table programmes.stop_agency (
    city int not null,
    stop uuid not null,
    agency uuid not null,
    constraint stop_agency_pkey primary key (city, stop, agency),
    constraint stop_agency_stop_fkey foreign key (city, stop) references programmes.stop (city, id)
);

-- What was agreed to be done after a stop.
create table programmes.action (
    city int not null,
    id uuid not null,
    stop uuid not null,
    what text not null,
    -- In words: an office, a role.
    who text not null,
    due_on date not null,
    added_at timestamptz not null,
    added_by uuid,
    done_at timestamptz,
    done_by uuid,
    constraint action_pkey primary key (city, id),
    constraint action_stop_fkey foreign key (city, stop) references programmes.stop (city, id)
);
create index action_stop_idx on programmes.action (city, stop, due_on, id);
create index action_due_idx on programmes.action (city, due_on, id) where done_at is null;

-- Businesses at work, and whether they have a number.
create view programmes.guest with (security_invoker = true) as
select b.city,
       b.business,
       b.area,
       exists (select from registry.permit_figures p where p.city = b.city and p.business = b.business and p.kind = 'nib') as has_nib
from registry.business_figures b
where b.active;

do $$
declare t text;
begin
    foreach t in array array['roadshow', 'stop', 'stop_agency', 'action'] loop
        execute format('alter table programmes.%I enable row level security', t);
        execute format('alter table programmes.%I force row level security', t);
        execute format(
            'create policy %I on programmes.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
