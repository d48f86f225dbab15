select f.area as "area!", part.breakdown as "breakdown!", part.item as "item!",
       count(*) as "value!", count(*) as "units!"
from registry.business_figures f
cross join lateral (values ('', ''), ('sector', coalesce(f.sector, 'unknown'))) as part (breakdown, item)
where f.city = $1 and f.status = 'closed' and ($2::text[] is null or f.area = any($2))
group by f.area, part.breakdown, part.item
