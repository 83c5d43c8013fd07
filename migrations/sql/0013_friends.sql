-- Friends. `p_do` is ask, accept, end, block or unblock, by one of two. Who is blocked is not told so:
-- an ask is taken and leads to nothing. Returns the state that the asker sees.
CREATE FUNCTION social.act(p_do text, p_me text, p_other text, p_most int, p_now timestamptz)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l text := least(p_me, p_other);
    h text := greatest(p_me, p_other);
    pair social.pairs;
BEGIN
    PERFORM archive.refuse_archived(ARRAY[p_me]);
    INSERT INTO social.pairs (low, high, state, at) VALUES (l, h, 'none', p_now)
    ON CONFLICT DO NOTHING;
    SELECT * INTO pair FROM social.pairs WHERE low = l AND high = h FOR UPDATE;
    CASE p_do
    WHEN 'ask', 'accept' THEN
        IF pair.state = 'none' AND p_do = 'ask' THEN
            PERFORM social.refuse_too_many(p_me, p_most);
            IF NOT (pair.low_blocks OR pair.high_blocks) THEN
                pair.state := 'asked'; pair.asked := p_me;
            END IF;
        ELSIF pair.state = 'asked' AND pair.asked = p_other THEN
            PERFORM social.refuse_too_many(p_me, p_most);
            pair.state := 'friends'; pair.asked := '';
        ELSIF pair.state = 'none' THEN
            RAISE EXCEPTION 'not_asked' USING ERRCODE = 'RU001';
        END IF;
    WHEN 'end' THEN
        pair.state := 'none'; pair.asked := '';
    WHEN 'block', 'unblock' THEN
        IF p_do = 'block' THEN
            pair.state := 'none'; pair.asked := '';
        END IF;
        IF p_me = l THEN pair.low_blocks := p_do = 'block';
        ELSE pair.high_blocks := p_do = 'block'; END IF;
    END CASE;
    UPDATE social.pairs SET state = pair.state, asked = pair.asked, low_blocks = pair.low_blocks,
        high_blocks = pair.high_blocks, at = p_now WHERE low = l AND high = h;
    RETURN pair.state;
END $$;

-- A list has an end: so many friends and asks together.
CREATE FUNCTION social.refuse_too_many(p_me text, p_most int) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (SELECT count(*) FROM social.pairs WHERE low = p_me AND state <> 'none')
       + (SELECT count(*) FROM social.pairs WHERE high = p_me AND state <> 'none') >= p_most THEN
        RAISE EXCEPTION 'too_many_friends' USING ERRCODE = 'RU001';
    END IF;
END $$;
