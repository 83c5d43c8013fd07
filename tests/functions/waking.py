"""Stands before a database and, at first, answers nobody: as one that has just resumed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

SIZE = 65_536


class Waking(ThreadingTCPServer):
    """Lets its first connections wait until they give up; `port` is the database's."""

    daemon_threads = True

    def __init__(self, port: int, silent: int) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.behind = port
        self.silent = silent
        self.seen = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Line(BaseRequestHandler):
    server: Waking

    def handle(self) -> None:
        self.server.seen += 1
        if self.server.seen <= self.server.silent:
            while self.request.recv(SIZE):
                pass
            return
        with socket.create_connection(("127.0.0.1", self.server.behind)) as database:
            back = Thread(target=_pass_on, args=(database, self.request))
            back.start()
            _pass_on(self.request, database)
            back.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(SIZE):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def waking(port: int, silent: int) -> Iterator[Waking]:
    with Waking(port, silent) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
