-- Nobody writes for a player whose rows are in the archive. Such a player has no account and no row
-- of an owner, so only who would make one looks at the tier, and at that of nobody whose row it
-- has locked: a freeze has the header and waits for that row. The lock keeps the tier as it is until
-- the row is there: a freeze waits, finds the row and gives up.
CREATE FUNCTION archive.refuse_archived(p_players text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE away boolean; gone boolean;
BEGIN
    SELECT bool_or(tier IN ('archived', 'restoring', 'quarantined')), bool_or(tier = 'deleted')
    INTO away, gone FROM (
        SELECT tier FROM archive.players WHERE player = ANY (p_players)
        ORDER BY player FOR SHARE
    ) AS header;
    IF gone THEN
        RAISE EXCEPTION 'player_deleted' USING ERRCODE = 'RU001';
    ELSIF away THEN
        RAISE EXCEPTION 'player_archived' USING ERRCODE = 'RU001';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION wallet.open_accounts(p_lines jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM wallet.refuse_unknown_currency(p_lines);
    PERFORM archive.refuse_archived(ARRAY(
        SELECT owner FROM jsonb_to_recordset(p_lines) AS l (owner text)
        EXCEPT
        SELECT owner FROM jsonb_to_recordset(p_lines) AS l (owner text, currency text)
        JOIN wallet.accounts USING (owner, currency)));
    INSERT INTO wallet.accounts (owner, currency, kind)
    SELECT owner, currency, CASE WHEN owner LIKE '$issuance%' THEN 'issuance'
                                 WHEN owner LIKE '$%' THEN 'system' ELSE 'player' END
    FROM jsonb_to_recordset(p_lines) AS l (owner text, currency text)
    ORDER BY owner, currency
    ON CONFLICT (owner, currency) DO NOTHING;
END $$;

CREATE OR REPLACE FUNCTION wallet.hold(
    p_owner text, p_currency text, p_amount bigint, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE a wallet.accounts; new_id bigint;
BEGIN
    UPDATE wallet.accounts SET held = held + p_amount, version = version + 1
    WHERE owner = p_owner AND currency = p_currency AND balance - held >= p_amount
    RETURNING * INTO a;
    IF NOT FOUND THEN
        PERFORM wallet.refuse_unknown_currency(jsonb_build_array(
            jsonb_build_object('currency', p_currency)));
        PERFORM archive.refuse_archived(ARRAY[p_owner]);
        RAISE EXCEPTION 'insufficient_funds' USING ERRCODE = 'RU001';
    END IF;
    INSERT INTO wallet.holds (account, amount, at) VALUES (a.id, p_amount, p_now)
    RETURNING id INTO new_id;
    RETURN jsonb_build_object('hold', new_id, 'balances', jsonb_build_array(jsonb_build_object(
        'owner', a.owner, 'currency', a.currency, 'balance', a.balance, 'held', a.held,
        'version', a.version)));
END $$;

CREATE OR REPLACE FUNCTION inventory.lock_owners(p_owners text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE players text[];
BEGIN
    SELECT array_agg(DISTINCT name ORDER BY name) INTO players FROM unnest(p_owners) AS name
    WHERE name NOT LIKE '$%';
    FOR attempt IN 1..2 LOOP
        PERFORM FROM inventory.owners WHERE owner = ANY (players)
            ORDER BY owner FOR NO KEY UPDATE;
        EXIT WHEN (SELECT count(*) FROM inventory.owners WHERE owner = ANY (players))
            = cardinality(players);
        PERFORM archive.refuse_archived(ARRAY(
            SELECT unnest(players)
            EXCEPT SELECT owner FROM inventory.owners WHERE owner = ANY (players)));
        INSERT INTO inventory.owners SELECT unnest(players) ON CONFLICT DO NOTHING;
    END LOOP;
END $$;

-- A transaction of which a side is in the archive is undone when that player is back.
CREATE OR REPLACE FUNCTION wallet.reverse(
    p_transaction bigint, p_scope text, p_key text, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE found_kind text; accounts jsonb; lines jsonb; away boolean;
BEGIN
    SELECT kind INTO found_kind FROM wallet.transactions WHERE id = p_transaction;
    IF found_kind IS NULL THEN
        RAISE EXCEPTION 'unknown_transaction' USING ERRCODE = 'RU001';
    ELSIF found_kind NOT IN ('transfer', 'capture', 'purchase') THEN
        RAISE EXCEPTION 'not_reversible' USING ERRCODE = 'RU001';
    END IF;
    SELECT jsonb_agg(jsonb_build_object('owner', owner, 'currency', currency)),
           jsonb_agg(jsonb_build_object('owner', owner, 'currency', currency, 'amount', -amount)),
           bool_or(owner LIKE '$archived/%')
    INTO accounts, lines, away FROM wallet.entries JOIN wallet.accounts AS a ON a.id = account
    WHERE transaction = p_transaction;
    IF away THEN
        RAISE EXCEPTION 'player_archived' USING ERRCODE = 'RU001';
    END IF;
    PERFORM wallet.lock_accounts(accounts);
    IF EXISTS (SELECT FROM wallet.transactions WHERE reverses = p_transaction) THEN
        RAISE EXCEPTION 'already_reversed' USING ERRCODE = 'RU001';
    END IF;
    RETURN wallet.book('reversal', lines, p_scope, p_key, p_now, p_transaction);
END $$;

-- What `archive` writes it checks itself, whole transactions at a time.
DROP TRIGGER entries_sum_to_zero ON wallet.entries;
CREATE TRIGGER entries_sum_to_zero AFTER INSERT ON wallet.entries
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT
    WHEN (current_user <> 'archive') EXECUTE FUNCTION wallet.check_zero_sum();
