-- What the rooms of goods need of businesses.

-- The business that a record is now, where it was found to be another, with what the public may know of it.
create view registry.business_now with (security_invoker = true) as
select b.city,
       b.id as business,
       n.id as now,
       n.code,
       n.name,
       n.area,
       n.status not in ('closed', 'moved') as active
from registry.business b
-- `case`, because PostgreSQL holds `coalesce` to be leaky, and would read everybody before it looks whose rows they are.
join registry.business n on n.city = b.city and n.id = case when b.became is null then b.id else b.became end
where n.withdrawn_at is null and n.became is null;

-- A photo may show one part of what a business has, in the words of another room: a product.
alter table registry.photo add column part uuid;
create index photo_part_idx on registry.photo (city, part) where part is not null;

-- The permits in force of a business, with the numbers that are printed on what it sells. Tax numbers are not among them.
create view registry.permit_now with (security_invoker = true) as
select q.city,
       n.id as business,
       q.kind,
       q.number,
       q.expires_on,
       q.verified_at is not null as verified
from registry.permit q
join registry.business b on b.city = q.city and b.id = q.business
join registry.business n on n.city = b.city and n.id = case when b.became is null then b.id else b.became end
where q.withdrawn_at is null and q.kind in ('pirt', 'bpom', 'halal', 'sni', 'trademark', 'nib')
      and n.withdrawn_at is null and n.became is null;
