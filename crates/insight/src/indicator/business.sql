from registry.business_figures f
cross join lateral (
    values ('', ''),
           ('size', f.size_class),
           ('sector', coalesce(f.sector, 'unknown')),
           ('women', case when f.women_owned then 'yes' else 'no' end),
           ('owner_disability', case when f.disabled_owned then 'yes' else 'no' end),
           ('place', coalesce(f.place_kind, 'unknown')),
           ('level', coalesce(f.level::text, 'unknown')),
           ('recorded', to_char(f.created_at at time zone $3, 'YYYY-MM')),
           ('started', case when f.started_on is null then 'unknown'
                            when f.started_on < '1990-01-01' then 'earlier'
                            else to_char(f.started_on, 'YYYY') end)
    union all
    select 'agency', agency::text from unnest(f.agencies) as agency
) as part (breakdown, item)
