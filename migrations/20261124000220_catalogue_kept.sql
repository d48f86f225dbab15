-- Which transaction changed a city's listings last: what was found before is found again without looking until then.

create table catalogue.listing_state (
    city int not null,
    change bigint not null,
    constraint listing_state_pkey primary key (city)
);
alter table catalogue.listing_state enable row level security;
alter table catalogue.listing_state force row level security;
create policy listing_state_of_city on catalogue.listing_state using (city = nullif(current_setting('berdaya.city', true), '')::int);
