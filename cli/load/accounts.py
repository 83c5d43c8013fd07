"""Who plays: accounts kept in a file, and guests who sign up ahead for what is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

from msgspec import DecodeError, ValidationError
from msgspec.json import decode, encode

from cli.failure import Failed
from cli.files import replace_file
from cli.load.keep_alive import HttpFailed, KeepAlive
from cli.load.plan import Account
from cli.wording import reason_text

TOO_FAST = "too_fast"
TROUBLE = {
    "http_network": "The connection failed.",
    "http_timeout": "The stage does not answer in time.",
}
AT_ONCE, A_SECOND = 240, 2
"""Guests whom a stage lets one address sign up."""

type Progress = Callable[[int], None]


def read_accounts(path: Path | None) -> list[Account]:
    """Return the accounts of a file, a JSON list of the API's grants; none if it is missing."""
    if path is None or not path.exists():
        return []
    try:
        return decode(path.read_bytes(), type=list[Account])
    except (OSError, DecodeError, ValidationError) as error:
        raise Failed(f"The accounts in {path} can't be read: {error}.") from error


def keep_accounts(path: Path | None, accounts: list[Account]) -> None:
    """Write the accounts to a file that only its owner can read."""
    if path is not None:
        replace_file(path, encode(accounts).decode())


def sign_up_seconds(guests: int) -> float:
    """Return the minimum seconds that so many sign-ups take."""
    return max(0, guests - AT_ONCE) / A_SECOND


async def sign_up(url: str, wanted: int, progress: Progress) -> list[Account]:
    """Sign guests up, as fast as the stage lets one address: 240 at once, then two a second."""
    http, run = KeepAlive(url), token_hex(3)
    accounts: list[Account] = []
    try:
        while len(accounts) < wanted:
            body = encode({"username": f"load-{run}-{len(accounts) + 1}"})
            try:
                answer = await http.request("POST", "/v1/guests", body=body)
            except HttpFailed as error:
                await _pause(url, error)
                continue
            accounts.append(decode(answer.body, type=Account))
            progress(len(accounts))
    finally:
        http.close()
    return accounts


async def _pause(url: str, error: HttpFailed) -> None:
    if error.code != TOO_FAST:
        raise Failed(
            f"No guest can sign up at {url}: {TROUBLE.get(error.code, reason_text(error.code))}"
        ) from error
    await asyncio.sleep(max(error.retry_after, 0.1))
