-- What was decided about which sources speak of one person or business. A decision names sources and not records, so that
-- it stays true whatever becomes of the records; whom each source speaks of follows from all decisions together.
create table registry.link (
    city int not null,
    id uuid not null,
    -- What was decided at once is undone at once.
    act uuid not null,
    side text not null,
    kind text not null,
    left_source uuid,
    right_source uuid,
    -- The decision that this one ends.
    undoes uuid,
    -- Null: the machine.
    by_account uuid,
    -- Of the machine: by which version of the city's policy, and what spoke for it, in thousandths of a bit and in messages.
    policy int,
    weight int,
    reasons jsonb not null default '[]',
    -- Of an officer: in his words.
    why text,
    at timestamptz not null,
    constraint link_pkey primary key (city, id),
    constraint link_left_fkey foreign key (city, left_source) references registry.source (city, id),
    constraint link_right_fkey foreign key (city, right_source) references registry.source (city, id),
    constraint link_undoes_fkey foreign key (city, undoes) references registry.link (city, id),
    constraint link_undoes_key unique (city, undoes),
    constraint link_side_known check (side in ('person', 'business')),
    constraint link_kind_known check (kind in ('same', 'different', 'undo')),
    constraint link_two_sources check
        ((kind <> 'undo') = (left_source is not null) and (left_source is null) = (right_source is null)
         and left_source <> right_source),
    constraint link_undo_names check ((kind = 'undo') = (undoes is not null)),
    constraint link_somebody_decided check (by_account is null or policy is null)
);
create index link_left_idx on registry.link (city, left_source) where left_source is not null;
create index link_right_idx on registry.link (city, right_source) where right_source is not null;
create index link_act_idx on registry.link (city, act);
comment on table registry.link is 'append-only: which sources speak of one and which of two, by whom and why; an undoing is a row too.';

-- How sure the machine must be, in thousandths of a bit, to join by itself and to ask; the newest version holds.
create table registry.link_policy (
    city int not null,
    version int not null,
    sure int not null,
    doubtful int not null,
    at timestamptz not null,
    by_account uuid,
    constraint link_policy_pkey primary key (city, version),
    constraint link_policy_asks_before_it_joins check (doubtful <= sure)
);
comment on table registry.link_policy is 'append-only: how sure the machine had to be, from when on and by whose word.';

-- Pairs that only a human can decide.
create table registry.link_question (
    city int not null,
    id uuid not null,
    side text not null,
    left_source uuid not null,
    right_source uuid not null,
    -- The smallest territory in which both lie: who serves it may answer.
    area text collate "C" not null,
    weight int not null,
    reasons jsonb not null default '[]',
    asked_at timestamptz not null,
    -- The run that asked last: what a later one does not ask again is taken away.
    round uuid not null,
    -- Somebody looks at it: others are shown something else until then.
    claimed_by uuid,
    claimed_until timestamptz,
    later_until timestamptz,
    -- Who put it off last, so that he can take that back.
    later_by uuid,
    later_at timestamptz,
    -- The decisions that answered it.
    act uuid,
    answered_at timestamptz,
    answered_by uuid,
    constraint link_question_pkey primary key (city, id),
    constraint link_question_pair_key unique (city, side, left_source, right_source),
    constraint link_question_left_fkey foreign key (city, left_source) references registry.source (city, id),
    constraint link_question_right_fkey foreign key (city, right_source) references registry.source (city, id),
    constraint link_question_side_known check (side in ('person', 'business')),
    constraint link_question_two_sources check (left_source <> right_source),
    constraint link_question_claim_ends check ((claimed_by is null) = (claimed_until is null)),
    constraint link_question_later_whole check ((later_by is null) = (later_at is null)),
    constraint link_question_answer_whole check ((act is null) = (answered_at is null))
);
create index link_question_open_idx on registry.link_question (city, weight desc, id) where act is null;
create index link_question_claimed_idx on registry.link_question (city, claimed_by) where claimed_by is not null;
create index link_question_answered_idx on registry.link_question (city, answered_at desc) where answered_at is not null;
create index link_question_left_idx on registry.link_question (city, left_source);
create index link_question_right_idx on registry.link_question (city, right_source);

-- How pairs of sources compare, as the machine saw it: what agreement is worth is learned from it, so that what was
-- compared once need not be compared again when another list comes.
create table registry.link_learned (
    city int not null,
    -- Of which model the patterns are.
    model text not null,
    -- The batch that was compared with all that was there; all zeros for the run of the whole city.
    part uuid not null,
    patterns bigint[] not null,
    counts bigint[] not null,
    at timestamptz not null,
    constraint link_learned_pkey primary key (city, model, part)
);

do $$
declare t text;
begin
    foreach t in array array['link', 'link_policy', 'link_question', 'link_learned'] loop
        execute format('alter table registry.%I enable row level security', t);
        execute format('alter table registry.%I force row level security', t);
        execute format(
            'create policy %I on registry.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
