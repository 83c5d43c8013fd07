-- All that a player has, as one value of one moment. Each function reads with the snapshot of the
-- statement that calls it. Times are told in UTC.
CREATE FUNCTION archive.wallet_of(p_player text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    WITH mine AS (
        SELECT id, currency, balance, version FROM wallet.accounts WHERE owner = p_player
    ), entries AS (
        SELECT e.account, e.transaction, e.amount, e.balance
        FROM mine JOIN wallet.entries AS e ON e.account = mine.id
    ), transactions AS (
        SELECT t.id, t.scope, t.key, t.kind, t.reverses, t.at
        FROM (SELECT DISTINCT transaction FROM entries) AS e
        JOIN wallet.transactions AS t ON t.id = e.transaction
    ), holds AS (
        SELECT h.id, h.account, h.amount, h.captured, h.state, h.at
        FROM mine JOIN wallet.holds AS h ON h.account = mine.id
    )
    SELECT jsonb_build_object(
        'accounts', (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY id), '[]') FROM mine AS m),
        'entries', (SELECT coalesce(jsonb_agg(to_jsonb(e) ORDER BY account, transaction), '[]')
                    FROM entries AS e),
        'transactions', (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY id), '[]')
                         FROM transactions AS t),
        'holds', (SELECT coalesce(jsonb_agg(to_jsonb(h) ORDER BY id), '[]') FROM holds AS h));
$$;

CREATE FUNCTION archive.inventory_of(p_player text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    SELECT jsonb_build_object(
        'stacks', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'item', item, 'amount', amount) ORDER BY item), '[]')
            FROM inventory.stacks WHERE owner = p_player),
        'uniques', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', id, 'item', item, 'equipped', equipped) ORDER BY id), '[]')
            FROM inventory.uniques WHERE owner = p_player),
        'movements', (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY id), '[]') FROM (
            SELECT * FROM inventory.movements WHERE source = p_player AND source NOT LIKE '$%'
            UNION
            SELECT * FROM inventory.movements
            WHERE destination = p_player AND destination NOT LIKE '$%') AS m));
$$;

CREATE FUNCTION archive.profile_of(p_player text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    SELECT jsonb_build_object(
        'stats', (SELECT coalesce(jsonb_agg(to_jsonb(s) - 'player' ORDER BY game), '[]')
            FROM profile.stats AS s WHERE player = p_player),
        'games', (SELECT coalesce(jsonb_agg(to_jsonb(g) - 'player' ORDER BY room), '[]')
            FROM profile.games AS g WHERE player = p_player));
$$;

CREATE FUNCTION archive.friends_of(p_player text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    SELECT coalesce(jsonb_agg(to_jsonb(p) ORDER BY low, high), '[]') FROM (
        SELECT * FROM social.pairs WHERE low = p_player
        UNION ALL SELECT * FROM social.pairs WHERE high = p_player) AS p;
$$;

CREATE FUNCTION archive.sections(p_player text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object(
        'wallet', archive.wallet_of(p_player), 'inventory', archive.inventory_of(p_player),
        'profile', archive.profile_of(p_player), 'friends', archive.friends_of(p_player));
$$;

-- What is the player's alone: friends are another's too, who may change them meanwhile.
CREATE FUNCTION archive.own(p_sections jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(sha256(convert_to((p_sections - 'friends')::text, 'UTF8')), 'hex');
$$;

-- Why a player can't be archived now; empty when nothing is in the way.
CREATE FUNCTION archive.obstacle(p_player text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM market.listings WHERE seller = p_player AND state = 'open')
            THEN 'open_listing'
        WHEN EXISTS (
            SELECT FROM wallet.accounts AS a JOIN wallet.holds AS h ON h.account = a.id
            WHERE a.owner = p_player AND h.state = 'open') THEN 'open_hold'
        ELSE '' END;
$$;

-- What a freeze starts from: the sections, their digest, and what is in the way.
CREATE FUNCTION archive.read(p_player text) RETURNS TABLE (sections text, digest text, obstacle text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s::text, archive.own(s), archive.obstacle(p_player) FROM archive.sections(p_player) AS s;
$$;
