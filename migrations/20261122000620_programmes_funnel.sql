-- How far each application came in its programme, and why it went no farther; and what somebody has to do next, with what was
-- sent and said about it.

-- One row for each person and call: the application that holds. Records that were one person's second application, and what
-- was withdrawn before applying anew, are left out.
--
-- `level` is the farthest step that was reached: 0 applied, 1 rules met, 2 a place was given, 3 the place is confirmed, 4 was
-- in a session, 5 was in all required units, 6 an outcome, 7 told later that the business is at work. Whoever came farther has
-- passed the steps before. `dropped` says why it ends there, as far as that depends on no clock: from `over_at` on, whoever
-- was not seen (3) or not everywhere (4) will not be; from `silent_on` on no answer is expected any more.
--
-- Whether a NIK is of this city is sealed: for the rule of residence only the card counts here. Days are those of western
-- Indonesia, as in programmes.aid_received.
create view programmes.funnel_unit with (security_invoker = true) as
select w.city, w.programme, w.call, w.applicant, w.code, w.root, w.area, w.woman, w.level, w.grade,
       case w.level
         when 7 then w.told_at when 6 then w.recorded_at when 5 then w.last_seen_at when 4 then w.first_seen_at
         when 3 then w.placed_at when 2 then w.offered_at when 1 then w.judged_at else w.applied_at
       end as since_at,
       case
         when w.level = 7 then null
         when w.state = 'refused' then coalesce('rule_' || w.failed, 'refused')
         when w.state = 'withdrawn' then replace(w.because, '-', '_')
         when w.state = 'lapsed' then 'lapsed'
         when w.told = 'stopped' and w.level >= 3 then 'stopped'
         when w.gone and w.level between 3 and 5 then 'left'
         when w.level < 3 and w.cancelled_at is not null then 'cancelled'
         when w.level <= 3 and w.closed_at is not null then 'closed'
       end as dropped,
       case
         when w.state in ('refused', 'withdrawn') then w.reason
         when w.gone then w.left_reason
         when w.level < 3 and w.cancelled_at is not null then w.cancelled_reason
         when w.level <= 3 and w.closed_at is not null then w.closed_reason
       end as words,
       case when w.level in (3, 4) then w.over_at end as over_at,
       case when w.level between 3 and 6 then w.silent_on end as silent_on
