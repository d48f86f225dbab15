do $$
declare s record; t record;
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
        execute format('revoke update, delete, truncate on %I.%I from berdaya_app', t.nspname, t.relname);
    end loop;
    grant usage on schema public to berdaya_app, berdaya_readonly;
    if to_regclass('public._sqlx_migrations') is not null then
        grant select on public._sqlx_migrations to berdaya_app, berdaya_readonly;
    end if;
end $$;
