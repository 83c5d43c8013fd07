"""Consumes the log's commits from the stream that carries them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from shared.application.lifecycle.heartbeat import STREAM, note_handled
from shared.runtime.consume_stream import consume_stream
from shared.runtime.spans import span, subjects
from shared.wire.cdc import decode_commits

if TYPE_CHECKING:
    from shared.kernel.facts import Commit
    from shared.runtime.bootstrap import Application


def consume_commits(
    application: Application,
    workload: str,
    event: dict[str, Any],
    key: Callable[[Commit], str],
    handle: Callable[[Sequence[Commit]], object],
) -> dict[str, list[dict[str, str]]]:
    """Handle the commits of a Kinesis event; set aside, whole, a record that can't be handled.

    A heartbeat counts as handled only if no record of its batch has to be delivered again.
    """
    heartbeats: list[int] = []

    def take(commits: Sequence[Commit]) -> None:
        if commits[0].stream == STREAM:
            heartbeats.extend(each.position for each in commits)
        else:
            with span(workload, *subjects(commits)):
                handle(commits)

    decode = partial(decode_commits, application.codec, lambda: application.journal_records)
    response = consume_stream(application, workload, event, decode=decode, key=key, handle=take)
    if heartbeats and not response["batchItemFailures"]:
        note_handled(application.views, workload, max(heartbeats))
    return response
