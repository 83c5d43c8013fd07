-- What becomes of months that are long over: their trades are stored elsewhere, then dropped.
CREATE TABLE market.archived_months (
    month  date PRIMARY KEY,
    trades bigint NOT NULL CHECK (trades >= 0),
    at     timestamptz NOT NULL
);
GRANT SELECT ON market.archived_months TO rumpus;

-- The oldest month with a partition, if it was over at that time.
CREATE FUNCTION economy.oldest_trades(p_before timestamptz) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT min(month) FROM pg_inherits JOIN pg_class AS c ON c.oid = inhrelid,
        to_date(substring(relname FROM '^trades_(\d{4}_\d\d)$'), 'YYYY_MM') AS month
    WHERE inhparent = 'market.trades'::regclass
      AND (month + interval '1 month') AT TIME ZONE 'UTC' <= p_before;
$$;

-- Drop a month whose trades are archived up to the last, and note how many they were. Trades are of
-- the present, so none joins a month that is over by a month. Not concurrently: PostgreSQL detaches
-- no partition so beside a default one. False: the month is gone already.
CREATE FUNCTION economy.drop_trades(
    p_month date, p_trades bigint, p_last timestamptz, p_now timestamptz
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE name text := 'trades_' || to_char(p_month, 'YYYY_MM'); last timestamptz;
BEGIN
    IF to_regclass('market.' || name) IS NULL THEN
        RETURN false;
    ELSIF (p_month + interval '2 months') AT TIME ZONE 'UTC' > p_now THEN
        RAISE EXCEPTION 'month_not_over' USING ERRCODE = 'RU001';
    END IF;
    EXECUTE format('SELECT max(at) FROM market.%I', name) INTO last;
    IF last IS DISTINCT FROM p_last THEN
        RAISE EXCEPTION 'not_archived' USING ERRCODE = 'RU001';
    END IF;
    EXECUTE format('DROP TABLE market.%I', name);
    INSERT INTO market.archived_months VALUES (p_month, p_trades, p_now);
    RETURN true;
END $$;

REVOKE ALL ON FUNCTION economy.oldest_trades, economy.drop_trades FROM PUBLIC;
GRANT EXECUTE ON FUNCTION economy.oldest_trades, economy.drop_trades TO rumpus;

-- What battles are rewarded with.
INSERT INTO wallet.currencies VALUES ('coins') ON CONFLICT DO NOTHING;
