"""Orders that the economy refuses of `ann`, or of an operator, and the answer to each."""

from __future__ import annotations

from datetime import timedelta

from tests.functions.economy_app import GOLD, Body
from tests.memory import START

HUGE = 2**63
TOMORROW = (START + timedelta(days=1)).isoformat()
MALFORMED = (422, "bad_request")

PAY: Body = {"do": "pay", "to": "bob", "currency": GOLD, "amount": 1}
ARROW: Body = {"item": "arrow", "amount": 1}
GIVE: Body = {"do": "give", "to": "bob", "things": [ARROW]}
CONSUME: Body = {"do": "consume", "things": [ARROW]}
OFFER: Body = {"do": "offer", "thing": ARROW, "currency": GOLD, "price": 5, "expires": TOMORROW}
BUY: Body = {"do": "buy", "listing": 1, "price": 5}

AMOUNTS = [
    *((amount, (409, "bad_amount")) for amount in (0, -1, HUGE, 10**30)),
    *((amount, MALFORMED) for amount in (1.0, 0.5, 1e300, "1", True, None, [1])),
]

MONEY = [
    *((PAY | {"amount": amount}, answer) for amount, answer in AMOUNTS),
    *((PAY | {"currency": name}, (409, "wrong_currency")) for name in ("stones", "GOLD", "", "$")),
    (PAY | {"currency": 7}, MALFORMED),
    (PAY | {"amount": 100_000}, (409, "insufficient_funds")),
    (PAY | {"amount": HUGE - 1}, (409, "bad_amount")),
    (PAY | {"to": "ann"}, (409, "same_account")),
    *(
        (PAY | {"to": name}, (404, "unknown_player"))
        for name in ("nobody", "$issuance/0", "$fees/1", "$listing/1", "$", "bob\x00")
    ),
    *((PAY | {"to": name}, MALFORMED) for name in ("", "x" * 51, None, 7)),
    (PAY | {"seen": -1}, MALFORMED),
    (PAY | {"seen": 10**6}, (409, "version_moved")),
    (PAY | {"from": "bob"}, MALFORMED),
    (PAY | {"source": "$issuance/0"}, MALFORMED),
]

THINGS = [
    *((CONSUME | {"things": [ARROW | {"amount": n}]}, answer) for n, answer in AMOUNTS),
    *(
        (CONSUME | {"things": [ARROW | {"item": name}]}, (404, "unknown_item"))
        for name in ("nothing", "Arrow", "", "a" * 65)
    ),
    (CONSUME | {"things": []}, (409, "bad_amount")),
    (CONSUME | {"things": [ARROW, ARROW]}, (409, "bad_amount")),
    (CONSUME | {"things": [ARROW | {"amount": 11}]}, (409, "insufficient_items")),
    (CONSUME | {"things": [ARROW | {"id": "x"}]}, (409, "bad_thing")),
    (CONSUME | {"things": [{"item": "sword"}]}, (409, "bad_thing")),
    (CONSUME | {"things": [{"item": "sword", "id": "x\x00"}]}, (409, "bad_amount")),
    (CONSUME | {"things": [{"item": "sword", "id": "x" * 65}]}, MALFORMED),
    (CONSUME | {"things": [{"item": "sword", "id": "x", "amount": 2}]}, (409, "bad_amount")),
    (CONSUME | {"owner": "bob"}, MALFORMED),
    (GIVE | {"to": "ann"}, (409, "same_account")),
    (GIVE | {"to": "$listing/1"}, (404, "unknown_player")),
    (GIVE | {"things": [ARROW] * 251}, (409, "too_large")),
    *(
        ({"do": do, "id": name}, (409, "insufficient_items"))
        for do in ("equip", "unequip")
        for name in ("nothing", "'; DROP TABLE inventory.uniques --")
    ),
    *(({"do": "equip", "id": name}, MALFORMED) for name in ("", "x\x00", "x" * 65, 1)),
]

