-- Money: accounts, journals and their postings, months that are closed, and the nightly proof that the books agree.
--
-- A posting takes an amount from one account and puts it into another, in one currency. Each row balances in itself, so every
-- journal sums to zero in each currency whatever is written, by whom, in whatever order: no trigger has to watch over it,
-- and it holds on a sharded database too. A journal of many legs is cut into such rows when it is posted.

create schema ledger;

create table ledger.account (
    city int not null,
    id uuid not null,
    -- What the account is for; it follows of which kind it is.
    purpose text not null,
    kind text not null,
    -- Whose money it is, or where it lies: a business, an outlet, a courier, a sponsor. Empty for the city itself.
    owner uuid,
    opened_at timestamptz not null,
    opened_by uuid,
    constraint account_pkey primary key (city, id),
    constraint account_purpose_owner_key unique nulls not distinct (city, purpose, owner),
    constraint account_kind_known check (kind in ('asset', 'liability', 'income', 'expense', 'equity'))
);
comment on table ledger.account is 'append-only: an account is never closed, its balance becomes zero.';

create table ledger.journal (
    city int not null,
    id uuid not null,
    -- What caused it, in the words of the room that did: posted twice, it is there once.
    key text not null,
    kind text not null,
    day date not null,
    -- For whoever reads the books; nothing about a person.
    note text not null,
    reverses uuid,
    -- Over what was to be posted: the same key with other contents is refused.
    digest bytea not null,
    at timestamptz not null,
    by uuid,
    constraint journal_pkey primary key (city, id),
    constraint journal_day_key unique (city, id, day),
    constraint journal_key_key unique (city, key),
    -- A journal is reversed once.
    constraint journal_reverses_key unique (city, reverses),
    constraint journal_reverses_fkey foreign key (city, reverses) references ledger.journal (city, id),
    constraint journal_reverses_another check (reverses <> id),
    constraint journal_kind_known check (kind in ('sale', 'refund', 'fee', 'cash', 'settlement', 'payout', 'correction', 'reversal')),
    constraint journal_reversal_says_of_what check ((kind = 'reversal') = (reverses is not null)),
    constraint journal_key_length check (length(key) between 1 and 200)
);
create index journal_day_idx on ledger.journal (city, day, id);
comment on table ledger.journal is 'append-only: what was posted stays, and is undone by its reversal.';

create table ledger.posting (
    city int not null,
    journal uuid not null,
    number int not null,
    day date not null,
    -- The account that receives, and the one that gives.
    debit uuid not null,
    credit uuid not null,
    currency text not null,
    -- Whole rupiah, or the smallest unit of another currency.
    amount bigint not null,
    constraint posting_pkey primary key (city, journal, number),
    constraint posting_journal_fkey foreign key (city, journal, day) references ledger.journal (city, id, day),
    constraint posting_debit_fkey foreign key (city, debit) references ledger.account (city, id),
    constraint posting_credit_fkey foreign key (city, credit) references ledger.account (city, id),
    constraint posting_two_accounts check (debit <> credit),
    constraint posting_amount_positive check (amount > 0),
    constraint posting_currency_form check (currency ~ '^[A-Z]{3}$')
);
create index posting_debit_idx on ledger.posting (city, debit, day, journal);
create index posting_credit_idx on ledger.posting (city, credit, day, journal);
create index posting_journal_idx on ledger.posting (city, journal, day);
comment on table ledger.posting is 'append-only: each row takes from one account what it gives to another.';

-- Both ends of each posting: what came into an account is positive, what went out negative.
create view ledger.leg with (security_invoker = true) as
select city, journal, number, day, debit as account, currency, amount from ledger.posting
union all
select city, journal, number, day, credit as account, currency, -amount as amount from ledger.posting;

-- A month into which nothing is posted any more.
create table ledger.period (
    city int not null,
    -- Its first day.
    month date not null,
    closed_at timestamptz not null,
    closed_by uuid,
    constraint period_pkey primary key (city, month),
    constraint period_month_first check (extract(day from month) = 1)
);
comment on table ledger.period is 'append-only: a closed month stays closed.';

-- What was in each account when a month was closed: balances are read from here and the days since.
create table ledger.closing (
    city int not null,
    month date not null,
    account uuid not null,
    currency text not null,
    balance bigint not null,
    constraint closing_pkey primary key (city, month, account, currency),
    constraint closing_month_fkey foreign key (city, month) references ledger.period (city, month),
    constraint closing_account_fkey foreign key (city, account) references ledger.account (city, id)
);
create index closing_account_idx on ledger.closing (city, account, month);
comment on table ledger.closing is 'append-only: the balance at the end of a closed month.';

