-- Where market, wallet and inventory meet. Locks are taken in this order: listing, accounts, owners.

CREATE FUNCTION economy.escrow(p_listing bigint) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT '$listing/' || p_listing;
$$;

CREATE FUNCTION economy.thing_of(l market.listings) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_array(jsonb_build_object(
        'item', l.item, 'amount', l.amount, 'id', coalesce(l.unique_id, '')));
$$;

-- The thing, the payment and the fee, in one transaction.
CREATE FUNCTION economy.buy(p_command jsonb, p_scope text, p_key text, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l market.listings := market.close_listing((p_command -> 'listing')::bigint, 'sold');
    buyer text := p_command ->> 'buyer';
    fee bigint := p_command -> 'fee';
    booked jsonb;
BEGIN
    IF l.expires <= p_now THEN
        RAISE EXCEPTION 'listing_closed' USING ERRCODE = 'RU001';
    ELSIF l.seller = buyer THEN
        RAISE EXCEPTION 'own_listing' USING ERRCODE = 'RU001';
    ELSIF l.price <> (p_command -> 'price')::bigint THEN
        RAISE EXCEPTION 'wrong_price' USING ERRCODE = 'RU001';
    END IF;
    SELECT wallet.book('purchase', jsonb_agg(line), p_scope, p_key, p_now) INTO booked
    FROM (VALUES (buyer, -l.price), (l.seller, l.price - fee), (p_command ->> 'fees', fee))
         AS due (owner, amount),
         jsonb_build_object('owner', owner, 'currency', l.currency, 'amount', amount) AS line
    WHERE amount <> 0;
    PERFORM inventory.move('purchase', economy.escrow(l.id), buyer, economy.thing_of(l), p_now);
    PERFORM market.record_trade(l, buyer, fee, p_now);
    RETURN jsonb_build_object('listing', l.id, 'transaction', booked -> 'transaction',
        'seller', l.seller, 'price', l.price, 'fee', fee, 'things', economy.thing_of(l));
END $$;

CREATE FUNCTION economy.give_back(l market.listings, p_now timestamptz) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM inventory.move('return', economy.escrow(l.id), l.seller, economy.thing_of(l), p_now);
    RETURN jsonb_build_object(
        'listing', l.id, 'seller', l.seller, 'things', economy.thing_of(l));
END $$;

CREATE FUNCTION economy.trade(p_command jsonb, p_scope text, p_key text, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE l market.listings; new_id bigint;
BEGIN
    CASE p_command ->> 'do'
    WHEN 'offer' THEN
        IF NOT EXISTS (SELECT FROM wallet.currencies
                       WHERE currency = p_command ->> 'currency') THEN
            RAISE EXCEPTION 'wrong_currency' USING ERRCODE = 'RU001';
        END IF;
        new_id := market.open_listing(p_command, p_now);
        PERFORM inventory.move('offer', p_command ->> 'seller', economy.escrow(new_id),
                               jsonb_build_array(p_command -> 'thing'), p_now);
        RETURN jsonb_build_object('listing', new_id);
    WHEN 'buy' THEN
        RETURN economy.buy(p_command, p_scope, p_key, p_now);
    WHEN 'cancel' THEN
        l := market.close_listing((p_command -> 'listing')::bigint, 'cancelled');
        IF l.seller <> p_command ->> 'seller' THEN
            RAISE EXCEPTION 'not_your_listing' USING ERRCODE = 'RU001';
        END IF;
        RETURN economy.give_back(l, p_now);
    END CASE;
END $$;

-- Close listings whose time is over, and tell each as a fact; returns how many.
CREATE FUNCTION economy.expire_listings(p_now timestamptz, p_limit int) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE due bigint; l market.listings; closed bigint := 0;
BEGIN
    FOR due IN SELECT market.due_listings(p_now, p_limit) LOOP
        l := market.close_listing(due, 'expired');
        PERFORM market.tell(l.seller, 'expired', economy.give_back(l, p_now), p_now);
        closed := closed + 1;
    END LOOP;
    RETURN closed;
END $$;
