select f.area as "area!", part.breakdown as "breakdown!", part.item as "item!",
       count(distinct f.business) as "value!", count(distinct f.business) as "units!"
from registry.permit_figures f
cross join lateral (values ('', ''), ('permit', f.kind)) as part (breakdown, item)
where f.city = $1 and ($2::text[] is null or f.area = any($2))
group by f.area, part.breakdown, part.item
