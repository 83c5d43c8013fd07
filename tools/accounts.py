"""Signs accounts for `rumpus load`: `python -m tools.accounts 20000 accounts.json < secret`.

One address may sign up two guests a second; with the stage's token secret no sign-up is needed. The
players exist only in their tokens: they can't be refreshed, and reserve no names.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from shared.adapters.tokens.jwt import JwtTokens
from shared.application.players.ports import Tokens
from shared.kernel.players import Identity
from shared.runtime import clock

HOURS = 6.0


class Given:
    """A secret with a fixed value."""

    def __init__(self, value: str) -> None:
        self._value = value

    def values(self, *, missing: bool = False) -> Sequence[str]:  # noqa: ARG002 - the port's
        return [self._value]


def sign_accounts(
    tokens: Tokens, count: int, now: datetime, hours: float = HOURS
) -> list[dict[str, str]]:
    """Return accounts as `--accounts` takes them, under names that no other call makes."""
    run = clock.new_id()[:6]
    return [
        {
            "username": f"load-{run}-{number}",
            "token": tokens.sign(
                Identity(f"load-{run}-{number}", f"load-{run}-{number}"), now, int(hours * 3600)
            ),
        }
        for number in range(1, count + 1)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.accounts", description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--hours", type=float, default=HOURS, help="how long the tokens are good")
    arguments = parser.parse_args()
    tokens = JwtTokens(Given(sys.stdin.read().strip()))
    accounts = sign_accounts(tokens, arguments.count, clock.now(), arguments.hours)
    arguments.file.touch(mode=0o600)
    arguments.file.write_text(json.dumps(accounts))


if __name__ == "__main__":
    main()
