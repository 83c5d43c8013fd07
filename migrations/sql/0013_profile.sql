-- What a player played: a room counts once, however often it is told.
CREATE FUNCTION profile.note(p_games jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM archive.refuse_archived(ARRAY(
        SELECT player FROM jsonb_to_recordset(p_games) AS g (player text)));
    WITH told AS (
        SELECT DISTINCT ON (player, room) * FROM jsonb_to_recordset(p_games) AS g (
            player text, game text, room text, ended_at timestamptz, reward bigint)
        ORDER BY player, room
    ), new AS (
        INSERT INTO profile.games SELECT player, room, ended_at, reward FROM told
        ON CONFLICT DO NOTHING RETURNING player, room, ended_at, reward
    )
    INSERT INTO profile.stats AS s
    SELECT player, told.game, count(*), sum(new.reward), max(new.ended_at)
    FROM new JOIN told USING (player, room) GROUP BY player, told.game ORDER BY player, told.game
    ON CONFLICT (player, game) DO UPDATE SET rooms = s.rooms + excluded.rooms,
        rewards = s.rewards + excluded.rewards, last_at = greatest(s.last_at, excluded.last_at);
END $$;
