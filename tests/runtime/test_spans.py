"""Spans: which are written, and what binds those of one command together."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stdout, suppress
from datetime import UTC, datetime

import pytest
from msgspec.json import Decoder

from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.kernel.trace import client_trace, of_client, trace_of
from shared.runtime.clock import monotonic
from shared.runtime.envelope import SpanLine
from shared.runtime.spans import SLOW_MS, Subject, span, subjects, tell_span
from tests.codec import decode_commit, encode_commit

CLIENTS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
_read = Decoder(SpanLine).decode


def told(fault: Exception | None, *of: Subject) -> list[SpanLine]:
    output = io.StringIO()
    with redirect_stdout(output), suppress(Exception), span("rank", *of):
        if fault:
            raise fault
    return [_read(line) for line in output.getvalue().splitlines()]


def test_a_command_and_all_its_commits_have_one_trace() -> None:
    own = trace_of("p-ann", "c1")
    assert own == trace_of("p-ann", "c1")
    assert own.id != trace_of("p-bo", "c1").id
    (hop,) = told(ValueError(), Subject("p-ann", "c1", stream="codebattle/b1/player/bo"))
    assert (hop.trace, hop.parent, hop.error) == (own.id, own.root, "ValueError")
    assert (hop.game, hop.stream) == ("codebattle", "codebattle/b1/player/bo")


def test_a_trace_that_the_client_began_goes_on() -> None:
    trace = trace_of("p-ann", "c1", CLIENTS)
    assert trace.id == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert trace.parent == "00f067aa0ba902b7"


@pytest.mark.parametrize("sent", ["", "00-1-2-01", CLIENTS + "\n", CLIENTS.upper()])
def test_what_is_no_traceparent_begins_none(sent: str) -> None:
    with of_client(sent):
        assert not client_trace()


def test_a_commit_keeps_the_clients_trace_and_is_no_larger_without_one() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    commit = Commit("codebattle/b1", 1, (), at, "p-ann", "c1", "d", {}, trace=CLIENTS)
    assert decode_commit(encode_commit(commit)) == commit
    assert subjects([commit])[0].client == CLIENTS
    without = Commit("codebattle/b1", 1, (), at, "p-ann", "c1", "d", {})
    assert "trace" not in encode_commit(without)


def test_errors_and_what_is_slow_are_written_whatever_the_share() -> None:
    assert told(None, Subject("p-ann", "c1")) == []
    assert told(CommandRefused("no_arrows"), Subject("p-ann", "c1")) == []
    output = io.StringIO()
    with redirect_stdout(output):
        tell_span("rank", monotonic() - SLOW_MS / 1000 - 1, Subject("p-ann", "c1"))
    assert _read(output.getvalue()).ms > SLOW_MS


def test_a_share_of_all_is_drawn_alike_in_every_process() -> None:
    program = (
        "from shared.runtime.spans import is_drawn;"
        "print([n for n in range(5000) if is_drawn('p-ann', f'c{n}')])"
    )
    environment = os.environ | {"RUMPUS_TRACE_SHARE": "0.1"}
    drawn = [
        subprocess.check_output([sys.executable, "-c", program], env=environment)  # noqa: S603 - our own program
        for _ in range(2)
    ]
    assert drawn[0] == drawn[1]
    assert 400 < drawn[0].count(b",") < 600
