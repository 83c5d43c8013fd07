-- What a player has beside money and things, and in which tier all of it is. The role `archive` may
-- take a player's rows out of every schema, and put them back; nothing else may.
DO $$
DECLARE service text;
BEGIN
    FOREACH service IN ARRAY ARRAY['archive', 'social', 'profile'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', service);
        END IF;
        EXECUTE format('GRANT %I TO CURRENT_USER', service);
        EXECUTE format('CREATE SCHEMA %I', service);
        EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', service, service);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO rumpus, archive', service);
    END LOOP;
END $$;

-- A player's one row for ever. `due` is the full hour at which somebody has to look at it: it moves
-- when it is over, never when the player is seen, so that being active costs no index. `object` is
-- what the archive has: {url, etag, sha256, bytes, schema, at}; it stays when the player is back.
CREATE TABLE archive.players (
    player  text PRIMARY KEY CHECK (player <> '' AND player NOT LIKE '$%'),
    tier    text NOT NULL DEFAULT 'hot' CHECK (tier IN (
            'hot', 'warm', 'freezing', 'archived', 'restoring', 'quarantined', 'deleted')),
    version bigint NOT NULL DEFAULT 1,
    seen    timestamptz NOT NULL,
    due     timestamptz,
    thaws   int NOT NULL DEFAULT 0,
    reason  text NOT NULL DEFAULT '',
    object  jsonb
) WITH (fillfactor = 80);
CREATE INDEX players_due ON archive.players (due, player) WHERE due IS NOT NULL;

-- How many players and bytes a tier has: the sum of its shards.
CREATE TABLE archive.counts (
    tier    text NOT NULL,
    shard   int  NOT NULL,
    players bigint NOT NULL,
    bytes   bigint NOT NULL,
    PRIMARY KEY (tier, shard)
) WITH (fillfactor = 50);

-- The proof that a player was deleted: what was deleted, by its hash, and who asked.
CREATE TABLE archive.deletions (
    player text PRIMARY KEY,
    sha256 text NOT NULL,
    rows   jsonb NOT NULL,
    by     text NOT NULL,
    at     timestamptz NOT NULL
);

CREATE TABLE profile.stats (
    player  text NOT NULL,
    game    text NOT NULL,
    rooms   bigint NOT NULL CHECK (rooms >= 0),
    rewards bigint NOT NULL CHECK (rewards >= 0),
    last_at timestamptz NOT NULL,
    PRIMARY KEY (player, game)
);
CREATE TABLE profile.games (
    player   text NOT NULL,
    room     text NOT NULL,
    ended_at timestamptz NOT NULL,
    reward   bigint NOT NULL,
    PRIMARY KEY (player, room)
);

-- Two players and what they are to each other; the row is that of both. `state` is `none` where a
-- friendship was ended or only a block is known. `asked` is who asked.
CREATE TABLE social.pairs (
    low         text NOT NULL,
    high        text NOT NULL CHECK (low < high),
    state       text NOT NULL CHECK (state IN ('none', 'asked', 'friends')),
    asked       text NOT NULL DEFAULT '' CHECK (asked IN ('', low, high)),
    low_blocks  boolean NOT NULL DEFAULT false,
    high_blocks boolean NOT NULL DEFAULT false,
    at          timestamptz NOT NULL,
    PRIMARY KEY (low, high)
);
CREATE INDEX pairs_of_high ON social.pairs (high);

-- What of an account is no longer the sum of entries, as these are in the archive.
ALTER TABLE wallet.accounts ADD COLUMN carried bigint NOT NULL DEFAULT 0;
CREATE INDEX holds_of_account ON wallet.holds (account);
CREATE INDEX movements_of_source ON inventory.movements (source) WHERE source NOT LIKE '$%';
CREATE INDEX movements_of_destination ON inventory.movements (destination)
    WHERE destination NOT LIKE '$%';

GRANT SELECT, INSERT, UPDATE ON archive.players, archive.counts TO archive;
GRANT SELECT, INSERT ON archive.deletions TO archive;
GRANT USAGE ON SCHEMA wallet, inventory, market TO archive;
GRANT SELECT, INSERT, UPDATE, DELETE ON wallet.accounts, wallet.transactions, wallet.entries,
    wallet.holds, inventory.owners, inventory.stacks, inventory.uniques, inventory.movements,
    profile.stats, profile.games, social.pairs TO archive;
GRANT SELECT ON market.listings TO archive;
GRANT SELECT, INSERT, UPDATE ON profile.stats, profile.games TO profile;
GRANT SELECT, INSERT, UPDATE ON social.pairs TO social;
GRANT SELECT ON ALL TABLES IN SCHEMA archive, profile, social TO rumpus;
GRANT USAGE ON SCHEMA archive TO wallet, inventory, social, profile;
