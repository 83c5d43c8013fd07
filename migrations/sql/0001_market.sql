-- Offers and trades. What is offered waits in the inventory of the owner `$listing/<id>`.
CREATE TABLE market.listings (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    seller    text   NOT NULL,
    item      text   NOT NULL,
    unique_id text,
    amount    bigint NOT NULL CHECK (amount > 0),
    currency  text   NOT NULL,
    price     bigint NOT NULL CHECK (price > 0),
    state     text   NOT NULL DEFAULT 'open'
              CHECK (state IN ('open', 'sold', 'cancelled', 'expired')),
    expires   timestamptz NOT NULL,
    at        timestamptz NOT NULL
);
CREATE INDEX listings_by_price ON market.listings (item, currency, price, id) WHERE state = 'open';
CREATE INDEX listings_to_expire ON market.listings (expires) WHERE state = 'open';
CREATE INDEX listings_of_seller ON market.listings (seller, id) WHERE state = 'open';

CREATE TABLE market.trades (
    listing   bigint NOT NULL,  -- a listing is sold whole, so at most once
    seller    text   NOT NULL,
    buyer     text   NOT NULL,
    item      text   NOT NULL,
    unique_id text,
    amount    bigint NOT NULL,
    currency  text   NOT NULL,
    price     bigint NOT NULL,
    fee       bigint NOT NULL CHECK (fee BETWEEN 0 AND price),
    at        timestamptz NOT NULL,
    PRIMARY KEY (at, listing)
) PARTITION BY RANGE (at);
CREATE INDEX trades_of_listing ON market.trades (listing);
CREATE TABLE market.trades_default PARTITION OF market.trades DEFAULT;

-- Make the partitions of this month and the next ones; trades that were early move in.
CREATE FUNCTION economy.partition_trades(p_now timestamptz, p_ahead int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE first timestamptz; next timestamptz; name text; made int := 0;
BEGIN
    FOR step IN 0..p_ahead LOOP
        first := date_trunc('month', p_now, 'UTC') + make_interval(months => step);
        next := first + interval '1 month';
        name := 'trades_' || to_char(first AT TIME ZONE 'UTC', 'YYYY_MM');
        CONTINUE WHEN to_regclass('market.' || name) IS NOT NULL;
        EXECUTE format('CREATE TABLE market.%I (LIKE market.trades INCLUDING ALL)', name);
        EXECUTE format(
            'WITH early AS (
                 DELETE FROM market.trades_default WHERE at >= %L AND at < %L RETURNING *)
             INSERT INTO market.%I SELECT * FROM early', first, next, name);
        EXECUTE format('ALTER TABLE market.trades ATTACH PARTITION market.%I
                        FOR VALUES FROM (%L) TO (%L)', name, first, next);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
SELECT economy.partition_trades(now(), 3);
REVOKE ALL ON FUNCTION economy.partition_trades FROM PUBLIC;
GRANT EXECUTE ON FUNCTION economy.partition_trades TO rumpus;

GRANT SELECT, INSERT ON market.trades TO market;
GRANT SELECT, INSERT, UPDATE ON market.listings TO market;
GRANT SELECT ON ALL TABLES IN SCHEMA market TO rumpus;
