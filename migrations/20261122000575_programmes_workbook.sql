-- Attendance that comes as a workbook: a row may be somebody of the registry who takes no part in the training. Such a
-- person attended without an application: readable, shown apart, and not counted until she or he takes part.

alter table programmes.sheet_row add column person uuid;
alter table programmes.sheet_row drop constraint sheet_row_verdict_known;
alter table programmes.sheet_row add constraint sheet_row_verdict_known
    check (verdict in ('sure', 'doubtful', 'unknown', 'same', 'different', 'outside'));
alter table programmes.sheet_row drop constraint sheet_row_participant_named;
alter table programmes.sheet_row add constraint sheet_row_participant_named
    check (num_nonnulls(participant, person) = case when verdict = 'unknown' then 0 else 1 end);
alter table programmes.sheet_row add constraint sheet_row_counts_a_participant
    check (verdict not in ('sure', 'same') or participant is not null);
alter table programmes.sheet_row add constraint sheet_row_outside_a_person
    check (verdict <> 'outside' or person is not null);
create index sheet_row_person_idx on programmes.sheet_row (city, person) where person is not null;
