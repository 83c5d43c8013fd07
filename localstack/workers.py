"""Correction of MiniStack: a function's processes are leased, capped, and waited for.

Stock MiniStack serves all messages of a WebSocket route with one process, and every other trigger
with as many as there are calls at once. AWS runs calls side by side up to a limit; so does this.
"""

# ruff: noqa: SLF001 - the corrected code is inside the package

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

WAIT_SECONDS = 30.0

_log = logging.getLogger("rumpus.functions")
_freed = threading.Condition()
_acquire = lambda_runtime.acquire_worker
_release = lambda_runtime.release_worker
_invoke = lambda_runtime.Worker.invoke


def acquire(*arguments: Any, **named: Any) -> tuple[Any, str]:
    """Lease a process; if the function is at its limit, wait up to WAIT_SECONDS for one."""
    deadline = time.monotonic() + WAIT_SECONDS
    with _freed:
        while True:
            worker, reason = _acquire(*arguments, **named)
            if worker is not None or time.monotonic() > deadline:
                return worker, reason
            _freed.wait(1)


def release(worker: Any) -> None:
    with _freed:
        _release(worker)
        _freed.notify()


class Lease:
    """Takes the place of a function's only process in MiniStack's WebSocket routes."""

    def __init__(self, function: str, config: dict[str, Any], code: bytes, qualifier: str) -> None:
        self._key = (function, config, code, qualifier)

    def invoke(self, event: dict[str, Any], request_id: str) -> dict[str, Any]:
        worker, reason = acquire(*self._key)
        if worker is None:
            return _failed(event, request_id, reason)
        try:
            result: dict[str, Any] = worker.invoke(event, request_id)
        finally:
            release(worker)
        failed = result.get("status") == "error"
        return _failed(event, request_id, "error") if failed else result


def _failed(event: dict[str, Any], request_id: str, reason: str) -> dict[str, Any]:
    """Return API Gateway's message for a failed function, which hides the exception's own."""
    message = "Too many requests" if reason == "func_cap" else "Internal server error"
    connection = event["requestContext"]["connectionId"]
    body = {"message": message, "connectionId": connection, "requestId": request_id}
    return {"status": "error", "error": json.dumps(body)}


def _lease(function: str, config: dict[str, Any], code: bytes, qualifier: str) -> Lease:
    return Lease(function, config, code, qualifier)


def _invoke_and_tell(worker: Any, *arguments: Any, **named: Any) -> dict[str, Any]:
    """Invoke a function, and write what it raises into the emulator's log, for every trigger.

    A process that does not start fails only this call. If this raised, the emulator would end all
    processes of the function, and then those that start in their place, and so on.
    """
    try:
        result: dict[str, Any] = _invoke(worker, *arguments, **named)
    except (RuntimeError, OSError) as error:
        worker.kill()
        result = {"status": "error", "error": str(error)}
    if result.get("status") == "error":
        _log.error("%s: %s", worker.func_name, result.get("trace", result.get("error")))
    return result


def _read_lines(worker: Any) -> None:
    """Write each line that a function's process prints into the emulator's log, as it comes.

    An answer comes only with the lines that were read by then. Lines that a busy machine reads
    later would wait for the next call of the same process, which may never come.
    """
    lines = worker._stderr_queue
    for line in worker._proc.stderr.buffer:
        text = line.decode(errors="replace").rstrip("\n")
        lines.put(text)
        sys.stdout.write(f"{text}\n")  # one write, as other processes' lines may come in between
        sys.stdout.flush()


def correct(workers_per_function: int) -> None:
    lambda_runtime._LOCAL_MAX_WORKERS = workers_per_function
    lambda_runtime.get_or_create_worker = _lease
    # The two names were imported into the service when it was loaded.
    lambda_svc.acquire_worker = acquire
    lambda_svc.release_worker = release
    lambda_runtime.Worker.invoke = _invoke_and_tell
    lambda_runtime.Worker._read_stderr = _read_lines
    # A silent handler costs a fixed 50 ms of waiting for a line it never writes. Answer with the
    # lines that are there.
    lambda_runtime.Worker._drain_stderr_bounded = lambda_runtime.Worker._drain_stderr
