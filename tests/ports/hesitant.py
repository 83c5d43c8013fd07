"""A DynamoDB that leaves out half of what a BatchGetItem asks for, as a throttled table does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen

LEFT_OUT: list[int] = []
"""How many keys each answer left out."""


class _Hesitant(BaseHTTPRequestHandler):
    behind = ""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        left: dict[str, Any] = {}
        if self.headers["X-Amz-Target"].endswith("BatchGetItem"):
            asked = json.loads(body)["RequestItems"]
            left = {table: _half(each, slice(1, None, 2)) for table, each in asked.items()}
            few = {table: _half(each, slice(0, None, 2)) for table, each in asked.items()}
            body = json.dumps({"RequestItems": few}).encode()
        headers = {k: v for k, v in self.headers.items() if k.lower() != "content-length"}
        with urlopen(Request(self.behind, body, headers)) as answer:  # noqa: S310 - loopback
            told = answer.read()
        if left:
            LEFT_OUT.append(sum(len(each["Keys"]) for each in left.values()))
            missed = {table: each for table, each in left.items() if each["Keys"]}
            told = json.dumps(json.loads(told) | {"UnprocessedKeys": missed}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _half(asked: dict[str, Any], which: slice) -> dict[str, Any]:
    return asked | {"Keys": asked["Keys"][which]}


@contextmanager
def hesitant(address: str) -> Iterator[str]:
    """Stand before the DynamoDB at an address; yield one's own."""
    LEFT_OUT.clear()
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Before", (_Hesitant,), {"behind": address})
    )
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
