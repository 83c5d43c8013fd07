-- A function of {schema} that defines security is for the login and runs as {schema}; the others
-- are for {schema} itself. Those of `economy` that are the migrator's own stay as they are.
DO $$
DECLARE f record;
BEGIN
    FOR f IN SELECT oid::regprocedure AS name, prosecdef AS called FROM pg_proc
             WHERE pronamespace = '{schema}'::regnamespace AND proowner = current_user::regrole
               AND ('{schema}' <> 'economy' OR proname IN ('recall', 'remember', 'tell', 'forget_keys'))
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.name);
        IF f.called THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO rumpus', f.name);
        END IF;
        EXECUTE format('ALTER FUNCTION %s OWNER TO {schema}', f.name);
    END LOOP;
END $$;
