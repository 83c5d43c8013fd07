"""The audit's rules, one query each, which returns subject, expected and found of violations."""

from __future__ import annotations

from typing import LiteralString

from shared.application.economy.audit_economy import Rule

WALLET: dict[Rule, LiteralString] = {
    "balance_is_sum_of_entries": """
        SELECT a.owner || ' ' || a.currency, a.carried + coalesce(e.total, 0), a.balance
        FROM wallet.accounts AS a LEFT JOIN (
            SELECT account, sum(amount) AS total FROM wallet.entries GROUP BY account
        ) AS e ON e.account = a.id
        WHERE a.balance <> a.carried + coalesce(e.total, 0)
    """,
    "held_is_sum_of_open_holds": """
        SELECT a.owner || ' ' || a.currency, coalesce(h.total, 0), a.held
        FROM wallet.accounts AS a LEFT JOIN (
            SELECT account, sum(amount) AS total FROM wallet.holds
            WHERE state = 'open' GROUP BY account
        ) AS h ON h.account = a.id
        WHERE a.held <> coalesce(h.total, 0)
    """,
    "transaction_sums_to_zero": """
        SELECT e.transaction || ' ' || a.currency, 0, sum(e.amount)
        FROM wallet.entries AS e JOIN wallet.accounts AS a ON a.id = e.account
        GROUP BY e.transaction, a.currency HAVING sum(e.amount) <> 0
    """,
    "currency_sums_to_zero": """
        SELECT currency, 0, sum(balance) FROM wallet.accounts
        GROUP BY currency HAVING sum(balance) <> 0
    """,
    "reward_is_paid_once": """
        SELECT key, 1, count(*) FROM wallet.transactions
        WHERE scope = 'reward' AND kind = 'transfer' GROUP BY key HAVING count(*) > 1
    """,
}

INVENTORY: dict[Rule, LiteralString] = {
    "stack_is_sum_of_movements": """
        SELECT owner || ' ' || item, coalesce(m.total, 0), coalesce(s.amount, 0)
        FROM inventory.stacks AS s FULL JOIN (
            SELECT owner, item, sum(amount) AS total FROM (
                SELECT destination AS owner, item, amount FROM inventory.movements
                WHERE unique_id IS NULL
                UNION ALL
                SELECT source, item, -amount FROM inventory.movements WHERE unique_id IS NULL
            ) AS moved WHERE owner IS NOT NULL GROUP BY owner, item
        ) AS m USING (owner, item)
        WHERE coalesce(m.total, 0) <> coalesce(s.amount, 0)
          AND owner <> '$deleted'  -- a name for players who are no more
          AND NOT EXISTS (  -- movements stay for those who are here
              SELECT FROM archive.players AS a WHERE a.player = owner
              AND a.tier IN ('archived', 'restoring', 'quarantined', 'deleted'))
          AND NOT EXISTS (  -- what is listed is another rule's
              SELECT FROM market.listings AS l
              WHERE '$listing/' || l.id = owner AND l.state <> 'open' AND s.amount IS NULL)
    """,
    "thing_is_where_it_was_moved": """
        SELECT id, coalesce(m.destination, 'nobody'), coalesce(u.owner, 'nobody')
        FROM inventory.uniques AS u FULL JOIN (
            SELECT DISTINCT ON (unique_id) unique_id AS id, destination
            FROM inventory.movements WHERE unique_id IS NOT NULL
            ORDER BY unique_id, movements.id DESC
        ) AS m USING (id)
        WHERE m.destination IS DISTINCT FROM u.owner AND u.owner IS DISTINCT FROM '$archived'
          AND m.destination IS DISTINCT FROM '$deleted'
    """,
}

MARKET: dict[Rule, LiteralString] = {
    "escrow_is_what_is_listed": """
        SELECT coalesce(e.owner, l.owner), coalesce(l.thing, 'nothing'),
            coalesce(e.thing, 'nothing')
        FROM (
            SELECT owner, amount || ' ' || item AS thing FROM inventory.stacks
            WHERE owner LIKE '$listing/%'
            UNION ALL
            SELECT owner, item || ' ' || id FROM inventory.uniques WHERE owner LIKE '$listing/%'
        ) AS e FULL JOIN (
            SELECT '$listing/' || id AS owner,
                CASE WHEN unique_id IS NULL THEN amount || ' ' || item
                     ELSE item || ' ' || unique_id END AS thing
            FROM market.listings WHERE state = 'open'
        ) AS l ON l.owner = e.owner AND l.thing = e.thing
        WHERE e.owner IS NULL OR l.owner IS NULL
    """,
    "sold_listing_has_one_trade": """
        SELECT coalesce(l.id, t.listing)::text, (l.id IS NOT NULL)::int, coalesce(t.trades, 0)
        FROM (SELECT id, at FROM market.listings WHERE state = 'sold') AS l
        FULL JOIN (SELECT listing, count(*) AS trades FROM market.trades GROUP BY listing) AS t
            ON t.listing = l.id
        WHERE (l.id IS NOT NULL)::int <> coalesce(t.trades, 0)
          AND NOT (t.trades IS NULL AND l.at < (  -- its trade may be in the archive by now
            SELECT coalesce((max(month) + interval '1 month') AT TIME ZONE 'UTC', '-infinity')
            FROM market.archived_months))
    """,
}

RULES = WALLET | INVENTORY | MARKET

REWARDS: LiteralString = """
    SELECT t.key, a.owner
    FROM wallet.transactions AS t
    JOIN wallet.entries AS e ON e.transaction = t.id AND e.amount > 0
    JOIN wallet.accounts AS a ON a.id = e.account
    WHERE t.scope = 'reward' AND t.kind = 'transfer' AND t.at >= %s
"""

REWARDS_OF: LiteralString = """
    SELECT t.key, a.owner
    FROM wallet.transactions AS t
    JOIN wallet.entries AS e ON e.transaction = t.id AND e.amount > 0
    JOIN wallet.accounts AS a ON a.id = e.account
    WHERE t.scope = %s AND t.kind = 'transfer' AND t.key = ANY(%s)
"""
