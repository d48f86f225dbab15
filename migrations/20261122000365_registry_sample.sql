-- How good the machine's answers are: pairs drawn at random from what it joined, what it asked, and what it left apart just
-- below the line; people say of each whether it is one person, without seeing what the machine said.
create table registry.link_sample (
    city int not null,
    id uuid not null,
    wanted int not null,
    -- Per part of the machine's answers, how many pairs there were.
    populations jsonb not null,
    at timestamptz not null,
    by_account uuid,
    constraint link_sample_pkey primary key (city, id),
    constraint link_sample_wanted_sane check (wanted between 10 and 2000)
);
create index link_sample_at_idx on registry.link_sample (city, at, id);
comment on table registry.link_sample is 'append-only: who had a sample drawn, and from how many pairs.';

create table registry.link_sample_pair (
    city int not null,
    id uuid not null,
    sample uuid not null,
    -- By chance: the place of a pair tells nothing of where it was drawn from.
    number int not null,
    stratum text not null,
    left_source uuid not null,
    right_source uuid not null,
    -- In thousandths of a bit, as the machine weighed it then.
    weight int not null,
    -- The smallest territory in which both lie: who serves it may judge.
    area text collate "C" not null,
    constraint link_sample_pair_pkey primary key (city, id),
    constraint link_sample_pair_number_key unique (city, sample, number),
    constraint link_sample_pair_sample_fkey foreign key (city, sample) references registry.link_sample (city, id),
    constraint link_sample_pair_left_fkey foreign key (city, left_source) references registry.source (city, id),
    constraint link_sample_pair_right_fkey foreign key (city, right_source) references registry.source (city, id),
    constraint link_sample_pair_stratum_known check
        (stratum in ('joined-low', 'joined-middle', 'joined-high', 'asked', 'apart'))
);
create index link_sample_pair_left_idx on registry.link_sample_pair (city, left_source);
create index link_sample_pair_right_idx on registry.link_sample_pair (city, right_source);
comment on table registry.link_sample_pair is 'append-only: the pairs of a sample.';

create table registry.link_judgement (
    city int not null,
    id uuid not null,
    pair uuid not null,
    verdict text not null,
    at timestamptz not null,
    by_account uuid,
    constraint link_judgement_pkey primary key (city, id),
    constraint link_judgement_pair_fkey foreign key (city, pair) references registry.link_sample_pair (city, id),
    constraint link_judgement_verdict_known check (verdict in ('same', 'different', 'unsure'))
);
create index link_judgement_pair_idx on registry.link_judgement (city, pair, at);
comment on table registry.link_judgement is 'append-only: what a person said of a pair of a sample; the last word holds.';

do $$
declare t text;
begin
    foreach t in array array['link_sample', 'link_sample_pair', 'link_judgement'] loop
        execute format('alter table registry.%I enable row level security', t);
        execute format('alter table registry.%I force row level security', t);
        execute format(
            'create policy %I on registry.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
