-- What other currencies are worth in rupiah, as the city wrote down. The last row of the last day holds.
create table ledger.rate (
    city int not null,
    currency text not null,
    day date not null,
    at timestamptz not null,
    by uuid,
    -- Hundredths of a rupiah for one whole unit of the currency: 1625050 is Rp 16.250,50 for a dollar.
    hundredths bigint not null,
    -- Where it stands: "Bank Indonesia, kurs tengah".
    source text not null,
    constraint rate_pkey primary key (city, currency, day, at),
    constraint rate_currency_form check (currency ~ '^[A-Z]{3}$' and currency <> 'IDR'),
    constraint rate_range check (hundredths between 1 and 1000000000000),
    constraint rate_source_length check (length(source) between 3 and 100)
);
comment on table ledger.rate is 'append-only: at which rate something was booked is known for every day.';
alter table ledger.rate enable row level security;
alter table ledger.rate force row level security;
create policy rate_of_city on ledger.rate using (city = nullif(current_setting('berdaya.city', true), '')::int);
