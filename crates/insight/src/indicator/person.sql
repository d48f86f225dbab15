from registry.person_figures f
cross join lateral (
    values ('', ''),
           ('sex', coalesce(f.sex, 'unknown')),
           ('disability', case when f.disabled then 'yes' else 'no' end),
           ('family', case when f.heads_family and f.sex = 'female' then 'yes' else 'no' end),
           ('born', case when f.birth_date is null then 'unknown'
                         when f.birth_date < '1930-01-01' then 'earlier'
                         else left(to_char(f.birth_date, 'YYYY'), 3) || '0' end),
           ('recorded', to_char(f.created_at at time zone $3, 'YYYY-MM'))
    union all
    select 'agency', agency::text from unnest(f.agencies) as agency
) as part (breakdown, item)
