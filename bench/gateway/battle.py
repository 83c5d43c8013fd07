"""A code battle, as `rumpus load codebattle` plays it, against the gateway and the HTTP API."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.gateway.processes import cores, python, running
from bench.rows import Row
from shared.adapters.tokens.jwt import JwtTokens
from shared.runtime import clock
from tests.memory import OPERATOR_KEY, TOKEN_SECRET, FixedSecret
from tools.accounts import sign_accounts

NAME = "Gateway: the battle of `rumpus load codebattle`, every level of service"
SCALE = 0.1
"""Of 20,000 players: 2,000, each of whom plays in two minutes what it would in the hour.

So the rates are three times those of the whole battle. The HTTP API shares the core.
"""

SECONDS = 120


def run() -> list[Row]:
    server_core, load_core = cores()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(python("bench.gateway.whole"), server_core) as server,
    ):
        port = int(server.line())
        figures = _load(Path(folder), port, load_core)
        used = server.cpu_seconds / SECONDS
    rows: list[Row] = [("players", SCALE * 20_000, f"(scale {SCALE}, {SECONDS} s for the hour)")]
    for row in figures["verdict"]:
        sign = "at least" if row["at_least"] else "at most"
        if row["measured"] is not None:  # nobody was asked to move, for one
            limit = f"{row['unit']} ({sign} {row['limit']:,g})"
            rows.append((row["name"], row["measured"], limit))
    return [*rows, ("load of the server's core", used, "")]


def _load(folder: Path, port: int, core: int) -> dict[str, Any]:
    accounts, found = folder / "accounts.json", folder / "found.json"
    tokens = JwtTokens(FixedSecret(TOKEN_SECRET))
    count = round(SCALE * 20_000)
    accounts.write_text(json.dumps(sign_accounts(tokens, count, clock.now())))
    argv = [
        *(str(Path(sys.executable).parent / "rumpus"), "load", "codebattle", "--scale", str(SCALE)),
        *("--seconds", str(SECONDS), "--url", f"http://127.0.0.1:{port}"),
        *("--operator-key", OPERATOR_KEY, "--accounts", str(accounts), "--figures", str(found)),
    ]
    with running(argv, core) as load:
        assert load.child.stdout is not None
        for line in load.child.stdout:
            print(line, end="", file=sys.stderr)
        load.child.wait()
    figures: dict[str, Any] = json.loads(found.read_text())
    return figures
