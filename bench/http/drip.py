"""Clients that never come to an end of what they send: `python -m bench.http.drip PORT COUNT`.

Half of them drip a head, half a body; who is cut off comes back at once.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from contextlib import suppress

HEAD = b"GET /v1/rooms/codebattle HTTP/1.1\r\nHost: a\r\nX: "
BODY = b"POST /v1/guests HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"
PAUSE = 1.0
AT_ONCE = 100


async def _drip(port: int, began: bytes, begun: asyncio.Semaphore, ready: asyncio.Event) -> None:
    while True:
        with suppress(OSError):
            async with begun:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(began)
                ready.set()
            while not reader.at_eof() and not writer.is_closing():
                writer.write(b"x")
                with suppress(TimeoutError):
                    async with asyncio.timeout(PAUSE):
                        await reader.read(1024)
            writer.close()


async def _all(port: int, count: int) -> None:
    begun = asyncio.Semaphore(AT_ONCE)
    ready = [asyncio.Event() for _ in range(count)]
    async with asyncio.TaskGroup() as group:
        for number, each in enumerate(ready):
            group.create_task(_drip(port, (HEAD, BODY)[number % 2], begun, each))
        for each in ready:
            await each.wait()
        print("ready", flush=True)


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(_all(int(sys.argv[1]), int(sys.argv[2])))
