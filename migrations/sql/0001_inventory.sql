-- Things. A definition is superseded by the same item's in a later version of the catalogue.
CREATE TABLE inventory.catalogues (
    version bigint PRIMARY KEY CHECK (version > 0),
    digest  text NOT NULL,
    at      timestamptz NOT NULL
);
CREATE TABLE inventory.definitions (
    item      text    NOT NULL CHECK (item ~ '^[a-z][a-z0-9_]{0,63}$'),
    version   bigint  NOT NULL REFERENCES inventory.catalogues,
    stackable boolean NOT NULL,
    slot      text    CHECK (slot ~ '^[a-z][a-z0-9_]{0,31}$'),
    most      bigint  NOT NULL CHECK (most > 0),
    PRIMARY KEY (item, version),
    CHECK (slot IS NULL OR NOT stackable)
);

-- Whoever changes a player's things holds the player's row; rows are locked in order of name.
CREATE TABLE inventory.owners (
    owner text PRIMARY KEY CHECK (owner <> '')
);
CREATE TABLE inventory.stacks (
    owner  text NOT NULL,
    item   text NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (owner, item)
) WITH (fillfactor = 70);
CREATE TABLE inventory.uniques (
    id       text PRIMARY KEY,
    item     text NOT NULL,
    owner    text,  -- NULL: it was consumed, and its id stays taken
    equipped text,
    UNIQUE (owner, equipped)
);
CREATE INDEX uniques_of_owner ON inventory.uniques (owner, item);

-- What moved: without a source it was granted, without a destination consumed.
CREATE TABLE inventory.movements (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL,
    item        text NOT NULL,
    unique_id   text,
    source      text,
    destination text,
    amount      bigint NOT NULL CHECK (amount > 0),
    at          timestamptz NOT NULL,
    CHECK (source IS NOT NULL OR destination IS NOT NULL)
);

GRANT SELECT, INSERT ON inventory.catalogues, inventory.definitions, inventory.movements
    TO inventory;
GRANT SELECT, INSERT, UPDATE, DELETE ON inventory.owners, inventory.stacks, inventory.uniques
    TO inventory;
GRANT SELECT ON ALL TABLES IN SCHEMA inventory TO rumpus;
