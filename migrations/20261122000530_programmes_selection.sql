-- How applicants of a call are compared: criteria, blind reviews, interviews, and objections to what came of it.

create table programmes.criterion (
    city int not null,
    id uuid not null,
    call uuid not null,
    place int not null,
    name text not null,
    weight int not null,
    constraint criterion_pkey primary key (city, id),
    constraint criterion_call_fkey foreign key (city, call) references programmes.call (city, id),
    constraint criterion_weight_positive check (weight between 1 and 1000)
);
create unique index criterion_name_key on programmes.criterion (city, call, lower(name));
create index criterion_call_idx on programmes.criterion (city, call, place, id);

-- One look at one application. Two are blind; where these are far apart a third one is, or both agree in a talk, which the
-- other one confirms. A correction follows an objection that was right.
create table programmes.review (
    city int not null,
    id uuid not null,
    applicant uuid not null,
    reviewer uuid not null,
    kind text not null,
    place int not null,
    claimed_at timestamptz not null,
    submitted_at timestamptz,
    confirmed_by uuid,
    -- For the applicant to read, once it is published.
    remark text,
    constraint review_pkey primary key (city, id),
    constraint review_applicant_fkey foreign key (city, applicant) references programmes.applicant (city, id),
    constraint review_kind_known check (kind in ('blind', 'talk', 'correction')),
    constraint review_place_of_kind check (case kind when 'blind' then place between 1 and 3 when 'talk' then place = 3
        else place = 4 end),
    constraint review_talk_by_two check (case kind when 'talk' then (submitted_at is null) = (confirmed_by is null)
        else confirmed_by is null end),
    constraint review_talk_not_alone check (confirmed_by <> reviewer)
);
-- A third reviewer and a talk exclude each other: both take the third place.
create unique index review_place_key on programmes.review (city, applicant, place);
create unique index review_reviewer_key on programmes.review (city, applicant, reviewer) where kind <> 'talk';
create index review_mine_idx on programmes.review (city, reviewer, claimed_at);

create table programmes.mark (
    city int not null,
    review uuid not null,
    criterion uuid not null,
    points int not null,
    constraint mark_pkey primary key (city, review, criterion),
    constraint mark_review_fkey foreign key (city, review) references programmes.review (city, id),
    constraint mark_criterion_fkey foreign key (city, criterion) references programmes.criterion (city, id),
    constraint mark_points_of_five check (points between 0 and 5)
);
create index mark_criterion_idx on programmes.mark (city, criterion);

-- A time at which applicants are heard. One that is closed stays, with whoever had it.
create table programmes.slot (
    city int not null,
    id uuid not null,
    call uuid not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    place text not null,
    capacity int not null,
    created_at timestamptz not null,
    created_by uuid,
    closed_at timestamptz,
    closed_by uuid,
    constraint slot_pkey primary key (city, id),
    constraint slot_capacity_key unique (city, id, call, capacity),
    constraint slot_call_fkey foreign key (city, call) references programmes.call (city, id),
    constraint slot_ends_later check (ends_at > starts_at),
    constraint slot_capacity_some check (capacity between 1 and 100)
);
create unique index slot_once_key on programmes.slot (city, call, starts_at, lower(place)) where closed_at is null;
create index slot_call_idx on programmes.slot (city, call, starts_at, id);

-- A slot that somebody took. Its numbers are unique in the slot and not above its capacity, which the foreign key brings
-- beside them; nobody has two.
create table programmes.interview (
    city int not null,
    id uuid not null,
    call uuid not null,
    slot uuid not null,
    capacity int not null,
    number int not null,
    applicant uuid not null,
    taken_at timestamptz not null,
    taken_by uuid,
    released_at timestamptz,
    outcome text,
    -- What was said, for those who mark.
    note text,
    noted_at timestamptz,
    noted_by uuid,
    constraint interview_pkey primary key (city, id),
    constraint interview_slot_fkey foreign key (city, slot, call, capacity)
        references programmes.slot (city, id, call, capacity) on update cascade,
    constraint interview_applicant_fkey foreign key (city, applicant, call) references programmes.applicant (city, id, call),
    constraint interview_fits check (released_at is not null or number between 1 and capacity),
    constraint interview_outcome_known check (outcome in ('came', 'absent')),
    constraint interview_noted_whole check ((outcome is null) = (noted_at is null))
);
create unique index interview_number_key on programmes.interview (city, slot, number) where released_at is null;
create unique index interview_applicant_key on programmes.interview (city, applicant) where released_at is null;
create index interview_applicant_idx on programmes.interview (city, applicant, call);
create index interview_slot_idx on programmes.interview (city, slot, call, capacity);

create table programmes.objection (
    city int not null,
    id uuid not null,
    applicant uuid not null,
    text_sealed bytea,
    at timestamptz not null,
    by_account uuid,
    outcome text,
    answer text,
    answered_at timestamptz,
    answered_by uuid,
    constraint objection_pkey primary key (city, id),
    constraint objection_applicant_fkey foreign key (city, applicant) references programmes.applicant (city, id),
    constraint objection_outcome_known check (outcome in ('upheld', 'rejected')),
    constraint objection_answered_whole check ((outcome is null) = (answered_at is null) and (outcome is null) = (answer is null))
);
create unique index objection_applicant_key on programmes.objection (city, applicant);

do $$
declare t text;
begin
    foreach t in array array['criterion', 'interview', 'mark', 'objection', 'review', 'slot'] loop
        execute format('alter table programmes.%I enable row level security', t);
        execute format('alter table programmes.%I force row level security', t);
        execute format(
            'create policy %I on programmes.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
