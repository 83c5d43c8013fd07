-- How money moves. A line is {owner, currency, amount, version?}: what one account's balance changes
-- by, and perhaps the version that the caller has seen. A refusal has the SQL state RU001.

CREATE FUNCTION wallet.add_currency(p_currency text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO wallet.currencies VALUES (p_currency) ON CONFLICT DO NOTHING;
$$;

CREATE FUNCTION wallet.refuse_unknown_currency(p_lines jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM jsonb_to_recordset(p_lines) AS l (currency text)
        WHERE NOT EXISTS (SELECT FROM wallet.currencies AS c WHERE c.currency = l.currency)
    ) THEN
        RAISE EXCEPTION 'wrong_currency' USING ERRCODE = 'RU001';
    END IF;
END $$;

-- Make the accounts that lines name and that do not exist; the name says of which kind they are.
CREATE FUNCTION wallet.open_accounts(p_lines jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM wallet.refuse_unknown_currency(p_lines);
    INSERT INTO wallet.accounts (owner, currency, kind)
    SELECT owner, currency, CASE WHEN owner LIKE '$issuance%' THEN 'issuance'
                                 WHEN owner LIKE '$%' THEN 'system' ELSE 'player' END
    FROM jsonb_to_recordset(p_lines) AS l (owner text, currency text)
    ORDER BY owner, currency
    ON CONFLICT (owner, currency) DO NOTHING;
END $$;

-- Lock the accounts of lines in the order of their ids, and refuse what they can't pay.
CREATE FUNCTION wallet.lock_accounts(p_lines jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE found bigint; short boolean; moved boolean;
BEGIN
    FOR attempt IN 1..2 LOOP
        SELECT count(*), bool_or(kind <> 'issuance' AND balance - held + amount < 0),
               bool_or(version <> seen)
        INTO found, short, moved FROM (
            SELECT a.kind, a.balance, a.held, a.version, l.amount, l.version AS seen
            FROM jsonb_to_recordset(p_lines)
                 AS l (owner text, currency text, amount bigint, version bigint)
            JOIN wallet.accounts AS a USING (owner, currency)
            ORDER BY a.id FOR NO KEY UPDATE OF a
        ) AS locked;
        EXIT WHEN found = jsonb_array_length(p_lines);
        PERFORM wallet.open_accounts(p_lines);
    END LOOP;
    IF moved THEN
        RAISE EXCEPTION 'version_moved' USING ERRCODE = 'RU001';
    ELSIF short THEN
        RAISE EXCEPTION 'insufficient_funds' USING ERRCODE = 'RU001';
    END IF;
END $$;

-- Book one transaction over the accounts of its lines.
CREATE FUNCTION wallet.book(
    p_kind text, p_lines jsonb, p_scope text, p_key text, p_now timestamptz,
    p_reverses bigint DEFAULT NULL
) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE result jsonb;
BEGIN
    PERFORM wallet.lock_accounts(p_lines);
    WITH booked AS (
        INSERT INTO wallet.transactions (scope, key, kind, reverses, at)
        VALUES (p_scope, p_key, p_kind, p_reverses, p_now) RETURNING id
    ), updated AS (
        UPDATE wallet.accounts AS a
        SET balance = a.balance + l.amount, version = a.version + 1
        FROM jsonb_to_recordset(p_lines) AS l (owner text, currency text, amount bigint)
        WHERE a.owner = l.owner AND a.currency = l.currency
        RETURNING a.id, a.owner, a.currency, a.balance, a.held, a.version, l.amount
    ), entered AS (
        INSERT INTO wallet.entries (account, transaction, amount, balance)
        SELECT updated.id, booked.id, amount, balance FROM updated, booked
    )
    SELECT jsonb_build_object('transaction', booked.id, 'balances', (
        SELECT jsonb_agg(jsonb_build_object('owner', owner, 'currency', currency,
            'balance', balance, 'held', held, 'version', version) ORDER BY owner, currency)
        FROM updated))
    INTO result FROM booked;
    RETURN result;
END $$;

-- Set money aside: it stays in the balance, and nothing else can spend it.
CREATE FUNCTION wallet.hold(p_owner text, p_currency text, p_amount bigint, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE a wallet.accounts; new_id bigint;
BEGIN
    UPDATE wallet.accounts SET held = held + p_amount, version = version + 1
    WHERE owner = p_owner AND currency = p_currency AND balance - held >= p_amount
    RETURNING * INTO a;
    IF NOT FOUND THEN
        PERFORM wallet.refuse_unknown_currency(jsonb_build_array(
            jsonb_build_object('currency', p_currency)));
        RAISE EXCEPTION 'insufficient_funds' USING ERRCODE = 'RU001';
    END IF;
    INSERT INTO wallet.holds (account, amount, at) VALUES (a.id, p_amount, p_now)
    RETURNING id INTO new_id;
    RETURN jsonb_build_object('hold', new_id, 'balances', jsonb_build_array(jsonb_build_object(
        'owner', a.owner, 'currency', a.currency, 'balance', a.balance, 'held', a.held,
        'version', a.version)));
END $$;
