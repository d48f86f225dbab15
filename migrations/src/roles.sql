do $$
begin
    if not exists (select 1 from pg_roles where rolname = 'berdaya_migrator') then
        create role berdaya_migrator login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
    if not exists (select 1 from pg_roles where rolname = 'berdaya_app') then
        create role berdaya_app login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
    if not exists (select 1 from pg_roles where rolname = 'berdaya_readonly') then
        create role berdaya_readonly login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
end $$;
-- A request that hangs must end, and a transaction that its owner forgot must not hold locks for ever.
alter role berdaya_app set statement_timeout = '30s';
alter role berdaya_app set lock_timeout = '10s';
alter role berdaya_app set idle_in_transaction_session_timeout = '60s';
alter role berdaya_readonly set default_transaction_read_only = on;
alter role berdaya_readonly set statement_timeout = '60s';
