-- Drop some keys that have expired, as many as a statement has time for; returns how many.
CREATE FUNCTION {schema}.forget_keys(p_now timestamptz, p_most int) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH gone AS (DELETE FROM {schema}.keys WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.keys WHERE expires <= p_now LIMIT p_most)) RETURNING 1)
    SELECT count(*) FROM gone;
$$;
