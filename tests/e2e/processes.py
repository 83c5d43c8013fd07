"""The processes of a stage's functions, to be stopped and killed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

import psutil

from localstack.stage import Stage


def workers(stage: Stage, function: str) -> list[psutil.Process]:
    """The processes of a function, among those that this stage has started."""
    assert stage._aws._guard is not None
    found = []
    for process in psutil.Process(stage._aws._guard.pid).children(recursive=True):
        with suppress(psutil.Error):
            if process.environ().get("AWS_LAMBDA_FUNCTION_NAME", "").endswith(f"-{function}"):
                found.append(process)
    return found


def signal(processes: Iterable[psutil.Process], act: Callable[[psutil.Process], None]) -> None:
    """Do something to each; the stage may have ended one by itself."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            act(process)
