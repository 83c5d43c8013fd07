-- Players leave by the batch: one transaction, of which each statement does its part for all of them.
DROP FUNCTION archive.freeze(text, bigint, text, jsonb);
DROP FUNCTION archive.lock_rows(text);
DROP FUNCTION archive.take_wallet(text);
DROP FUNCTION archive.take_inventory(text);
DROP FUNCTION archive.take_rest(text);

-- Lock the players' accounts, the shelves', and all of the system that share a transaction with them,
-- in the order of their ids; then the rows of the owners by name, as all others do.
CREATE FUNCTION archive.lock_rows(p_players text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE mine bigint[]; shelves text[];
BEGIN
    SELECT array_agg(id), array_agg(DISTINCT archive.shelf(owner)) INTO mine, shelves
    FROM wallet.accounts WHERE owner = ANY (p_players);
    INSERT INTO wallet.accounts (owner, currency, kind)
    SELECT archive.shelf(owner), currency, 'system' FROM wallet.accounts WHERE id = ANY (mine)
    EXCEPT SELECT owner, currency, kind FROM wallet.accounts WHERE owner = ANY (shelves)
    ORDER BY 1, 2 ON CONFLICT DO NOTHING;
    PERFORM FROM wallet.accounts WHERE id = ANY (ARRAY(
        SELECT id FROM wallet.accounts WHERE owner = ANY (p_players || shelves)
        UNION
        SELECT a.id FROM wallet.entries AS e
        JOIN wallet.entries AS other ON other.transaction = e.transaction
        JOIN wallet.accounts AS a ON a.id = other.account AND a.kind <> 'player'
        WHERE e.account = ANY (mine)
    )) ORDER BY id FOR UPDATE;
    PERFORM FROM inventory.owners WHERE owner = ANY (p_players) ORDER BY owner FOR UPDATE;
END $$;

-- Money stays in the ledger's sum: the shelves have the balances. Settled transactions go, and what
-- their other sides were is carried by the accounts; of the others the shelves take the players' sides.
CREATE FUNCTION archive.take_wallet(p_players text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine bigint[] := ARRAY(SELECT id FROM wallet.accounts WHERE owner = ANY (p_players));
    gone bigint[] := archive.settled(mine);
BEGIN
    WITH folded AS (
        DELETE FROM wallet.entries WHERE transaction = ANY (gone) RETURNING account, amount
    ), of_account AS (
        SELECT account, sum(amount) AS amount FROM folded GROUP BY account
    ), sums AS (
        SELECT coalesce(s.id, a.id) AS account, sum(f.amount) AS amount
        FROM of_account AS f JOIN wallet.accounts AS a ON a.id = f.account
        LEFT JOIN wallet.accounts AS s ON a.id = ANY (mine)
            AND s.owner = archive.shelf(a.owner) AND s.currency = a.currency
        GROUP BY 1
    )
    UPDATE wallet.accounts AS a SET carried = a.carried + sums.amount
    FROM sums WHERE a.id = sums.account;
    PERFORM archive.shelve(mine, 1);
    UPDATE wallet.accounts AS s SET balance = s.balance + m.balance, version = s.version + 1
    FROM (SELECT archive.shelf(owner) AS owner, currency, sum(balance) AS balance
          FROM wallet.accounts WHERE id = ANY (mine) GROUP BY 1, 2) AS m
    WHERE s.owner = m.owner AND s.currency = m.currency;
    DELETE FROM wallet.entries WHERE account = ANY (mine);
    DELETE FROM wallet.holds WHERE account = ANY (mine);
    DELETE FROM wallet.accounts WHERE id = ANY (mine);
    DELETE FROM wallet.transactions WHERE id = ANY (gone);
END $$;

-- A single thing keeps its row, so that its id stays taken; a movement stays while it names somebody
-- who is here. Those who leave are away by now.
CREATE FUNCTION archive.take_inventory(p_players text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE inventory.uniques SET owner = '$archived', equipped = NULL
    WHERE owner = ANY (p_players);
    DELETE FROM inventory.stacks WHERE owner = ANY (p_players);
    DELETE FROM inventory.movements WHERE id = ANY (ARRAY(
        SELECT id FROM inventory.movements AS s
        WHERE s.source = ANY (p_players) AND s.source NOT LIKE '$%' AND (
            s.destination IS NULL OR s.destination LIKE '$listing/%'
            OR archive.is_away(s.destination))
        UNION
        SELECT id FROM inventory.movements AS d
        WHERE d.destination = ANY (p_players) AND d.destination NOT LIKE '$%' AND (
            d.source IS NULL OR d.source LIKE '$listing/%' OR archive.is_away(d.source))));
    DELETE FROM inventory.owners WHERE owner = ANY (p_players);
END $$;

-- A pair goes with the second of the two; what was ended or blocked stays, as the first does not
-- know it yet.
CREATE FUNCTION archive.take_rest(p_players text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM profile.stats WHERE player = ANY (p_players);
    DELETE FROM profile.games WHERE player = ANY (p_players);
    DELETE FROM profile.ratings WHERE player = ANY (p_players);
    DELETE FROM social.pairs WHERE low = ANY (p_players) AND archive.is_away(high)
        AND state <> 'none' AND NOT low_blocks AND NOT high_blocks;
    DELETE FROM social.pairs WHERE high = ANY (p_players) AND archive.is_away(low)
        AND state <> 'none' AND NOT low_blocks AND NOT high_blocks;
END $$;

-- Take all rows away of players who are away by their headers.
CREATE FUNCTION archive.take(p_players text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM archive.take_wallet(p_players);
    PERFORM archive.take_inventory(p_players);
    PERFORM archive.take_rest(p_players);
END $$;

-- Say by the headers that players are in the archive.
CREATE FUNCTION archive.leave(p_players text[], p_asked jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE changes jsonb;
BEGIN
    WITH before AS (
        SELECT coalesce(sum((object -> 'bytes')::bigint), 0) AS bytes FROM archive.players
        WHERE player = ANY (p_players)
    ), after AS (
        UPDATE archive.players AS h SET tier = 'archived', version = h.version + 1, due = NULL,
            reason = '', object = a.object
        FROM jsonb_to_recordset(p_asked) AS a (player text, object jsonb)
        WHERE h.player = a.player AND a.player = ANY (p_players)
        RETURNING (h.object -> 'bytes')::bigint AS bytes
    )
    SELECT jsonb_build_array(
        jsonb_build_object('tier', 'freezing', 'players', -count(*),
            'bytes', -(SELECT bytes FROM before)),
        jsonb_build_object('tier', 'archived', 'players', count(*), 'bytes', sum(bytes)))
    INTO changes FROM after;
    PERFORM archive.count_many(changes);
END $$;

-- Take the rows away of those whose rows are as they were read, and say that objects have them; the
-- others stay as they are. `p_asked` is [{player, version, digest, object}]. Returns what came of each:
-- `archived`, `moved` when the header is another's, `changed` when a row is, or what is in the way.
--
-- Rows are locked before headers, as by whoever makes a player's first row: two never wait in a circle.
-- A row that was made meanwhile is found by the digest.
CREATE FUNCTION archive.freeze(p_asked jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    names text[] := ARRAY(SELECT jsonb_array_elements(p_asked) ->> 'player');
    found jsonb;
    leaving text[];
BEGIN
    PERFORM archive.take_turns();
    PERFORM archive.lock_rows(names);
    PERFORM FROM archive.players WHERE player = ANY (names) ORDER BY player FOR UPDATE;
    SELECT jsonb_object_agg(a.player, CASE
        WHEN h.tier = 'archived' AND h.object -> 'sha256' = a.object -> 'sha256' THEN 'archived'
        WHEN h.tier IS DISTINCT FROM 'freezing' OR h.version <> a.version THEN 'moved'
        WHEN r.obstacle <> '' THEN r.obstacle
        WHEN r.digest <> a.digest THEN 'changed'
        ELSE 'leaves' END)
    INTO found
    FROM jsonb_to_recordset(p_asked)
        AS a (player text, version bigint, digest text, object jsonb)
    JOIN archive.read(names) AS r USING (player)
    LEFT JOIN archive.players AS h USING (player);
    leaving := ARRAY(SELECT key FROM jsonb_each_text(found) WHERE value = 'leaves' ORDER BY key);
    IF leaving = '{}' THEN
        RETURN found;
    END IF;
    PERFORM archive.leave(leaving, p_asked);
    PERFORM archive.take(leaving);
    RETURN found || (SELECT jsonb_object_agg(player, 'archived') FROM unnest(leaving) AS player);
END $$;

-- Delete a player whose rows are gone or may go: the header stays as a proof, with the hash of what
-- there was. Returns `deleted`, or what is in the way.
CREATE OR REPLACE FUNCTION archive.delete(
    p_player text, p_version bigint, p_sha256 text, p_by text, p_now timestamptz
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE h archive.players; obstacle text; held jsonb;
BEGIN
    PERFORM archive.take_turns();
    PERFORM archive.lock_rows(ARRAY[p_player]);
    SELECT * INTO h FROM archive.players WHERE player = p_player FOR UPDATE;
    obstacle := archive.obstacle(p_player);
    IF h.tier = 'deleted' THEN
        RETURN 'deleted';
    ELSIF h.version IS DISTINCT FROM p_version OR h.tier IN ('freezing', 'restoring') THEN
        RETURN 'moved';
    ELSIF obstacle <> '' THEN
        RETURN obstacle;
    END IF;
    SELECT jsonb_object_agg(key, pg_column_size(value)) INTO held
    FROM archive.sections(ARRAY[p_player]) AS s, jsonb_each(s.sections);
    PERFORM archive.count(h.tier, 'deleted', h.object, NULL);
    UPDATE archive.players SET tier = 'deleted', version = version + 1, due = NULL, object = NULL
    WHERE player = p_player;
    PERFORM archive.take(ARRAY[p_player]);
    DELETE FROM social.pairs WHERE low = p_player;
    DELETE FROM social.pairs WHERE high = p_player;
    UPDATE inventory.movements SET source = '$deleted'
    WHERE source = p_player AND source NOT LIKE '$%';
    UPDATE inventory.movements SET destination = '$deleted'
    WHERE destination = p_player AND destination NOT LIKE '$%';
    INSERT INTO archive.deletions VALUES (p_player, p_sha256, held, p_by, p_now);
    PERFORM economy.tell('archive', 'deleted', jsonb_build_array(jsonb_build_object(
        'player', p_player, 'sha256', p_sha256)), p_now);
    RETURN 'deleted';
END $$;
