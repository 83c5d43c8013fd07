-- One request: its key, its commands in order, its result. Runs as the caller, who may do nothing
-- but call the services; all of it is one transaction.
CREATE FUNCTION economy.perform(
    p_service text, p_scope text, p_key text, p_digest text, p_commands jsonb, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE result jsonb; command jsonb;
BEGIN
    CASE p_service
    WHEN 'wallet' THEN result := wallet.recall(p_scope, p_key, p_digest, p_now);
    END CASE;
    IF result IS NOT NULL THEN
        RETURN result;
    END IF;
    result := '[]';
    FOR command IN SELECT jsonb_array_elements(p_commands) LOOP
        CASE command ->> 'service'
        WHEN 'wallet' THEN result := result || wallet.act(command, p_scope, p_key, p_now);
        END CASE;
    END LOOP;
    CASE p_service
    WHEN 'wallet' THEN
        PERFORM wallet.remember(p_scope, p_key, p_digest, p_service, result, p_now);
    END CASE;
    RETURN result;
END $$;

REVOKE ALL ON FUNCTION economy.perform FROM PUBLIC;
GRANT EXECUTE ON FUNCTION economy.perform TO rumpus;
