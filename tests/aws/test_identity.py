"""A refusal that is our own fault, by old credentials or a wrong clock, is mended once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import format_datetime
from threading import Barrier

import pytest

from shared.adapters.answering import code_of
from shared.adapters.aws.credentials import AGAIN, EARLY, Credentials, RenewedCredentials
from shared.adapters.aws.errors import NoAnswer, Refused
from tests.aws.loopback import KEYS, NOON, LoopbackServer, World, calling, checked, error, serving

OTHERS = Credentials("AKIDOTHER", "other")
EXPIRED = error("ExpiredTokenException")
CODES = ["InvalidSignatureException", "RequestTimeTooSkewed", "SignatureDoesNotMatch"]


def keys_of(server: LoopbackServer) -> list[str]:
    """The key that each request was signed with."""
    found = [each.headers["authorization"] for each in server.requests]
    return [each.partition("Credential=")[2].partition("/")[0] for each in found]


class TestExpiredCredentials:
    def test_are_renewed_and_the_request_repeated(self) -> None:
        world, source = World(), iter([KEYS, OTHERS])
        with serving(EXPIRED, checked()) as server:
            with calling(server.address, world, lambda: next(source)) as client:
                assert client.query(TableName="t") == {}
                client.query(TableName="t")
            assert keys_of(server) == [KEYS.key, OTHERS.key, OTHERS.key]
            assert world.pauses == []

    def test_are_renewed_once(self) -> None:
        fetched: list[Credentials] = []

        def fetch() -> Credentials:
            fetched.append(Credentials(f"AKID{len(fetched)}", "secret"))
            return fetched[-1]

        with serving(EXPIRED) as server, calling(server.address, fetch=fetch) as client:
            with pytest.raises(Refused, match="ExpiredToken"):
                client.query(TableName="t")
            assert keys_of(server) == ["AKID0", "AKID1"]

    def test_that_nobody_has_newer_ones_for_are_a_refusal(self) -> None:
        with serving(EXPIRED) as server, calling(server.address) as client:
            with pytest.raises(Refused) as refused:
                client.query(TableName="t")
            assert code_of(refused.value) == "ExpiredTokenException"
            assert len(server.requests) == 1

    def test_are_renewed_by_one_of_many_threads(self) -> None:
        source, start = iter([KEYS, OTHERS]), Barrier(8)
        credentials = RenewedCredentials(lambda: next(source), lambda: NOON)
        refused = credentials.current()

        def renew(_: int) -> Credentials:
            start.wait()
            return credentials.renewed(refused)

        with ThreadPoolExecutor(8) as threads:
            assert set(threads.map(renew, range(8))) == {OTHERS}


class TestCredentialsThatSayWhenTheyExpire:
    def test_are_renewed_early(self) -> None:
        world = World()
        source = iter([Credentials("a", "s", expires=NOON + timedelta(hours=1)), OTHERS])
        credentials = RenewedCredentials(lambda: next(source), lambda: world.now)
        assert credentials.current().key == "a"
        world.pass_by(timedelta(hours=1) - EARLY - timedelta(seconds=1))
        assert credentials.current().key == "a"
        world.pass_by(timedelta(seconds=1))
        assert credentials.current() == OTHERS

    def test_are_used_to_their_end_when_nobody_renews_them(self) -> None:
        world, asked = World(), []

        def fetch() -> Credentials:
            asked.append(world.now)
            if len(asked) > 1:
                raise NoAnswer("away")
            return Credentials("a", "s", expires=NOON + EARLY)

        credentials = RenewedCredentials(fetch, lambda: world.now)
        for _ in range(3):
            assert credentials.current().key == "a"
        assert len(asked) == 2
        world.pass_by(AGAIN)
        credentials.current()
        assert len(asked) == 3
        world.pass_by(EARLY)
        with pytest.raises(NoAnswer):
            credentials.current()

    def test_are_waited_for_by_a_call_that_has_none(self) -> None:
        world, failures = World(), [NoAnswer("away"), NoAnswer("away")]

        def fetch() -> Credentials:
            if failures:
                raise failures.pop()
            return KEYS

        with serving() as server, calling(server.address, world, fetch) as client:
            assert client.query(TableName="t") == {}
        assert world.pauses == [1, 2]


class TestAClockThatIsTenMinutesOff:
    @pytest.mark.parametrize("code", CODES)
    @pytest.mark.parametrize("off", [timedelta(minutes=-10), timedelta(minutes=10)])
    def test_is_set_by_the_server_and_the_request_repeated(self, code: str, off: timedelta) -> None:
        world = World()
        date = f"Date: {format_datetime(NOON + off, usegmt=True)}"
        with serving(error(code, 403, date), checked()) as server:
            with calling(server.address, world) as client:
                assert client.query(TableName="t") == {}
                world.pass_by(timedelta(seconds=30))
                client.query(TableName="t")
            there = NOON + off
            stamps = [each.headers["x-amz-date"] for each in server.requests]
        later = there + timedelta(seconds=30)
        assert stamps == [f"{each:%Y%m%dT%H%M%SZ}" for each in (NOON, there, later)]
        assert world.pauses == []

    def test_is_set_once_a_call(self) -> None:
        date = f"Date: {format_datetime(NOON + timedelta(minutes=10), usegmt=True)}"
        with serving(error("RequestTimeTooSkewed", 403, date)) as server:
            with calling(server.address) as client, pytest.raises(Refused):
                client.query(TableName="t")
            assert len(server.requests) == 2


@pytest.mark.parametrize(
    "headers", [[], ["Date: tomorrow"], [f"Date: {format_datetime(NOON, usegmt=True)}"]]
)
def test_a_wrong_signature_under_a_right_clock_is_a_refusal(headers: list[str]) -> None:
    with serving(error("InvalidSignatureException", 400, *headers)) as server:
        with calling(server.address) as client, pytest.raises(Refused):
            client.query(TableName="t")
        assert len(server.requests) == 1
