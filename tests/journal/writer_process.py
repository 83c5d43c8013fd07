"""A process that carries out commands on the journal: a line in, a line out, over TCP."""

from __future__ import annotations

import sys
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

from msgspec.json import Decoder, encode

from shared.adapters.dynamodb.journal import DynamoDbJournal
from shared.adapters.journal.log import JournalLog
from shared.application.commands.handle_command import handle_command
from shared.application.commands.ports import LogUnavailable, StreamMoved
from shared.application.commands.stream_cache import StreamCache
from shared.games.hunt import HUNT
from shared.games.hunt.commands import JoinHunt, Move, PlanHunt
from shared.runtime.clock import monotonic, new_id, pause
from shared.wire.packed import PackedCodec
from tests.journal.asked import Asked
from tests.ports.log_stores import lean_dynamodb


class Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, log: JournalLog) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.log = log
        self.cache = StreamCache(monotonic)

    def answer(self, asked: Asked[PlanHunt | JoinHunt | Move]) -> dict[str, object]:
        try:
            done = handle_command(
                self.log,
                self.cache,
                HUNT,
                asked.command,
                by=asked.by,
                command_id=asked.id,
                pause=pause,
            )
        except (LogUnavailable, StreamMoved) as failure:
            return {"busy": str(failure)}
        return {"done": done.outcome}


class Handler(StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        read = Decoder(Asked[PlanHunt | JoinHunt | Move]).decode
        for line in self.rfile:
            self.wfile.write(encode(self.server.answer(read(line))) + b"\n")


def main() -> None:
    endpoint, journal, slots = sys.argv[1:]
    with lean_dynamodb(endpoint) as client:
        store = DynamoDbJournal(client, journal, slots)
        server = Server(JournalLog(store, PackedCodec([HUNT]), new_id))
        Thread(target=server.serve_forever, daemon=True).start()
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        sys.stdin.read()  # until whoever started it is gone


if __name__ == "__main__":
    main()
