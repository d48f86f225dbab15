-- Programmes: what the city promised, and what became of people. The outcomes first: everything else leads to them.
create schema programmes;

-- That somebody became something: a new entrepreneur, for instance. Who it is today, is for the registry to say.
create table programmes.outcome (
    city int not null,
    id uuid not null,
    person uuid not null,
    business uuid,
    kind text not null,
    categories text[] not null,
    -- As exact as it is known, down to the RT.
    area text collate "C" not null,
    on_day date not null,
    -- The one that this one corrects.
    replaces uuid,
    recorded_at timestamptz not null,
    recorded_by uuid,
    voided_at timestamptz,
    voided_by uuid,
    voided_reason text,
    constraint outcome_pkey primary key (city, id),
    constraint outcome_replaces_fkey foreign key (city, replaces) references programmes.outcome (city, id),
    constraint outcome_void_reasoned check ((voided_at is null) = (voided_reason is null))
);
create unique index outcome_once_key on programmes.outcome (city, person, kind) where voided_at is null;
create index outcome_replaces_idx on programmes.outcome (city, replaces);
create index outcome_person_idx on programmes.outcome (city, person);
create index outcome_area_idx on programmes.outcome (city, area, id) where voided_at is null;
create index outcome_day_idx on programmes.outcome (city, kind, on_day) where voided_at is null;

-- What speaks for an outcome.
create table programmes.evidence (
    city int not null,
    id uuid not null,
    outcome uuid not null,
    grade text not null,
    sort text not null,
    on_day date not null,
    agency uuid,
    note text,
    added_at timestamptz not null,
    added_by uuid,
    withdrawn_at timestamptz,
    withdrawn_by uuid,
    withdrawn_reason text,
    constraint evidence_pkey primary key (city, id),
    constraint evidence_outcome_fkey foreign key (city, outcome) references programmes.outcome (city, id),
    constraint evidence_grade_known check (grade in ('claimed', 'affirmed', 'document', 'system')),
    constraint evidence_sort_known check (sort in ('registered', 'active', 'permit', 'sale', 'statement', 'other')),
    constraint evidence_withdrawal_reasoned check ((withdrawn_at is null) = (withdrawn_reason is null))
);
create index evidence_outcome_idx on programmes.evidence (city, outcome, id);

-- Who helped, and how much of it is theirs, in hundredths of the whole. What is missing to the whole is the person's own.
create table programmes.attribution (
    city int not null,
    outcome uuid not null,
    number int not null,
    -- The programme, where it is one that is kept here.
    programme uuid,
    name text not null,
    share smallint not null,
    constraint attribution_pkey primary key (city, outcome, number),
    constraint attribution_outcome_fkey foreign key (city, outcome) references programmes.outcome (city, id),
    constraint attribution_share_sound check (share between 1 and 100)
);
create index attribution_programme_idx on programmes.attribution (city, programme) where programme is not null;
comment on table programmes.attribution is 'append-only: attributions go with their outcome; other ones come with one that replaces it.';

-- Where outcomes of a kind may have changed since they were last counted: the kelurahan, or the territory above where no more
-- is known. A mark of its own for each change, so that nobody waits for anybody.
create table programmes.outcome_mark (
    city int not null,
    id uuid not null,
    kind text not null,
    place text collate "C" not null,
    constraint outcome_mark_pkey primary key (city, id)
);
create index outcome_mark_place_idx on programmes.outcome_mark (city, kind, place);

-- Whose a record is today, and the records of each person.
create view programmes.person_now with (security_invoker = true) as
select city, person, now from registry.person_now;

create view programmes.person_joined with (security_invoker = true) as
select city, now, record from registry.person_joined;

-- Outcomes in force with whoever they are of today, and the best that speaks for each.
create view programmes.outcome_figures with (security_invoker = true) as
select o.city,
       o.id as outcome,
       n.now as person,
       o.person as record,
       o.business,
       o.kind,
       o.categories,
       o.area,
       o.on_day,
       best.grade,
       o.recorded_at
from programmes.outcome o
join registry.person_now n on n.city = o.city and n.person = o.person
join lateral (
    select e.grade
    from programmes.evidence e
    where e.city = o.city and e.outcome = o.id and e.withdrawn_at is null
    order by array_position(array['system', 'document', 'affirmed', 'claimed'], e.grade) limit 1
) best on true
where o.voided_at is null;

do $$
declare t text;
begin
    foreach t in array array['attribution', 'evidence', 'outcome', 'outcome_mark'] loop
        execute format('alter table programmes.%I enable row level security', t);
        execute format('alter table programmes.%I force row level security', t);
        execute format(
            'create policy %I on programmes.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
