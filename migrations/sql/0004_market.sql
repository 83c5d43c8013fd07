-- Listings. The functions of `market` know nothing of money or things; `economy.trade` does.

CREATE FUNCTION market.open_listing(p_command jsonb, p_now timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    new_id bigint;
    thing jsonb := p_command -> 'thing';
    until timestamptz := p_command ->> 'expires';
BEGIN
    IF until <= p_now OR until > p_now + interval '90 days' THEN
        RAISE EXCEPTION 'bad_expiry' USING ERRCODE = 'RU001';
    END IF;
    INSERT INTO market.listings
        (seller, item, unique_id, amount, currency, price, expires, at)
    VALUES (p_command ->> 'seller', thing ->> 'item', nullif(thing ->> 'id', ''),
            (thing -> 'amount')::bigint, p_command ->> 'currency',
            (p_command -> 'price')::bigint, until, p_now)
    RETURNING id INTO new_id;
    RETURN new_id;
END $$;

-- Lock an open listing and close it: of two that try, the second finds it closed.
CREATE FUNCTION market.close_listing(p_listing bigint, p_state text) RETURNS market.listings
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE l market.listings;
BEGIN
    SELECT * INTO l FROM market.listings WHERE id = p_listing FOR UPDATE;
    IF l.id IS NULL THEN
        RAISE EXCEPTION 'unknown_listing' USING ERRCODE = 'RU001';
    ELSIF l.state <> 'open' THEN
        RAISE EXCEPTION 'listing_closed' USING ERRCODE = 'RU001';
    END IF;
    UPDATE market.listings SET state = p_state WHERE id = p_listing;
    RETURN l;
END $$;

CREATE FUNCTION market.record_trade(l market.listings, p_buyer text, p_fee bigint, p_now timestamptz)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO market.trades
        (listing, seller, buyer, item, unique_id, amount, currency, price, fee, at)
    VALUES (l.id, l.seller, p_buyer, l.item, l.unique_id, l.amount, l.currency, l.price, p_fee,
            p_now);
$$;

-- Lock some listings whose time is over and that nobody is buying.
CREATE FUNCTION market.due_listings(p_now timestamptz, p_limit int) RETURNS SETOF bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT id FROM market.listings WHERE state = 'open' AND expires <= p_now
    ORDER BY expires LIMIT p_limit FOR UPDATE SKIP LOCKED;
$$;
