-- For which months the registry was told what makers sold.
create table market.measured (
    city int not null,
    -- Its last day.
    month date not null,
    at timestamptz not null,
    constraint measured_pkey primary key (city, month)
);
comment on table market.measured is 'append-only: each month is told of once.';
alter table market.measured enable row level security;
alter table market.measured force row level security;
create policy measured_of_city on market.measured using (city = nullif(current_setting('berdaya.city', true), '')::int);
