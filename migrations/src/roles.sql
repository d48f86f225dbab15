-- The roles of a server. Run by its administrator, as often as wanted.
do $$
declare
    role text;
begin
    foreach role in array array['berdaya_migrator', 'berdaya_app', 'berdaya_readonly'] loop
        if not exists (select from pg_catalog.pg_roles where rolname = role) then
            execute format('create role %I login', role);
        end if;
    end loop;

    -- A managed server's administrator is no superuser: it must be a member to hand the database over,
    -- and cannot let anybody pass row level security.
    if (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
        alter role berdaya_migrator nosuperuser nocreatedb nocreaterole noreplication bypassrls;
        alter role berdaya_app nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
        alter role berdaya_readonly nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
    elsif not pg_has_role(current_user, 'berdaya_migrator', 'usage') then
        execute format('grant berdaya_migrator to %I', current_user);
    end if;
end
$$;

-- A page that takes longer than this has lost its reader, and a transaction that its owner forgot must not hold locks
-- for ever.
alter role berdaya_app set statement_timeout = '30s';
alter role berdaya_app set lock_timeout = '10s';
alter role berdaya_app set idle_in_transaction_session_timeout = '60s';
-- Pages ask short questions of wide views: compiling one takes longer than answering it.
alter role berdaya_app set jit = off;
alter role berdaya_app set timezone = 'UTC';
alter role berdaya_app set search_path = public;

-- A migration that waits for a lock makes everybody behind it wait too: it fails and is run again.
alter role berdaya_migrator set lock_timeout = '10s';
alter role berdaya_migrator set idle_in_transaction_session_timeout = '10min';
alter role berdaya_migrator set timezone = 'UTC';
alter role berdaya_migrator set search_path = public;

alter role berdaya_readonly set default_transaction_read_only = on;
alter role berdaya_readonly set statement_timeout = '60s';
alter role berdaya_readonly set lock_timeout = '5s';
alter role berdaya_readonly set idle_in_transaction_session_timeout = '30s';
alter role berdaya_readonly set timezone = 'UTC';
alter role berdaya_readonly set search_path = public;