from (
    select a.city, c.programme, a.call, a.id as applicant, a.code, a.root, a.area, a.state, a.applied_at,
           coalesce(h.sex = 'female', false) as woman,
           c.cancelled_at, c.cancelled_reason, g.closed_at, g.closed_reason,
           case
             when s.placed_at is not null and k.told = 'active' then 7
             when s.placed_at is not null and o.grade is not null then 6
             when s.placed_at is not null and t.finished then 5
             when s.placed_at is not null and t.first_seen_at is not null then 4
             when s.placed_at is not null then 3
             when s.offered_at is not null then 2
             when not r.open then 1
             else 0
           end as level,
           o.grade, o.recorded_at, k.told, k.told_at, k.silent_on, s.offered_at, s.placed_at, s.because, s.reason,
           t.first_seen_at, t.last_seen_at, t.over_at, coalesce(t.gone, false) as gone, t.left_reason,
           (array['resident', 'age_at_least', 'age_at_most', 'woman', 'married', 'recommendation', 'not_civil_servant',
                  'not_recipient'])[r.failed] as failed,
           greatest(a.applied_at, r.judged_at) as judged_at
    from programmes.applicant a
    join programmes.call c on c.city = a.city and c.id = a.call
    join programmes.programme g on g.city = c.city and g.id = c.programme
    left join registry.person_figures h on h.city = a.city and h.person = a.root
    -- What the rules come to, as programmes::call::judge does.
    join lateral (
        select coalesce(bool_or(v.verdict <> 'passed'), false) as open,
               min(array_position(array['resident', 'age_at_least', 'age_at_most', 'woman', 'married', 'recommendation',
                   'not_civil_servant', 'not_recipient'], v.kind)) filter (where v.verdict = 'failed') as failed,
               max(v.at) as judged_at
        from (
            select u.kind, coalesce(f.at, d.looked_at) as at,
                   coalesce(f.verdict, case u.kind
                       when 'resident' then case
                           when a.answers ->> 'ktp_here' = 'false' then 'failed'
                           when a.answers ->> 'ktp_here' = 'true' and length(h.area) >= 13 then 'passed' end
                       when 'age_at_least' then case when extract(year from age(n.on_day, h.birth_date)) >= u.number
                           then 'passed' when h.birth_date is not null then 'failed' end
                       when 'age_at_most' then case when extract(year from age(n.on_day, h.birth_date)) <= u.number
                           then 'passed' when h.birth_date is not null then 'failed' end
                       when 'woman' then case when h.sex = 'female' then 'passed' when h.sex is not null then 'failed' end
                       when 'married' then case a.answers ->> 'married' when 'true' then 'passed' when 'false' then 'failed' end
                       when 'not_civil_servant' then
                           case a.answers ->> 'civil_servant' when 'false' then 'passed' when 'true' then 'failed' end
                       when 'recommendation' then case d.verdict when 'right' then 'passed' when 'wrong' then 'failed' end
                       when 'not_recipient' then case when exists (
                           select 1 from programmes.applicant e join programmes.call x on x.city = e.city and x.id = e.call
                           where e.city = a.city and e.root = a.root and x.programme = c.programme and e.call <> a.call
                             and e.state in ('placed', 'offered')) then 'failed' else 'passed' end
                   end, 'unknown') as verdict
            from programmes.rule u
            cross join lateral (select (a.applied_at at time zone 'Asia/Jakarta')::date as on_day) n
            left join lateral (select f.verdict, f.at from programmes.finding f
                               where f.city = a.city and f.applicant = a.id and f.rule = u.kind
                               order by f.at desc, f.id desc limit 1) f on true
            left join lateral (select d.verdict, d.looked_at from programmes.document d
                               where d.city = a.city and d.applicant = a.id and d.kind = 'recommendation'
                                 and u.kind = 'recommendation'
                               order by d.added_at desc, d.id desc limit 1) d on true
            where u.city = c.city and u.call = c.id
        ) v
    ) r on true
    join lateral (
        select max(e.at) filter (where e.state in ('offered', 'placed')) as offered_at,
               max(e.at) filter (where e.state = 'placed') as placed_at,
               (array_agg(e.because order by e.at desc, e.id desc))[1] as because,
               (array_agg(e.reason order by e.at desc, e.id desc))[1] as reason
        from programmes.step e where e.city = a.city and e.applicant = a.id
    ) s on true
    -- All trainings of the programme that somebody was taken into.
    join lateral (
        select min(q.first_seen_at) as first_seen_at, max(q.last_seen_at) as last_seen_at,
               coalesce(bool_or(q.first_seen_at is not null and not q.lacks), false) as finished,
               bool_and(q.left_at is not null) as gone,
               (array_agg(q.left_reason order by q.left_at desc, q.id desc) filter (where q.left_at is not null))[1]
                   as left_reason,
               case when not coalesce(bool_or(q.left_at is null and q.over_at is null), true)
                    then max(q.over_at) filter (where q.left_at is null) end as over_at
        from (
            select p.id, p.left_at, p.left_reason, z.first_seen_at, z.last_seen_at,
                   exists (select 1 from programmes.unit m
                           where m.city = p.city and m.training = p.training and m.required and m.ended_at is null
                             and not exists (select 1 from programmes.attendance y
                                             join programmes.session b on b.city = y.city and b.id = y.session
                                             where y.city = p.city and y.participant = p.id and y.voided_at is null
                                               and b.unit = m.id)) as lacks,
                   coalesce(i.closed_at, (select max(b.ends_at) + interval '30 days' from programmes.session b
                                          where b.city = i.city and b.training = i.id and b.cancelled_at is null)) as over_at
            from programmes.participant p
            join programmes.training i on i.city = p.city and i.id = p.training
            join lateral (select min(y.seen_at) as first_seen_at, max(y.seen_at) as last_seen_at
                          from programmes.attendance y
                          where y.city = p.city and y.participant = p.id and y.voided_at is null) z on true
            where p.city = a.city and p.applicant = a.id and i.programme = c.programme
        ) q
    ) t on true
    -- Outcomes that somebody said this programme led to.
    left join (
        select f.city, y.programme, f.person, min(f.recorded_at) as recorded_at,
               (array_agg(f.grade order by array_position(array['system', 'document', 'affirmed', 'claimed'], f.grade)))[1]
                   as grade
        from programmes.outcome_figures f
        join programmes.attribution y on y.city = f.city and y.outcome = f.outcome
        where f.kind = 'new_entrepreneur' and y.programme is not null
        group by f.city, y.programme, f.person
    ) o on o.city = a.city and o.programme = c.programme and o.person = a.root
    -- The last words about the business after the beginning, or until when there could be some.
    left join (
        select f.city, f.programme, n.person,
               (array_agg(case when l.active then 'active' else 'stopped' end order by f.due_on desc, f.id desc)
                   filter (where l.at is not null))[1] as told,
               (array_agg(l.at order by f.due_on desc, f.id desc) filter (where l.at is not null))[1] as told_at,
               case when bool_or(l.at is not null) then null else max(f.due_on) filter (where f.month = 12) + 60 end as silent_on
        from programmes.followup f
        join programmes.followup_now n on n.city = f.city and n.followup = f.id
        left join lateral (select e.active, e.at from programmes.report_back e
                           where e.city = f.city and e.followup = f.id order by e.at desc, e.id desc limit 1) l on true
        where f.month > 0 and f.programme is not null
        group by f.city, f.programme, n.person
    ) k on k.city = a.city and k.programme = c.programme and k.person = a.root
    where a.state <> 'double'
      and not (a.state = 'withdrawn' and exists (
          select 1 from programmes.applicant e
          where e.city = a.city and e.call = a.call and e.root = a.root and e.id <> a.id and e.state <> 'double'
            and (e.state <> 'withdrawn' or e.number > a.number)))
) w;

