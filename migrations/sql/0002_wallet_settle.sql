-- What ends a hold, and what undoes a transaction.

-- Close an open hold whose account is locked, and give back what it held.
CREATE FUNCTION wallet.close_hold(p_hold bigint, p_captured bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE h wallet.holds;
BEGIN
    SELECT * INTO h FROM wallet.holds WHERE id = p_hold FOR UPDATE;
    IF h.state <> 'open' THEN
        RAISE EXCEPTION 'hold_closed' USING ERRCODE = 'RU001';
    ELSIF p_captured > h.amount THEN
        RAISE EXCEPTION 'bad_amount' USING ERRCODE = 'RU001';
    END IF;
    UPDATE wallet.holds SET captured = p_captured,
        state = CASE p_captured WHEN 0 THEN 'released' ELSE 'captured' END
    WHERE id = p_hold;
    UPDATE wallet.accounts SET held = held - h.amount, version = version + 1 WHERE id = h.account;
END $$;

CREATE FUNCTION wallet.holder(p_hold bigint) RETURNS wallet.accounts
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE a wallet.accounts;
BEGIN
    SELECT accounts.* INTO a FROM wallet.holds JOIN wallet.accounts ON accounts.id = holds.account
    WHERE holds.id = p_hold;
    IF a.id IS NULL THEN
        RAISE EXCEPTION 'unknown_hold' USING ERRCODE = 'RU001';
    END IF;
    RETURN a;
END $$;

-- Pay from a hold; what it held beyond the amount is free again.
CREATE FUNCTION wallet.capture(
    p_hold bigint, p_amount bigint, p_destination text, p_scope text, p_key text, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE a wallet.accounts := wallet.holder(p_hold);
BEGIN
    IF a.owner = p_destination THEN
        RAISE EXCEPTION 'same_account' USING ERRCODE = 'RU001';
    END IF;
    PERFORM wallet.lock_accounts(jsonb_build_array(
        jsonb_build_object('owner', a.owner, 'currency', a.currency),
        jsonb_build_object('owner', p_destination, 'currency', a.currency)));
    PERFORM wallet.close_hold(p_hold, p_amount);
    RETURN wallet.book('capture', jsonb_build_array(
        jsonb_build_object('owner', a.owner, 'currency', a.currency, 'amount', -p_amount),
        jsonb_build_object('owner', p_destination, 'currency', a.currency, 'amount', p_amount)
    ), p_scope, p_key, p_now);
END $$;

CREATE FUNCTION wallet.release(p_hold bigint) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE a wallet.accounts := wallet.holder(p_hold);
BEGIN
    PERFORM FROM wallet.accounts WHERE id = a.id FOR NO KEY UPDATE;
    PERFORM wallet.close_hold(p_hold, 0);
    SELECT * INTO a FROM wallet.accounts WHERE id = a.id;
    RETURN jsonb_build_object('hold', p_hold, 'balances', jsonb_build_array(jsonb_build_object(
        'owner', a.owner, 'currency', a.currency, 'balance', a.balance, 'held', a.held,
        'version', a.version)));
END $$;

-- Book the opposite of a transaction, once. A purchase is not undone here: things moved with it.
CREATE FUNCTION wallet.reverse(
    p_transaction bigint, p_scope text, p_key text, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE found_kind text; accounts jsonb; lines jsonb;
BEGIN
    SELECT kind INTO found_kind FROM wallet.transactions WHERE id = p_transaction;
    IF found_kind IS NULL THEN
        RAISE EXCEPTION 'unknown_transaction' USING ERRCODE = 'RU001';
    ELSIF found_kind NOT IN ('transfer', 'capture') THEN
        RAISE EXCEPTION 'not_reversible' USING ERRCODE = 'RU001';
    END IF;
    SELECT jsonb_agg(jsonb_build_object('owner', owner, 'currency', currency)),
           jsonb_agg(jsonb_build_object('owner', owner, 'currency', currency, 'amount', -amount))
    INTO accounts, lines FROM wallet.entries JOIN wallet.accounts AS a ON a.id = account
    WHERE transaction = p_transaction;
    PERFORM wallet.lock_accounts(accounts);
    IF EXISTS (SELECT FROM wallet.transactions WHERE reverses = p_transaction) THEN
        RAISE EXCEPTION 'already_reversed' USING ERRCODE = 'RU001';
    END IF;
    RETURN wallet.book('reversal', lines, p_scope, p_key, p_now, p_transaction);
END $$;

-- One command of the wallet; its `do` says which.
CREATE FUNCTION wallet.act(p_command jsonb, p_scope text, p_key text, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    CASE p_command ->> 'do'
    WHEN 'transfer' THEN
        RETURN wallet.book('transfer', p_command -> 'lines', p_scope, p_key, p_now);
    WHEN 'hold' THEN
        RETURN wallet.hold(p_command ->> 'owner', p_command ->> 'currency',
                           (p_command -> 'amount')::bigint, p_now);
    WHEN 'capture' THEN
        RETURN wallet.capture((p_command -> 'hold')::bigint, (p_command -> 'amount')::bigint,
                              p_command ->> 'destination', p_scope, p_key, p_now);
    WHEN 'release' THEN
        RETURN wallet.release((p_command -> 'hold')::bigint);
    WHEN 'reverse' THEN
        RETURN wallet.reverse((p_command -> 'transaction')::bigint, p_scope, p_key, p_now);
    END CASE;
END $$;
