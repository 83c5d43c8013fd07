-- For the schema {schema}: which requests had their effect (kept 14 days), and the facts to ship.
CREATE TABLE {schema}.keys (
    scope   text NOT NULL,
    key     text NOT NULL,
    digest  text NOT NULL,
    result  jsonb NOT NULL,
    expires timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX keys_expire ON {schema}.keys USING brin (expires);

CREATE TABLE {schema}.outbox (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL,
    kind    text NOT NULL,
    body    jsonb NOT NULL,
    at      timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.keys TO {schema};
GRANT SELECT, INSERT ON {schema}.outbox TO {schema};
GRANT SELECT ON {schema}.keys TO rumpus;
GRANT SELECT, DELETE ON {schema}.outbox TO rumpus;

-- The first result of a request, or NULL. Requests with one key pass here one after the other.
CREATE FUNCTION {schema}.recall(p_scope text, p_key text, p_digest text, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE found_digest text; found_result jsonb;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(format('{schema} %L %L', p_scope, p_key), 0));
    SELECT digest, result INTO found_digest, found_result FROM {schema}.keys
    WHERE scope = p_scope AND key = p_key AND expires > p_now;
    IF found_digest <> p_digest THEN
        RAISE EXCEPTION 'key_reused' USING ERRCODE = 'RU001';
    END IF;
    RETURN found_result;
END $$;

-- Keep the result and the fact in the transaction of the effect.
CREATE FUNCTION {schema}.remember(
    p_scope text, p_key text, p_digest text, p_kind text, p_result jsonb, p_now timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO {schema}.outbox (subject, kind, body, at) VALUES (p_scope, p_kind, p_result, p_now);
    INSERT INTO {schema}.keys (scope, key, digest, result, expires)
    VALUES (p_scope, p_key, p_digest, p_result, p_now + interval '14 days')
    ON CONFLICT (scope, key) DO UPDATE  -- one that has expired
    SET digest = excluded.digest, result = excluded.result, expires = excluded.expires;
END $$;

-- A fact that no request asked for.
CREATE FUNCTION {schema}.tell(p_subject text, p_kind text, p_body jsonb, p_now timestamptz)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO {schema}.outbox (subject, kind, body, at) VALUES (p_subject, p_kind, p_body, p_now);
$$;

-- Drop keys that have expired; returns how many.
CREATE FUNCTION {schema}.forget_keys(p_now timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH gone AS (DELETE FROM {schema}.keys WHERE expires <= p_now RETURNING 1)
    SELECT count(*) FROM gone;
$$;
