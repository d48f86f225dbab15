-- What is bought: orders, in one parcel for each maker; what was tried to pay for them, what providers told, what goes back.

create schema market;

-- What the city asks of makers and buyers, from a day on. The last row in time holds.
create table market.term (
    city int not null,
    from_at timestamptz not null,
    by uuid,
    -- What the city keeps of goods, in hundredths of a percent.
    commission int not null,
    -- How long a buyer may take to pay, in minutes.
    minutes int not null,
    -- What sending costs in whole rupiah: the first kilogram and each further one, within the city, the province, the country.
    city_first bigint not null,
    city_next bigint not null,
    province_first bigint not null,
    province_next bigint not null,
    country_first bigint not null,
    country_next bigint not null,
    constraint term_pkey primary key (city, from_at),
    constraint term_commission_range check (commission between 0 and 3000),
    constraint term_minutes_range check (minutes between 5 and 1440),
    constraint term_rates_range check (
        city_first between 0 and 10000000 and city_next between 0 and 10000000
        and province_first between 0 and 10000000 and province_next between 0 and 10000000
        and country_first between 0 and 10000000 and country_next between 0 and 10000000)
);
comment on table market.term is 'append-only: under which terms something was bought is known for every day.';

create table market.order (
    city int not null,
    id uuid not null,
    -- By which people name it: PSN-7K3F-9QWM-2.
    code text not null,
    -- What the buyer's side made up for it: sent again, it is the same order.
    key text not null,
    -- What was asked for under the key, so that another wish under the same key is refused.
    digest bytea not null,
    -- Where it stands; who brought it there is in its steps.
    state text not null,
    -- Name, telephone, mail and address of the buyer, sealed. Empty once nothing needs them any more.
    contact bytea,
    lang text not null,
    -- Fetched at the makers, or sent.
    way text not null,
    -- Where to: the smallest territory that is known.
    area text,
    -- Whole rupiah.
    goods bigint not null,
    shipping bigint not null,
    placed_at timestamptz not null,
    pay_until timestamptz not null,
    constraint order_pkey primary key (city, id),
    constraint order_code_key unique (city, code),
    constraint order_key_key unique (city, key),
    constraint order_key_length check (length(key) between 8 and 100),
    constraint order_state_known check (state in ('open', 'paid', 'stuck', 'lapsed', 'cancelled')),
    constraint order_way_known check (way in ('pickup', 'sent')),
    constraint order_lang_form check (lang ~ '^[a-z]{2}$'),
    constraint order_sent_somewhere check (way = 'pickup' or area is not null),
    constraint order_amounts check (goods > 0 and shipping >= 0)
);
create index order_state_idx on market.order (city, state, placed_at desc, id);
create index order_open_idx on market.order (city, pay_until) where state = 'open';

-- What one maker has to hand over.
create table market.parcel (
    city int not null,
    id uuid not null,
    "order" uuid not null,
    -- The business that its maker's record was when it was bought.
    maker uuid not null,
    maker_name text not null,
    number int not null,
    state text not null,
    goods bigint not null,
    shipping bigint not null,
    -- What the city keeps of the goods, as agreed when it was bought.
    commission bigint not null,
    -- Grams, packed.
    weight int not null,
    -- Who carries it and under which number.
    courier text,
    tracking text,
    -- Until when the maker says that it will come.
    confirm_until timestamptz,
    changed_at timestamptz not null,
    constraint parcel_pkey primary key (city, id),
    constraint parcel_order_fkey foreign key (city, "order") references market.order (city, id),
    constraint parcel_maker_key unique (city, "order", maker),
    constraint parcel_number_key unique (city, "order", number),
    constraint parcel_state_known check (state in ('waiting', 'new', 'confirmed', 'packed', 'sent', 'received', 'returned', 'cancelled')),
    constraint parcel_amounts check (goods > 0 and shipping >= 0 and commission between 0 and goods),
    constraint parcel_weight_positive check (weight > 0)
);
create index parcel_maker_idx on market.parcel (city, maker, state, changed_at desc, id);
create index parcel_late_idx on market.parcel (city, confirm_until) where state = 'new';

-- What lies in a parcel, as it was called and what it cost when it was bought.
create table market.line (
    city int not null,
    parcel uuid not null,
    number int not null,
    product uuid not null,
    variant uuid not null,
    -- Where it lies until it is handed over.
    place uuid not null,
    owner uuid not null,
    name text not null,
    choice text[] not null,
    price bigint not null,
    quantity int not null,
    constraint line_pkey primary key (city, parcel, number),
    constraint line_variant_key unique (city, parcel, variant),
    constraint line_parcel_fkey foreign key (city, parcel) references market.parcel (city, id),
    constraint line_price_positive check (price > 0),
    constraint line_quantity_range check (quantity between 1 and 10000)
);
comment on table market.line is 'append-only: what was bought at which price does not change.';

