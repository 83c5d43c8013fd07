CREATE FUNCTION inventory.check_limits(p_owner text, p_things jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inventory.defined(p_things) AS d
        WHERE d.most < CASE WHEN d.stackable
            THEN (SELECT amount FROM inventory.stacks AS s
                  WHERE s.owner = p_owner AND s.item = d.item)
            ELSE (SELECT count(*) FROM inventory.uniques AS u
                  WHERE u.owner = p_owner AND u.item = d.item) END
    ) THEN
        RAISE EXCEPTION 'limit_reached' USING ERRCODE = 'RU001';
    END IF;
END $$;

-- Move things. Without a source they are new, without a destination they are used up; what only
-- comes back to its owner is not held to a limit.
CREATE FUNCTION inventory.move(
    p_kind text, p_source text, p_destination text, p_things jsonb, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE known bigint; fitting bigint;
BEGIN
    PERFORM inventory.lock_owners(ARRAY[p_source, p_destination]);
    SELECT count(*), count(*) FILTER (WHERE stackable = (id = '')) INTO known, fitting
    FROM inventory.defined(p_things);
    IF known < jsonb_array_length(p_things) THEN
        RAISE EXCEPTION 'unknown_item' USING ERRCODE = 'RU001';
    ELSIF fitting < known THEN
        RAISE EXCEPTION 'bad_thing' USING ERRCODE = 'RU001';
    END IF;
    IF p_source IS NULL THEN
        PERFORM inventory.create_things(p_destination, p_things);
    ELSE
        PERFORM inventory.take(p_source, p_destination, p_things);
    END IF;
    IF p_destination IS NOT NULL THEN
        INSERT INTO inventory.stacks AS s (owner, item, amount)
        SELECT p_destination, t.item, t.amount
        FROM jsonb_to_recordset(p_things) AS t (item text, amount bigint, id text) WHERE t.id = ''
        ON CONFLICT (owner, item) DO UPDATE SET amount = s.amount + excluded.amount;
        IF p_destination NOT LIKE '$%' AND p_kind <> 'return' THEN
            PERFORM inventory.check_limits(p_destination, p_things);
        END IF;
    END IF;
    INSERT INTO inventory.movements (kind, item, unique_id, source, destination, amount, at)
    SELECT p_kind, t.item, nullif(t.id, ''), p_source, p_destination, t.amount, p_now
    FROM jsonb_to_recordset(p_things) AS t (item text, amount bigint, id text);
    RETURN jsonb_strip_nulls(jsonb_build_object(
        'source', p_source, 'destination', p_destination, 'things', p_things));
END $$;

-- Put a thing in its slot, or with p_worn false take it off.
CREATE FUNCTION inventory.wear(p_owner text, p_id text, p_worn boolean) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE u inventory.uniques; place text;
BEGIN
    PERFORM inventory.lock_owners(ARRAY[p_owner]);
    SELECT * INTO u FROM inventory.uniques WHERE id = p_id AND owner = p_owner;
    IF u.id IS NULL THEN
        RAISE EXCEPTION 'insufficient_items' USING ERRCODE = 'RU001';
    ELSIF NOT p_worn AND u.equipped IS NULL THEN
        RAISE EXCEPTION 'not_equipped' USING ERRCODE = 'RU001';
    END IF;
    SELECT slot INTO place FROM inventory.definitions WHERE item = u.item
    ORDER BY version DESC LIMIT 1;
    IF p_worn AND place IS NULL THEN
        RAISE EXCEPTION 'not_equippable' USING ERRCODE = 'RU001';
    END IF;
    UPDATE inventory.uniques SET equipped = NULL
    WHERE owner = p_owner AND equipped = CASE WHEN p_worn THEN place ELSE u.equipped END;
    IF p_worn THEN
        UPDATE inventory.uniques SET equipped = place WHERE id = p_id;
    END IF;
    RETURN jsonb_build_object('id', p_id, 'slot', CASE WHEN p_worn THEN place END);
END $$;

CREATE FUNCTION inventory.act(p_command jsonb, p_now timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE kind text := p_command ->> 'do'; owner text := p_command ->> 'owner';
BEGIN
    CASE kind
    WHEN 'grant' THEN
        RETURN inventory.move(kind, NULL, owner, p_command -> 'things', p_now);
    WHEN 'consume' THEN
        RETURN inventory.move(kind, owner, NULL, p_command -> 'things', p_now);
    WHEN 'give' THEN
        RETURN inventory.move(kind, p_command ->> 'source', p_command ->> 'destination',
                              p_command -> 'things', p_now);
    WHEN 'equip', 'unequip' THEN
        RETURN inventory.wear(owner, p_command ->> 'id', kind = 'equip');
    END CASE;
END $$;
