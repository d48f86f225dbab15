-- A list of intended recipients that somebody had looked over before an aid was signed. Its file is kept for some weeks.
create table registry.screening (
    city int not null,
    id uuid not null,
    -- The aid, as people call it.
    title text not null,
    -- So many recipients may live in one household.
    quota int not null,
    agency uuid,
    file uuid,
    file_name text not null,
    state text not null default 'reading',
    -- The rows of headers, per sheet: the reasons get one too.
    headers jsonb not null default '[]',
    -- What was understood of its columns, and how many rows have which concern.
    counts jsonb not null default '{}',
    fault jsonb,
    work uuid,
    at timestamptz not null,
    by_account uuid,
    constraint screening_pkey primary key (city, id),
    constraint screening_state_known check (state in ('reading', 'ready', 'failed')),
    constraint screening_quota_sane check (quota between 1 and 20)
);
create index screening_at_idx on registry.screening (city, at, id);
comment on table registry.screening is 'who had which list of recipients looked over, and what came of it.';

-- A row of it: where it stands, whom the registry takes it for, what there is to say. No name and no number of the list.
create table registry.screening_row (
    city int not null,
    screening uuid not null,
    number int not null,
    sheet text not null,
    row_number int not null,
    list_column int not null,
    person uuid,
    mark text,
    found jsonb not null default '[]',
    constraint screening_row_pkey primary key (city, screening, number),
    constraint screening_row_screening_fkey foreign key (city, screening) references registry.screening (city, id),
    constraint screening_row_person_fkey foreign key (city, person) references registry.person (city, id),
    constraint screening_row_mark_known check (mark in ('refused', 'questionable', 'repaired'))
);
create index screening_row_person_idx on registry.screening_row (city, person) where person is not null;

do $$
declare t text;
begin
    foreach t in array array['screening', 'screening_row'] loop
        execute format('alter table registry.%I enable row level security', t);
        execute format('alter table registry.%I force row level security', t);
        execute format(
            'create policy %I on registry.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
