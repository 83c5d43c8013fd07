-- Lock whatever the commands of a batch name or lead to before the first of them: accounts in the
-- order of their ids, then owners by name. Batches whose orders differ never wait in a circle.
CREATE OR REPLACE FUNCTION economy.lock_all(p_commands jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    owners text[] := ARRAY(
        SELECT name FROM jsonb_array_elements(p_commands) AS command,
             unnest(ARRAY[command ->> 'owner', command ->> 'source', command ->> 'destination'])
             AS name
        WHERE command ->> 'service' = 'inventory' AND name IS NOT NULL);
BEGIN
    PERFORM wallet.lock_accounts((
        SELECT jsonb_agg(DISTINCT jsonb_build_object('owner', due.owner, 'currency', due.currency))
        FROM jsonb_array_elements(p_commands) AS command, LATERAL (
            SELECT owner, currency
            FROM jsonb_to_recordset(command -> 'lines') AS l (owner text, currency text)
            UNION ALL
            SELECT command ->> 'owner', command ->> 'currency' WHERE command ->> 'do' = 'hold'
            UNION ALL
            SELECT name, a.currency
            FROM wallet.holds AS h JOIN wallet.accounts AS a ON a.id = h.account,
                 unnest(ARRAY[a.owner, command ->> 'destination']) AS name
            WHERE h.id = (command -> 'hold')::bigint AND name IS NOT NULL
            UNION ALL
            SELECT a.owner, a.currency
            FROM wallet.entries AS e JOIN wallet.accounts AS a ON a.id = e.account
            WHERE e.transaction = (command -> 'transaction')::bigint
        ) AS due));
    IF p_commands @? '$[*].transaction' THEN  -- to open the trades of every month takes its time
        owners := owners || ARRAY(
            SELECT name FROM jsonb_array_elements(p_commands) AS command
            JOIN wallet.transactions AS b ON b.id = (command -> 'transaction')::bigint
            JOIN market.trades AS t ON t.at = b.at AND t.transaction = b.id,
                 unnest(ARRAY[t.buyer, t.seller]) AS name
            WHERE b.kind = 'purchase');
    END IF;
    PERFORM inventory.lock_owners(owners);
END $$;

-- Close listings whose time is over, and tell each as a fact; returns how many. Listings come first,
-- then their sellers by name.
CREATE OR REPLACE FUNCTION economy.expire_listings(p_now timestamptz, p_limit int) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    due bigint[] := ARRAY(SELECT market.due_listings(p_now, p_limit));
    one bigint;
    l market.listings;
BEGIN
    PERFORM inventory.lock_owners(
        ARRAY(SELECT seller FROM market.listings WHERE id = ANY (due)));
    FOREACH one IN ARRAY due LOOP
        l := market.close_listing(one, 'expired');
        PERFORM market.tell(l.seller, 'expired', economy.give_back(l, p_now), p_now);
    END LOOP;
    RETURN cardinality(due);
END $$;
