"""Rules about money: the audit, what was given at first, and one effect for each key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.history.record import ORDERS, Entry, Frame, Heard, History, Sent


def audit_finds_nothing(history: History) -> Iterator[str]:
    yield from history.ledger.differences


def money_is_conserved(history: History) -> Iterator[str]:
    """A balance is the sum of its ledger, and all together have what they were given at first.

    Trades are too small for a fee.
    """
    ledger = history.ledger
    sums: dict[str, int] = defaultdict(int)
    for each in ledger.entries:
        sums[each.player] += each.amount
    for player, balance in ledger.balances.items():
        if balance != sums[player]:
            yield f"{player} has {balance}, and the ledger {sums[player]}"
    if (total := sum(ledger.balances.values())) != ledger.minted:
        yield f"all have {total}, and were given {ledger.minted}"


def one_effect_a_key(history: History) -> Iterator[str]:
    """An order that was told as done is in the ledger once and as it was told; else it is not.

    An order of which no outcome is known may have had its effect. Only orders that move money
    count: payments and purchases.
    """
    entries: dict[str, list[Entry]] = defaultdict(list)
    for each in history.ledger.entries:
        entries[each.key].append(each)
    for (player, key), (order, answers) in _orders(history).items():
        done = [each["results"] for each in answers if each["type"] == "done"]
        if any(each != done[0] for each in done):
            yield f"{player} {key} was told {done}"
        count = len({each.transaction for each in entries[key]})
        if done and count != 1:
            yield f"{player} {key} is done and has {count} transactions"
        elif not done and count > 1:
            yield f"{player} {key} has {count} transactions"
        elif not done and count and all(each["type"] == "refused" for each in answers):
            yield f"{player} {key} is refused and has a transaction"
        elif done and order["do"] == "pay":
            yield from _misbooked(player, order, entries[key])


def _misbooked(player: str, order: Frame, entries: list[Entry]) -> Iterator[str]:
    booked = {each.player: each.amount for each in entries}
    wanted = {player: -order["amount"], order["to"]: order["amount"]}
    if booked != wanted:
        yield f"{player} {entries[0].key} booked {booked} for {wanted}"


def _orders(history: History) -> dict[tuple[str, str], tuple[Frame, list[Frame]]]:
    """Orders that move money, by player and key, with all their answers."""
    orders: dict[tuple[str, str], tuple[Frame, list[Frame]]] = {}
    for sent in history.of(Sent):
        if sent.frame.get("type") in ORDERS and sent.frame["command"]["do"] in {"pay", "buy"}:
            orders.setdefault((sent.player, sent.frame["id"]), (sent.frame["command"], []))
    for heard in history.of(Heard):
        key = (heard.player, str(heard.frame.get("id")))
        if key in orders:
            orders[key][1].append(heard.frame)
    return orders
