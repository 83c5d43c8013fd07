-- A role owns what a service may do; `rumpus` is the one that logs in, and it writes only
-- through the services' functions. No role has a grant in another's schema. `economy` is where the
-- services meet: it keeps the keys of batches, and its functions run as their caller.
DO $$
DECLARE service text;
BEGIN
    FOREACH service IN ARRAY ARRAY['wallet', 'inventory', 'market', 'economy', 'rumpus'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', service);
        END IF;
    END LOOP;
    FOREACH service IN ARRAY ARRAY['wallet', 'inventory', 'market', 'economy'] LOOP
        EXECUTE format('GRANT %I TO CURRENT_USER', service);  -- to give it its functions
        EXECUTE format('CREATE SCHEMA %I', service);
        EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', service, service);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO rumpus', service);
    END LOOP;
END $$;

-- Defaults of the role, not of a session: they hold behind any pooler.
ALTER ROLE rumpus LOGIN;
ALTER ROLE rumpus SET statement_timeout = '2s';
ALTER ROLE rumpus SET lock_timeout = '1500ms';
ALTER ROLE rumpus SET idle_in_transaction_session_timeout = '5s';
