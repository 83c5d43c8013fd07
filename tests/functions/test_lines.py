"""What any workload prints, whatever it is sent and whatever an error says."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from importlib import import_module
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.json import Decoder, encode

from functions.http.api import create_app
from functions.lines import export, forward
from functions.queues import broadcast, default, deferred, leaderboard, notifications, payouts
from functions.scheduled import (
    archive,
    audit,
    expiry,
    housekeeping,
    keep_up,
    letters,
    lifecycle,
    prescale,
    ship,
)
from functions.streams import delivery, notices, rank, reward
from functions.ws import authorize, connection, frame
from shared.adapters.otlp import Outcome
from shared.application.archive.look_at_due import Limits
from shared.application.ports import Unavailable
from shared.runtime.bootstrap import Application
from shared.runtime.envelope import LogLine, MetricLine, SpanLine
from shared.runtime.observability import log_fault
from shared.runtime.observed import WorkloadFailed, observed
from shared.workloads import WORKLOADS
from tests.functions.battle_application import BattleApplication, message, recorded
from tests.memory import START
from tests.runtime.test_otlp import TOLD
from tests.runtime.test_read_lines import LOG, event_of

MOST_BYTES = 8_000
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
TICKET = "kOzx2VyvQ0i5o4m6TnD9Jw"
ANSWER = "zebra crossing"
JOIN = '{"type":"codebattle.join","id":"c1","room":"b1"}'

_read = Decoder(LogLine | SpanLine | MetricLine).decode

poison = st.builds(
    lambda words, size: ("\n".join(words) + "\n") * size,
    st.lists(st.sampled_from([TOKEN, TICKET, ANSWER, "\n", "\x1b[2J", "\ud800"]), min_size=1),
    st.sampled_from([1, 3, 10_000]),
)


class Liar:
    """A port whose every call raises an error that says what somebody sent."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    def __getattr__(self, _name: str) -> Callable[..., Any]:
        def lie(*_: object, **__: object) -> Any:
            raise self._fault

        return lie


class Poisoned(BattleApplication):
    """Its stores raise errors with the poison in them, and its faults are really logged."""

    def __init__(self, fault: Exception) -> None:
        super().__init__()
        for port in (
            *("log", "leaderboard", "coordination", "sockets", "subscriptions", "logins"),
            *("tickets", "players", "views", "queues", "economy", "outbox", "failed_records"),
            *("fleet", "consumers", "wallets", "trades", "ledger", "sessions", "connections"),
            *("dead_letters", "letter_bodies", "workers", "player_store"),
        ):
            vars(self)[port] = Liar(fault)

    def on_fault(self, fault: Exception) -> None:
        Application.on_fault(self, fault)


class Lying:
    """A sink of lines whose errors say what somebody sent."""

    def __init__(self, app: Poisoned) -> None:
        self._push: Callable[[bytes], bool] = vars(app)["log"].push
        self._send: Callable[[bytes, int], Outcome] = vars(app)["log"].send

    def push(self, body: bytes) -> bool:
        return self._push(body)

    def send(self, body: bytes, spans: int) -> Outcome:
        return self._send(body, spans)


def _queue(work: Callable[..., Any]) -> Callable[[Poisoned, str], Any]:
    return lambda app, text: work(app, message(encode(_plain(text)).decode()))


def _stream(consume: Callable[..., Any]) -> Callable[[Poisoned, str], Any]:
    def run(app: Poisoned, text: str) -> Any:
        event = recorded("kinesis")
        kinesis = event["Records"][0]["kinesis"]
        kinesis["data"] = b64encode(encode({"eventName": _plain(text)})).decode()
        kinesis["approximateArrivalTimestamp"] = START.timestamp()
        return consume(app, event)

    return run


def _clock(work: Callable[..., Any]) -> Callable[[Poisoned, str], Any]:
    return lambda app, _: work(app)


def _socket(app: Poisoned, text: str) -> Any:
    ping = encode({"type": "codebattle.join", "id": "c1", "room": "b1", "more": _plain(text)})
    return [frame.serve(app, _event(each)) for each in (_plain(text), ping.decode(), JOIN)]


