-- Trainings: what is taught, when and where, who takes part, and who was there.

create table programmes.training (
    city int not null,
    id uuid not null,
    programme uuid not null,
    name text not null,
    about text not null,
    created_at timestamptz not null,
    created_by uuid,
    closed_at timestamptz,
    closed_by uuid,
    closed_reason text,
    constraint training_pkey primary key (city, id),
    constraint training_programme_fkey foreign key (city, programme) references programmes.programme (city, id),
    constraint training_closing_reasoned check ((closed_at is null) = (closed_reason is null))
);
create unique index training_open_name_key on programmes.training (city, programme, lower(name)) where closed_at is null;
create index training_programme_idx on programmes.training (city, programme, id);

-- The curriculum. A unit that is taken away stays, with its end: sessions were held of it.
create table programmes.unit (
    city int not null,
    id uuid not null,
    training uuid not null,
    place int not null,
    name text not null,
    minutes int not null,
    -- Whoever was not there does not pass.
    required boolean not null,
    material text,
    set_at timestamptz not null,
    set_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    constraint unit_pkey primary key (city, id),
    constraint unit_training_key unique (city, training, id),
    constraint unit_training_fkey foreign key (city, training) references programmes.training (city, id),
    constraint unit_minutes_sound check (minutes between 15 and 6000)
);
create unique index unit_name_key on programmes.unit (city, training, lower(name)) where ended_at is null;

create table programmes.session (
    city int not null,
    id uuid not null,
    training uuid not null,
    unit uuid not null,
    -- By which its codes are told apart; counted in each city.
    number int not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    -- Where it is held: a place, an address on the net, or both.
    place text,
    link text,
    capacity int not null,
    created_at timestamptz not null,
    created_by uuid,
    -- Counts what was said of it, for calendars.
    revision int not null default 0,
    cancelled_at timestamptz,
    cancelled_by uuid,
    cancelled_reason text,
    constraint session_pkey primary key (city, id),
    constraint session_number_key unique (city, number),
    constraint session_capacity_key unique (city, id, capacity),
    constraint session_unit_fkey foreign key (city, training, unit) references programmes.unit (city, training, id),
    constraint session_ends_later check (ends_at > starts_at),
    constraint session_somewhere check (place is not null or link is not null),
    constraint session_capacity_sound check (capacity between 1 and 100000),
    constraint session_cancelling_reasoned check ((cancelled_at is null) = (cancelled_reason is null))
);
create index session_unit_idx on programmes.session (city, training, unit, starts_at, id);
create index session_starts_idx on programmes.session (city, starts_at, id) where cancelled_at is null;

create table programmes.trainer (
    city int not null,
    id uuid not null,
    session uuid not null,
    account uuid not null,
    added_at timestamptz not null,
    added_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    constraint trainer_pkey primary key (city, id),
    constraint trainer_session_fkey foreign key (city, session) references programmes.session (city, id)
);
create unique index trainer_once_key on programmes.trainer (city, session, account) where ended_at is null;
create index trainer_session_idx on programmes.trainer (city, session, id);
create index trainer_account_idx on programmes.trainer (city, account);

-- Somebody who has a place in the programme and takes part in a training of it.
create table programmes.participant (
    city int not null,
    id uuid not null,
    training uuid not null,
    applicant uuid not null,
    number int not null,
    joined_at timestamptz not null,
    joined_by uuid,
    left_at timestamptz,
    left_by uuid,
    left_reason text,
    constraint participant_pkey primary key (city, id),
    constraint participant_number_key unique (city, training, number),
    constraint participant_training_fkey foreign key (city, training) references programmes.training (city, id),
    constraint participant_applicant_fkey foreign key (city, applicant) references programmes.applicant (city, id),
    constraint participant_leaving_reasoned check ((left_at is null) = (left_reason is null))
);
create unique index participant_once_key on programmes.participant (city, training, applicant) where left_at is null;
create index participant_applicant_idx on programmes.participant (city, applicant);

