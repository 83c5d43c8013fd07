"""Runs Lua in Valkey: sends a script's hash, and its text only if the server does not know it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from typing import Any

from hiredis import ReplyError

from shared.adapters.valkey.client import Client

type Argument = str | bytes | int


class Script:
    """A script runs alone, on keys of one slot."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._hash = sha1(source.encode(), usedforsecurity=False).hexdigest()

    def run(self, client: Client, keys: Sequence[str], *args: Argument) -> Any:
        try:
            return client.execute_command("EVALSHA", self._hash, len(keys), *keys, *args)
        except ReplyError as error:
            if not str(error).startswith("NOSCRIPT"):
                raise
            return client.execute_command("EVAL", self._source, len(keys), *keys, *args)
