-- Money. A balance includes what is held; an issuance account is where a currency comes from.
CREATE TABLE wallet.currencies (
    currency text PRIMARY KEY CHECK (currency ~ '^[a-z][a-z0-9_]{0,15}$')
);

CREATE TABLE wallet.accounts (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner    text   NOT NULL CHECK (owner <> ''),
    currency text   NOT NULL REFERENCES wallet.currencies,
    kind     text   NOT NULL CHECK (kind IN ('player', 'system', 'issuance')),
    balance  bigint NOT NULL DEFAULT 0,
    held     bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
    version  bigint NOT NULL DEFAULT 0,
    UNIQUE (owner, currency),
    CONSTRAINT balance_covers_holds CHECK (kind = 'issuance' OR balance >= held),
    CONSTRAINT balance_not_negative CHECK (kind = 'issuance' OR balance >= 0)
) WITH (fillfactor = 70);

CREATE TABLE wallet.transactions (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope    text   NOT NULL,
    key      text   NOT NULL,
    kind     text   NOT NULL,
    reverses bigint REFERENCES wallet.transactions,
    at       timestamptz NOT NULL
);
CREATE UNIQUE INDEX transactions_reversed_once ON wallet.transactions (reverses)
    WHERE reverses IS NOT NULL;

-- An account has at most one entry in a transaction. Its key is the order of the account's ledger:
-- a transaction takes its number while it holds the locks of all its accounts.
CREATE TABLE wallet.entries (
    account     bigint NOT NULL REFERENCES wallet.accounts,
    transaction bigint NOT NULL REFERENCES wallet.transactions,
    amount      bigint NOT NULL CHECK (amount <> 0),
    balance     bigint NOT NULL,
    PRIMARY KEY (account, transaction)
);
CREATE INDEX entries_of_transaction ON wallet.entries (transaction);

CREATE TABLE wallet.holds (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account  bigint NOT NULL REFERENCES wallet.accounts,
    amount   bigint NOT NULL CHECK (amount > 0),
    captured bigint NOT NULL DEFAULT 0 CHECK (captured BETWEEN 0 AND amount),
    state    text   NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'captured', 'released')),
    at       timestamptz NOT NULL
);
CREATE INDEX holds_open ON wallet.holds (account) WHERE state = 'open';

-- The entries that one statement writes sum to zero in each transaction and currency.
CREATE FUNCTION wallet.check_zero_sum() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM written JOIN wallet.accounts AS a ON a.id = written.account
        GROUP BY written.transaction, a.currency HAVING sum(written.amount) <> 0
    ) THEN
        RAISE EXCEPTION 'unbalanced' USING ERRCODE = 'RU001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entries_sum_to_zero AFTER INSERT ON wallet.entries
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION wallet.check_zero_sum();

-- Append-only by grant: nothing that runs as `wallet` can change or remove what was booked.
GRANT SELECT, INSERT ON wallet.currencies, wallet.transactions, wallet.entries TO wallet;
GRANT SELECT, INSERT, UPDATE ON wallet.accounts, wallet.holds TO wallet;
GRANT SELECT ON ALL TABLES IN SCHEMA wallet TO rumpus;
