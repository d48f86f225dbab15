-- The rights of the application on all that the migrator made. Run as the migrator after migrating.
do $$
declare s record; t record; part regclass;
begin
    for s in
        select nspname from pg_namespace
        where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')
        order by nspname
    loop
        execute format('grant usage on schema %I to berdaya_app, berdaya_readonly', s.nspname);
        execute format('grant select, insert, update, delete on all tables in schema %I to berdaya_app', s.nspname);
        execute format('grant usage on all sequences in schema %I to berdaya_app', s.nspname);
        execute format('grant execute on all functions in schema %I to berdaya_app', s.nspname);
        execute format('grant select on all tables in schema %I to berdaya_readonly', s.nspname);
    end loop;
    for t in
        select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and obj_description(c.oid, 'pg_class') like 'append-only:%'
        order by 1, 2
    loop
        for part in
            select format('%I.%I', t.nspname, t.relname)::regclass
            union select relid from pg_partition_tree(format('%I.%I', t.nspname, t.relname)::regclass)
        loop
            execute format('revoke update, delete, truncate on %s from berdaya_app', part);
        end loop;
    end loop;
    if to_regclass('public._sqlx_migrations') is not null then
        revoke all on table public._sqlx_migrations from berdaya_app, berdaya_readonly;
        grant select on table public._sqlx_migrations to berdaya_app, berdaya_readonly;
    end if;
end $$;
