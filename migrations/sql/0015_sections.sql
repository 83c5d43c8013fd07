-- All that some players have, a value each, as of one moment. What is asked of a player is asked by
-- itself, along an index: however large the tables are, no plan reads one whole. Times are in UTC.
DROP FUNCTION archive.read(text);
DROP FUNCTION archive.sections(text);
DROP FUNCTION archive.wallet_of(text);
DROP FUNCTION archive.inventory_of(text);
DROP FUNCTION archive.profile_of(text);
DROP FUNCTION archive.friends_of(text);

CREATE FUNCTION archive.sections(p_players text[]) RETURNS TABLE (player text, sections jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT p.player, jsonb_build_object(
        'wallet', jsonb_build_object(
            'accounts', a.told,
            'entries', (SELECT coalesce(jsonb_agg(to_jsonb(e) ORDER BY account, transaction), '[]')
                FROM (SELECT account, transaction, amount, balance FROM wallet.entries
                      WHERE account = ANY (a.ids)) AS e),
            'transactions', (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY id), '[]')
                FROM (SELECT id, scope, key, kind, reverses, at FROM wallet.transactions
                      WHERE id = ANY (ARRAY(SELECT transaction FROM wallet.entries
                                            WHERE account = ANY (a.ids)))) AS t),
            'holds', (SELECT coalesce(jsonb_agg(to_jsonb(h) ORDER BY id), '[]')
                FROM (SELECT id, account, amount, captured, state, at FROM wallet.holds
                      WHERE account = ANY (a.ids)) AS h)),
        'inventory', jsonb_build_object(
            'stacks', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'item', item, 'amount', amount) ORDER BY item), '[]')
                FROM inventory.stacks WHERE owner = p.player),
            'uniques', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'id', id, 'item', item, 'equipped', equipped) ORDER BY id), '[]')
                FROM inventory.uniques WHERE owner = p.player),
            'movements', (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY id), '[]') FROM (
                SELECT * FROM inventory.movements
                WHERE source = p.player AND source NOT LIKE '$%'
                UNION
                SELECT * FROM inventory.movements
                WHERE destination = p.player AND destination NOT LIKE '$%') AS m)),
        'profile', jsonb_build_object(
            'stats', (SELECT coalesce(jsonb_agg(to_jsonb(s) - 'player' ORDER BY game), '[]')
                FROM profile.stats AS s WHERE s.player = p.player),
            'games', (SELECT coalesce(jsonb_agg(to_jsonb(g) - 'player' ORDER BY room), '[]')
                FROM profile.games AS g WHERE g.player = p.player)),
        'ratings', (SELECT coalesce(jsonb_agg(to_jsonb(r) - 'player' ORDER BY season), '[]')
            FROM profile.ratings AS r WHERE r.player = p.player),
        'friends', (SELECT coalesce(jsonb_agg(to_jsonb(f) ORDER BY low, high), '[]') FROM (
            SELECT * FROM social.pairs WHERE low = p.player
            UNION ALL SELECT * FROM social.pairs WHERE high = p.player) AS f))
    FROM unnest(p_players) AS p (player), LATERAL (
        SELECT array_agg(id) AS ids, coalesce(jsonb_agg(to_jsonb(o) ORDER BY id), '[]') AS told
        FROM (SELECT id, currency, balance, version FROM wallet.accounts
              WHERE owner = p.player) AS o) AS a;
END $$;

-- What a freeze starts from: the sections, their digest, and what is in the way.
CREATE FUNCTION archive.read(p_players text[])
RETURNS TABLE (player text, sections text, digest text, obstacle text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.player, s.sections::text, archive.own(s.sections), archive.obstacle(s.player)
    FROM archive.sections(p_players) AS s;
$$;
