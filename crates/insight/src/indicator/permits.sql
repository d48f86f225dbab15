select f.area as "area!", part.breakdown as "breakdown!", part.item as "item!",
       count(*) as "value!", count(*) as "units!"
from registry.permit_figures f
cross join lateral (
    values ('', ''),
           ('permit', f.kind),
           ('verified', case when f.verified then 'yes' else 'no' end),
           ('expires', coalesce(to_char(f.expires_on, 'YYYY-MM'), 'none'))
) as part (breakdown, item)
where f.city = $1 and ($2::text[] is null or f.area = any($2))
group by f.area, part.breakdown, part.item
