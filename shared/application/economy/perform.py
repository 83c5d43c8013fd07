"""Carries out a command of the economy once per idempotency key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b

from msgspec.json import encode

from shared.application.economy.ports import Economy, Request, Results
from shared.economy.checks import check
from shared.economy.commands import EconomyCommand, Transfer
from shared.kernel.errors import CommandRefused
from shared.kernel.trace import client_trace

KEY = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def perform(
    economy: Economy, command: EconomyCommand, *, scope: str, key: str, now: datetime
) -> Results:
    """Check and carry out a command; `scope` is its sender, and separates keys of senders."""
    if not KEY.fullmatch(key):
        raise CommandRefused("bad_key")
    check(command)
    return economy.perform(Request(scope, key, digest(command), now, client_trace()), command)


def transfer_each(
    economy: Economy, transfers: Mapping[str, Transfer], *, scope: str, now: datetime
) -> None:
    """Check and carry out transfers by key, all or none: a crowd is paid in one transaction."""
    for command in transfers.values():
        check(command)
    asked = [(key, digest(command), command) for key, command in transfers.items()]
    economy.transfer_each(scope, asked, now)


def digest(command: EconomyCommand) -> str:
    """Return the digest that tells two commands under one key apart."""
    return blake2b(encode(command, order="deterministic"), digest_size=16).hexdigest()
