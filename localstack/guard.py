"""Runs one program, and ends all of its processes when the launcher orders it or dies.

The launcher holds the other end of standard input: end of file is the order to stop, which a killed
launcher gives too. The guard's exit status is the program's.
"""

from __future__ import annotations

import ctypes
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

import psutil

from localstack import folder

GRACE_SECONDS = 5.0
KEEP = b"keep"

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


class Order(TypedDict):
    argv: list[str]
    run: str  # the run's folder, held while the program runs
    home: str  # the program's own folder, removed with it unless KEEP is said
    cwd: str
    user: str | None
    stop: int  # the signal that asks the program to end


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _die_with_guard() -> None:
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _stop_at_end_of_file(child: subprocess.Popen[bytes], stop: int, said: list[bytes]) -> None:
    said.append(sys.stdin.buffer.read())
    child.send_signal(stop)
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()


def _kill_descendants() -> None:
    while rest := psutil.Process().children(recursive=True):
        for process in rest:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(rest, timeout=1)


def run(order: Order) -> int:
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    home = Path(order["home"])
    child = subprocess.Popen(  # noqa: S603 - the launcher's own order
        order["argv"],
        stdin=subprocess.DEVNULL,
        cwd=order["cwd"],
        user=order["user"],
        group=pwd.getpwnam(order["user"]).pw_gid if order["user"] else None,
        extra_groups=[] if order["user"] else None,
        start_new_session=True,
        preexec_fn=_die_with_guard,  # noqa: PLW1509 - no thread runs yet
    )
    said: list[bytes] = []
    arguments = (child, order["stop"], said)
    threading.Thread(target=_stop_at_end_of_file, args=arguments, daemon=True).start()
    status = child.wait()
    _kill_descendants()
    if KEEP not in said:
        shutil.rmtree(home, ignore_errors=True)
    return status


def main() -> None:
    order: Order = json.loads(sys.argv[1])
    place = Path(order["run"])
    held = folder.hold(place)
    try:
        status = run(order)
    finally:
        folder.leave(place, held)
    os._exit(status if status >= 0 else 128 - status)


if __name__ == "__main__":
    main()
