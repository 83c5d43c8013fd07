-- Out of the tables, once the object is known to be whole.

-- Where archived money is booked: one of 64 accounts a currency, so that none has the sides of all.
CREATE FUNCTION archive.shelf(p_player text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT '$archived/' || (hashtextextended(p_player, 0) & 63);
$$;

CREATE FUNCTION archive.is_away(p_player text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM archive.players WHERE player = p_player
                   AND tier IN ('archived', 'restoring', 'quarantined', 'deleted'));
$$;

-- One player after another goes in or comes back: what two have in common, a transaction or a
-- movement, goes with the second of them, and each must know where the other is.
CREATE FUNCTION archive.take_turns() RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('archive.take_turns', 0));
$$;

-- Lock the player's accounts, the shelf's, and all of the system that share a transaction with them,
-- in the order of their ids; then the row of the owner.
CREATE FUNCTION archive.lock_rows(p_player text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO wallet.accounts (owner, currency, kind)
    SELECT archive.shelf(p_player), currency, 'system' FROM wallet.accounts
    WHERE owner = p_player ORDER BY currency ON CONFLICT DO NOTHING;
    PERFORM FROM wallet.accounts WHERE id = ANY (ARRAY(
        SELECT id FROM wallet.accounts WHERE owner IN (p_player, archive.shelf(p_player))
        UNION
        SELECT a.id FROM wallet.accounts AS mine
        JOIN wallet.entries AS e ON e.account = mine.id
        JOIN wallet.entries AS other ON other.transaction = e.transaction
        JOIN wallet.accounts AS a ON a.id = other.account AND a.kind <> 'player'
        WHERE mine.owner = p_player
    )) ORDER BY id FOR UPDATE;
    PERFORM FROM inventory.owners WHERE owner = p_player FOR UPDATE;
END $$;

-- The player's transactions that name no other player who is here.
CREATE FUNCTION archive.settled(p_accounts bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH alone AS (
        SELECT DISTINCT e.transaction AS id FROM wallet.entries AS e
        WHERE e.account = ANY (p_accounts) AND NOT EXISTS (
            SELECT FROM wallet.entries AS o JOIN wallet.accounts AS a ON a.id = o.account
            WHERE o.transaction = e.transaction AND a.kind = 'player'
              AND a.id <> ALL (p_accounts))
    )
    SELECT coalesce(array_agg(id), '{}') FROM alone WHERE NOT EXISTS (
        SELECT FROM wallet.transactions AS r WHERE r.reverses = alone.id
        AND r.id NOT IN (SELECT id FROM alone));
$$;

-- Money stays in the ledger's sum: the shelf has the balance. Settled transactions go, and what their
-- other sides were is carried by the accounts; of the others the shelf takes the player's side.
CREATE FUNCTION archive.take_wallet(p_player text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    shelf text := archive.shelf(p_player);
    mine bigint[] := ARRAY(SELECT id FROM wallet.accounts WHERE owner = p_player);
    gone bigint[] := archive.settled(mine);
BEGIN
    WITH folded AS (
        DELETE FROM wallet.entries WHERE transaction = ANY (gone) RETURNING account, amount
    ), sums AS (
        SELECT coalesce(s.id, a.id) AS account, sum(f.amount) AS amount
        FROM folded AS f JOIN wallet.accounts AS a ON a.id = f.account
        LEFT JOIN wallet.accounts AS s
            ON a.owner = p_player AND s.owner = shelf AND s.currency = a.currency
        GROUP BY 1
    )
    UPDATE wallet.accounts AS a SET carried = a.carried + sums.amount
    FROM sums WHERE a.id = sums.account;
    PERFORM archive.shelve(mine, 1);
    UPDATE wallet.accounts AS s SET balance = s.balance + a.balance, version = s.version + 1
    FROM wallet.accounts AS a
    WHERE a.owner = p_player AND s.owner = shelf AND s.currency = a.currency;
    DELETE FROM wallet.entries WHERE account = ANY (mine);
    DELETE FROM wallet.holds WHERE account = ANY (mine);
    DELETE FROM wallet.accounts WHERE id = ANY (mine);
    DELETE FROM wallet.transactions WHERE id = ANY (gone);
END $$;

-- Add entries of accounts to the shelf's side of their transactions, or with -1 take them off it.
CREATE FUNCTION archive.shelve(p_accounts bigint[], p_sign int) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    WITH moved AS (
        SELECT s.id AS account, e.transaction, p_sign * e.amount AS amount
        FROM wallet.entries AS e JOIN wallet.accounts AS a ON a.id = e.account
        JOIN wallet.accounts AS s ON s.owner = archive.shelf(a.owner) AND s.currency = a.currency
        WHERE e.account = ANY (p_accounts)
    ), before AS (
        DELETE FROM wallet.entries AS e USING moved
        WHERE e.account = moved.account AND e.transaction = moved.transaction
        RETURNING e.account, e.transaction, e.amount
    )
    INSERT INTO wallet.entries (account, transaction, amount, balance)
    SELECT account, transaction, sum(amount), 0
    FROM (SELECT * FROM moved UNION ALL SELECT * FROM before) AS sides
    GROUP BY account, transaction HAVING sum(amount) <> 0;
$$;

-- A single thing keeps its row, so that its id stays taken; a movement stays while it names somebody
-- who is here.
CREATE FUNCTION archive.take_inventory(p_player text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE inventory.uniques SET owner = '$archived', equipped = NULL WHERE owner = p_player;
    DELETE FROM inventory.stacks WHERE owner = p_player;
    DELETE FROM inventory.movements AS m WHERE m.id = ANY (ARRAY(
        SELECT id FROM inventory.movements AS s
        WHERE s.source = p_player AND s.source NOT LIKE '$%' AND (
            s.destination IS NULL OR s.destination = p_player
            OR s.destination LIKE '$listing/%' OR archive.is_away(s.destination))
        UNION
        SELECT id FROM inventory.movements AS d
        WHERE d.destination = p_player AND d.destination NOT LIKE '$%' AND (
            d.source IS NULL OR d.source LIKE '$listing/%' OR archive.is_away(d.source))));
    DELETE FROM inventory.owners WHERE owner = p_player;
END $$;

-- A pair goes with the second of the two; what was ended or blocked stays, as the first does not
-- know it yet.
CREATE FUNCTION archive.take_rest(p_player text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM profile.stats WHERE player = p_player;
    DELETE FROM profile.games WHERE player = p_player;
    DELETE FROM social.pairs WHERE low = p_player AND archive.is_away(high)
        AND state <> 'none' AND NOT low_blocks AND NOT high_blocks;
    DELETE FROM social.pairs WHERE high = p_player AND archive.is_away(low)
        AND state <> 'none' AND NOT low_blocks AND NOT high_blocks;
END $$;

-- Take all rows away if they are as they were read, and say that the object has them. Returns the
-- tier, or why nothing was done: `moved` when the header is another's, `changed` when a row is.
CREATE FUNCTION archive.freeze(
    p_player text, p_version bigint, p_digest text, p_object jsonb
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE h archive.players; obstacle text;
BEGIN
    PERFORM archive.take_turns();
    SELECT * INTO h FROM archive.players WHERE player = p_player FOR UPDATE;
    IF h.tier = 'archived' AND h.object ->> 'sha256' = p_object ->> 'sha256' THEN
        RETURN 'archived';
    ELSIF h.tier IS DISTINCT FROM 'freezing' OR h.version <> p_version THEN
        RETURN 'moved';
    END IF;
    PERFORM archive.lock_rows(p_player);
    obstacle := archive.obstacle(p_player);
    IF obstacle <> '' THEN
        RETURN obstacle;
    ELSIF archive.own(archive.sections(p_player)) <> p_digest THEN
        RETURN 'changed';
    END IF;
    PERFORM archive.take_wallet(p_player);
    PERFORM archive.take_inventory(p_player);
    PERFORM archive.take_rest(p_player);
    PERFORM archive.count('freezing', 'archived', h.object, p_object);
    UPDATE archive.players SET tier = 'archived', version = version + 1, due = NULL, reason = '',
        object = p_object WHERE player = p_player;
    RETURN 'archived';
END $$;
