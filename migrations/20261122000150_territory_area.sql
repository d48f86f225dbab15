-- The tree of territories over time, its lineage and facts; the RW and RT of each city.
create schema territory;

create table territory.area (
    id int not null,
    constraint area_pkey primary key (id)
);
comment on table territory.area is
    'reference: a territory whatever it is called and wherever it belongs. Its code is an attribute that changes.';

-- One of these is in force for each day: a change closes it and opens the next.
create table territory.change (
    id uuid not null,
    -- In whose city it was made; 0 where it concerns the nation.
    city int not null,
    kind text not null,
    from_date date not null,
    decree text not null,
    note text not null default '',
    by_account uuid,
    made_at timestamptz not null,
    constraint change_pkey primary key (id),
    constraint change_kind_known check (kind in ('rename', 'split', 'merge', 'move')),
    constraint change_decree_given check (decree <> '')
);
comment on table territory.change is 'reference: who changed the tree, from which day on, by which decree.';
create index change_city_idx on territory.change (city, from_date, id);
create index change_made_idx on territory.change (made_at);

create table territory.area_version (
    area int not null,
    -- Half open. No beginning: known from the ministry's list, which does not say since when.
    valid daterange not null,
    -- Compared byte by byte, so that a subtree is a range of codes.
    code text collate "C" not null,
    -- The code without its dots: an exclusion over numbers is built five times as fast as over text.
    code_number bigint generated always as (replace(code, '.', '')::bigint) stored,
    name text not null,
    level text not null,
    parent int,
    -- What opened it; none for what was loaded.
    change uuid,
    constraint area_version_pkey primary key (area, valid),
    constraint area_version_area_fkey foreign key (area) references territory.area (id),
    constraint area_version_parent_fkey foreign key (parent) references territory.area (id),
    constraint area_version_change_fkey foreign key (change) references territory.change (id),
    constraint area_version_no_overlap exclude using gist (area with =, valid with &&),
    constraint area_version_code_once exclude using gist (code_number with =, valid with &&),
    constraint area_version_valid_some check (not isempty(valid)),
    constraint area_version_level_known check (level in ('province', 'city', 'kecamatan', 'kelurahan')),
    constraint area_version_parent_given check ((parent is null) = (level = 'province')),
    constraint area_version_code_form check (code ~ '^[0-9]{2}(\.[0-9]{2}){0,2}$|^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$')
);
comment on table territory.area_version is 'reference: code, name and place in the tree of a territory while they held.';
create index area_version_code_idx on territory.area_version (code);
create index area_version_parent_idx on territory.area_version (parent);
create index area_version_change_idx on territory.area_version (change) where change is not null;
create index area_version_name_idx on territory.area_version using gin (name gin_trgm_ops);

-- How the territories of before became those of after. Of a figure of `from_area`, `share` went to `to_area`; of a
-- figure of `to_area`, `back` came from `from_area`. Both sum to one over their area in a change.
create table territory.lineage (
    change uuid not null,
    from_area int not null,
    to_area int not null,
    share numeric(9, 8) not null,
    back numeric(9, 8) not null,
    -- What the shares were taken from: people, households, size.
    basis text not null default '',
    constraint lineage_pkey primary key (change, from_area, to_area),
    constraint lineage_change_fkey foreign key (change) references territory.change (id),
    constraint lineage_from_fkey foreign key (from_area) references territory.area (id),
    constraint lineage_to_fkey foreign key (to_area) references territory.area (id),
    constraint lineage_share_part check (share > 0 and share <= 1),
    constraint lineage_back_part check (back > 0 and back <= 1)
);
comment on table territory.lineage is 'reference: which territory became which, and how a figure divides.';
create index lineage_from_idx on territory.lineage (from_area);
create index lineage_to_idx on territory.lineage (to_area);

create table territory.alias (
    area int not null,
    name text not null,
    -- It was the official name once, not only a habit.
    former boolean not null,
    constraint alias_pkey primary key (area, name),
    constraint alias_area_fkey foreign key (area) references territory.area (id)
);
comment on table territory.alias is 'reference: what else people call a territory.';

create table territory.figure (
    area int not null,
    what text not null,
    year int not null,
    value numeric not null,
    source text not null,
    constraint figure_pkey primary key (area, what, year),
    constraint figure_area_fkey foreign key (area) references territory.area (id),
    constraint figure_what_known check (what in ('men', 'women', 'square_km')),
    constraint figure_not_negative check (value >= 0)
);
comment on table territory.figure is 'reference: published figures of a territory with their year and source.';

create table territory.postcode (
    area int not null,
    postcode int not null,
    constraint postcode_pkey primary key (area, postcode),
    constraint postcode_area_fkey foreign key (area) references territory.area (id),
    constraint postcode_five_digits check (postcode between 10000 and 99999)
);
comment on table territory.postcode is 'reference: the postcodes that a territory is served by.';

-- RW and RT have no national code and belong to the city. A row is one of them under one number: when it is numbered
-- anew, or its kelurahan changes, the row is closed and another one follows it.
create table territory.neighbourhood (
    city int not null,
    id uuid not null,
    kelurahan int not null,
    kind text not null,
    number text not null,
    -- The RW that an RT belongs to.
    rw uuid,
    -- Not a published number: made up for a demonstration, and every page says so.
    invented boolean not null,
    valid daterange not null,
    follows uuid,
    change uuid,
    by_account uuid,
    made_at timestamptz not null,
    constraint neighbourhood_pkey primary key (city, id),
    constraint neighbourhood_kelurahan_fkey foreign key (kelurahan) references territory.area (id),
    constraint neighbourhood_rw_fkey foreign key (city, rw) references territory.neighbourhood (city, id),
    constraint neighbourhood_follows_fkey foreign key (city, follows) references territory.neighbourhood (city, id),
    constraint neighbourhood_change_fkey foreign key (change) references territory.change (id),
    constraint neighbourhood_kind_known check (kind in ('rw', 'rt')),
    constraint neighbourhood_number_form check (number ~ '^[0-9]{3}$' and number <> '000'),
    constraint neighbourhood_rt_in_rw check ((rw is not null) = (kind = 'rt')),
    constraint neighbourhood_valid_some check (not isempty(valid)),
    constraint neighbourhood_rw_once exclude using gist
        (city with =, kelurahan with =, number with =, valid with &&) where (kind = 'rw'),
    constraint neighbourhood_rt_once exclude using gist
        (city with =, rw with =, number with =, valid with &&) where (kind = 'rt')
);
comment on table territory.neighbourhood is 'The RW and RT of a city, each under one number while it held.';
create index neighbourhood_kelurahan_idx on territory.neighbourhood (city, kelurahan, kind, number);
create index neighbourhood_kelurahan_only_idx on territory.neighbourhood (kelurahan);
create index neighbourhood_rw_idx on territory.neighbourhood (city, rw) where rw is not null;
create index neighbourhood_follows_idx on territory.neighbourhood (city, follows) where follows is not null;
create index neighbourhood_change_idx on territory.neighbourhood (change) where change is not null;
