-- Ratings come back with the rest, and the proof reads all that is there as one value.
DROP FUNCTION archive.put_rest(text, jsonb, jsonb);

-- A pair that is still there is newer; one that was ended meanwhile goes when both know it.
CREATE FUNCTION archive.put_rest(p_player text, p_sections jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO profile.stats
    SELECT p_player, * FROM jsonb_to_recordset(p_sections #> '{profile,stats}')
        AS s (game text, rooms bigint, rewards bigint, last_at timestamptz);
    INSERT INTO profile.games
    SELECT p_player, * FROM jsonb_to_recordset(p_sections #> '{profile,games}')
        AS g (room text, ended_at timestamptz, reward bigint);
    INSERT INTO profile.ratings
    SELECT p_player, * FROM jsonb_to_recordset(p_sections -> 'ratings') AS r (
        season text, position bigint, mu double precision, sigma double precision,
        played bigint, won bigint, at timestamptz);
    INSERT INTO social.pairs
    SELECT * FROM jsonb_to_recordset(p_sections -> 'friends') AS f (
        low text, high text, state text, asked text, low_blocks boolean, high_blocks boolean,
        at timestamptz)
    WHERE p_player IN (low, high)
    ON CONFLICT (low, high) DO NOTHING;
END $$;

-- Put all rows back, once, and prove that they are what the object says. Returns the tier: whoever
-- comes second finds it done; `moved` when the header is in no state to be restored.
CREATE OR REPLACE FUNCTION archive.thaw(
    p_player text, p_sections jsonb, p_due timestamptz, p_now timestamptz
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE h archive.players; back jsonb;
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
    PERFORM archive.put_rest(p_player, p_sections);
    SELECT sections INTO back FROM archive.sections(ARRAY[p_player]);
    IF back - 'friends' <> p_sections - 'friends' THEN
        RAISE EXCEPTION 'proof_failed' USING ERRCODE = 'RU001';
    END IF;
    PERFORM archive.count('restoring', 'hot', h.object, h.object);
    UPDATE archive.players SET tier = 'hot', version = version + 1, due = p_due, reason = '',
        seen = greatest(seen, p_now), thaws = thaws + 1 WHERE player = p_player;
    RETURN 'hot';
END $$;
