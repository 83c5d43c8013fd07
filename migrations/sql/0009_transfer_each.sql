-- Transfers in one transaction, all or none, each with its own key, result and fact. First the keys,
-- in their order, then the accounts, in the order of their ids: those who repeat some of them, or
-- pay the same accounts, wait for each other and never in a circle.
CREATE FUNCTION economy.transfer_each(p_scope text, p_requests jsonb, p_now timestamptz)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE request jsonb;
BEGIN
    FOR request IN SELECT r FROM jsonb_array_elements(p_requests) AS r ORDER BY r ->> 'key' LOOP
        PERFORM economy.first_results(
            'wallet', p_scope, request ->> 'key', request ->> 'digest', p_now);
    END LOOP;
    PERFORM wallet.lock_accounts((
        SELECT jsonb_agg(DISTINCT jsonb_build_object('owner', owner, 'currency', currency))
        FROM jsonb_array_elements(p_requests) AS r,
             jsonb_array_elements(r -> 'commands') AS command,
             jsonb_to_recordset(command -> 'lines') AS l (owner text, currency text)));
    FOR request IN SELECT jsonb_array_elements(p_requests) LOOP
        PERFORM economy.perform('wallet', p_scope, request ->> 'key', request ->> 'digest',
                                request -> 'commands', p_now);
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION economy.transfer_each FROM PUBLIC;
GRANT EXECUTE ON FUNCTION economy.transfer_each TO rumpus;
