"""A server of scripted bytes on the loopback, and the client that is tried against it."""

from __future__ import annotations

import socketserver
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from socket import SHUT_RDWR, socket
from threading import Thread
from zlib import crc32

from msgspec import Struct
from msgspec.json import encode

from shared.adapters.aws.address import Address
from shared.adapters.aws.caller import Caller, Timing
from shared.adapters.aws.credentials import Credentials, RenewedCredentials
from shared.adapters.aws.dynamodb import DynamoDb
from shared.adapters.aws.management_api import ManagementApi
from shared.adapters.aws.signing import Signer
from shared.adapters.aws.transport import Transport

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEYS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI")


class Answer(Struct, frozen=True):
    """What the server sends for one request, and whether it closes the connection then."""

    sent: bytes
    closes: bool = False


class Request(Struct, frozen=True):
    """What came over the connection of a number; the names of the headers are in lower case."""

    connection: int
    line: str
    headers: dict[str, str]
    body: bytes


def answer(
    body: bytes = b"{}", status: int = 200, headers: Sequence[str] = (), *, closes: bool = False
) -> Answer:
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers]
    return Answer("\r\n".join([*lines, "", ""]).encode() + body, closes)


def checked(body: bytes = b"{}", status: int = 200) -> Answer:
    return answer(body, status, [f"x-amz-crc32: {crc32(body)}"])


def error(code: str, status: int = 400, *headers: str, **told: object) -> Answer:
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "why", **told}
    return answer(encode(body), status, headers)


CLOSED = Answer(b"", closes=True)


class LoopbackServer(socketserver.ThreadingTCPServer):
    """Gives each request the next answer; the last one goes on and on."""

    allow_reuse_address = True
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, answers: Sequence[Answer], context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = list(answers)
        self.requests: list[Request] = []
        self.connections: list[socket] = []
        self.context = context

    @property
    def address(self) -> Address:
        return Address("127.0.0.1", int(self.server_address[1]), tls=self.context is not None)

    def next_answer(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def say(self, unasked: bytes) -> None:
        for each in self.connections:
            each.sendall(unasked)

    def cut(self) -> None:
        """End all connections, as a peer does with those that idle."""
        for each in self.connections:
            try:
                each.shutdown(SHUT_RDWR)
            except OSError:  # is closed already
                continue


class _Handler(socketserver.StreamRequestHandler):
    server: LoopbackServer

    def setup(self) -> None:
        self.broken = False
        if self.server.context is not None:
            try:
                self.request = self.server.context.wrap_socket(self.request, server_side=True)
            except OSError:  # the client does not trust us
                self.broken = True
        self.number = len(self.server.connections)
        self.server.connections.append(self.request)
        super().setup()

    def handle(self) -> None:
        while not self.broken and (request := self._read()):
            self.server.requests.append(request)
            answered = self.server.next_answer()
            self.wfile.write(answered.sent)
            if answered.closes:
                return

    def finish(self) -> None:
        super().finish()
        self.request.close()  # what TLS wraps, the server does not know of

    def _read(self) -> Request | None:
        try:
            line = self.rfile.readline()
        except OSError:
            return None
        if not line:
            return None
        headers: dict[str, str] = {}
        while (field := self.rfile.readline().strip()) != b"":
            name, _, value = field.decode().partition(": ")
            headers[name.lower()] = value
        body = self.rfile.read(int(headers.get("content-length", 0)))
        return Request(self.number, line.decode().strip(), headers, body)


@contextmanager
def serving(*answers: Answer, context: ssl.SSLContext | None = None) -> Iterator[LoopbackServer]:
    server = LoopbackServer(answers or (checked(),), context)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.cut()
        server.server_close()


class World:
    """A clock that stands until it is moved, and the pauses that a client made."""

    def __init__(self) -> None:
        self.now = NOON
        self.pauses: list[int] = []
        self.a_pause_takes = timedelta()
        self.ids = iter(range(1000))

    def pass_by(self, time: timedelta) -> None:
        self.now += time

    def pause(self, attempt: int) -> None:
        self.pauses.append(attempt)
        self.pass_by(self.a_pause_takes)

    @property
    def timing(self) -> Timing:
        return Timing(lambda: self.now, self.pause, lambda: f"id-{next(self.ids)}")


@contextmanager
def caller_of(
    service: str, transport: Transport, world: World, fetch: Callable[[], Credentials]
) -> Iterator[Caller]:
    """Yield what calls a service; its connections are closed in the end."""
    signer = Signer(transport.address.authority, "eu-west-1", service)
    credentials = RenewedCredentials(fetch, world.timing.now)
    try:
        yield Caller(transport, signer, credentials, world.timing)
    finally:
        transport.close()


@contextmanager
def calling(
    address: Address,
    world: World | None = None,
    fetch: Callable[[], Credentials] = lambda: KEYS,
    authorities: str | None = None,
    read_seconds: float = 60.0,
) -> Iterator[DynamoDb]:
    """Yield a client of DynamoDB."""
    transport = Transport(address, authorities, read_seconds)
    with caller_of("dynamodb", transport, world or World(), fetch) as caller:
        yield DynamoDb(caller)


@contextmanager
def posting(
    address: Address,
    world: World | None = None,
    fetch: Callable[[], Credentials] = lambda: KEYS,
    authorities: str | None = None,
    read_seconds: float = 60.0,
) -> Iterator[ManagementApi]:
    """Yield a client of the management API of the stage `live`."""
    transport = Transport(address, authorities, read_seconds)
    with caller_of("execute-api", transport, world or World(), fetch) as caller:
        yield ManagementApi(caller, "/live")
