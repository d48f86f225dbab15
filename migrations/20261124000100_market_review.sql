-- What buyers say of what they bought. Whoever holds an order's link says it: one for each product of a parcel.
create table market.review (
    city int not null,
    id uuid not null,
    parcel uuid not null,
    product uuid not null,
    stars int not null,
    -- As the buyer wants to be called; empty where nobody is named.
    name text not null,
    said text not null,
    state text not null,
    -- Why it is not shown.
    reason text not null,
    -- What the maker says to it.
    answer text not null,
    written_at timestamptz not null,
    answered_at timestamptz,
    constraint review_pkey primary key (city, id),
    constraint review_parcel_key unique (city, parcel, product),
    constraint review_parcel_fkey foreign key (city, parcel) references market.parcel (city, id),
    constraint review_stars_range check (stars between 1 and 5),
    constraint review_state_known check (state in ('waiting', 'shown', 'hidden')),
    constraint review_lengths check (length(name) <= 40 and length(said) <= 1000 and length(reason) <= 300 and length(answer) <= 1000),
    constraint review_hidden_because check ((state = 'hidden') = (reason <> '')),
    constraint review_answered_when check ((answer <> '') = (answered_at is not null))
);
create index review_product_idx on market.review (city, product, written_at desc, id);
create index review_state_idx on market.review (city, state, written_at);

alter table market.review enable row level security;
alter table market.review force row level security;
create policy review_of_city on market.review using (city = nullif(current_setting('berdaya.city', true), '')::int);
