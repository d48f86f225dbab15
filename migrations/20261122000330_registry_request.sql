-- What entrepreneurs ask of officers about their own records, and the orders in which lists are read.
create table registry.request (
    city int not null,
    id uuid not null,
    account uuid not null,
    -- Null where the person has no record yet, and asks to be found.
    person uuid,
    -- Null where it is about the person.
    business uuid,
    -- Where it lies, so that it reaches the officers who serve that territory.
    area text collate "C" not null,
    -- What should be changed, by the name it has in the claims; or that the record is doubled, or another's.
    field text not null,
    -- In the person's words, sealed: people write numbers and addresses here.
    text_sealed bytea,
    at timestamptz not null,
    outcome text,
    answer text,
    answered_at timestamptz,
    answered_by uuid,
    constraint request_pkey primary key (city, id),
    constraint request_person_fkey foreign key (city, person) references registry.person (city, id),
    constraint request_business_fkey foreign key (city, business) references registry.business (city, id),
    constraint request_outcome_known check (outcome in ('done', 'refused', 'withdrawn')),
    constraint request_answered_whole check
        ((outcome is null) = (answered_at is null) and (outcome is null) = (answer is null))
);
create index request_person_idx on registry.request (city, person, at);
create index request_business_idx on registry.request (city, business) where business is not null;
create index request_open_idx on registry.request (city, area, at) where outcome is null;

-- The orders that lists offer, so that a page of fifty is read from an index whatever the city's size.
create index person_name_idx on registry.person (city, lower(name), id) where withdrawn_at is null and became is null;
create index person_created_idx on registry.person (city, created_at, id) where withdrawn_at is null and became is null;
create index business_created_idx on registry.business (city, created_at, id)
    where withdrawn_at is null and became is null;
-- What one list said: its rows' people and businesses.
create index source_batch_idx on registry.source (city, batch) where batch is not null;

alter table registry.request enable row level security;
alter table registry.request force row level security;
create policy request_of_city on registry.request
    using (city = nullif(current_setting('berdaya.city', true), '')::int);
