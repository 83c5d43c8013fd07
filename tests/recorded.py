"""An HTTP server on loopback that gives recorded answers and keeps what it was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True)
class Asked:
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Recorded:
    """`answers` are given in turn, and the last one from then on."""

    answers: list[tuple[HTTPStatus, bytes]]
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def next(self) -> tuple[HTTPStatus, bytes]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, recorded: Recorded, *arguments: Any) -> None:
        self._recorded = recorded
        super().__init__(*arguments)

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._recorded.asked.append(Asked(self.path, dict(self.headers), body))
        status, content = self._recorded.next()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """The test knows what was asked."""


@contextmanager
def recorded(*answers: tuple[HTTPStatus, bytes]) -> Iterator[Recorded]:
    """Serve until the block is left."""
    told = Recorded(list(answers))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, told)) as server:
        told.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()
