"""Runs a process that owns slots of the journal, besides the deployed functions."""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from localstack.child import Child
from localstack.deploy import Account
from localstack.gateway import deployed_environment
from localstack.ministack import aws_environment
from localstack.ports import HOST
from localstack.synth import STACK

WORKLOADS = ("default",)
"""Workloads whose grants it has besides its own: it writes the log, sets timers, and uses Valkey.
"""


def owner(run: Path, code: Path, name: str) -> Child:
    """Return the owner, to be started after `configure`, as the deploy decides its settings."""
    return Child(name, [sys.executable, "-m", "functions.owner"], run, cwd=code)


def configure(
    child: Child, account: Account, aws_endpoint: str, port: int, outputs: Mapping[str, str]
) -> None:
    """Set the environment that the deploy gave to the functions, and the owner's own variables."""
    child.environment = {
        **aws_environment(aws_endpoint),
        **deployed_environment(account, WORKLOADS),
        "RUMPUS_WORKLOAD": "owner",
        "RUMPUS_JOURNAL_TABLE": outputs["JournalTable"],
        "RUMPUS_SNAPSHOTS_BUCKET": outputs["SnapshotsBucket"],
        "RUMPUS_ARCHIVE_BUCKET": outputs["ArchiveBucket"],
        "RUMPUS_EVENTS_STREAM": f"{STACK}-events",
        "RUMPUS_OWNER_ADDRESS": f"{HOST}:{port}",
    }


def answers(port: int) -> bool:
    """Return whether the owner serves: then it hangs up on a client without TLS."""
    try:
        with socket.create_connection((HOST, port), timeout=1) as connection:
            connection.sendall(b"no TLS")
            return not connection.recv(1)
    except ConnectionResetError:
        return True
    except OSError:
        return False
