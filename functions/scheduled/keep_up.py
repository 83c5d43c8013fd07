"""Lets late consumers of streams handle more batches at once, each minute."""

from __future__ import annotations

from typing import Any

from shared.application.lifecycle.keep_up import keep_up
from shared.runtime.bootstrap import Application, application
from shared.runtime.observed import observed
from shared.workload_kinds import Stream
from shared.workloads import WORKLOADS

USUAL = {
    workload.name: workload.trigger.parallelization
    for workload in WORKLOADS
    if isinstance(workload.trigger, Stream)
}


@observed
def handler(_event: dict[str, Any], _context: object) -> None:
    keep(application())


def keep(app: Application) -> None:
    keep_up(app.consumers, USUAL, app.clock())
