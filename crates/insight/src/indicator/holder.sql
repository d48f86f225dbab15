from registry.permit_figures f
cross join lateral (values ('', ''), ('permit', f.kind)) as part (breakdown, item)