-- Who brought an order or one of its parcels from one state to another, when, and why.
create table market.step (
    city int not null,
    id uuid not null,
    "order" uuid not null,
    parcel uuid,
    state text not null,
    at timestamptz not null,
    by uuid,
    note text not null,
    constraint step_pkey primary key (city, id),
    constraint step_order_fkey foreign key (city, "order") references market.order (city, id),
    constraint step_parcel_fkey foreign key (city, parcel) references market.parcel (city, id),
    constraint step_note_length check (length(note) <= 500)
);
create index step_order_idx on market.step (city, "order", at, id);
create index step_parcel_idx on market.step (city, parcel) where parcel is not null;
comment on table market.step is 'append-only: what became of an order stays.';

-- One try to have an order paid in one way. Its id is the reference that the provider is given.
create table market.attempt (
    city int not null,
    id uuid not null,
    "order" uuid not null,
    provider text not null,
    method text not null,
    -- Whole rupiah.
    amount bigint not null,
    state text not null,
    opened_at timestamptz not null,
    expires_at timestamptz not null,
    -- The provider's, once it has answered.
    reference text,
    -- What the buyer is shown: a code, a number, a page.
    show jsonb,
    -- When the provider was asked last how it stands.
    asked_at timestamptz,
    paid_at timestamptz,
    -- What came in, in whole rupiah.
    received bigint,
    constraint attempt_pkey primary key (city, id),
    constraint attempt_order_fkey foreign key (city, "order") references market.order (city, id),
    constraint attempt_state_known check (state in ('new', 'open', 'paid', 'refused', 'closed', 'odd')),
    constraint attempt_amount_positive check (amount > 0)
);
create index attempt_order_idx on market.attempt (city, "order", opened_at);
create index attempt_waiting_idx on market.attempt (city, coalesce(asked_at, opened_at)) where state in ('new', 'open');
-- A buyer pays one order in one way at a time.
create unique index attempt_live_key on market.attempt (city, "order") where state in ('new', 'open');

-- What providers told, as it came: each piece of news once.
create table market.notice (
    city int not null,
    provider text not null,
    event text not null,
    attempt uuid not null,
    told jsonb not null,
    received_at timestamptz not null,
    applied_at timestamptz,
    constraint notice_pkey primary key (city, provider, event)
);
create index notice_attempt_idx on market.notice (city, attempt);

-- Money that goes back to a buyer.
create table market.refund (
    city int not null,
    id uuid not null,
    "order" uuid not null,
    -- The payment out of which it goes back.
    attempt uuid not null,
    parcel uuid,
    -- What it is for, so that it goes back once: parcel/…, order/…, double/….
    cause text not null,
    amount bigint not null,
    state text not null,
    -- Through the provider, or by hand: a transfer, cash at a counter.
    way text not null,
    reference text,
    reason text not null,
    asked_at timestamptz not null,
    done_at timestamptz,
    by uuid,
    constraint refund_pkey primary key (city, id),
    constraint refund_cause_key unique (city, cause),
    constraint refund_order_fkey foreign key (city, "order") references market.order (city, id),
    constraint refund_attempt_fkey foreign key (city, attempt) references market.attempt (city, id),
    constraint refund_parcel_fkey foreign key (city, parcel) references market.parcel (city, id),
    constraint refund_state_known check (state in ('asked', 'underway', 'failed', 'done')),
    constraint refund_way_known check (way in ('provider', 'hand')),
    constraint refund_amount_positive check (amount > 0),
    constraint refund_done_when check ((state = 'done') = (done_at is not null))
);
create index refund_order_idx on market.refund (city, "order");
create index refund_attempt_idx on market.refund (city, attempt);
create index refund_parcel_idx on market.refund (city, parcel) where parcel is not null;
create index refund_state_idx on market.refund (city, state, asked_at) where state <> 'done';

do $$
declare t text;
begin
    for t in select tablename from pg_tables where schemaname = 'market' order by tablename loop
        execute format('alter table market.%I enable row level security', t);
        execute format('alter table market.%I force row level security', t);
        execute format('create policy %I on market.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)', t || '_of_city', t);
    end loop;
end $$;
