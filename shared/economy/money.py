"""Money: payments in whole minor units, and their net effect on each account."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from zlib import crc32

from msgspec import Struct

from shared.kernel.errors import CommandRefused

MAX_AMOUNT = 2**63 - 1
MAX_NAME = 200
SHARDS = 16
CURRENCY = re.compile(r"[a-z][a-z0-9_]{0,15}")


class Payment(Struct, frozen=True):
    """A payment between owners: players' ids, or system accounts, which begin with `$`."""

    source: str
    destination: str
    currency: str
    amount: int


class Seen(Struct, frozen=True):
    """The version of an account on which a command relies."""

    owner: str
    currency: str
    version: int


class Line(Struct, frozen=True, omit_defaults=True):
    """The change of one account's balance; all lines of a transaction sum to zero."""

    owner: str
    currency: str
    amount: int
    version: int | None = None


def issuance(key: str) -> str:
    """Return the account that issues money and takes it back, one of 16 for parallel grants."""
    return f"$issuance/{crc32(key.encode()) % SHARDS}"


def fees(key: str) -> str:
    """Return the account that receives fees, spread in the same way."""
    return f"$fees/{crc32(key.encode()) % SHARDS}"


def check_amount(amount: object) -> None:
    if type(amount) is not int or not 0 < amount <= MAX_AMOUNT:
        raise CommandRefused("bad_amount")


def check_currency(currency: str) -> None:
    if not CURRENCY.fullmatch(currency):
        raise CommandRefused("wrong_currency")


def check_owner(owner: str) -> None:
    if not 0 < len(owner) <= MAX_NAME or "\x00" in owner:
        raise CommandRefused("bad_owner")


def check_payment(payment: Payment) -> None:
    check_amount(payment.amount)
    check_currency(payment.currency)
    check_owner(payment.source)
    check_owner(payment.destination)
    if payment.source == payment.destination:
        raise CommandRefused("same_account")


def lines(payments: Iterable[Payment], seen: Iterable[Seen] = ()) -> tuple[Line, ...]:
    """Net the payments; an account whose balance does not change has no line."""
    nets: defaultdict[tuple[str, str], int] = defaultdict(int)
    for payment in payments:
        nets[payment.source, payment.currency] -= payment.amount
        nets[payment.destination, payment.currency] += payment.amount
    versions = {(each.owner, each.currency): each.version for each in seen}
    if any(abs(net) > MAX_AMOUNT for net in nets.values()) or not any(nets.values()):
        raise CommandRefused("bad_amount")
    if not versions.keys() <= {account for account, net in nets.items() if net}:
        raise CommandRefused("unknown_account")
    return tuple(
        Line(owner, currency, net, versions.get((owner, currency)))
        for (owner, currency), net in sorted(nets.items())
        if net
    )
