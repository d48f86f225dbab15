-- Applicants whom somebody sends as a list: a list of the registry's, whose people apply to a call.

create table programmes.roll (
    city int not null,
    id uuid not null,
    call uuid not null,
    -- The list in the registry, which reads it, and joins its rows with the people who are recorded.
    batch uuid not null,
    sent_at timestamptz not null,
    sent_by uuid,
    -- When all its rows had been gone through.
    entered_at timestamptz,
    -- When the list was undone, and with it what it brought.
    undone_at timestamptz,
    constraint roll_pkey primary key (city, id),
    constraint roll_batch_key unique (city, batch),
    constraint roll_call_fkey foreign key (city, call) references programmes.call (city, id)
);
create index roll_call_idx on programmes.roll (city, call, sent_at, id);

-- What became of each of its rows.
create table programmes.roll_row (
    city int not null,
    roll uuid not null,
    -- The row as the registry has it.
    source uuid not null,
    sheet text not null,
    row_number int not null,
    list_column int not null,
    person uuid,
    result text not null,
    -- The kinds of the rules that failed.
    failed text[] not null default '{}',
    applicant uuid,
    constraint roll_row_pkey primary key (city, roll, source),
    constraint roll_row_roll_fkey foreign key (city, roll) references programmes.roll (city, id),
    constraint roll_row_applicant_fkey foreign key (city, applicant) references programmes.applicant (city, id),
    constraint roll_row_result_known check (result in ('entered', 'already', 'failed', 'nowhere', 'closed', 'unread')),
    constraint roll_row_entered_has_one check ((result = 'entered') = (applicant is not null))
);
create index roll_row_person_idx on programmes.roll_row (city, person);
create index roll_row_applicant_idx on programmes.roll_row (city, applicant);

do $$
declare t text;
begin
    foreach t in array array['roll', 'roll_row'] loop
        execute format('alter table programmes.%I enable row level security', t);
        execute format('alter table programmes.%I force row level security', t);
        execute format(
            'create policy %I on programmes.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
