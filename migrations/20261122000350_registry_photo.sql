-- Photos of businesses and groups.
create table registry.photo (
    city int not null,
    id uuid not null,
    business uuid,
    kelompok uuid,
    -- What is to be seen, for those who do not see it.
    alt text not null,
    place int not null,
    state text not null default 'waiting',
    -- As it was sent; gone once the sizes are made.
    original uuid,
    width int,
    height int,
    -- The sizes: width, height, hash of the bytes, file.
    sizes jsonb not null default '[]',
    added_at timestamptz not null,
    added_by uuid,
    constraint photo_pkey primary key (city, id),
    constraint photo_business_fkey foreign key (city, business) references registry.business (city, id),
    constraint photo_kelompok_fkey foreign key (city, kelompok) references registry.kelompok (city, id),
    constraint photo_one_subject check ((business is null) <> (kelompok is null)),
    constraint photo_state_known check (state in ('waiting', 'ready', 'unreadable'))
);
create index photo_business_idx on registry.photo (city, business, place, id) where business is not null;
create index photo_kelompok_idx on registry.photo (city, kelompok, place, id) where kelompok is not null;

-- Which file lies behind a hash in an address.
create table registry.picture (
    city int not null,
    -- Hexadecimal digits of the content's hash.
    name text collate "C" not null,
    photo uuid not null,
    file uuid not null,
    constraint picture_pkey primary key (city, name, photo),
    constraint picture_photo_fkey foreign key (city, photo) references registry.photo (city, id)
);
create index picture_photo_idx on registry.picture (city, photo);

do $$
declare t text;
begin
    foreach t in array array['photo', 'picture'] loop
        execute format('alter table registry.%I enable row level security', t);
        execute format('alter table registry.%I force row level security', t);
        execute format(
            'create policy %I on registry.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
