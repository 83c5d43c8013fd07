"""A page of the stage: a folder of built files on a loopback port, with CloudFront's headers."""

from __future__ import annotations

import json
import socket
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseServer
from typing import Any, TypedDict
from urllib.parse import urlsplit

from localstack.child import Child
from localstack.folder import ROOT
from localstack.log_routes import PREFIX, LogRoutes
from localstack.ports import HOST
from shared.pages import SECURITY, cache_control, content_security_policy, origin

SETTINGS = "/config.json"
"""The file that a page reads first: the URL of the API."""


class Order(TypedDict):
    folder: str
    port: int
    settings: dict[str, str]
    connect: list[str]  # origins that the page may talk to
    logs: str  # the folder with the stage's lines, which an operator may ask for; empty for none


def built(name: str) -> Path | None:
    """Return the folder of a page, such as `play`, if it was built."""
    folder = ROOT / "web" / name / "dist"
    return folder if (folder / "index.html").exists() else None


def page(run: Path, name: str) -> Child:
    """Return the page's server, to be started after `configure`, as the deploy decides the URLs."""
    return Child(f"page-{name}", [], run, cwd=ROOT)


def configure(
    child: Child, folder: Path, port: int, http_url: str, sockets: list[str], logs: Path | None
) -> None:
    """Set the folder and the port; `sockets` are the URLs of the hosts of players' sockets."""
    connect = [origin(each) for each in (http_url, *sockets)]
    settings = {"api": http_url} | ({"logs": PREFIX.rstrip("/")} if logs else {})
    order = Order(
        folder=str(folder), port=port, settings=settings, connect=connect, logs=str(logs or "")
    )
    child.argv = [sys.executable, "-m", "localstack.page", json.dumps(order)]


def answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False


class Handler(SimpleHTTPRequestHandler):
    """Serves the files of one folder, and nothing outside of it."""

    protocol_version = "HTTP/1.1"

    def __init__(
        self, order: Order, request: socket.socket, client: Any, server: BaseServer
    ) -> None:
        self._order = order
        super().__init__(request, client, server, directory=order["folder"])

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == SETTINGS:
            self._send(HTTPStatus.OK, self._order["settings"])
        elif path.startswith(PREFIX) and self._order["logs"]:
            routes = LogRoutes(Path(self._order["logs"]), self._order["settings"]["api"])
            self._send(*routes.answer(self.path, self.headers.get("Authorization", "")))
        else:
            super().do_GET()

    def _send(self, status: HTTPStatus, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_response(self, code: int, message: str | None = None) -> None:
        """Send a response; a missing file may exist later, so 404 is not cached."""
        super().send_response(code, message)
        path = urlsplit(self.path).path if code == HTTPStatus.OK else ""
        self.send_header("Cache-Control", cache_control(path))

    def end_headers(self) -> None:
        policy = content_security_policy(self._order["connect"])
        self.send_header("Content-Security-Policy", policy)
        for name, value in SECURITY.items():
            self.send_header(name, value)
        super().end_headers()

    def list_directory(self, path: object) -> None:  # noqa: ARG002 - as it is called
        """Refuse to list a folder without an index."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, *_: object) -> None:
        """Log no requests for files."""


def main() -> None:
    order: Order = json.loads(sys.argv[1])
    with ThreadingHTTPServer((HOST, order["port"]), partial(Handler, order)) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
