-- What businesses sell: products in their variants, what they cost, what was said of them in which language, who let them
-- onto the market, and what there is of each variant at which place.

create schema catalogue;

create table catalogue.product (
    city int not null,
    id uuid not null,
    -- Who makes it, as the record was called when the product was made.
    business uuid not null,
    -- By which people name it: B-7K3F-9QWM-2.
    code text not null,
    category text not null,
    -- Where it stands; who brought it there and why is in its steps.
    state text not null,
    -- Kept on the shelf, or made when ordered.
    made text not null,
    -- Days from an order until it is made; units that can be made in a week.
    lead_days int not null,
    weekly int,
    -- What its variants differ in, at most three: Rasa, Ukuran.
    options text[] not null,
    unit text not null,
    -- Days that it keeps, from the day it is handed over.
    shelf_days int,
    allergens text[] not null,
    -- For parcels abroad: the six figures of the Harmonised System and the country it was made in (ISO 3166-1).
    hs_code text,
    origin text not null,
    created_at timestamptz not null,
    created_by uuid,
    -- When anything that a buyer sees changed last.
    changed_at timestamptz not null,
    constraint product_pkey primary key (city, id),
    constraint product_code_key unique (city, code),
    constraint product_business_fkey foreign key (city, business) references registry.business (city, id),
    constraint product_state_known check (state in ('draft', 'submitted', 'returned', 'published', 'withdrawn')),
    constraint product_made_known check (made in ('stock', 'order')),
    constraint product_lead_days_range check (lead_days between 0 and 365),
    constraint product_weekly_positive check (weekly > 0),
    constraint product_options_count check (cardinality(options) <= 3),
    constraint product_shelf_days_range check (shelf_days between 1 and 3650),
    constraint product_hs_code_form check (hs_code ~ '^[0-9]{6}([0-9]{2})?$'),
    constraint product_origin_form check (origin ~ '^[A-Z]{2}$')
);
create index product_business_idx on catalogue.product (city, business, state);
create index product_state_idx on catalogue.product (city, state, changed_at desc, id);

-- What is said of a product, in each language. Indonesian is always there.
create table catalogue.wording (
    city int not null,
    product uuid not null,
    lang text not null,
    name text not null,
    about text not null,
    story text not null,
    care text not null,
    ingredients text not null,
    constraint wording_pkey primary key (city, product, lang),
    constraint wording_product_fkey foreign key (city, product) references catalogue.product (city, id),
    constraint wording_lang_form check (lang ~ '^[a-z]{2}$'),
    constraint wording_name_length check (length(name) between 1 and 120)
);

-- Who brought a product from one state to another, when, and why.
create table catalogue.step (
    city int not null,
    id uuid not null,
    product uuid not null,
    state text not null,
    at timestamptz not null,
    by uuid,
    reason text not null,
    -- Of a curation: each question and whether it was met.
    answers jsonb not null,
    constraint step_pkey primary key (city, id),
    constraint step_product_fkey foreign key (city, product) references catalogue.product (city, id),
    constraint step_state_known check (state in ('draft', 'submitted', 'returned', 'published', 'withdrawn'))
);
create index step_product_idx on catalogue.step (city, product, at, id);
comment on table catalogue.step is 'append-only: what was decided of a product stays.';

create table catalogue.variant (
    city int not null,
    id uuid not null,
    product uuid not null,
    -- One value for each of the product's options.
    choice text[] not null,
    -- The maker's own number.
    sku text,
    -- Grams, packed as it is sent.
    weight int,
    place int not null,
    -- No longer offered: it stays for the orders that name it.
    retired_at timestamptz,
    constraint variant_pkey primary key (city, id),
    constraint variant_product_fkey foreign key (city, product) references catalogue.product (city, id),
    constraint variant_weight_range check (weight between 1 and 1000000)
);
create index variant_product_idx on catalogue.variant (city, product, place);
-- Two offered variants of a product differ in something.
create unique index variant_choice_key on catalogue.variant (city, product, choice) where retired_at is null;

-- What a variant costs, typed for each currency. The last row in time holds.
create table catalogue.price (
    city int not null,
    variant uuid not null,
    currency text not null,
    from_at timestamptz not null,
    -- Whole rupiah, or the smallest unit of another currency. Empty: not sold for this currency any more.
    amount bigint,
    by uuid,
    constraint price_pkey primary key (city, variant, currency, from_at),
    constraint price_variant_fkey foreign key (city, variant) references catalogue.variant (city, id),
    constraint price_amount_positive check (amount between 1 and 1000000000000),
    constraint price_currency_form check (currency ~ '^[A-Z]{3}$')
);
comment on table catalogue.price is 'append-only: what something cost is known for every day.';

-- What there is of a variant, at which place, and whose it is. A place is a business with its shelf, an outlet, a stall.
create table catalogue.stock (
    city int not null,
    variant uuid not null,
    place uuid not null,
    owner uuid not null,
    -- What somebody who counts would find.
    on_hand int not null,
    -- Of it, promised to paid orders, and kept for buyers who are paying.
    allocated int not null,
    held int not null,
    -- How many may be promised beyond what is there: made to order.
    backorder int not null,
    constraint stock_pkey primary key (city, variant, place, owner),
    constraint stock_variant_fkey foreign key (city, variant) references catalogue.variant (city, id),
    constraint stock_counts_not_negative check (on_hand >= 0 and allocated >= 0 and held >= 0 and backorder >= 0),
    -- Nothing is sold that is not there.
    constraint stock_covers_promises check (allocated + held <= on_hand + backorder)
);

