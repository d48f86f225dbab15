-- One database: who may enter, extensions, and what the application gets on what migrations make.
do $$
begin
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to berdaya_app, berdaya_readonly', current_database());
end
$$;

-- The extensions' functions and operators live here; nothing else does.
revoke all on schema public from public;
grant usage on schema public to berdaya_app, berdaya_readonly;
grant usage, create on schema public to berdaya_migrator;

create extension if not exists btree_gist schema public;
create extension if not exists pg_trgm schema public;
create extension if not exists unaccent schema public;

alter default privileges for role berdaya_migrator grant usage on schemas to berdaya_app, berdaya_readonly;
alter default privileges for role berdaya_migrator grant select, insert, update, delete on tables to berdaya_app;
alter default privileges for role berdaya_migrator grant select on tables to berdaya_readonly;
alter default privileges for role berdaya_migrator grant usage, select on sequences to berdaya_app;
