-- Back into the tables, as the object has it.

CREATE FUNCTION archive.put_wallet(p_player text, p jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    shelf text := archive.shelf(p_player);
    mine bigint[] := ARRAY(SELECT id FROM jsonb_to_recordset(p -> 'accounts') AS a (id bigint));
BEGIN
    INSERT INTO wallet.accounts (owner, currency, kind)
    SELECT shelf, currency, 'system' FROM jsonb_to_recordset(p -> 'accounts') AS a (currency text)
    ORDER BY currency ON CONFLICT DO NOTHING;
    PERFORM FROM wallet.accounts WHERE owner = shelf ORDER BY id FOR UPDATE;
    UPDATE wallet.accounts AS s SET balance = s.balance - a.balance, version = s.version + 1
    FROM jsonb_to_recordset(p -> 'accounts') AS a (currency text, balance bigint)
    WHERE s.owner = shelf AND s.currency = a.currency;
    INSERT INTO wallet.accounts (id, owner, currency, kind, balance, version)
    OVERRIDING SYSTEM VALUE
    SELECT id, p_player, currency, 'player', balance, version
    FROM jsonb_to_recordset(p -> 'accounts')
         AS a (id bigint, currency text, balance bigint, version bigint);
    INSERT INTO wallet.transactions (id, scope, key, kind, reverses, at) OVERRIDING SYSTEM VALUE
    SELECT * FROM jsonb_to_recordset(p -> 'transactions') AS t (
        id bigint, scope text, key text, kind text, reverses bigint, at timestamptz)
    ORDER BY id ON CONFLICT (id) DO NOTHING;
    INSERT INTO wallet.entries (account, transaction, amount, balance)
    SELECT * FROM jsonb_to_recordset(p -> 'entries')
        AS e (account bigint, transaction bigint, amount bigint, balance bigint);
    PERFORM archive.shelve(mine, -1);
    INSERT INTO wallet.holds (id, account, amount, captured, state, at) OVERRIDING SYSTEM VALUE
    SELECT * FROM jsonb_to_recordset(p -> 'holds') AS h (
        id bigint, account bigint, amount bigint, captured bigint, state text, at timestamptz);
    IF EXISTS (
        SELECT FROM wallet.entries AS e JOIN wallet.accounts AS a ON a.id = e.account
        WHERE e.transaction = ANY (ARRAY(
            SELECT id FROM jsonb_to_recordset(p -> 'transactions') AS t (id bigint)))
        GROUP BY e.transaction, a.currency HAVING sum(e.amount) <> 0
        UNION ALL
        SELECT FROM wallet.accounts AS a WHERE a.owner = p_player AND a.balance <> (
            SELECT coalesce(sum(amount), 0) FROM wallet.entries WHERE account = a.id)
    ) THEN
        RAISE EXCEPTION 'unbalanced' USING ERRCODE = 'RU001';
    END IF;
END $$;

CREATE FUNCTION archive.put_inventory(p_player text, p jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO inventory.owners VALUES (p_player);
    INSERT INTO inventory.stacks (owner, item, amount)
    SELECT p_player, item, amount
    FROM jsonb_to_recordset(p -> 'stacks') AS s (item text, amount bigint);
    UPDATE inventory.uniques AS u SET owner = p_player, equipped = back.equipped
    FROM jsonb_to_recordset(p -> 'uniques') AS back (id text, item text, equipped text)
    WHERE u.id = back.id AND u.item = back.item AND u.owner = '$archived';
    INSERT INTO inventory.movements (id, kind, item, unique_id, source, destination, amount, at)
    OVERRIDING SYSTEM VALUE
    SELECT * FROM jsonb_to_recordset(p -> 'movements') AS m (
        id bigint, kind text, item text, unique_id text, source text, destination text,
        amount bigint, at timestamptz)
    ON CONFLICT (id) DO NOTHING;
END $$;

-- A pair that is still there is newer; one that was ended meanwhile goes when both know it.
CREATE FUNCTION archive.put_rest(p_player text, p_profile jsonb, p_friends jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO profile.stats
    SELECT p_player, * FROM jsonb_to_recordset(p_profile -> 'stats')
        AS s (game text, rooms bigint, rewards bigint, last_at timestamptz);
    INSERT INTO profile.games
    SELECT p_player, * FROM jsonb_to_recordset(p_profile -> 'games')
        AS g (room text, ended_at timestamptz, reward bigint);
    INSERT INTO social.pairs
    SELECT * FROM jsonb_to_recordset(p_friends) AS f (
        low text, high text, state text, asked text, low_blocks boolean, high_blocks boolean,
        at timestamptz)
    WHERE p_player IN (low, high)
    ON CONFLICT (low, high) DO NOTHING;
END $$;

-- Put all rows back, once, and prove that they are what the object says. Returns the tier: whoever
-- comes second finds it done; `moved` when the header is in no state to be restored.
CREATE FUNCTION archive.thaw(
    p_player text, p_sections jsonb, p_due timestamptz, p_now timestamptz
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE h archive.players;
BEGIN
    PERFORM archive.take_turns();
    SELECT * INTO h FROM archive.players WHERE player = p_player FOR UPDATE;
    IF h.tier IN ('hot', 'warm') THEN
        RETURN h.tier;
    ELSIF h.tier IS DISTINCT FROM 'restoring' THEN
        RETURN 'moved';
    END IF;
    PERFORM archive.put_wallet(p_player, p_sections -> 'wallet');
    PERFORM archive.put_inventory(p_player, p_sections -> 'inventory');
    PERFORM archive.put_rest(p_player, p_sections -> 'profile', p_sections -> 'friends');
    IF archive.sections(p_player) - 'friends' <> p_sections - 'friends' THEN
        RAISE EXCEPTION 'proof_failed' USING ERRCODE = 'RU001';
    END IF;
    PERFORM archive.count('restoring', 'hot', h.object, h.object);
    UPDATE archive.players SET tier = 'hot', version = version + 1, due = p_due, reason = '',
        seen = greatest(seen, p_now), thaws = thaws + 1 WHERE player = p_player;
    RETURN 'hot';
END $$;
