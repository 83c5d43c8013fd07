"""Writes the documents that are generated from code, or with --check says which have drifted."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from textwrap import wrap

from functions.http.openapi import document as openapi
from shared.games.codebattle import CODE_BATTLE
from shared.games.hunt import HUNT
from shared.games.inbox import INBOX
from shared.games.match import MATCH
from shared.games.tournament import TOURNAMENT
from shared.runtime.bootstrap import Application
from shared.runtime.settings import Settings
from shared.wire.asyncapi import document as asyncapi
from shared.workload_kinds import (
    Lines,
    Peers,
    Queue,
    Schedule,
    Server,
    Stage,
    Stream,
    Trigger,
    WebSocket,
    Workload,
)
from shared.workloads import WORKLOADS
from tools.game_clients import game_client
from tools.snippets import with_snippets
from tools.transcripts import transcripts
from tools.web_games import game_module

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
CLIENTS = ROOT / "client" / "games"
WEB_CLIENT = ROOT / "web" / "client"
TUTORIAL = DOCS / "your-own-game.md"
TEMPLATE = ROOT / "cli" / "new_game" / "template"
GAMES = (
    (CODE_BATTLE, "CodeBattle"),
    (HUNT, "Hunt"),
    (INBOX, "Inbox"),
    (MATCH, "Match"),
    (TOURNAMENT, "Tournament"),
)
STAGES: tuple[Stage, ...] = ("local", "dev", "prod")


def workloads_table() -> str:
    """Return the workloads with their runtimes and grants, as Markdown."""
    lines = [
        "# Workloads and where they run",
        "",
        "Generated from `shared/workloads.py`; `make format` writes it anew.",
        "",
        "| workload | trigger | handler | MB | seconds | " + " | ".join(STAGES) + " |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_row(workload) for workload in WORKLOADS),
        "",
        "## What each may use",
        "",
        *(line for workload in WORKLOADS for line in _grants(workload)),
    ]
    return "\n".join(lines) + "\n"


def _row(workload: Workload) -> str:
    runtimes = " | ".join(workload.runtime[stage] for stage in STAGES)
    entry = workload.handler or workload.main
    return (
        f"| {workload.name} | {trigger(workload.trigger)} | `{entry}` | "
        f"{workload.memory_mb} | {workload.timeout_seconds} | {runtimes} |"
    )


def _grants(workload: Workload) -> list[str]:
    text = f"- **{workload.name}**: {', '.join(dict.fromkeys(workload.grants))}"
    return wrap(text, 120, subsequent_indent="  ", break_on_hyphens=False)


def trigger(of: Trigger) -> str:  # noqa: PLR0911 - one flat table
    match of:
        case WebSocket():
            return "WebSocket " + ", ".join(f"`{route}`" for route in of.routes + of.silent)
        case Stream():
            return f"stream `{of.name}`, retried for {of.max_age_seconds // 3600} h"
        case Queue():
            return (
                f"queue `{of.name}`, {of.workers} workers, {of.tries} tries, "
                f"late: {of.late_seconds} s"
            )
        case Schedule():
            return f"every {of.every_minutes} min"
        case Lines():
            return "lines of the other workloads"
        case Server() | Peers():
            return f"server at port {of.port}"
        case _:
            return type(of).__name__


def documents() -> dict[Path, str]:
    parts = Application(Settings(stage="document"))
    return {
        DOCS / "openapi.json": pretty(openapi(parts)),
        DOCS / "asyncapi.json": pretty(asyncapi(parts.games, parts.frames.of_players)),
        DOCS / "workloads.md": workloads_table(),
        TUTORIAL: with_snippets(TUTORIAL.read_text(), TEMPLATE),
        WEB_CLIENT / "transcripts.json": transcripts(),
        **{
            WEB_CLIENT / "src" / "games" / f"{game.name}.ts": game_module(game, title)
            for game, title in GAMES
        },
        **{CLIENTS / f"{game.name}.py": game_client(game, title) for game, title in GAMES},
    }


def pretty(text: str) -> str:
    return json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    check = parser.parse_args().check
    drifted = [
        path for path, text in documents().items() if not path.exists() or path.read_text() != text
    ]
    for path in drifted:
        print(f"{'has drifted' if check else 'wrote'}: {path.relative_to(ROOT)}")
        if not check:
            path.write_text(documents()[path])
    if check and drifted:
        print("run `make format` and commit what it wrote")
    return int(check and bool(drifted))


if __name__ == "__main__":
    sys.exit(main())
