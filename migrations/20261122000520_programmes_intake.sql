-- Programmes with their stages, calls for applicants, and the places that a call has.

create table programmes.programme (
    city int not null,
    id uuid not null,
    name text not null,
    category text not null,
    agency uuid,
    about text not null,
    created_at timestamptz not null,
    created_by uuid,
    closed_at timestamptz,
    closed_by uuid,
    closed_reason text,
    constraint programme_pkey primary key (city, id),
    constraint programme_category_known check (category in ('wub', 'women', 'youth', 'disability', 'other'))
);
create unique index programme_open_name_key on programmes.programme (city, lower(name)) where closed_at is null;

-- The way through a programme. A stage that is taken away stays, with its end: people stood in it.
create table programmes.stage (
    city int not null,
    id uuid not null,
    programme uuid not null,
    place int not null,
    kind text not null,
    name text not null,
    set_at timestamptz not null,
    set_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    constraint stage_pkey primary key (city, id),
    constraint stage_programme_fkey foreign key (city, programme) references programmes.programme (city, id),
    constraint stage_kind_known check (kind in ('register', 'select', 'train', 'mentor', 'permit', 'sell', 'capital', 'other'))
);
create index stage_programme_idx on programmes.stage (city, programme, place, id);
create unique index stage_name_key on programmes.stage (city, programme, lower(name)) where ended_at is null;

create table programmes.call (
    city int not null,
    id uuid not null,
    programme uuid not null,
    name text not null,
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    -- How places are given: by arrival, or by selection after the call has closed.
    method text not null,
    -- How long a place is held for whoever moved up from the waiting list.
    accept_days int not null,
    -- Whether each kelurahan has places of its own beside those in all.
    by_area boolean not null,
    -- Who goes first among equals in the ranking.
    prefers text,
    -- Two reviewers who differ by more points in a hundred need a third.
    gap int not null,
    objection_days int not null,
    created_at timestamptz not null,
    created_by uuid,
    ranked_at timestamptz,
    ranked_by uuid,
    published_at timestamptz,
    published_by uuid,
    cancelled_at timestamptz,
    cancelled_by uuid,
    cancelled_reason text,
    constraint call_pkey primary key (city, id),
    constraint call_by_area_key unique (city, id, by_area),
    constraint call_programme_fkey foreign key (city, programme) references programmes.programme (city, id),
    constraint call_closes_later check (closes_at > opens_at),
    constraint call_method_known check (method in ('arrival', 'selection')),
    constraint call_prefers_known check (prefers in ('heads_family')),
    constraint call_accept_days_few check (accept_days between 1 and 60),
    constraint call_gap_in_hundred check (gap between 0 and 100),
    constraint call_objection_days_few check (objection_days between 0 and 60)
);
create index call_programme_idx on programmes.call (city, programme, opens_at, id);
create index call_closes_idx on programmes.call (city, closes_at, id);

create table programmes.rule (
    city int not null,
    call uuid not null,
    kind text not null,
    number int,
    constraint rule_pkey primary key (city, call, kind),
    constraint rule_call_fkey foreign key (city, call) references programmes.call (city, id),
    constraint rule_kind_known check (kind in ('resident', 'age_at_least', 'age_at_most', 'woman', 'married', 'recommendation', 'not_civil_servant', 'not_recipient')),
    constraint rule_number_where_needed check ((number is not null) = (kind in ('age_at_least', 'age_at_most'))),
    constraint rule_number_positive check (number between 1 and 120)
);

-- Places: one line for the whole city and, where the call has places by kelurahan, one for each.
create table programmes.quota (
    city int not null,
    call uuid not null,
    area text collate "C" not null,
    places int not null,
    constraint quota_pkey primary key (city, call, area),
    constraint quota_places_key unique (city, call, area, places),
    constraint quota_call_fkey foreign key (city, call) references programmes.call (city, id),
    constraint quota_places_some check (places between 0 and 1000000)
);

create table programmes.applicant (
    city int not null,
    id uuid not null,
    call uuid not null,
    -- By which everybody may speak of the application.
    code text not null,
    -- Who applied, and the record in force that this one is found to be.
    person uuid not null,
    root uuid not null,
    -- The kelurahan of the home when they applied: whose places count.
    area text collate "C" not null,
    -- In the order of arrival, without a gap.
    number int not null,
    state text not null,
    channel text not null,
    answers jsonb not null default '{}',
    idea text,
    applied_at timestamptz not null,
    applied_by uuid,
    -- Of a hundred points, in hundredths; and the place in the ranking.
    score int,
    rank int,
    -- Where the one just above has the same score: what put that one first.
    tie text,
    -- Goes before all others who wait since then: an objection was right.
    first_at timestamptz,
    constraint applicant_pkey primary key (city, id),
    constraint applicant_code_key unique (city, code),
    constraint applicant_call_key unique (city, id, call),
    constraint applicant_tie_known check (tie in ('preferred', 'criterion', 'arrival')),
    constraint applicant_number_key unique (city, call, number),
    constraint applicant_call_fkey foreign key (city, call) references programmes.call (city, id),
    constraint applicant_state_known check (state in ('applied', 'waiting', 'offered', 'placed', 'refused', 'withdrawn', 'lapsed', 'double')),
    constraint applicant_channel_known check (channel in ('own', 'desk', 'list'))
);
-- One application per person and call, also when two records turn out to be one person.
create unique index applicant_once_key on programmes.applicant (city, call, root) where state not in ('withdrawn', 'double');
create index applicant_root_idx on programmes.applicant (city, root);
create index applicant_person_idx on programmes.applicant (city, person);
create index applicant_waiting_idx on programmes.applicant (city, call, first_at, rank, number) where state = 'waiting';