-- What somebody has to do next, from `since_at` on and until `until_at`, where it ends.
create view programmes.next_step with (security_invoker = true) as
select a.city, a.id as applicant, a.code, a.root, a.area, a.call, c.programme, 'confirm' as step, s.id as about,
       s.given_at as since_at, s.held_until as until_at, null::timestamptz as busy_until, null::int as number
from programmes.applicant a
join programmes.call c on c.city = a.city and c.id = a.call
join programmes.seat s on s.city = a.city and s.applicant = a.id and s.released_at is null and s.accepted_at is null
where a.state = 'offered'
union all
-- The letter of recommendation is missing, or an officer found that it is not what it should be.
select a.city, a.id, a.code, a.root, a.area, a.call, c.programme, 'document', a.id,
       greatest(a.applied_at, d.looked_at), null, null, null
from programmes.applicant a
join programmes.call c on c.city = a.city and c.id = a.call and c.cancelled_at is null
join programmes.programme g on g.city = c.city and g.id = c.programme and g.closed_at is null
join programmes.rule r on r.city = c.city and r.call = c.id and r.kind = 'recommendation'
left join lateral (select d.id, d.verdict, d.looked_at from programmes.document d
                   where d.city = a.city and d.applicant = a.id and d.kind = 'recommendation'
                   order by d.added_at desc, d.id desc limit 1) d on true
where a.state in ('applied', 'waiting', 'offered', 'placed') and (d.id is null or d.verdict = 'wrong')
  and not exists (select 1 from programmes.finding f
                  where f.city = a.city and f.applicant = a.id and f.rule = 'recommendation')
union all
select a.city, a.id, a.code, a.root, a.area, a.call, c.programme, 'interview', a.id,
       greatest(a.applied_at, s.since_at), s.until_at, null, null
from programmes.applicant a
join programmes.call c on c.city = a.city and c.id = a.call and c.method = 'selection' and c.cancelled_at is null
     and c.published_at is null
join lateral (select min(s.created_at) as since_at, max(s.starts_at) as until_at from programmes.slot s
              where s.city = c.city and s.call = c.id and s.closed_at is null
                and s.capacity > (select count(*) from programmes.interview i
                                  where i.city = s.city and i.slot = s.id and i.released_at is null)) s on s.until_at is not null
where a.state = 'applied'
  and not exists (select 1 from programmes.interview i
                  where i.city = a.city and i.applicant = a.id and i.released_at is null)
union all
-- A session of a unit that must be taken, in which somebody was not yet. Whoever has a chair in one, has done that.
select a.city, a.id, a.code, a.root, a.area, a.call, c.programme, 'session', p.id,
       greatest(p.joined_at, s.since_at), s.until_at, s.busy_until, null
from programmes.participant p
join programmes.applicant a on a.city = p.city and a.id = p.applicant and a.state = 'placed'
join programmes.call c on c.city = a.city and c.id = a.call
join programmes.training t on t.city = p.city and t.id = p.training and t.closed_at is null
join lateral (select min(s.created_at) as since_at, max(s.starts_at) as until_at,
                     max(s.ends_at) filter (where exists (select 1 from programmes.booking b
                         where b.city = s.city and b.session = s.id and b.participant = p.id and b.ended_at is null))
                         as busy_until
              from programmes.session s
              join programmes.unit u on u.city = s.city and u.training = s.training and u.id = s.unit
              where s.city = p.city and s.training = p.training and s.cancelled_at is null and u.required
                and u.ended_at is null
                and not exists (select 1 from programmes.attendance y
                                join programmes.session b on b.city = y.city and b.id = y.session
                                where y.city = p.city and y.participant = p.id and y.voided_at is null and b.unit = u.id)
             ) s on s.until_at is not null