-- Each change of what is on hand, and nothing else changes it.
create table catalogue.movement (
    city int not null,
    id uuid not null,
    variant uuid not null,
    place uuid not null,
    owner uuid not null,
    kind text not null,
    quantity int not null,
    -- What caused it, in the words of the room that did: the same cause moves a variant once.
    cause text not null,
    note text not null,
    at timestamptz not null,
    by uuid,
    constraint movement_pkey primary key (city, id),
    constraint movement_cause_key unique (city, cause, variant, place, owner),
    constraint movement_stock_fkey foreign key (city, variant, place, owner) references catalogue.stock (city, variant, place, owner),
    constraint movement_kind_known check (kind in ('received', 'sold', 'returned', 'counted', 'lost', 'moved_in', 'moved_out')),
    constraint movement_quantity_something check (quantity <> 0),
    constraint movement_sign check (case kind when 'counted' then true when 'received' then quantity > 0 when 'returned' then quantity > 0
                                              when 'moved_in' then quantity > 0 else quantity < 0 end),
    constraint movement_cause_length check (length(cause) between 1 and 200)
);
create index movement_stock_idx on catalogue.movement (city, variant, place, owner, at desc);
comment on table catalogue.movement is 'append-only: on hand is the sum of its movements.';

-- What is kept for somebody who is paying, or promised to somebody who paid.
create table catalogue.hold (
    city int not null,
    -- For what: an order of the market.
    cause uuid not null,
    variant uuid not null,
    place uuid not null,
    owner uuid not null,
    quantity int not null,
    -- Until when it is kept. Empty once it is paid: then it is allocated.
    until timestamptz,
    constraint hold_pkey primary key (city, cause, variant, place, owner),
    constraint hold_stock_fkey foreign key (city, variant, place, owner) references catalogue.stock (city, variant, place, owner),
    constraint hold_quantity_positive check (quantity > 0)
);
create index hold_stock_idx on catalogue.hold (city, variant, place, owner, until);
create index hold_until_idx on catalogue.hold (city, until) where until is not null;

-- One row for each product on the market: all that its card shows and all that it is found by, written when anything of it
-- changes, so that lists and search read one table.
create table catalogue.listing (
    city int not null,
    product uuid not null,
    code text not null,
    -- The business that its maker's record is now.
    maker uuid not null,
    maker_name text not null,
    area text not null,
    category text not null,
    -- By language: {"id": "Keripik singkong balado", "en": …}.
    names jsonb not null,
    -- The cheapest and the dearest variant, by currency: {"IDR": [15000, 27000]}.
    prices jsonb not null,
    lowest bigint not null,
    available boolean not null,
    -- "option:value" of all variants that are offered, for the filters.
    facets text[] not null,
    -- The first photo: name of each size, width, height, alternative text.
    photo jsonb,
    words tsvector not null,
    -- Which lists of stems and synonyms its words were made with.
    edition bigint not null,
    published_at timestamptz not null,
    sold int not null,
    constraint listing_pkey primary key (city, product),
    constraint listing_product_fkey foreign key (city, product) references catalogue.product (city, id)
);
create index listing_words_idx on catalogue.listing using gin (words);
create index listing_category_idx on catalogue.listing (city, category, published_at desc, product);
create index listing_maker_idx on catalogue.listing (city, maker, published_at desc, product);
create index listing_published_idx on catalogue.listing (city, published_at desc, product);
create index listing_lowest_idx on catalogue.listing (city, lowest, product);

-- The words of all listings, with how many listings say them: what a misspelt word is corrected to.
create table catalogue.word (
    city int not null,
    word text not null,
    uses int not null,
    constraint word_pkey primary key (city, word),
    constraint word_uses_positive check (uses >= 0)
);

-- When the words of a city were counted last.
create table catalogue.lexicon (
    city int not null,
    counted_at timestamptz not null,
    constraint lexicon_pkey primary key (city)
);

-- Listings and their words are what everybody reads on the market, and row level security lets no index help a search.
do $$
declare t text;
begin
    for t in select tablename from pg_tables where schemaname = 'catalogue' and tablename not in ('listing', 'word', 'lexicon') order by tablename loop
        execute format('alter table catalogue.%I enable row level security', t);
        execute format('alter table catalogue.%I force row level security', t);
        execute format('create policy %I on catalogue.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)', t || '_of_city', t);
    end loop;
end $$;

-- Businesses as makers of what is sold, as their records are called now.
create view catalogue.maker with (security_invoker = true) as
select b.city, b.business, b.now, b.code, b.name, b.area, b.active, f.sector
from registry.business_now b
left join registry.business_figures f on f.city = b.city and f.business = b.now;

-- Their permits in force, with the numbers that are printed on what they sell.
create view catalogue.permit with (security_invoker = true) as
select city, business, kind, number, expires_on, verified from registry.permit_now;

-- What a variant costs now.
create view catalogue.price_now with (security_invoker = true) as
select distinct on (city, variant, currency) city, variant, currency, amount, from_at
from catalogue.price
order by city, variant, currency, from_at desc;