-- A chair in a session, or a place in the queue for one. Chairs are numbered, and the foreign key brings their number in all
-- beside each: whatever a program does, no more are taken than there are.
create table programmes.booking (
    city int not null,
    id uuid not null,
    session uuid not null,
    participant uuid not null,
    -- None: waits for one.
    chair int,
    capacity int not null,
    booked_at timestamptz not null,
    booked_by uuid,
    given_at timestamptz,
    ended_at timestamptz,
    ended_by uuid,
    ended_reason text,
    constraint booking_pkey primary key (city, id),
    constraint booking_session_fkey foreign key (city, session, capacity)
        references programmes.session (city, id, capacity) on update cascade,
    constraint booking_participant_fkey foreign key (city, participant) references programmes.participant (city, id),
    constraint booking_chair_fits check (ended_at is not null or chair is null or chair between 1 and capacity),
    constraint booking_chair_given check ((chair is null) = (given_at is null))
);
create unique index booking_chair_key on programmes.booking (city, session, chair) where ended_at is null and chair is not null;
create unique index booking_once_key on programmes.booking (city, session, participant) where ended_at is null;
create index booking_participant_idx on programmes.booking (city, participant);
create index booking_session_idx on programmes.booking (city, session, capacity);

-- What was sent to whom before a session, so that nobody is told twice.
create table programmes.reminder (
    city int not null,
    session uuid not null,
    participant uuid not null,
    revision int not null,
    sent_at timestamptz not null,
    constraint reminder_pkey primary key (city, session, participant, revision),
    constraint reminder_session_fkey foreign key (city, session) references programmes.session (city, id),
    constraint reminder_participant_fkey foreign key (city, participant) references programmes.participant (city, id)
);
create index reminder_participant_idx on programmes.reminder (city, participant);
comment on table programmes.reminder is 'append-only: who was reminded of what';

-- The secret address of somebody's own calendar. Its secret follows from the id and a key outside of the database.
create table programmes.calendar (
    city int not null,
    id uuid not null,
    account uuid not null,
    made_at timestamptz not null,
    ended_at timestamptz,
    constraint calendar_pkey primary key (city, id)
);
create unique index calendar_account_key on programmes.calendar (city, account) where ended_at is null;

-- That somebody was there. What was wrong is voided with a reason and stays; there is one in force for each session and
-- participant, whichever way and however often it was said.
create table programmes.attendance (
    city int not null,
    id uuid not null,
    session uuid not null,
    participant uuid not null,
    way text not null,
    -- When it was seen, by the clock of whoever saw it, and when it was told here.
    seen_at timestamptz not null,
    recorded_at timestamptz not null,
    recorded_by uuid,
    -- Made by the device that told it, so that telling it again is no second time.
    key text,
    voided_at timestamptz,
    voided_by uuid,
    voided_reason text,
    constraint attendance_pkey primary key (city, id),
    constraint attendance_key_key unique (city, session, key),
    constraint attendance_session_fkey foreign key (city, session) references programmes.session (city, id),
    constraint attendance_participant_fkey foreign key (city, participant) references programmes.participant (city, id),
    constraint attendance_way_known check (way in ('list', 'code', 'sheet')),
    constraint attendance_voiding_reasoned check ((voided_at is null) = (voided_reason is null))
);
create unique index attendance_once_key on programmes.attendance (city, session, participant) where voided_at is null;
create index attendance_participant_idx on programmes.attendance (city, participant, session);

-- A row of a sign-in sheet as it was typed, and who it is found to be. What nobody knows stays a name and does not count.
create table programmes.sheet_row (
    city int not null,
    id uuid not null,
    session uuid not null,
    -- A digest of what was typed, so that a sheet that is taken in again adds nothing.
    mark bytea not null,
    name text not null,
    place text not null,
    verdict text not null,
    participant uuid,
    taken_at timestamptz not null,
    taken_by uuid,
    decided_at timestamptz,
    decided_by uuid,
    constraint sheet_row_pkey primary key (city, id),
    constraint sheet_row_mark_key unique (city, session, mark),
    constraint sheet_row_session_fkey foreign key (city, session) references programmes.session (city, id),
    constraint sheet_row_participant_fkey foreign key (city, participant) references programmes.participant (city, id),
    constraint sheet_row_verdict_known check (verdict in ('sure', 'doubtful', 'unknown', 'same', 'different')),
    constraint sheet_row_participant_named check ((participant is null) = (verdict = 'unknown'))
);
create index sheet_row_participant_idx on programmes.sheet_row (city, participant);

do $$
declare t text;
begin
    foreach t in array array['attendance', 'booking', 'calendar', 'participant', 'reminder', 'session', 'sheet_row', 'trainer', 'training', 'unit'] loop
        execute format('alter table programmes.%I enable row level security', t);
        execute format('alter table programmes.%I force row level security', t);
        execute format(
            'create policy %I on programmes.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
