-- How somebody's business stood before a programme, asked with the application, and kept with it until a place is given: then
-- it becomes the first of the follow-ups. Nobody who selects reads it.

alter table programmes.call add column asks_baseline boolean not null default false;

create table programmes.baseline (
    city int not null,
    applicant uuid not null,
    -- Each may be left open.
    active boolean,
    permit boolean,
    sold boolean,
    employees int,
    -- A month's takings, sealed, of those who agreed, and to which version of the purpose.
    sealed bytea,
    agreed_version int,
    said_at timestamptz not null,
    -- Who wrote it down: the person, or an officer.
    by_account uuid,
    constraint baseline_pkey primary key (city, applicant),
    constraint baseline_applicant_fkey foreign key (city, applicant) references programmes.applicant (city, id),
    constraint baseline_says_something check (num_nonnulls(active, permit, sold, employees, sealed) > 0),
    constraint baseline_takings_agreed check ((sealed is null) = (agreed_version is null)),
    constraint baseline_employees_sound check (employees between 0 and 10000)
);
alter table programmes.baseline enable row level security;
alter table programmes.baseline force row level security;
create policy baseline_of_city on programmes.baseline
    using (city = nullif(current_setting('berdaya.city', true), '')::int);

-- What was said with the application may leave questions open.
alter table programmes.report_back alter column active drop not null;
alter table programmes.report_back alter column permit drop not null;
alter table programmes.report_back alter column sold drop not null;
alter table programmes.report_back alter column employees drop not null;
alter table programmes.report_back drop constraint report_back_way_known;
alter table programmes.report_back add constraint report_back_way_known check (way in ('intake', 'link', 'desk'));
alter table programmes.report_back add constraint report_back_answered
    check (way = 'intake' or num_nulls(active, permit, sold, employees) = 0);