-- Each night's count over all that is there.
create table ledger.proof (
    city int not null,
    day date not null,
    at timestamptz not null,
    journals bigint not null,
    postings bigint not null,
    -- Per currency: what came in, what went out.
    sums jsonb not null,
    -- Per rule: how many rows break it.
    findings jsonb not null,
    holds boolean not null,
    constraint proof_pkey primary key (city, day)
);
comment on table ledger.proof is 'append-only: what was counted stays, good or bad.';

-- What makers earned until a day becomes what they are to be paid.
create table ledger.settlement (
    city int not null,
    id uuid not null,
    -- What was earned before this day.
    until date not null,
    -- The day on which it was posted.
    day date not null,
    at timestamptz not null,
    by uuid,
    constraint settlement_pkey primary key (city, id),
    constraint settlement_until_key unique (city, until)
);
comment on table ledger.settlement is 'append-only: a settlement is corrected by the next.';

create table ledger.share (
    city int not null,
    settlement uuid not null,
    -- The account of what the maker earned.
    account uuid not null,
    owner uuid not null,
    amount bigint not null,
    journal uuid not null,
    constraint share_pkey primary key (city, settlement, account),
    constraint share_settlement_fkey foreign key (city, settlement) references ledger.settlement (city, id),
    constraint share_account_fkey foreign key (city, account) references ledger.account (city, id),
    constraint share_journal_fkey foreign key (city, journal) references ledger.journal (city, id),
    constraint share_amount_positive check (amount > 0)
);
create index share_account_idx on ledger.share (city, account, settlement);
create index share_journal_idx on ledger.share (city, journal);
comment on table ledger.share is 'append-only: what a settlement gave to a maker.';

-- Payments to makers that go to the bank together.
create table ledger.batch (
    city int not null,
    id uuid not null,
    at timestamptz not null,
    by uuid,
    constraint batch_pkey primary key (city, id)
);
comment on table ledger.batch is 'append-only: what went to the bank stays as it went.';

create table ledger.payout (
    city int not null,
    id uuid not null,
    batch uuid not null,
    -- The account of what is to be paid.
    account uuid not null,
    owner uuid not null,
    amount bigint not null,
    journal uuid not null,
    constraint payout_pkey primary key (city, id),
    constraint payout_account_key unique (city, batch, account),
    constraint payout_batch_fkey foreign key (city, batch) references ledger.batch (city, id),
    constraint payout_account_fkey foreign key (city, account) references ledger.account (city, id),
    constraint payout_journal_fkey foreign key (city, journal) references ledger.journal (city, id),
    constraint payout_amount_positive check (amount > 0)
);
create index payout_account_idx on ledger.payout (city, account, batch);
create index payout_journal_idx on ledger.payout (city, journal);
comment on table ledger.payout is 'append-only: how it went on stands in its steps.';

create table ledger.payout_step (
    city int not null,
    payout uuid not null,
    state text not null,
    at timestamptz not null,
    by uuid,
    reason text,
    -- The reversal, where the money came back.
    journal uuid,
    constraint payout_step_pkey primary key (city, payout, state),
    constraint payout_step_payout_fkey foreign key (city, payout) references ledger.payout (city, id),
    constraint payout_step_journal_fkey foreign key (city, journal) references ledger.journal (city, id),
    constraint payout_step_state_known check (state in ('paid', 'returned')),
    constraint payout_step_return_is_reversed check ((state = 'returned') = (journal is not null))
);
create index payout_step_journal_idx on ledger.payout_step (city, journal);
comment on table ledger.payout_step is 'append-only: what the bank said.';

do $$
declare t text;
begin
    foreach t in array array['account', 'journal', 'posting', 'period', 'closing', 'proof', 'settlement', 'share', 'batch', 'payout', 'payout_step'] loop
        execute format('alter table ledger.%I enable row level security', t);
        execute format('alter table ledger.%I force row level security', t);
        execute format('create policy %I on ledger.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)', t || '_of_city', t);
    end loop;
end $$;

-- For the figures: how much was sold for makers, month by month, without who.
create view ledger.sales_figures with (security_invoker = true) as
select l.city,
       (date_trunc('month', l.day))::date as month,
       l.currency,
       count(distinct l.account) as makers,
       sum(-l.amount)::bigint as amount
from ledger.leg l
join ledger.account a on a.city = l.city and a.id = l.account and a.purpose = 'payable'
join ledger.journal j on j.city = l.city and j.id = l.journal and j.kind in ('sale', 'refund')
group by l.city, (date_trunc('month', l.day))::date, l.currency;

-- Businesses for which something may be sold.
create view ledger.maker with (security_invoker = true) as
select city, business as id from registry.business_figures;
