-- What can be searched for: one row for each person and business in force, and the words that occur, for mending slips.

create table registry.entry (
    city int not null,
    -- The person or the business.
    subject uuid not null,
    kind text not null,
    area text collate "C" not null,
    -- The name as it sounds, for the order of what was found.
    name text not null,
    -- Marks that it is found by: words, numbers, codes and territories, each led by the city, so that one index serves
    -- many cities and none reads another's, and by the kind, so that it is known how common it is among that kind.
    marks tsvector not null,
    constraint entry_pkey primary key (city, subject),
    constraint entry_kind_known check (kind in ('person', 'business'))
);
-- A short list of what is not yet sorted in: a search reads all of it.
create index entry_marks_idx on registry.entry using gin (marks) with (gin_pending_list_limit = 256);
-- Where many bear a mark, reading entries one after the other comes to the first of them sooner than any list of all. In
-- an order that has to do with nothing: side by side lie those of one list, which bear the same marks or all lack them.
create index entry_spread_idx on registry.entry (city, kind, uuid_hash(subject));

create table registry.vocabulary (
    city int not null,
    -- As it sounds.
    word text collate "C" not null,
    -- As somebody wrote it.
    shown text not null,
    -- In how many entries; counted at night, because counting at each change would make all wait for the common words.
    uses int not null,
    constraint vocabulary_pkey primary key (city, word)
);

-- Each word, and what is left of it without one of its letters: two words that are one slip apart share a form. Found by
-- equality, which row level security lets an index do, where the likeness of trigrams would read every word.
create table registry.spelling (
    city int not null,
    form text collate "C" not null,
    word text collate "C" not null,
    constraint spelling_pkey primary key (city, form, word),
    constraint spelling_word_fkey foreign key (city, word) references registry.vocabulary (city, word)
);
create index spelling_word_idx on registry.spelling (city, word);

do $$
declare t text;
begin
    foreach t in array array['entry', 'spelling', 'vocabulary'] loop
        execute format('alter table registry.%I enable row level security', t);
        execute format('alter table registry.%I force row level security', t);
        execute format(
            'create policy %I on registry.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;

-- The entries that bear marks. Row level security lets no index help a full-text search, because its operator is not
-- leakproof: 300,000 rows would be read for each. So this function reads past it, and is therefore narrow: of the city
-- of the transaction or nothing, below the territory given, and only which they are; what they hold is read by the
-- caller, under row level security.
--
-- `queries` are asked in turn, each of one kind and worth a tier, the best tiers first; once a tier has found `most` of
-- them, the lower ones are not asked. An entry comes once for each query that finds it. Each query is planned by itself
-- with its values, because how common a mark is decides how it is found.
create function registry.search(
    of_city int, below text, tiers int[], kinds text[], queries text[], sound text, most int)
returns table (subject uuid, kind text, rank int)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
declare
    found_in int[];
    many int;
begin
    if of_city is distinct from nullif(current_setting('berdaya.city', true), '')::int then
        return;
    end if;
    found_in := array[0, 0, 0];
    for i in 1 .. cardinality(queries) loop
        continue when found_in[2] >= most and tiers[i] < 2;
        return query execute
            'select e.subject, e.kind, $6 * 1000 + (public.similarity(e.name, $5) * 900)::int
             from registry.entry e
             where e.marks @@ $4::tsquery and e.city = $1 and e.kind = $3 and e.area >= $2 and e.area < $2 || ''~''
             limit $7'
        using of_city, below, kinds[i], queries[i], sound, tiers[i], most;
        get diagnostics many = row_count;
        found_in[tiers[i]] := found_in[tiers[i]] + many;
    end loop;
end $$;
revoke execute on function registry.search from public;

-- A list of many rows is taken over in one transaction, whose own rows are in no statistics: the planner takes the tables
-- for as small as they were and reads all of a city for each chunk. Who owns them may count them meanwhile, the
-- application may not.
-- Counts the registry's tables that have grown to four times what the planner knows. One that somebody else counts is left.
create function registry.count_grown(of_city int) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    grown regclass;
begin
    if of_city is distinct from nullif(current_setting('berdaya.city', true), '')::int then
        return;
    end if;
    for grown in
        select c.oid from pg_class c
        where c.relnamespace = 'registry'::regnamespace and c.relkind = 'r'
          and pg_relation_size(c.oid) > 4 * current_setting('block_size')::int * greatest(c.relpages, 16)
    loop
        begin
            execute 'lock table ' || grown || ' in share update exclusive mode nowait';
            execute 'analyze ' || grown;
        exception when lock_not_available then
            null;
        end;
    end loop;
end $$;
revoke execute on function registry.count_grown from public;
