"""What a process builds before it listens is all that its workload needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import get_ident

import pytest

from cdk.rights import environment
from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.ports import LogUnavailable
from shared.kernel.facts import Commit
from shared.runtime import aws
from shared.runtime.bootstrap import Application
from shared.runtime.once import once
from shared.runtime.settings import read_settings
from shared.runtime.warm import COMMANDS, GATEWAY, WEB, build, prepare
from shared.workloads import WORKLOADS
from tests.codec import CODEC
from tests.memory import MemoryApplication

PARTS = {"message": COMMANDS, "gateway": GATEWAY, "web": WEB}
PLACES = {
    "RUMPUS_VALKEY_URL": "redis://127.0.0.1:1",
    "RUMPUS_DATABASE_URL": "postgresql://rumpus@127.0.0.1:1/rumpus",
    "RUMPUS_OIDC_ISSUERS": "{}",
    "RUMPUS_OPERATOR_ISSUERS": "{}",
    "RUMPUS_COLD_AFTER_DAYS": "30",
    "RUMPUS_API_DOCS": "false",
    "RUMPUS_PLACEMENT": "auto",
    "RUMPUS_PLACEMENT_SIZE": "500",
    "RUMPUS_DATABASE_SLEEPS": "false",
    "RUMPUS_AWS_CLIENT": "lean",
    "RUMPUS_REWARD_GUESTS": "true",
}


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    yield
    aws.client.cache_clear()
    aws.session.cache_clear()


class AwayLog(InMemoryLog):
    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        del stream, limit
        raise LogUnavailable


class AwayApplication(MemoryApplication):
    @once
    def log(self) -> InMemoryLog:
        return AwayLog(CODEC)


class TestBuild:
    @pytest.mark.parametrize("name", PARTS)
    @pytest.mark.usefixtures("cloud")
    def test_needs_nothing_that_the_duty_is_not_told(self, name: str) -> None:
        (workload,) = (each for each in WORKLOADS if each.name == name)
        told = {each: PLACES.get(each, "http://127.0.0.1:1/x") for each in environment(workload)}
        app = Application(read_settings(told))
        build(app, PARTS[name])
        assert set(PARTS[name]) <= set(vars(app))


class TestPrepare:
    def test_makes_a_first_call_of_each_store_in_a_thread_of_its_own(self) -> None:
        threads: list[int] = []

        class Watching(InMemoryLog):
            def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
                threads.append(get_ident())
                return super().latest(stream, limit)

        app = MemoryApplication()
        app.log = Watching(CODEC)
        prepare(app, ("log", "logins", "tokens"))
        assert (len(threads), get_ident() in threads, app.faults) == (1, False, [])

    def test_goes_on_without_a_store_that_is_away(self) -> None:
        app = AwayApplication()
        prepare(app, ("log", "coordination"))
        assert [type(each) for each in app.faults] == [LogUnavailable]
