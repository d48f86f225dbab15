-- The rights of the application on all that the migrator owns. Run as migrator after migrating.
do $$
declare
    one name;
    wanted text;
    relation oid;
    part regclass;
begin
    for one in
        select nspname from pg_catalog.pg_namespace
        where pg_catalog.pg_get_userbyid(nspowner) = 'berdaya_migrator'
          and nspname <> 'information_schema' and nspname <> 'public' and nspname not like 'pg\_%'
    loop
        execute format('grant usage on schema %I to berdaya_app, berdaya_readonly', one);
        execute format('grant select, insert, update, delete on all tables in schema %I to berdaya_app', one);
        execute format('grant select on all tables in schema %I to berdaya_readonly', one);
        execute format('grant usage, select on all sequences in schema %I to berdaya_app', one);
    end loop;

    -- The timeline of migrations: to be read by all, so that a node sees what is pending.
    if to_regclass('public._sqlx_migrations') is not null then
        revoke all on table public._sqlx_migrations from berdaya_app, berdaya_readonly;
        grant select on table public._sqlx_migrations to berdaya_app, berdaya_readonly;
    end if;

    foreach wanted in array array[/* append-only tables */]::text[] loop
        relation := to_regclass(wanted);
        if relation is null then
            raise exception 'append-only table % does not exist', wanted;
        end if;
        for part in select relation::regclass union select relid from pg_catalog.pg_partition_tree(relation) loop
            execute format('revoke update, delete, truncate on table %s from berdaya_app', part);
        end loop;
    end loop;
end
$$;
