"""Who has played from here before, so that a guest can come back under the same name."""

from __future__ import annotations

import json
from pathlib import Path

from msgspec import MsgspecError
from msgspec.json import decode

from cli.files import only_writer, replace_file
from client import Account, ProtocolError, Rumpus

HOME = Path(".local", "state", "rumpus", "accounts.json")
"""Beneath the home folder; readable by its owner alone."""


class Accounts:
    """Refresh tokens by stage and name, in one file.

    A file that holds something else is put aside before the first change, and nothing is lost.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or Path.home() / HOME

    def last_name(self, url: str) -> str:
        """The name that was last used at that stage, or none."""
        return next(reversed(self._read().get(url, {})), "")

    async def enter(self, rumpus: Rumpus, url: str, name: str) -> Account:
        """Come back as that guest, or sign up; raises what the library raises."""
        token = self._read().get(url, {}).get(name)
        account = await self._return(rumpus, name, token) if token else None
        account = account or await rumpus.sign_up(name)
        self.keep(url, name, account)
        return account

    def keep(self, url: str, name: str, account: Account) -> None:
        """Remember the newest token; one that was used before is worth nothing. Raises Failed."""
        with only_writer(self._path):
            accounts = self._read()
            if not accounts and self._path.exists():
                self._path.replace(self._path.with_suffix(".unreadable"))
            names = accounts.setdefault(url, {})
            names.pop(name, None)
            names[name] = account.refresh_token
            replace_file(self._path, json.dumps(accounts, indent=2, ensure_ascii=True))

    async def _return(self, rumpus: Rumpus, name: str, token: str) -> Account | None:
        account = Account("", name, "", token)
        try:
            await rumpus.refresh(account)
        except ProtocolError:
            return None
        return account

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            return decode(self._path.read_bytes(), type=dict[str, dict[str, str]])
        except (OSError, MsgspecError):
            return {}
