-- A purchase is undone as a whole: the thing, the price and the fee go back in one transaction.

ALTER TABLE market.trades ADD COLUMN transaction bigint;

-- The one without a transaction stays for purchases that are under way while this is deployed.
CREATE FUNCTION market.record_trade(
    l market.listings, p_buyer text, p_fee bigint, p_transaction bigint, p_now timestamptz
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO market.trades
        (listing, seller, buyer, item, unique_id, amount, currency, price, fee, transaction, at)
    VALUES (l.id, l.seller, p_buyer, l.item, l.unique_id, l.amount, l.currency, l.price, p_fee,
            p_transaction, p_now);
$$;

CREATE OR REPLACE FUNCTION economy.buy(
    p_command jsonb, p_scope text, p_key text, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
    PERFORM market.record_trade(l, buyer, fee, (booked -> 'transaction')::bigint, p_now);
    RETURN jsonb_build_object('listing', l.id, 'transaction', booked -> 'transaction',
        'seller', l.seller, 'price', l.price, 'fee', fee, 'things', economy.thing_of(l));
END $$;

-- The money of a purchase goes back here; `economy.reverse` gives back the thing.
CREATE OR REPLACE FUNCTION wallet.reverse(
    p_transaction bigint, p_scope text, p_key text, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE found_kind text; accounts jsonb; lines jsonb;
BEGIN
    SELECT kind INTO found_kind FROM wallet.transactions WHERE id = p_transaction;
    IF found_kind IS NULL THEN
        RAISE EXCEPTION 'unknown_transaction' USING ERRCODE = 'RU001';
    ELSIF found_kind NOT IN ('transfer', 'capture', 'purchase') THEN
        RAISE EXCEPTION 'not_reversible' USING ERRCODE = 'RU001';
    END IF;
    SELECT jsonb_agg(jsonb_build_object('owner', owner, 'currency', currency)),
           jsonb_agg(jsonb_build_object('owner', owner, 'currency', currency, 'amount', -amount))
    INTO accounts, lines FROM wallet.entries JOIN wallet.accounts AS a ON a.id = account
    WHERE transaction = p_transaction;
    PERFORM wallet.lock_accounts(accounts);
    IF EXISTS (SELECT FROM wallet.transactions WHERE reverses = p_transaction) THEN
        RAISE EXCEPTION 'already_reversed' USING ERRCODE = 'RU001';
    END IF;
    RETURN wallet.book('reversal', lines, p_scope, p_key, p_now, p_transaction);
END $$;

-- Undo a transaction. A purchase whose trade has been archived, or is older than trades that name
-- their transaction, is not reversible.
CREATE FUNCTION economy.reverse(p_command jsonb, p_scope text, p_key text, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    undone bigint := p_command -> 'transaction';
    result jsonb := wallet.act(p_command, p_scope, p_key, p_now);
    bought_at timestamptz;
    t market.trades;
    things jsonb;
BEGIN
    SELECT at INTO bought_at FROM wallet.transactions WHERE id = undone AND kind = 'purchase';
    IF bought_at IS NULL THEN
        RETURN result;
    END IF;
    SELECT * INTO t FROM market.trades WHERE at = bought_at AND transaction = undone;
    IF t.listing IS NULL THEN
        RAISE EXCEPTION 'not_reversible' USING ERRCODE = 'RU001';
    END IF;
    things := jsonb_build_array(jsonb_build_object(
        'item', t.item, 'amount', t.amount, 'id', coalesce(t.unique_id, '')));
    PERFORM inventory.move('return', t.buyer, t.seller, things, p_now);
    RETURN result || jsonb_build_object(
        'listing', t.listing, 'buyer', t.buyer, 'seller', t.seller, 'things', things);
END $$;

CREATE OR REPLACE FUNCTION economy.perform(
    p_service text, p_scope text, p_key text, p_digest text, p_commands jsonb, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    results jsonb := economy.first_results(p_service, p_scope, p_key, p_digest, p_now);
    command jsonb;
BEGIN
    IF results IS NOT NULL THEN
        RETURN results;
    ELSIF p_service = 'economy' THEN
        PERFORM economy.lock_all(p_commands);
    END IF;
    results := '[]';
    FOR command IN SELECT jsonb_array_elements(p_commands) LOOP
        CASE (CASE command ->> 'do' WHEN 'reverse' THEN 'economy' ELSE command ->> 'service' END)
        WHEN 'economy' THEN
            results := results || economy.reverse(command, p_scope, p_key, p_now);
        WHEN 'wallet' THEN results := results || wallet.act(command, p_scope, p_key, p_now);
        WHEN 'inventory' THEN results := results || inventory.act(command, p_now);
        WHEN 'market' THEN results := results || economy.trade(command, p_scope, p_key, p_now);
        END CASE;
    END LOOP;
    PERFORM economy.keep_results(
        p_service, p_scope, p_key, p_digest,
        CASE p_service WHEN 'economy' THEN 'batch' ELSE p_commands -> 0 ->> 'do' END,
        results, p_now);
    RETURN results;
END $$;

REVOKE ALL ON FUNCTION economy.reverse FROM PUBLIC;
GRANT EXECUTE ON FUNCTION economy.reverse TO rumpus;
