-- What the city is counted to be: figures as rows that a page can read without counting, how they were checked, and what
-- of them was released to everybody. Everything here can be computed again from the rooms' published views.
create schema insight;

-- A figure by indicator, area and, where it is broken down, by what. `whole` tells the two kinds of area rows apart:
-- what lies in the area as a whole, and what is known to lie there but not where below it.
create table insight.figure (
    city int not null,
    indicator text not null,
    area text collate "C" not null,
    whole boolean not null,
    -- Blank for the figure itself.
    breakdown text not null,
    item text not null,
    value bigint not null,
    -- How many people, businesses or permits stand behind it: what suppression asks about.
    units bigint not null,
    -- Since when it has this value.
    computed_at timestamptz not null,
    constraint figure_pkey primary key (city, indicator, area, whole, breakdown, item),
    constraint figure_item_of_breakdown check ((breakdown = '') = (item = '')),
    constraint figure_units_positive check (units > 0)
);
create index figure_area_idx on insight.figure (city, area, whole, indicator);

-- Areas in which a record was computed since their figures were.
create table insight.stale (
    city int not null,
    area text collate "C" not null,
    at timestamptz not null,
    constraint stale_pkey primary key (city, area)
);

-- When the figures of an area were last computed, whether they changed or not.
create table insight.computation (
    city int not null,
    area text collate "C" not null,
    at timestamptz not null,
    constraint computation_pkey primary key (city, area)
);

-- The nightly count of everything from the start, beside the figures that grew with each record.
create table insight.check_run (
    city int not null,
    id uuid not null,
    at timestamptz not null,
    -- Cells compared.
    cells bigint not null,
    -- Cells that differ and may only be waiting for their refresh: looked at again before they are called wrong.
    suspects jsonb not null default '[]',
    -- Null until it is known. Cells that were wrong, and were put right.
    wrong bigint,
    settled_at timestamptz,
    milliseconds bigint not null,
    constraint check_run_pkey primary key (city, id),
    constraint check_run_settled check ((wrong is null) = (settled_at is null))
);
create index check_run_at_idx on insight.check_run (city, at, id);

-- What everybody may see, once a day: a figure that could tell of fewer than five people is withheld.
create table insight.release (
    city int not null,
    id uuid not null,
    -- The day for which the figures stand, in the city's zone.
    day date not null,
    at timestamptz not null,
    constraint release_pkey primary key (city, id),
    constraint release_day_key unique (city, day)
);
comment on table insight.release is 'append-only: what was published is not unpublished.';

create table insight.release_figure (
    city int not null,
    release uuid not null,
    indicator text not null,
    area text collate "C" not null,
    breakdown text not null,
    item text not null,
    -- Null where it is withheld.
    value bigint,
    constraint release_figure_pkey primary key (city, release, indicator, area, breakdown, item),
    constraint release_figure_release_fkey foreign key (city, release) references insight.release (city, id)
);
comment on table insight.release_figure is 'append-only: the figures of a release.';

do $$
declare t text;
begin
    for t in select tablename from pg_tables where schemaname = 'insight' order by tablename loop
        execute format('alter table insight.%I enable row level security', t);
        execute format('alter table insight.%I force row level security', t);
        execute format(
            'create policy %I on insight.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