where p.left_at is null
union all
-- A business without a number, of somebody whose programme leads to permits and who was taught.
select a.city, a.id, a.code, a.root, a.area, a.call, c.programme, 'permit', a.id, y.seen_at, null, null, null
from programmes.applicant a
join programmes.call c on c.city = a.city and c.id = a.call
join programmes.programme g on g.city = c.city and g.id = c.programme and g.closed_at is null
join lateral (select max(y.seen_at) as seen_at from programmes.participant p
              join programmes.attendance y on y.city = p.city and y.participant = p.id and y.voided_at is null
              where p.city = a.city and p.applicant = a.id) y on y.seen_at is not null
where a.state = 'placed'
  and exists (select 1 from programmes.stage e
              where e.city = g.city and e.programme = g.id and e.kind = 'permit' and e.ended_at is null)
  and exists (select 1 from programmes.owner_figures w
              join programmes.guest b on b.city = w.city and b.business = w.business and not b.has_nib
              where w.city = a.city and w.person = a.root)
union all
select a.city, a.id, a.code, a.root, a.area, a.call, c.programme, 'report', f.id,
       (f.due_on || ' 00:00+07')::timestamptz, (f.due_on + 60 || ' 00:00+07')::timestamptz, null, f.number
from programmes.followup f
join programmes.applicant a on a.city = f.city and a.id = f.applicant and a.state = 'placed'
join programmes.call c on c.city = a.city and c.id = a.call
where not exists (select 1 from programmes.report_back r where r.city = f.city and r.followup = f.id);

-- Days after which somebody is reminded by mail of the next step of a programme; none: never. The last word holds.
create table programmes.nudge_rule (
    city int not null,
    id uuid not null,
    programme uuid not null,
    days int not null,
    set_at timestamptz not null,
    set_by uuid,
    constraint nudge_rule_pkey primary key (city, id),
    constraint nudge_rule_programme_fkey foreign key (city, programme) references programmes.programme (city, id),
    constraint nudge_rule_days_sound check (days between 0 and 90)
);
create index nudge_rule_programme_idx on programmes.nudge_rule (city, programme, set_at desc, id desc);
comment on table programmes.nudge_rule is 'append-only: after how many days a programme reminds';

-- Which steps were found to be reminded of. Each is mailed of once; what it is about tells apart steps that come again.
create table programmes.nudge (
    city int not null,
    applicant uuid not null,
    step text not null,
    about uuid not null,
    sent_at timestamptz not null,
    -- An address was known; otherwise it stands in the list of the desk alone.
    mailed boolean not null,
    constraint nudge_pkey primary key (city, applicant, step, about),
    constraint nudge_applicant_fkey foreign key (city, applicant) references programmes.applicant (city, id),
    constraint nudge_step_known check (step in ('confirm', 'document', 'interview', 'session', 'permit', 'report'))
);
comment on table programmes.nudge is 'append-only: who was reminded of which step by mail';

-- What somebody at the desk did about a step, or the person asked for. The last word holds.
create table programmes.nudge_mark (
    city int not null,
    id uuid not null,
    applicant uuid not null,
    step text not null,
    about uuid not null,
    word text not null,
    -- Until when nobody needs to look at it again; none: never.
    until_at timestamptz,
    at timestamptz not null,
    by_account uuid,
    constraint nudge_mark_pkey primary key (city, id),
    constraint nudge_mark_applicant_fkey foreign key (city, applicant) references programmes.applicant (city, id),
    constraint nudge_mark_step_known check (step in ('confirm', 'document', 'interview', 'session', 'permit', 'report')),
    constraint nudge_mark_word_known check (word in ('reached', 'later', 'never')),
    constraint nudge_mark_until_a_time check ((until_at is null) = (word = 'never'))
);
create index nudge_mark_step_idx on programmes.nudge_mark (city, applicant, step, about, at desc, id desc);
comment on table programmes.nudge_mark is 'append-only: who was spoken to about which step, and by whom';

-- Who was reminded of an interview on the day before.
create table programmes.interview_reminder (
    city int not null,
    interview uuid not null,
    sent_at timestamptz not null,
    constraint interview_reminder_pkey primary key (city, interview),
    constraint interview_reminder_interview_fkey foreign key (city, interview) references programmes.interview (city, id)
);
comment on table programmes.interview_reminder is 'append-only: who was reminded of an interview';

do $$
declare t text;
begin
    foreach t in array array['interview_reminder', 'nudge', 'nudge_mark', 'nudge_rule'] loop
        execute format('alter table programmes.%I enable row level security', t);
        execute format('alter table programmes.%I force row level security', t);
        execute format(
            'create policy %I on programmes.%I using (city = nullif(current_setting(''berdaya.city'', true), '''')::int)',
            t || '_of_city', t);
    end loop;
end $$;
