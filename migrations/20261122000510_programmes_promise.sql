-- Promises: what the city said that it would reach, in which revision, and how that is shared out.

create table programmes.promise (
    city int not null,
    id uuid not null,
    name text not null,
    -- The kind of outcome by which it is kept.
    kind text not null,
    -- Whether everybody may see it.
    published_at timestamptz,
    published_by uuid,
    made_at timestamptz not null,
    made_by uuid,
    withdrawn_at timestamptz,
    withdrawn_by uuid,
    withdrawn_reason text,
    constraint promise_pkey primary key (city, id),
    constraint promise_withdrawal_reasoned check ((withdrawn_at is null) = (withdrawn_reason is null))
);
create unique index promise_name_key on programmes.promise (city, lower(name)) where withdrawn_at is null;

create table programmes.revision (
    city int not null,
    promise uuid not null,
    number int not null,
    decree text not null,
    decided_on date not null,
    from_day date not null,
    -- The last day of the term.
    until_day date not null,
    -- How somebody counts who belongs to several categories: in each of them, or in the first of these only.
    overlap text not null,
    categories text[] not null,
    -- Outcomes of these grades count.
    grades text[] not null,
    -- The figures stand as they were published, although they do not add up.
    as_published boolean not null,
    source text not null,
    reason text not null,
    at timestamptz not null,
    by uuid,
    constraint revision_pkey primary key (city, promise, number),
    constraint revision_promise_fkey foreign key (city, promise) references programmes.promise (city, id),
    constraint revision_term_sound check (from_day <= until_day),
    constraint revision_overlap_known check (overlap in ('each', 'first'))
);
comment on table programmes.revision is 'append-only: what was promised before stays readable.';

-- By what rule a figure was shared out.
create table programmes.allocation (
    city int not null,
    id uuid not null,
    promise uuid not null,
    revision int not null,
    year smallint not null,
    category text not null,
    area text collate "C" not null,
    down_to text not null,
    basis text not null,
    ties text not null,
    seed text,
    least bigint not null,
    most bigint,
    units int not null,
    at timestamptz not null,
    by uuid,
    constraint allocation_pkey primary key (city, id),
    constraint allocation_revision_fkey foreign key (city, promise, revision)
        references programmes.revision (city, promise, number),
    constraint allocation_down_to_known check (down_to in ('kecamatan', 'kelurahan', 'rt')),
    constraint allocation_basis_known check (basis in ('equal', 'people', 'businesses', 'last_year', 'need', 'own')),
    constraint allocation_ties_known check (ties in ('code', 'lot') and (ties = 'lot') = (seed is not null))
);
create index allocation_revision_idx on programmes.allocation (city, promise, revision, id);
comment on table programmes.allocation is 'append-only: each sharing out is a new one.';

-- A figure of a revision: the whole (year 0, no category, the city), or a part of it.
create table programmes.part (
    city int not null,
    id uuid not null,
    promise uuid not null,
    revision int not null,
    year smallint not null,
    category text not null,
    area text collate "C" not null,
    figure bigint not null,
    -- Where it was shared out: by which allocation, by what weight, and why it is as much as it is.
    allocation uuid,
    weight bigint,
    why text,
    -- Set by hand, with a reason: the others make room for it.
    pinned_reason text,
    at timestamptz not null,
    by uuid,
    ended_at timestamptz,
    ended_by uuid,
    constraint part_pkey primary key (city, id),
    constraint part_revision_fkey foreign key (city, promise, revision)
        references programmes.revision (city, promise, number),
    constraint part_allocation_fkey foreign key (city, allocation) references programmes.allocation (city, id),
    constraint part_figure_sound check (figure >= 0),
    constraint part_year_sound check (year = 0 or year between 1990 and 2200)
);
create unique index part_cell_key on programmes.part (city, promise, revision, year, category, area)
    where ended_at is null;
create index part_revision_idx on programmes.part (city, promise, revision, id);
create index part_allocation_idx on programmes.part (city, allocation);

-- What of a figure is not shared out, and under which name it is kept back.
create table programmes.rest (
    city int not null,
    promise uuid not null,
    revision int not null,
    year smallint not null,
    category text not null,
    area text collate "C" not null,
    along text not null,
    name text not null,
    at timestamptz not null,
    by uuid,
    constraint rest_pkey primary key (city, promise, revision, year, category, area, along),
    constraint rest_revision_fkey foreign key (city, promise, revision)
        references programmes.revision (city, promise, number),
    constraint rest_along_known check (along in ('year', 'category', 'area'))
);

-- What the city published of what was reached, before it was computed here: history, with its source.
create table programmes.told (
    city int not null,
    id uuid not null,
    promise uuid not null,
    year smallint not null,
    category text not null,
    figure bigint not null,
    source text not null,
    published_on date not null,
    at timestamptz not null,
    by uuid,
    withdrawn_at timestamptz,
    withdrawn_by uuid,
    withdrawn_reason text,
    constraint told_pkey primary key (city, id),
    constraint told_promise_fkey foreign key (city, promise) references programmes.promise (city, id),
    constraint told_figure_sound check (figure >= 0)
);
create unique index told_cell_key on programmes.told (city, promise, year, category) where withdrawn_at is null;
create index told_promise_idx on programmes.told (city, promise, id);

-- Whom a revision has reached, counted: by territory as exactly as it is known, and, where `whole`, by kelurahan (or the
-- territory above where no more is known). True but for the places that have a mark; can be counted again at any time.
create table programmes.tally (
    city int not null,
    promise uuid not null,
    revision int not null,
    place text collate "C" not null,
    area text collate "C" not null,
    whole boolean not null,
    year smallint not null,
    -- Blank for everybody.
    category text not null,
    people bigint not null,
    -- The first few of them, where everybody of a place is counted: what withholding asks about.
    few uuid[] not null,
    constraint tally_pkey primary key (city, promise, revision, place, whole, area, year, category),
    constraint tally_revision_fkey foreign key (city, promise, revision)
        references programmes.revision (city, promise, number),
    constraint tally_people_positive check (people > 0)
);
create index tally_whole_idx on programmes.tally (city, promise, revision, place) where whole;

-- The revisions whose tally is kept.
create table programmes.tally_kept (
    city int not null,
    promise uuid not null,
    revision int not null,
    begun_at timestamptz not null,
    constraint tally_kept_pkey primary key (city, promise, revision),
    constraint tally_kept_revision_fkey foreign key (city, promise, revision)
        references programmes.revision (city, promise, number)
);

do $$
declare t text;
begin
    foreach t in array array['allocation', 'part', 'promise', 'rest', 'revision', 'tally', 'tally_kept', 'told'] loop
        execute format('alter table programmes.%I enable row level security', t);
        execute format('alter table programmes.%I force row level security', t);
        execute format(
            'create policy %I on programmes.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;

-- Who runs a business, and since when it is known here.
create view programmes.owner_figures with (security_invoker = true) as
select city, owner as person, business, women_owned, created_at
from registry.business_figures where active and owner is not null;

-- How many people and businesses there are, to share figures out by, down to the RT where it is known.
create view programmes.people_by_area with (security_invoker = true) as
select city, area || coalesce('/' || lpad(rw, 3, '0') || '/' || lpad(rt, 3, '0'), '') as area, count(*) as number
from registry.person_figures group by 1, 2;

create view programmes.businesses_by_area with (security_invoker = true) as
select city, area || coalesce('/' || lpad(rw, 3, '0') || '/' || lpad(rt, 3, '0'), '') as area, count(*) as number
from registry.business_figures where active group by 1, 2;
