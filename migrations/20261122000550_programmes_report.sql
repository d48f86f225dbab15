-- Reports for the monthly meeting, as they were signed.

create table programmes.report (
    city int not null,
    id uuid not null,
    -- The first day of the month that is reported.
    month date not null,
    -- Signed again after something came in late: the newest counts.
    number int not null,
    -- All figures and checks as they were then, without anybody who could be recognised beyond what the desk sees.
    contents jsonb not null,
    -- Over the contents: what was looked at is what was signed.
    digest text not null,
    -- Why what does not add up stands as it is.
    because text,
    signed_at timestamptz not null,
    signed_by uuid,
    constraint report_pkey primary key (city, id),
    constraint report_number_key unique (city, month, number),
    constraint report_month_first check (extract(day from month) = 1),
    constraint report_number_positive check (number > 0)
);
comment on table programmes.report is 'append-only: what was signed stays as it was.';

alter table programmes.report enable row level security;
alter table programmes.report force row level security;
create policy report_of_city on programmes.report
    using (city = nullif(current_setting('berdaya.city', true), '')::int);

-- Whose outcomes count, and as what the registry knows them.
create view programmes.outcome_people with (security_invoker = true) as
select f.city, f.person, f.kind, f.grade, f.on_day, f.categories, p.sex
from programmes.outcome_figures f
left join registry.person_figures p on p.city = f.city and p.person = f.person;

-- Who applied to a programme, and since when.
create view programmes.applied_people with (security_invoker = true) as
select a.city, c.programme, n.now as person, a.applied_at as at
from programmes.applicant a
join programmes.call c on c.city = a.city and c.id = a.call
join registry.person_now n on n.city = a.city and n.person = a.person
where a.state <> 'double';

-- Who has had a place in a programme, and since when.
create view programmes.enrolled_people with (security_invoker = true) as
select s.city, c.programme, n.now as person, s.accepted_at as at
from programmes.seat s
join programmes.applicant a on a.city = s.city and a.id = s.applicant
join programmes.call c on c.city = s.city and c.id = s.call
join registry.person_now n on n.city = a.city and n.person = a.person
where s.accepted_at is not null;

-- Whose outcome is credited to a programme.
create view programmes.credited_people with (security_invoker = true) as
select distinct t.city, t.programme, n.now as person, o.on_day
from programmes.attribution t
join programmes.outcome o on o.city = t.city and o.id = t.outcome and o.voided_at is null
join registry.person_now n on n.city = o.city and n.person = o.person
where t.programme is not null;
