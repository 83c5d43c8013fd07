-- How things move. A thing is {item, amount, id}: so many of a stackable item, or the one of that id.

CREATE FUNCTION inventory.publish(
    p_version bigint, p_digest text, p_definitions jsonb, p_now timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE known text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('inventory.publish', 0));
    SELECT digest INTO known FROM inventory.catalogues WHERE version = p_version;
    IF known = p_digest THEN
        RETURN;
    ELSIF EXISTS (SELECT FROM inventory.catalogues WHERE version >= p_version) THEN
        RAISE EXCEPTION 'catalogue_taken' USING ERRCODE = 'RU001';
    ELSIF EXISTS (
        SELECT FROM jsonb_to_recordset(p_definitions) AS d (item text, stackable boolean)
        JOIN inventory.definitions AS old USING (item) WHERE old.stackable <> d.stackable
    ) THEN
        RAISE EXCEPTION 'bad_definition' USING ERRCODE = 'RU001';
    END IF;
    INSERT INTO inventory.catalogues VALUES (p_version, p_digest, p_now);
    INSERT INTO inventory.definitions (item, version, stackable, slot, most)
    SELECT item, p_version, stackable, slot, most FROM jsonb_to_recordset(p_definitions)
        AS d (item text, stackable boolean, slot text, most bigint);
END $$;

-- Things with the newest definition of their items; those of unknown items are missing.
CREATE FUNCTION inventory.defined(p_things jsonb)
RETURNS TABLE (item text, amount bigint, id text, stackable boolean, slot text, most bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.item, t.amount, t.id, d.stackable, d.slot, d.most
    FROM jsonb_to_recordset(p_things) AS t (item text, amount bigint, id text),
    LATERAL (SELECT * FROM inventory.definitions AS d WHERE d.item = t.item
             ORDER BY d.version DESC LIMIT 1) AS d;
$$;

-- Lock players in order of name; a listing's things are locked by its row in the market.
CREATE FUNCTION inventory.lock_owners(p_owners text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE players text[];
BEGIN
    SELECT array_agg(DISTINCT name ORDER BY name) INTO players FROM unnest(p_owners) AS name
    WHERE name NOT LIKE '$%';
    FOR attempt IN 1..2 LOOP
        PERFORM FROM inventory.owners WHERE owner = ANY (players)
            ORDER BY owner FOR NO KEY UPDATE;
        EXIT WHEN (SELECT count(*) FROM inventory.owners WHERE owner = ANY (players))
            = cardinality(players);
        INSERT INTO inventory.owners SELECT unnest(players) ON CONFLICT DO NOTHING;
    END LOOP;
END $$;

CREATE FUNCTION inventory.take(p_source text, p_destination text, p_things jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE taken bigint; single bigint;
BEGIN
    UPDATE inventory.stacks AS s SET amount = s.amount - t.amount
    FROM jsonb_to_recordset(p_things) AS t (item text, amount bigint, id text)
    WHERE t.id = '' AND s.owner = p_source AND s.item = t.item AND s.amount >= t.amount;
    GET DIAGNOSTICS taken = ROW_COUNT;
    DELETE FROM inventory.stacks WHERE owner = p_source AND amount = 0;
    UPDATE inventory.uniques AS u SET owner = p_destination
    FROM jsonb_to_recordset(p_things) AS t (item text, id text)
    WHERE u.id = t.id AND u.item = t.item AND u.owner = p_source AND u.equipped IS NULL;
    GET DIAGNOSTICS single = ROW_COUNT;
    IF taken + single < jsonb_array_length(p_things) THEN
        RAISE EXCEPTION 'insufficient_items' USING ERRCODE = 'RU001';
    END IF;
END $$;

CREATE FUNCTION inventory.create_things(p_destination text, p_things jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE made bigint;
BEGIN
    INSERT INTO inventory.uniques (id, item, owner)
    SELECT t.id, t.item, p_destination FROM jsonb_to_recordset(p_things) AS t (item text, id text)
    WHERE t.id <> '' ORDER BY t.id
    ON CONFLICT (id) DO NOTHING;
    GET DIAGNOSTICS made = ROW_COUNT;
    IF made < (SELECT count(*) FROM jsonb_to_recordset(p_things) AS t (id text) WHERE id <> '') THEN
        RAISE EXCEPTION 'id_taken' USING ERRCODE = 'RU001';
    END IF;
END $$;
