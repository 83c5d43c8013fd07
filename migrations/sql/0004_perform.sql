CREATE FUNCTION economy.first_results(
    p_service text, p_scope text, p_key text, p_digest text, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    CASE p_service
    WHEN 'wallet' THEN RETURN wallet.recall(p_scope, p_key, p_digest, p_now);
    WHEN 'inventory' THEN RETURN inventory.recall(p_scope, p_key, p_digest, p_now);
    WHEN 'market' THEN RETURN market.recall(p_scope, p_key, p_digest, p_now);
    WHEN 'economy' THEN RETURN economy.recall(p_scope, p_key, p_digest, p_now);
    END CASE;
END $$;

CREATE FUNCTION economy.keep_results(
    p_service text, p_scope text, p_key text, p_digest text, p_kind text, p_results jsonb,
    p_now timestamptz
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    CASE p_service
    WHEN 'wallet' THEN
        PERFORM wallet.remember(p_scope, p_key, p_digest, p_kind, p_results, p_now);
    WHEN 'inventory' THEN
        PERFORM inventory.remember(p_scope, p_key, p_digest, p_kind, p_results, p_now);
    WHEN 'market' THEN
        PERFORM market.remember(p_scope, p_key, p_digest, p_kind, p_results, p_now);
    WHEN 'economy' THEN
        PERFORM economy.remember(p_scope, p_key, p_digest, p_kind, p_results, p_now);
    END CASE;
END $$;

-- Lock whatever the commands of a batch name before the first of them, so that batches whose
-- orders differ do not wait for each other.
CREATE FUNCTION economy.lock_all(p_commands jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM wallet.lock_accounts((
        SELECT jsonb_agg(DISTINCT jsonb_build_object('owner', owner, 'currency', currency))
        FROM jsonb_array_elements(p_commands) AS command,
             jsonb_to_recordset(command -> 'lines') AS l (owner text, currency text)));
    PERFORM inventory.lock_owners(ARRAY(
        SELECT name FROM jsonb_array_elements(p_commands) AS command,
             unnest(ARRAY[command ->> 'owner', command ->> 'source', command ->> 'destination'])
             AS name
        WHERE command ->> 'service' = 'inventory' AND name IS NOT NULL));
END $$;

-- One request: its key, its commands in order, its results. Runs as the caller, who may do nothing
-- but call the services; all of it is one transaction. A request names few rows and finds each by an
-- index: the planner, who takes a list in JSON to have 100, would rather read small tables whole.
CREATE FUNCTION economy.perform(
    p_service text, p_scope text, p_key text, p_digest text, p_commands jsonb, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    results jsonb := economy.first_results(p_service, p_scope, p_key, p_digest, p_now);
    command jsonb;
BEGIN
    IF results IS NOT NULL THEN
        RETURN results;
    ELSIF p_service = 'economy' THEN
        PERFORM economy.lock_all(p_commands);
    END IF;
    results := '[]';
    FOR command IN SELECT jsonb_array_elements(p_commands) LOOP
        CASE command ->> 'service'
        WHEN 'wallet' THEN results := results || wallet.act(command, p_scope, p_key, p_now);
        WHEN 'inventory' THEN results := results || inventory.act(command, p_now);
        WHEN 'market' THEN results := results || economy.trade(command, p_scope, p_key, p_now);
        END CASE;
    END LOOP;
    PERFORM economy.keep_results(
        p_service, p_scope, p_key, p_digest,
        CASE p_service WHEN 'economy' THEN 'batch' ELSE p_commands -> 0 ->> 'do' END,
        results, p_now);
    RETURN results;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA economy FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA economy TO rumpus;
