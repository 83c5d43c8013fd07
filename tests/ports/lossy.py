"""A DynamoDB that carries some requests out and loses its answers, as a broken connection does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen


class _Lossy(BaseHTTPRequestHandler):
    behind = ""
    losing: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {k: v for k, v in self.headers.items() if k.lower() != "content-length"}
        status, told = _asked(Request(self.behind, body, headers))  # noqa: S310 - loopback
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        if operation in self.losing:
            self.losing.remove(operation)
            status, told = 500, b'{"__type": "InternalServerError"}'
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _asked(request: Request) -> tuple[int, bytes]:
    try:
        with urlopen(request) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read()


@contextmanager
def lossy(address: str, *losing: str) -> Iterator[str]:
    """Stand before the DynamoDB at an address; lose one answer to each of these operations."""
    kind = type("Before", (_Lossy,), {"behind": address, "losing": list(losing)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
