"""The ledger of money drills: PostgreSQL's wallet in memory, for transfers alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import count

from msgspec import Struct

from shared.application.economy.ports import EconomyUnavailable, Request, Results
from shared.economy.commands import EconomyCommand, Transfer
from shared.economy.money import lines
from shared.economy.outbox import EconomyFact
from shared.kernel.errors import CommandRefused

type Account = tuple[str, str]
type Key = tuple[str, str]


class Entry(Struct, frozen=True):
    """What a transaction did to one account; `key` is of the order that asked for it."""

    key: Key
    account: Account
    amount: int


class Books(Struct):
    """All that a transaction changes, and that is as it was when one is broken off."""

    entries: list[Entry]
    keys: dict[Key, tuple[str, Results]]
    facts: list[EconomyFact]

    def copy(self) -> Books:
        return Books([*self.entries], {**self.keys}, [*self.facts])


class Ledger:
    """A transaction books, keeps the key and notes the fact, all or none.

    While it is `down` nobody is answered. `breaks` is asked between two accounts of a transaction
    whether the server goes away just then.
    """

    def __init__(self) -> None:
        self.down = False
        self.breaks: Callable[[], bool] = lambda: False
        self.books = Books([], {}, [])
        self._numbers = count(1)

    def perform(self, request: Request, command: EconomyCommand) -> Results:
        assert isinstance(command, Transfer), "drills transfer, and do nothing else"
        asked = (request.key, request.digest, command)
        (results,) = self._transact(request.scope, [asked], request.now)
        return results

    def transfer_each(
        self, scope: str, transfers: Sequence[tuple[str, str, Transfer]], now: datetime
    ) -> None:
        self._transact(scope, transfers, now)

    def waiting(self, limit: int = 100) -> Sequence[EconomyFact]:
        self._answer()
        return self.books.facts[:limit]

    def shipped(self, facts: Sequence[EconomyFact]) -> None:
        self._answer()
        gone = {each.number for each in facts}
        self.books.facts = [each for each in self.books.facts if each.number not in gone]

    def balances(self) -> Mapping[Account, int]:
        balances: Counter[Account] = Counter()
        for each in self.books.entries:
            balances[each.account] += each.amount
        return balances

    def _transact(
        self, scope: str, transfers: Sequence[tuple[str, str, Transfer]], now: datetime
    ) -> list[Results]:
        self._answer()
        before = self.books.copy()
        try:
            return [self._once(scope, *each, now) for each in transfers]
        except BaseException:
            self._roll_back(before)
            raise

    def _roll_back(self, before: Books) -> None:
        self.books = before

    def _once(self, scope: str, key: str, digest: str, command: Transfer, now: datetime) -> Results:
        known = self._known((scope, key))
        if known is None:
            results = self._book((scope, key), command, now)
            self.books.keys[scope, key] = digest, results
            return results
        if known[0] != digest:
            raise CommandRefused("key_reused")
        return known[1]

    def _known(self, key: Key) -> tuple[str, Results] | None:
        return self.books.keys.get(key)

    def _book(self, key: Key, command: Transfer, now: datetime) -> Results:
        balances = self.balances()
        for number, line in enumerate(lines(command.payments)):
            account = line.owner, line.currency
            if not line.owner.startswith("$") and balances.get(account, 0) + line.amount < 0:
                raise CommandRefused("insufficient_funds")
            if number and self.breaks():
                raise EconomyUnavailable
            self.books.entries.append(Entry(key, account, line.amount))
        body = {"balances": [{"owner": each.owner} for each in lines(command.payments)]}
        number, (who, name) = next(self._numbers), key
        self._note(EconomyFact("wallet", number, who, "transferred", body, now, name))
        return ({"key": key[1]},)

    def _note(self, fact: EconomyFact) -> None:
        self.books.facts.append(fact)

    def _answer(self) -> None:
        if self.down:
            raise EconomyUnavailable
