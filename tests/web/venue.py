"""A whole Rumpus in this process with the players' page; what facts ask for is done at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi.staticfiles import StaticFiles
from fastapi.testclient import TestClient
from msgspec.json import encode

from functions.http.api import create_app
from localstack.page import SETTINGS, built
from shared.adapters.memory.log import InMemoryLog
from shared.application.lifecycle.timers import set_timers
from shared.application.matchmaking.effects import ask_for_effects
from shared.application.matchmaking.take_results import ask_for_results
from shared.kernel.facts import Commit
from tests.cli.host import Host
from tests.memory import OPERATOR_KEY


class Venue(Host):
    """Serves the page beside the API; players and operators ask as over HTTP."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[str, int] = {}
        self._asked = 0
        folder = built("play")
        assert folder is not None, "the page was not built: make setup"
        app = create_app(self.application)
        app.get(SETTINGS)(lambda: {"api": self.url})
        app.mount("/", StaticFiles(directory=folder, html=True))
        self._api = TestClient(app, raise_server_exceptions=False)

    def sign_up(self, name: str) -> str:
        """Return what lets that guest in."""
        body = encode({"username": name})
        answer = self._answer("POST", "/v1/guests", {"content-type": "application/json"}, body)
        return f"Bearer {answer.json()['token']}"

    def command(self, kind: str, who: str = f"Operator {OPERATOR_KEY}", **fields: Any) -> None:
        """Carry out a command, of an operator unless told otherwise."""
        self._asked += 1
        frame = encode({"type": kind, "id": f"a{self._asked}", **fields})
        answer = self._answer("POST", "/v1/commands", {"authorization": who}, frame)
        assert answer.is_success, answer.text

    def view(self, room: str, key: str = "") -> Any:
        """Return what an operator sees of a tournament, or of a section of a round."""
        headers = {"authorization": f"Operator {OPERATOR_KEY}"}
        path = f"/v1/streams/tournament/{room}" + (f"/round/{key}" if key else "")
        return self._answer("GET", path, headers, b"").json()

    def _jobs(self) -> None:
        new = list(self._new())
        ask_for_effects(self.application, new, sure=True)
        ask_for_results(self.application, new)
        set_timers(self.application, new, sure=True)
        super()._jobs()

    def _new(self) -> Iterator[Commit]:
        """Yield each commit once, as the log's consumers have them."""
        log = self.application.log
        assert isinstance(log, InMemoryLog)
        for stream in list(log._streams):
            for commit in log.read(stream, after=self._seen.get(stream, 0)):
                self._seen[stream] = commit.position
                yield commit
