-- Who has passed a training: the rule, the marks of its test, and the certificates. And what participants say of sessions.

-- What it takes to pass. What is said anew ends what was said before; certificates keep what they were given for.
create table programmes.passing (
    city int not null,
    id uuid not null,
    training uuid not null,
    -- At least so many per cent of the curriculum's minutes.
    share int not null,
    -- The lowest mark of the test. None: there is no test.
    mark int,
    set_at timestamptz not null,
    set_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    constraint passing_pkey primary key (city, id),
    constraint passing_training_fkey foreign key (city, training) references programmes.training (city, id),
    constraint passing_share_sound check (share between 0 and 100),
    constraint passing_mark_sound check (mark between 1 and 100)
);
create unique index passing_once_key on programmes.passing (city, training) where ended_at is null;
create index passing_training_idx on programmes.passing (city, training);

-- The mark of somebody in the test of a training. A mark that was given anew ends the one before.
create table programmes.test_mark (
    city int not null,
    id uuid not null,
    participant uuid not null,
    mark int not null,
    given_at timestamptz not null,
    given_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    constraint test_mark_pkey primary key (city, id),
    constraint test_mark_participant_fkey foreign key (city, participant) references programmes.participant (city, id),
    constraint test_mark_sound check (mark between 0 and 100)
);
create unique index test_mark_once_key on programmes.test_mark (city, participant) where ended_at is null;
create index test_mark_participant_idx on programmes.test_mark (city, participant);

create table programmes.certificate (
    city int not null,
    id uuid not null,
    participant uuid not null,
    -- Counted in each city and year: 17/2027.
    year int not null,
    number int not null,
    -- As printed: what is corrected elsewhere later does not change a paper that is out.
    name text not null,
    training_name text not null,
    agency_name text,
    minutes int not null,
    mark int,
    on_day date not null,
    signer text not null,
    signer_title text not null,
    issued_at timestamptz not null,
    issued_by uuid,
    revoked_at timestamptz,
    revoked_by uuid,
    revoked_reason text,
    constraint certificate_pkey primary key (city, id),
    constraint certificate_number_key unique (city, year, number),
    constraint certificate_participant_fkey foreign key (city, participant) references programmes.participant (city, id),
    constraint certificate_minutes_sound check (minutes > 0),
    constraint certificate_revoking_reasoned check ((revoked_at is null) = (revoked_reason is null))
);
create unique index certificate_once_key on programmes.certificate (city, participant) where revoked_at is null;
create index certificate_participant_idx on programmes.certificate (city, participant);

-- What somebody who was in a session says of it. Said anew it takes the place of what was said before.
create table programmes.feedback (
    city int not null,
    id uuid not null,
    session uuid not null,
    participant uuid not null,
    -- From 1, bad, to 5, good: how useful it was, how well it was taught, and the place or the connection.
    useful int not null,
    taught int not null,
    place int,
    said text,
    given_at timestamptz not null,
    constraint feedback_pkey primary key (city, id),
    constraint feedback_once_key unique (city, session, participant),
    constraint feedback_session_fkey foreign key (city, session) references programmes.session (city, id),
    constraint feedback_participant_fkey foreign key (city, participant) references programmes.participant (city, id),
    constraint feedback_useful_sound check (useful between 1 and 5),
    constraint feedback_taught_sound check (taught between 1 and 5),
    constraint feedback_place_sound check (place between 1 and 5)
);
create index feedback_participant_idx on programmes.feedback (city, participant);

do $$
declare t text;
begin
    foreach t in array array['certificate', 'feedback', 'passing', 'test_mark'] loop
        execute format('alter table programmes.%I enable row level security', t);
        execute format('alter table programmes.%I force row level security', t);
        execute format(
            'create policy %I on programmes.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
