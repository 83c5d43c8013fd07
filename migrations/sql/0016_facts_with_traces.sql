-- A fact keeps the trace that its client began: that of the transaction, as the application says.
ALTER TABLE {schema}.outbox ADD COLUMN trace text NOT NULL DEFAULT '';

CREATE OR REPLACE FUNCTION {schema}.remember(
    p_scope text, p_key text, p_digest text, p_kind text, p_result jsonb, p_now timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO {schema}.outbox (subject, kind, body, at, key, trace)
    VALUES (p_scope, p_kind, p_result, p_now, p_key,
            coalesce(current_setting('rumpus.trace', true), ''));
    INSERT INTO {schema}.keys (scope, key, digest, result, expires)
    VALUES (p_scope, p_key, p_digest, p_result, p_now + interval '14 days')
    ON CONFLICT (scope, key) DO UPDATE  -- one that has expired
    SET digest = excluded.digest, result = excluded.result, expires = excluded.expires;
END $$;
