-- What insight and other rooms may read of the registry: one row per record in force, without names and numbers.
create view registry.business_figures with (security_invoker = true) as
select b.city,
       b.id as business,
       b.area,
       b.rw,
       b.rt,
       b.status,
       b.status not in ('closed', 'moved') as active,
       b.sector,
       b.size_class,
       b.level,
       b.place_kind,
       b.started_on,
       b.created_at,
       b.agencies,
       b.workers,
       b.workers_male,
       b.workers_female,
       b.workers_disabled,
       b.capital,
       b.sales,
       runs.owner,
       coalesce(runs.women, false) as women_owned,
       coalesce(runs.disabled, false) as disabled_owned
from registry.business b
-- The owner stands for all who run it: where people are counted, those who run one business count as one.
left join lateral (
    select (array_agg(p.id order by p.id))[1] as owner,
           bool_or(p.sex = 'female') as women,
           bool_or(p.disabilities <> '{}') as disabled
    from registry.ownership o join registry.person p on p.city = o.city and p.id = o.person
    where o.city = b.city and o.business = b.id
) runs on true
where b.withdrawn_at is null and b.became is null;

create view registry.person_figures with (security_invoker = true) as
select p.city,
       p.id as person,
       p.area,
       p.rw,
       p.rt,
       p.sex,
       p.birth_date,
       p.disabilities <> '{}' as disabled,
       coalesce(p.heads_family, false) as heads_family,
       p.number_state = 'full' as identified,
       p.created_at,
       p.agencies,
       exists (select 1 from registry.ownership o join registry.business b on b.city = o.city and b.id = o.business
               where o.city = p.city and o.person = p.id and b.status not in ('closed', 'moved') and b.withdrawn_at is null and b.became is null) as in_business
from registry.person p
where p.withdrawn_at is null and p.became is null;

create view registry.permit_figures with (security_invoker = true) as
select q.city,
       q.id as permit,
       q.business,
       b.area,
       (select o.person from registry.ownership o where o.city = b.city and o.business = b.id
        order by o.person limit 1) as owner,
       q.kind,
       q.issued_on,
       q.expires_on,
       q.verified_at is not null as verified,
       q.created_at
from registry.permit q
join registry.business b on b.city = q.city and b.id = q.business
where q.withdrawn_at is null and b.withdrawn_at is null and b.became is null and b.status not in ('closed', 'moved');

-- What became of each person's record that was ever told of: itself, or the record in force that it was found to be. Who
-- keeps something of a person keeps the id that it was told, and finds here whose it is today, also after records were
-- joined or parted again.
create view registry.person_now with (security_invoker = true) as
select p.city,
       p.id as person,
       n.id as now,
       n.area,
       n.rw,
       n.rt,
       n.sex
from registry.person p
-- `case`, because PostgreSQL holds `coalesce` to be leaky, and would read everybody before it looks whose rows they are.
join registry.person n on n.city = p.city and n.id = case when p.became is null then p.id else p.became end
where n.withdrawn_at is null and n.became is null;

-- The same from the other end: the records that were found to be another.
create view registry.person_joined with (security_invoker = true) as
select city, became as now, id as record from registry.person where became is not null;