create table programmes.step (
    city int not null,
    id uuid not null,
    applicant uuid not null,
    state text not null,
    because text not null,
    -- In somebody's words, for the applicant to read.
    reason text,
    at timestamptz not null,
    by_account uuid,
    constraint step_pkey primary key (city, id),
    constraint step_applicant_fkey foreign key (city, applicant) references programmes.applicant (city, id)
);
create index step_applicant_idx on programmes.step (city, applicant, at, id);
comment on table programmes.step is 'append-only: what became of an application, and why';

-- A place that somebody holds. Its numbers are unique among those held and not above the quota, which the foreign keys
-- bring beside them: whatever a program does, no more places are held than there are.
create table programmes.seat (
    city int not null,
    id uuid not null,
    call uuid not null,
    applicant uuid not null,
    whole_area text collate "C" not null,
    whole_number int not null,
    whole_places int not null,
    by_area boolean not null,
    area text collate "C",
    area_number int,
    area_places int,
    given_at timestamptz not null,
    -- Until when it is held for an answer; none where none is needed.
    held_until timestamptz,
    accepted_at timestamptz,
    released_at timestamptz,
    constraint seat_pkey primary key (city, id),
    constraint seat_applicant_fkey foreign key (city, applicant) references programmes.applicant (city, id),
    constraint seat_call_fkey foreign key (city, call, by_area) references programmes.call (city, id, by_area),
    constraint seat_whole_fkey foreign key (city, call, whole_area, whole_places)
        references programmes.quota (city, call, area, places) on update cascade,
    constraint seat_area_fkey foreign key (city, call, area, area_places)
        references programmes.quota (city, call, area, places) on update cascade,
    constraint seat_whole_is_city check (length(whole_area) = 5),
    constraint seat_whole_fits check (released_at is not null or whole_number between 1 and whole_places),
    constraint seat_area_fits check (released_at is not null or not by_area or area_number between 1 and area_places),
    constraint seat_area_known check (by_area = (area is not null) and by_area = (area_number is not null)
        and by_area = (area_places is not null))
);
create unique index seat_whole_number_key on programmes.seat (city, call, whole_number) where released_at is null;
create unique index seat_area_number_key on programmes.seat (city, call, area, area_number) where released_at is null and area is not null;
create unique index seat_applicant_key on programmes.seat (city, applicant) where released_at is null;
create index seat_applicant_idx on programmes.seat (city, applicant);
create index seat_call_idx on programmes.seat (city, call, by_area);
create index seat_whole_idx on programmes.seat (city, call, whole_area, whole_places);
create index seat_area_idx on programmes.seat (city, call, area, area_places);
create index seat_held_idx on programmes.seat (city, held_until) where released_at is null and accepted_at is null;

create table programmes.document (
    city int not null,
    id uuid not null,
    applicant uuid not null,
    kind text not null,
    file uuid not null,
    media text not null,
    added_at timestamptz not null,
    added_by uuid,
    -- What an officer found who looked at it.
    verdict text,
    looked_at timestamptz,
    looked_by uuid,
    remark text,
    constraint document_pkey primary key (city, id),
    constraint document_applicant_fkey foreign key (city, applicant) references programmes.applicant (city, id),
    constraint document_kind_known check (kind in ('ktp', 'recommendation', 'other')),
    constraint document_verdict_known check (verdict in ('right', 'wrong')),
    constraint document_verdict_by_whom check ((verdict is null) = (looked_at is null))
);
create index document_applicant_idx on programmes.document (city, applicant, id);

-- What an officer found of a rule, with the papers before the eyes: it goes before what the records say.
create table programmes.finding (
    city int not null,
    id uuid not null,
    applicant uuid not null,
    rule text not null,
    verdict text not null,
    reason text not null,
    at timestamptz not null,
    by_account uuid,
    constraint finding_pkey primary key (city, id),
    constraint finding_applicant_fkey foreign key (city, applicant) references programmes.applicant (city, id),
    constraint finding_verdict_known check (verdict in ('passed', 'failed'))
);
create index finding_applicant_idx on programmes.finding (city, applicant, at, id);
comment on table programmes.finding is 'append-only: officers'' words about rules';

do $$
declare t text;
begin
    foreach t in array array['applicant', 'call', 'document', 'finding', 'programme', 'quota', 'rule', 'seat', 'stage', 'step'] loop
        execute format('alter table programmes.%I enable row level security', t);
        execute format('alter table programmes.%I force row level security', t);
        execute format(
            'create policy %I on programmes.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
