"""Stands before a DynamoDB, passes on what it is asked, and may change question and answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

type Answer = tuple[int, bytes]
"""A status and a body."""


class Before(BaseHTTPRequestHandler):
    """`behind` is the address of the DynamoDB."""

    behind = ""

    def carry_out(self, operation: str, body: bytes) -> Answer:
        """Return what the sender of a request is told: by default, what the DynamoDB answers."""
        del operation
        return self.ask(body)

    def ask(self, body: bytes) -> Answer:
        headers = {k: v for k, v in self.headers.items() if k.lower() != "content-length"}
        try:
            with urlopen(Request(self.behind, body, headers)) as answer:  # noqa: S310 - loopback
                return answer.status, answer.read()
        except HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        status, told = self.carry_out(operation, body)
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def standing(kind: type[Before], **members: Any) -> Iterator[str]:
    """Stand there, with these members of the class; yield one's own address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (kind,), members))
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
