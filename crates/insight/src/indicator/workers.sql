select f.area as "area!", part.breakdown as "breakdown!", part.item as "item!",
       sum(part.workers)::bigint as "value!", count(*) as "units!"
from registry.business_figures f
cross join lateral (
    values ('', '', case when f.workers_male is null and f.workers_female is null then null
                         else coalesce(f.workers_male, 0) + coalesce(f.workers_female, 0) end),
           ('sex', 'female', f.workers_female),
           ('sex', 'male', f.workers_male),
           ('disability', 'yes', f.workers_disabled)
) as part (breakdown, item, workers)
where f.city = $1 and f.status = 'open' and part.workers is not null and ($2::text[] is null or f.area = any($2))
group by f.area, part.breakdown, part.item
