-- Aid: who received which training, tool or grant, from which agency, when.

create table programmes.aid (
    city int not null,
    id uuid not null,
    -- The person, the business, or both.
    person uuid,
    business uuid,
    kind text not null,
    -- What it was, in words: the name of a tool, of a training.
    what text not null,
    agency uuid,
    programme uuid,
    on_day date not null,
    -- Whole rupiah, where it is known.
    worth bigint,
    -- The paper that says so: the number of a handover, for instance.
    paper text,
    -- Where the person or business was when it was recorded.
    area text collate "C" not null,
    -- The one that this one corrects.
    replaces uuid,
    recorded_at timestamptz not null,
    recorded_by uuid,
    voided_at timestamptz,
    voided_by uuid,
    voided_reason text,
    constraint aid_pkey primary key (city, id),
    constraint aid_replaces_fkey foreign key (city, replaces) references programmes.aid (city, id),
    constraint aid_programme_fkey foreign key (city, programme) references programmes.programme (city, id),
    constraint aid_somebodys check (num_nonnulls(person, business) >= 1),
    constraint aid_kind_known check (kind in ('training', 'tool', 'grant', 'service', 'other')),
    constraint aid_worth_sound check (worth between 1 and 1000000000000),
    constraint aid_void_reasoned check ((voided_at is null) = (voided_reason is null))
);
-- The same told twice is once.
create unique index aid_once_key on programmes.aid (city, person, business, kind, lower(what), on_day, agency)
    nulls not distinct where voided_at is null;
create index aid_replaces_idx on programmes.aid (city, replaces);
create index aid_programme_idx on programmes.aid (city, programme);
create index aid_person_idx on programmes.aid (city, person);
create index aid_business_idx on programmes.aid (city, business);
create index aid_day_idx on programmes.aid (city, on_day desc, id) where voided_at is null;

-- What nobody should receive twice within so many months, from one agency or from any.
create table programmes.aid_rule (
    city int not null,
    id uuid not null,
    kind text not null,
    agency uuid,
    months int not null,
    set_at timestamptz not null,
    set_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    constraint aid_rule_pkey primary key (city, id),
    constraint aid_rule_kind_known check (kind in ('training', 'tool', 'grant', 'service', 'other')),
    constraint aid_rule_months_sound check (months between 1 and 120)
);
create unique index aid_rule_once_key on programmes.aid_rule (city, kind, agency) nulls not distinct where ended_at is null;

-- All that people and businesses received: what was recorded, the places in programmes, and the trainings attended. Whose it
-- is of today. Days are those of western Indonesia: sessions are held in daytime, when the day is the same everywhere.
create view programmes.aid_received with (security_invoker = true) as
select a.city, 'aid' as source, a.id, a.id as subject, n.now as person, a.business, a.kind, a.what, a.agency, a.programme,
       a.on_day, a.worth, a.area
from programmes.aid a
left join registry.person_now n on n.city = a.city and n.person = a.person
where a.voided_at is null
union all
select a.city, 'place', a.id, a.id, n.now, null::uuid, 'place', p.name || ': ' || c.name, p.agency, p.id,
       (s.at at time zone 'Asia/Jakarta')::date, null::bigint, a.area
from programmes.applicant a
join programmes.call c on c.city = a.city and c.id = a.call
join programmes.programme p on p.city = c.city and p.id = c.programme
join registry.person_now n on n.city = a.city and n.person = a.person
join lateral (select max(s.at) as at from programmes.step s
              where s.city = a.city and s.applicant = a.id and s.state = 'placed') s on s.at is not null
where a.state = 'placed'
union all
select q.city, 'training', q.id, a.id, n.now, null::uuid, 'training', t.name, p.agency, p.id,
       (s.at at time zone 'Asia/Jakarta')::date, null::bigint, a.area
from programmes.participant q
join programmes.training t on t.city = q.city and t.id = q.training
join programmes.programme p on p.city = t.city and p.id = t.programme
join programmes.applicant a on a.city = q.city and a.id = q.applicant
join registry.person_now n on n.city = a.city and n.person = a.person
join lateral (select max(z.starts_at) as at from programmes.attendance x
              join programmes.session z on z.city = x.city and z.id = x.session
              where x.city = q.city and x.participant = q.id and x.voided_at is null) s on s.at is not null;

do $$
declare t text;
begin
    foreach t in array array['aid', 'aid_rule'] loop
        execute format('alter table programmes.%I enable row level security', t);
        execute format('alter table programmes.%I force row level security', t);
        execute format(
            'create policy %I on programmes.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
