-- Sales abroad: what sending costs in which currency, and what a buyer pays beside what that is in the books. All sums of
-- before, in whole rupiah, are what the books say; those charged are in the order's currency.

create table market.tariff (
    city int not null,
    -- Which part of the world: asean, asia, world.
    zone text not null,
    currency text not null,
    from_at timestamptz not null,
    by uuid,
    -- The first half kilogram and each further one, in the currency's smallest unit. Empty: not sent there for it any more.
    first bigint,
    next bigint,
    constraint tariff_pkey primary key (city, zone, currency, from_at),
    constraint tariff_zone_known check (zone in ('asean', 'asia', 'world')),
    constraint tariff_currency_form check (currency ~ '^[A-Z]{3}$' and currency <> 'IDR'),
    constraint tariff_whole check ((first is null) = (next is null)),
    constraint tariff_range check (first between 1 and 1000000000 and next between 0 and 1000000000)
);
comment on table market.tariff is 'append-only: what sending cost is known for every day.';
alter table market.tariff enable row level security;
alter table market.tariff force row level security;
create policy tariff_of_city on market.tariff using (city = nullif(current_setting('berdaya.city', true), '')::int);

alter table market.order add column country text not null default 'ID';
alter table market.order add column currency text not null default 'IDR';
alter table market.order add column charged bigint;
alter table market.order add column charged_shipping bigint;
-- Of another currency: hundredths of a rupiah for one unit of it, and of which day.
alter table market.order add column rate bigint;
alter table market.order add column rate_day date;
update market.order set charged = goods + shipping, charged_shipping = shipping;
alter table market.order alter column charged set not null;
alter table market.order alter column charged_shipping set not null;
alter table market.order add constraint order_country_form check (country ~ '^[A-Z]{2}$');
alter table market.order add constraint order_currency_form check (currency ~ '^[A-Z]{3}$');
alter table market.order add constraint order_charged_range check (charged > 0 and charged_shipping between 0 and charged);
alter table market.order add constraint order_rupiah_charged check (currency <> 'IDR' or charged = goods + shipping);
alter table market.order add constraint order_rate_known check ((currency = 'IDR') = (rate is null) and (rate is null) = (rate_day is null));
alter table market.order drop constraint order_sent_somewhere;
alter table market.order add constraint order_sent_somewhere check (way = 'pickup' or area is not null or country <> 'ID');

alter table market.parcel add column charged bigint;
alter table market.parcel add column charged_shipping bigint;
update market.parcel set charged = goods + shipping, charged_shipping = shipping;
alter table market.parcel alter column charged set not null;
alter table market.parcel alter column charged_shipping set not null;
alter table market.parcel add constraint parcel_charged_range check (charged > 0 and charged_shipping between 0 and charged);

alter table market.line add column charged bigint;
-- What customs asks of it, as it was when it was bought: code of the Harmonised System, where it was made, grams of one.
alter table market.line add column hs_code text;
alter table market.line add column origin text;
alter table market.line add column weight int;
update market.line set charged = price;
alter table market.line alter column charged set not null;
alter table market.line add constraint line_charged_positive check (charged > 0);

alter table market.attempt add column currency text not null default 'IDR';
-- What came in, in rupiah as it was booked.
alter table market.attempt add column worth bigint;
alter table market.attempt add constraint attempt_currency_form check (currency ~ '^[A-Z]{3}$');
update market.attempt set worth = received;

-- What goes back, in rupiah as it was booked.
alter table market.refund add column worth bigint;
update market.refund set worth = amount;
alter table market.refund alter column worth set not null;
alter table market.refund add constraint refund_worth_positive check (worth > 0);
