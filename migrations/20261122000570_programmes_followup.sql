-- How people fare: asked when they come into a programme, and three, six and twelve months after it helped.

create table programmes.followup (
    city int not null,
    id uuid not null,
    -- By which its secret link is known; counted in each city.
    number int not null,
    person uuid not null,
    -- None at the beginning, then 3, 6 and 12.
    month smallint not null,
    -- What it follows: a place in a programme, or an outcome alone.
    applicant uuid,
    outcome uuid,
    programme uuid,
    due_on date not null,
    made_at timestamptz not null,
    -- When the link was sent by mail, for those whose address is known.
    sent_at timestamptz,
    constraint followup_pkey primary key (city, id),
    constraint followup_number_key unique (city, number),
    constraint followup_applicant_fkey foreign key (city, applicant) references programmes.applicant (city, id),
    constraint followup_outcome_fkey foreign key (city, outcome) references programmes.outcome (city, id),
    constraint followup_programme_fkey foreign key (city, programme) references programmes.programme (city, id),
    constraint followup_month_known check (month in (0, 3, 6, 12)),
    constraint followup_follows_one check (num_nonnulls(applicant, outcome) = 1),
    constraint followup_begins_with_a_place check (month > 0 or applicant is not null)
);
create unique index followup_applicant_key on programmes.followup (city, applicant, month) where applicant is not null;
create unique index followup_outcome_key on programmes.followup (city, outcome, month) where outcome is not null;
create index followup_person_idx on programmes.followup (city, person);
create index followup_programme_idx on programmes.followup (city, programme, due_on, id);
create index followup_due_idx on programmes.followup (city, due_on, id);
create index followup_unsent_idx on programmes.followup (city, due_on) where sent_at is null;

-- What somebody said. The last word holds; those before it stay.
create table programmes.report_back (
    city int not null,
    id uuid not null,
    followup uuid not null,
    -- By the secret link, or to somebody of the city.
    way text not null,
    active boolean not null,
    permit boolean not null,
    sold boolean not null,
    employees int not null,
    sells text[] not null,
    at timestamptz not null,
    by_account uuid,
    constraint report_back_pkey primary key (city, id),
    constraint report_back_followup_fkey foreign key (city, followup) references programmes.followup (city, id),
    constraint report_back_way_known check (way in ('link', 'desk')),
    constraint report_back_employees_sound check (employees between 0 and 10000)
);
create index report_back_followup_idx on programmes.report_back (city, followup, at desc, id desc);
comment on table programmes.report_back is 'append-only: what people said of their business, and to whom';

-- A month's takings: specific personal data, told of one's own free will, sealed, and deleted when somebody asks. Kept
-- apart from the words that stay.
create table programmes.takings (
    city int not null,
    -- Of the words that it belongs to.
    id uuid not null,
    sealed bytea not null,
    -- The version of the purpose that was agreed to.
    agreed_version int not null,
    agreed_at timestamptz not null,
    constraint takings_pkey primary key (city, id),
    constraint takings_report_back_fkey foreign key (city, id) references programmes.report_back (city, id)
);

-- Whose each is of today, and where that person lives.
create view programmes.followup_now with (security_invoker = true) as
select f.city, f.id as followup, n.now as person, n.area
from programmes.followup f
join registry.person_now n on n.city = f.city and n.person = f.person;

do $$
declare t text;
begin
    foreach t in array array['followup', 'report_back', 'takings'] loop
        execute format('alter table programmes.%I enable row level security', t);
        execute format('alter table programmes.%I force row level security', t);
        execute format(
            'create policy %I on programmes.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
