from registry.permit_figures f
cross join lateral (
    values ('', ''),
           ('permit', f.kind),
           ('verified', case when f.verified then 'yes' else 'no' end),
           ('expires', coalesce(to_char(f.expires_on, 'YYYY-MM'), 'none')),
           ('recorded', to_char(f.created_at at time zone $3, 'YYYY-MM'))
) as part (breakdown, item)
