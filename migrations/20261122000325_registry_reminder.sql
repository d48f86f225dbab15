-- Which expiry of a permit somebody was reminded of: once for each permit, last day and threshold.
create table registry.permit_reminder (
    city int not null,
    permit uuid not null,
    -- The last day on which it holds, as it was then understood: another day begins anew.
    last_day date not null,
    -- Days before the last day; negative after it.
    days_before int not null,
    on_day date not null,
    at timestamptz not null,
    -- A mail went to whoever runs the business; otherwise it stands in the officers' list alone.
    mailed boolean not null,
    constraint permit_reminder_pkey primary key (city, permit, last_day, days_before),
    constraint permit_reminder_permit_fkey foreign key (city, permit) references registry.permit (city, id)
);

alter table registry.permit_reminder enable row level security;
alter table registry.permit_reminder force row level security;
create policy permit_reminder_of_city on registry.permit_reminder
    using (city = nullif(current_setting('berdaya.city', true), '')::int);
