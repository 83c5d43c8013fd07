"""Serves Loki's push API in the embedded stage, for forwarders and for tests.

`POST /loki/api/v1/push` takes JSON from clients with the token. It takes a body whole or not at
all, and refuses lines that are not a workload's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from hmac import compare_digest
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from localstack.ports import HOST
from shared.adapters.loki import PATH
from shared.runtime.lines import BadLines, pushed

MOST_BYTES = 4 << 20
"""Maximum bytes of a body."""

MOST_SECONDS = 10.0
"""Maximum seconds for a request to arrive."""

type Take = Callable[[Sequence[bytes]], bool]
"""Takes lines; returns False if too many wait."""


class Handler(BaseHTTPRequestHandler):
    timeout = MOST_SECONDS

    def __init__(self, take: Take, token: str, *arguments: Any) -> None:
        self._take = take
        self._token = token.encode()
        super().__init__(*arguments)

    def do_POST(self) -> None:
        status, message = self._answer()
        body = message.encode()
        self.send_response(status)
        if status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self) -> tuple[HTTPStatus, str]:
        if refused := self._refusal():
            return refused
        try:
            lines = pushed(self.rfile.read(int(self.headers["Content-Length"])))
        except BadLines as bad:
            return HTTPStatus.BAD_REQUEST, str(bad)
        if not self._take([each.text.encode() for each in lines]):
            return HTTPStatus.TOO_MANY_REQUESTS, "lines wait to be stored: push again later"
        return HTTPStatus.NO_CONTENT, ""

    def _refusal(self) -> tuple[HTTPStatus, str] | None:
        """Return why a request is refused, by its head alone: a refused body is not read."""
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        length = self.headers.get("Content-Length", "")
        if self.path != PATH:
            return HTTPStatus.NOT_FOUND, "there is no such route"
        if not compare_digest(given.encode(), self._token):
            return HTTPStatus.UNAUTHORIZED, "the token of the stage is wanted"
        if self.headers.get_content_type() != "application/json":
            return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "lines come as application/json"
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body has at most {MOST_BYTES} bytes"
        return None

    def log_message(self, *_: object) -> None:
        """Log nothing: the pushed lines are in the store."""


@contextmanager
def push_server(take: Take, token: str, port: int) -> Iterator[None]:
    """Listen within the context."""
    with ThreadingHTTPServer((HOST, port), partial(Handler, take, token)) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), name="push", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
