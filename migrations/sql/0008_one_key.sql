-- A key is that of one request, whichever service keeps it: of another service's it is refused too.
-- All are asked, in one order: requests with one key pass the first of them one after the other.
CREATE OR REPLACE FUNCTION economy.first_results(
    p_service text, p_scope text, p_key text, p_digest text, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN coalesce(
        wallet.recall(p_scope, p_key, p_digest, p_now),
        inventory.recall(p_scope, p_key, p_digest, p_now),
        market.recall(p_scope, p_key, p_digest, p_now),
        economy.recall(p_scope, p_key, p_digest, p_now));
END $$;
