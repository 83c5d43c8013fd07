"""An OIDC provider that is away, hangs or changes its keys: whom that holds up, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi.testclient import TestClient
from jwt.algorithms import RSAAlgorithm

from functions.http.api import create_app
from shared.adapters.tokens.issuer_keys import (
    ASKED_AGAIN_SECONDS,
    FRESH_SECONDS,
    KEPT_SECONDS,
)
from tests.functions.issuer import Issuer, issuer
from tests.functions.test_oidc import Trusting, sign_in

KEYS = "/keys"
CONFIGURATION = "/.well-known/openid-configuration"
CROWD = 50


class Stage:
    """A server that trusts a provider, and the time that passes for it."""

    def __init__(self, provider: Issuer) -> None:
        self.provider = provider
        self.app = Trusting(provider.url)
        self._http = TestClient(create_app(self.app), raise_server_exceptions=False)

    def sign_in(self, token: str | None = None) -> int:
        return sign_in(self._http, token or self.provider.token())[0]

    def asked(self) -> int:
        return len(self.provider.asked)

    def wait_until_asked(self, times: int) -> None:
        deadline = monotonic() + 10
        while self.asked() < times:
            assert monotonic() < deadline, self.provider.asked


@pytest.fixture
def stage() -> Iterator[Stage]:
    with issuer() as provider:
        yield Stage(provider)


class TestAway:
    @pytest.mark.parametrize("page", [KEYS, CONFIGURATION])
    @pytest.mark.parametrize("instead", [None, "nothing of the kind"])
    def test_is_503_and_asked_again_after_a_while(
        self, stage: Stage, page: str, instead: str | None
    ) -> None:
        held = stage.provider.pages.pop(page)
        if instead is not None:
            stage.provider.pages[page] = instead
        assert stage.sign_in() == 503
        asked = stage.asked()
        assert {stage.sign_in() for _ in range(CROWD)} == {503}
        assert stage.asked() == asked
        stage.provider.pages[page] = held
        stage.app.time.pass_seconds(ASKED_AGAIN_SECONDS)
        assert stage.sign_in() == 200

    def test_is_trusted_by_the_keys_of_before_for_an_hour(self, stage: Stage) -> None:
        assert stage.sign_in() == 200
        del stage.provider.pages[KEYS]
        stage.app.time.pass_seconds(FRESH_SECONDS)
        assert {stage.sign_in() for _ in range(CROWD)} == {200}
        assert stage.provider.asked.count(KEYS) == 2
        assert stage.sign_in(stage.provider.token(kid="unknown")) == 503
        stage.app.time.pass_seconds(KEPT_SECONDS - FRESH_SECONDS)
        assert stage.sign_in() == 503


def holds_up_one(stage: Stage, *, others: int) -> None:
    """The first to ask waits until the issuer answers; others are told at once."""
    asked = stage.asked()
    stage.provider.answers.clear()
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(stage.sign_in)
        stage.wait_until_asked(asked + 1)
        assert stage.sign_in() == others
        assert not asking.done()
        stage.provider.answers.set()
        assert asking.result() == 200


class TestHanging:
    def test_holds_up_one_thread_when_keys_are_known(self, stage: Stage) -> None:
        assert stage.sign_in() == 200
        stage.app.time.pass_seconds(FRESH_SECONDS)
        holds_up_one(stage, others=200)

    def test_holds_up_one_thread_when_it_was_away(self, stage: Stage) -> None:
        held = stage.provider.pages.pop(KEYS)
        assert stage.sign_in() == 503
        stage.provider.pages[KEYS] = held
        stage.app.time.pass_seconds(ASKED_AGAIN_SECONDS)
        holds_up_one(stage, others=503)

    def test_is_waited_for_by_the_first(self, stage: Stage) -> None:
        stage.provider.answers.clear()
        with ThreadPoolExecutor(4) as pool:
            asking = [pool.submit(stage.sign_in) for _ in range(4)]
            stage.wait_until_asked(1)
            stage.provider.answers.set()
            assert [each.result() for each in asking] == [200] * 4
        assert stage.provider.asked == [CONFIGURATION, KEYS]


class TestUnknownKey:
    def test_is_asked_for_once_in_a_while_however_many_tokens_name_one(self, stage: Stage) -> None:
        assert stage.sign_in() == 200
        fake = stage.provider.token(kid="fake")
        assert {stage.sign_in(fake) for _ in range(CROWD)} == {401}
        assert stage.provider.asked.count(KEYS) == 1
        stage.app.time.pass_seconds(ASKED_AGAIN_SECONDS)
        assert {stage.sign_in(fake) for _ in range(CROWD)} == {401}
        assert stage.provider.asked.count(KEYS) == 2

    def test_is_learnt_after_a_rotation(self, stage: Stage) -> None:
        assert stage.sign_in() == 200
        key = rsa.generate_private_key(65537, 2048)
        public = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": "new", "use": "sig"}
        stage.provider.pages[KEYS]["keys"].append(public)
        stage.app.time.pass_seconds(ASKED_AGAIN_SECONDS)
        assert stage.sign_in(stage.provider.token(key, kid="new")) == 200

    def test_s_signature_is_checked_as_any(self, stage: Stage) -> None:
        forged = stage.provider.token(rsa.generate_private_key(65537, 2048))
        assert stage.sign_in(forged) == 401