def _event(body: str, kind: str = "MESSAGE") -> Any:
    context = {
        "connectionId": "c1",
        "eventType": kind,
        "routeKey": "$default",
        "authorizer": {"player_id": "p-ann", "username": "ann", "scopes": ""},
    }
    return {"requestContext": context, "body": body, "isBase64Encoded": False}


def _request(app: Poisoned, text: str) -> Any:
    client = TestClient(create_app(app), raise_server_exceptions=False)
    return client.post("/v1/guests", content=encode({"username": _plain(text)}))


def _plain(text: str) -> str:
    return text.encode(errors="replace").decode()


RUN: Mapping[str, Callable[[Poisoned, str], Any]] = {
    "authorize": lambda app, text: authorize.authorize(app, text, "arn"),
    "connect": lambda app, _: connection.serve(app, _event("", "CONNECT")),
    "message": _socket,
    "economy_message": _socket,
    "http": _request,
    "entry": _request,
    "economy": _request,
    "rank": _stream(rank.consume),
    "delivery": _stream(delivery.consume),
    "reward": _stream(reward.consume),
    "notices": _stream(notices.consume),
    "deferred": _queue(deferred.work),
    "broadcast": _queue(broadcast.work),
    "leaderboard": _queue(leaderboard.work),
    "default": _queue(default.work),
    "notifications": _queue(notifications.work),
    "payouts": _queue(payouts.work),
    "lifecycle": _clock(lifecycle.announce),
    "letters": _clock(letters.letters),
    "ship": _clock(ship.ship),
    "expiry": _clock(expiry.expire),
    "housekeeping": _clock(housekeeping.keep),
    "archive": _clock(lambda app: archive.run(app, Limits(app.clock() + archive.LONGEST))),
    "audit": _clock(audit.audit),
    "prescale": _clock(prescale.prescale),
    "keep_up": _clock(keep_up.keep),
    "forward": lambda app, text: forward.forward(event_of(_plain(text), LOG), Lying(app)),
    "export": lambda app, text: export.export(event_of(_plain(text), TOLD), Lying(app), "dev"),
}

LAMBDAS = [each for each in WORKLOADS if each.handler]


def printed(work: Callable[[], object]) -> str:
    output = io.StringIO()
    with redirect_stdout(output), redirect_stderr(output), suppress(WorkloadFailed):
        observed(work)()
    return output.getvalue()


def test_every_workload_is_run_here_and_declared_as_observed() -> None:
    assert set(RUN) == {each.name for each in LAMBDAS}
    wrapper = observed(printed).__code__
    for each in LAMBDAS:
        module, _, name = each.handler.rpartition(".")
        assert getattr(import_module(module), name).__code__ is wrapper, each.name


@pytest.mark.parametrize("workload", RUN)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=poison, outage=st.booleans())
def test_nothing_secret_and_nothing_long_is_printed(workload: str, text: str, outage: bool) -> None:
    fault = Unavailable(TOKEN + text) if outage else ValueError(text)
    lines = printed(lambda: RUN[workload](Poisoned(fault), text)).splitlines()
    for line in lines:
        _read(line)
        assert len(line) < MOST_BYTES
        assert not [each for each in (TOKEN, TICKET, "\x1b") if each in line]
        assert outage or ANSWER not in line


def test_an_error_says_where_it_was_raised_and_what_it_is() -> None:
    line = _read(printed(lambda: {"bo": 1}["ann"]))
    assert isinstance(line, LogLine)
    assert (line.level, line.error) == ("ERROR", "KeyError")
    assert line.place[-1].startswith("tests/functions/test_lines.py:")


def test_an_outage_is_a_warning_that_says_what_is_away() -> None:
    line = _read(printed(lambda: log_fault(Unavailable("the table log throttles"), "rank")))
    assert isinstance(line, LogLine)
    assert (line.level, line.workload) == ("WARNING", "rank")
    assert line.message == "the table log throttles"
