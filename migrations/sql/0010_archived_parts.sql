-- How far a month is in the archive: which object has its trades up to which one.
CREATE TABLE market.archived_parts (
    month   date   NOT NULL,
    part    int    NOT NULL CHECK (part >= 0),
    trades  bigint NOT NULL CHECK (trades > 0),
    last    timestamptz NOT NULL,
    listing bigint NOT NULL,  -- of the last trade: of one moment there may be many
    at      timestamptz NOT NULL,
    PRIMARY KEY (month, part)
);
GRANT SELECT ON market.archived_parts TO rumpus;

-- Note a part that was stored and read back. The same again changes nothing; another in its place,
-- or one that does not follow on the last, is refused.
CREATE FUNCTION economy.note_archived(
    p_month date, p_part int, p_trades bigint, p_last timestamptz, p_listing bigint,
    p_now timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO market.archived_parts
    SELECT p_month, p_part, p_trades, p_last, p_listing, p_now
    WHERE p_part = (SELECT count(*) FROM market.archived_parts WHERE month = p_month)
    ON CONFLICT DO NOTHING;
    IF NOT EXISTS (
        SELECT FROM market.archived_parts
        WHERE (month, part, trades, last, listing)
            = (p_month, p_part, p_trades, p_last, p_listing)
    ) THEN
        RAISE EXCEPTION 'part_taken' USING ERRCODE = 'RU001';
    END IF;
END $$;

REVOKE ALL ON FUNCTION economy.note_archived FROM PUBLIC;
GRANT EXECUTE ON FUNCTION economy.note_archived TO rumpus;
