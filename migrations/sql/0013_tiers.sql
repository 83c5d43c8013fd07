-- Headers: how a player moves from tier to tier. Which moves there are is decided by the caller
-- (shared/archive); here a move is made only if the header is still the one it was decided on.

-- Count players of a statement from one tier to the next; bytes are those of the objects.
CREATE FUNCTION archive.count(p_from text, p_to text, p_before jsonb, p_after jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM archive.count_many(jsonb_build_array(
        jsonb_build_object('tier', p_from, 'players', -1,
            'bytes', -coalesce((p_before -> 'bytes')::bigint, 0)),
        jsonb_build_object('tier', p_to, 'players', 1,
            'bytes', coalesce((p_after -> 'bytes')::bigint, 0))));
END $$;

-- One of 32 shards, by the process: counts of processes that run abreast seldom wait.
CREATE FUNCTION archive.count_many(p_changes jsonb) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO archive.counts AS c
    SELECT tier, pg_backend_pid() % 32, sum(players), sum(bytes)
    FROM jsonb_to_recordset(p_changes) AS d (tier text, players bigint, bytes bigint)
    WHERE tier <> '' GROUP BY tier ORDER BY tier
    ON CONFLICT (tier, shard) DO UPDATE
    SET players = c.players + excluded.players, bytes = c.bytes + excluded.bytes;
$$;

-- Note a player who is new here; returns the header.
CREATE FUNCTION archive.enter(p_player text, p_due timestamptz, p_now timestamptz)
RETURNS SETOF archive.players LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO archive.players (player, seen, due) VALUES (p_player, p_now, p_due)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM archive.count_many('[{"tier": "hot", "players": 1, "bytes": 0}]');
    END IF;
    RETURN QUERY SELECT * FROM archive.players WHERE player = p_player;
END $$;

-- Make moves, each if the header has the version that it was decided on; returns who moved. None
-- leads into `archived` or out of `restoring` to `hot`: these move rows as well.
CREATE FUNCTION archive.advance(p_moves jsonb) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE moved jsonb;
BEGIN
    WITH asked AS (
        SELECT h.player, h.tier AS before, m.* FROM jsonb_to_recordset(p_moves) AS m (
            name text, at bigint, tier text, seen timestamptz, due timestamptz, reason text)
        JOIN archive.players AS h ON h.player = m.name AND h.version = m.at
        WHERE m.tier <> 'archived' AND NOT (
            h.tier IN ('archived', 'restoring', 'quarantined') AND m.tier IN ('hot', 'warm'))
        ORDER BY h.player FOR UPDATE OF h
    ), made AS (
        UPDATE archive.players AS h
        SET tier = a.tier, version = h.version + 1, seen = a.seen, due = a.due, reason = a.reason
        FROM asked AS a WHERE h.player = a.player
        RETURNING h.player, a.before, h.tier, coalesce((h.object -> 'bytes')::bigint, 0) AS bytes
    )
    SELECT jsonb_agg(to_jsonb(made)) INTO moved FROM made;
    PERFORM archive.count_many((
        SELECT jsonb_agg(change) FROM jsonb_to_recordset(moved)
            AS m (before text, tier text, bytes bigint), LATERAL (VALUES
            (jsonb_build_object('tier', before, 'players', -1, 'bytes', -bytes)),
            (jsonb_build_object('tier', tier, 'players', 1, 'bytes', bytes))) AS c (change)
        WHERE before <> tier));
    RETURN QUERY SELECT m.player FROM jsonb_to_recordset(moved) AS m (player text);
END $$;

-- Delete a player whose rows are gone or may go: the header stays as a proof, with the hash of what
-- there was. Returns `deleted`, or what is in the way.
CREATE FUNCTION archive.delete(
    p_player text, p_version bigint, p_sha256 text, p_by text, p_now timestamptz
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE h archive.players; obstacle text; held jsonb;
BEGIN
    PERFORM archive.take_turns();
    SELECT * INTO h FROM archive.players WHERE player = p_player FOR UPDATE;
    IF h.tier = 'deleted' THEN
        RETURN 'deleted';
    ELSIF h.version IS DISTINCT FROM p_version OR h.tier IN ('freezing', 'restoring') THEN
        RETURN 'moved';
    END IF;
    PERFORM archive.lock_rows(p_player);
    obstacle := archive.obstacle(p_player);
    IF obstacle <> '' THEN
        RETURN obstacle;
    END IF;
    SELECT jsonb_object_agg(key, pg_column_size(value)) INTO held
    FROM jsonb_each(archive.sections(p_player));
    PERFORM archive.take_wallet(p_player);
    PERFORM archive.take_inventory(p_player);
    PERFORM archive.take_rest(p_player);
    DELETE FROM social.pairs WHERE low = p_player;
    DELETE FROM social.pairs WHERE high = p_player;
    UPDATE inventory.movements SET source = '$deleted'
    WHERE source = p_player AND source NOT LIKE '$%';
    UPDATE inventory.movements SET destination = '$deleted'
    WHERE destination = p_player AND destination NOT LIKE '$%';
    PERFORM archive.count(h.tier, 'deleted', h.object, NULL);
    UPDATE archive.players SET tier = 'deleted', version = version + 1, due = NULL, object = NULL
    WHERE player = p_player;
    INSERT INTO archive.deletions VALUES (p_player, p_sha256, held, p_by, p_now);
    PERFORM economy.tell('archive', 'deleted', jsonb_build_array(jsonb_build_object(
        'player', p_player, 'sha256', p_sha256)), p_now);
    RETURN 'deleted';
END $$;
