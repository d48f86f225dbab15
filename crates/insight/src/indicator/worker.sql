from registry.business_figures f
cross join lateral (
    values ('', '', f.workers),
           ('sex', 'female', f.workers_female),
           ('sex', 'male', f.workers_male),
           ('sex', 'unknown', nullif(greatest(f.workers - coalesce(f.workers_female, 0) - coalesce(f.workers_male, 0), 0), 0)),
           ('disability', 'yes', f.workers_disabled)
) as part (breakdown, item, workers)
