-- Lock the accounts of lines in the order of their ids, and refuse what they can't pay. While one is
-- missing none is locked: who opens an account waits for others who open the same, in the order of
-- their names, and a lock held meanwhile could be what one of them waits for.
CREATE OR REPLACE FUNCTION wallet.lock_accounts(p_lines jsonb) RETURNS void
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
            WHERE jsonb_array_length(p_lines) = (
                SELECT count(*) FROM jsonb_to_recordset(p_lines) AS known (owner text, currency text)
                JOIN wallet.accounts USING (owner, currency))
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