TRADES = [
    *((OFFER | {"price": price}, answer) for price, answer in AMOUNTS),
    *((BUY | {"price": price}, answer) for price, answer in AMOUNTS),
    (OFFER | {"currency": "stones"}, (409, "wrong_currency")),
    (OFFER | {"thing": ARROW | {"item": "nothing"}}, (404, "unknown_item")),
    (OFFER | {"thing": ARROW | {"amount": 11}}, (409, "insufficient_items")),
    (OFFER | {"expires": START.isoformat()}, (409, "bad_expiry")),
    (OFFER | {"expires": "9999-12-31T23:59:59Z"}, (409, "bad_expiry")),
    (OFFER | {"expires": "0001-01-01T00:00:00Z"}, (409, "bad_expiry")),
    (OFFER | {"expires": "2026-01-02T00:00:00"}, MALFORMED),
    (OFFER | {"expires": "0001-01-01T00:00:00+16:00"}, MALFORMED),
    (OFFER | {"expires": "9999-12-31T23:59:59-23:59"}, MALFORMED),
    (OFFER | {"expires": 1767312000}, MALFORMED),
    (OFFER | {"expires": "tomorrow"}, MALFORMED),
    (OFFER | {"seller": "bob"}, MALFORMED),
    *(
        ({"do": do, "listing": number} | more, (404, "unknown_listing"))
        for do, more in (("buy", {"price": 5}), ("cancel", {}))
        for number in (0, -1, HUGE, HUGE - 1)
    ),
    ({"do": "cancel", "listing": "1"}, MALFORMED),
]

SHAPES = [
    *((body, MALFORMED) for body in ("", "{", "[]", "7", "null", '"pay"', b"\xff\xfe", "{}")),
    ('{"do":"pay","to":"\\ud800","currency":"gold","amount":1}', MALFORMED),
    ("[" * 100_000, MALFORMED),
    *(
        ({"do": do}, MALFORMED)
        for do in ("", "mint", "grant", "hold", "capture", "release", "reverse", "transfer", 7)
    ),
    ({"do": "batch", "orders": []}, (409, "too_large")),
    ({"do": "batch", "orders": [PAY] * 11}, (409, "too_large")),
    ({"do": "batch", "orders": [BUY]}, MALFORMED),
    ({"do": "batch", "orders": [{"do": "batch", "orders": [PAY]}]}, MALFORMED),
    ({"do": "batch", "orders": [PAY, {"do": "mint"}]}, MALFORMED),
    ({"do": "batch", "orders": [PAY, PAY | {"amount": 0}]}, (409, "bad_amount")),
    (
        {
            "do": "batch",
            "orders": [GIVE | {"things": [ARROW | {"id": str(n)} for n in range(84)]}] * 3,
        },
        (409, "too_large"),
    ),
]

TRANSFER: Body = {"from": "ann", "to": "bob", "currency": GOLD, "amount": 1}
GRANT: Body = {"do": "grant", "to": "ann", "things": [ARROW]}

OPERATIONS = [
    *(
        ({"do": "transfer", "payments": [TRANSFER | {end: owner}]}, (409, "bad_owner"))
        for end in ("from", "to")
        for owner in ("$issuance/0", "$issuance", "$listing/1", "$", "$A", "$x/y/z")
    ),
    ({"do": "transfer", "payments": []}, (409, "bad_amount")),
    ({"do": "transfer", "payments": [TRANSFER] * 251}, (409, "too_large")),
    (
        {"do": "transfer", "payments": [TRANSFER, TRANSFER | {"from": "bob", "to": "ann"}]},
        (409, "bad_amount"),
    ),
    (
        {"do": "transfer", "payments": [TRANSFER | {"to": "nobody"}]},
        (404, "unknown_player"),
    ),
    (GRANT | {"to": "$prizes"}, (404, "unknown_player")),
    (GRANT | {"things": [{"item": "sword"}]}, (409, "bad_thing")),
    (GRANT | {"things": [ARROW | {"amount": 1001}]}, (409, "limit_reached")),
    ({"do": "release", "hold": HUGE - 1}, (404, "unknown_hold")),
    ({"do": "reverse", "transaction": HUGE - 1}, (404, "unknown_transaction")),
    ({"do": "capture", "hold": 0, "amount": 1, "to": "bob"}, (404, "unknown_hold")),
    ({"do": "batch", "orders": [GRANT] * 11}, (409, "too_large")),
    ({"do": "pay", "to": "bob", "currency": GOLD, "amount": 1}, MALFORMED),
]
