-- Where players stand on the ladders, as the log had it at `position`: for whoever asks what is kept
-- of a player. Matches are made from the log itself.
CREATE TABLE profile.ratings (
    player   text NOT NULL,
    season   text NOT NULL,
    position bigint NOT NULL,
    mu       double precision NOT NULL,
    sigma    double precision NOT NULL CHECK (sigma > 0),
    played   bigint NOT NULL CHECK (played >= 0),
    won      bigint NOT NULL CHECK (won BETWEEN 0 AND played),
    at       timestamptz NOT NULL,
    PRIMARY KEY (player, season)
);
GRANT SELECT, INSERT, UPDATE ON profile.ratings TO profile;
GRANT SELECT, INSERT, DELETE ON profile.ratings TO archive;
GRANT SELECT ON profile.ratings TO rumpus;

-- Note a standing, in place of an older one: however late and however often it is told.
CREATE FUNCTION profile.note_rating(p jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM archive.refuse_archived(ARRAY[p ->> 'player']);
    INSERT INTO profile.ratings AS r
    SELECT * FROM jsonb_to_record(p) AS told (
        player text, season text, position bigint, mu double precision, sigma double precision,
        played bigint, won bigint, at timestamptz)
    ON CONFLICT (player, season) DO UPDATE SET position = excluded.position, mu = excluded.mu,
        sigma = excluded.sigma, played = excluded.played, won = excluded.won, at = excluded.at
    WHERE r.position < excluded.position;
END $$;
