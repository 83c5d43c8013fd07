"""What counts at the end of a run: requests without an answer, and players who are not there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from time import monotonic

from cli.load.crowd import Crowd
from cli.load.plan import Account, Plan
from cli.load.profiles import Each, Profile
from cli.load.results import Results
from cli.load.verdict import verdict
from client.connection_manager import POLICY
from tests.cli.host import LOOPBACK, PATIENCE, Host
from tests.cli.test_load import rumpus_load

PROFILE = Profile("Two players", 2, 0.2, 0, each=Each(board_looks=1))
SOON, LATER = 0.3, 60.0


class TestCrowd:
    def test_counts_what_is_not_answered_at_the_end(self) -> None:
        async def play() -> Results:
            async with silence() as (url, _):
                return await _play(url, SOON, asyncio.Event())

        results = asyncio.run(play())
        assert {kind: each.faults for kind, each in results.measures.items()} == {
            "ticket": {"no_answer": 2},
            "board": {"no_answer": 2},
        }
        assert results.events == {"missing_at_the_end": 2}
        assert _missed(results) == {
            "requests answered",
            "sockets opened",
            "players missing at the end",
            "streams compared",
        }

    def test_does_not_count_what_it_cuts_short_itself(self) -> None:
        async def play() -> Results:
            async with silence() as (url, asked):
                stop = asyncio.Event()
                playing = asyncio.create_task(_play(url, LATER, stop))
                async with asyncio.timeout(PATIENCE):
                    await asked.wait()
                stop.set()
                return await playing

        results = asyncio.run(play())
        assert (results.measures, results.events) == ({}, {})
        assert _missed(results) == {"sockets opened"}

    def test_counts_tokens_that_were_not_renewed(self, host: Host) -> None:
        results = asyncio.run(_play(host.url, SOON, asyncio.Event(), token=""))
        assert results.measures["refresh"].done == 0
        assert results.measures["refresh"].faults
        assert {"requests answered", "players missing at the end"} <= _missed(results)


class TestLoad:
    def test_is_bad_when_the_host_sends_everybody_away(self, host: Host, tmp_path: Path) -> None:
        profile, figures_file = tmp_path / "away.yaml", tmp_path / "f.json"
        profile.write_text("title: Sent away\nplayers: 3\nseconds: 3\njoin_seconds: 0\n")
        sending = Thread(target=_send_away, args=(host, 3))
        sending.start()
        result = rumpus_load(host, str(profile), "--figures", str(figures_file))
        sending.join()
        assert result.exit_code == 1, result.output
        figures = json.loads(figures_file.read_text())
        assert figures["events"]["missing_at_the_end"] == 3
        assert figures["order"]["unchecked"] == 3


@asynccontextmanager
async def silence() -> AsyncIterator[tuple[str, asyncio.Event]]:
    """A server that never answers, and whether it was asked."""
    asked = asyncio.Event()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        asked.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(listen, LOOPBACK, 0)
    async with server:
        yield f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}", asked


async def _play(url: str, patience: float, stop: asyncio.Event, token: str = "t") -> Results:  # noqa: S107 - no secret
    accounts = [Account(name, token, "none") for name in ("ann", "bo")]
    crowd = Crowd(Plan(url, "b", PROFILE, accounts), monotonic(), patience)
    await crowd.play(stop)
    return crowd.recorder.take(monotonic())


def _missed(results: Results) -> set[str]:
    """All but how late this machine itself was."""
    return {row.name for row in verdict(results) if row.met is False} - {"generator's lag p99"}


def _send_away(host: Host, players: int) -> None:
    sockets = host.application.sockets
    host.wait_until(lambda: len(sockets.open) == players)
    for each in list(sockets.open):
        sockets.close(each, POLICY, "no")
