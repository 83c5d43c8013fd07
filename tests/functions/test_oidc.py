"""Players of an OIDC provider: a real one on loopback, over HTTP, with real keys."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi.testclient import TestClient

from functions.http.api import create_app
from shared.adapters.tokens.oidc import Oidc
from shared.runtime.once import once
from tests.functions.issuer import AUDIENCE, Issuer, issuer
from tests.memory import Clock, MemoryApplication

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Trusting(MemoryApplication):
    """The application in memory, which lets in the players of one issuer."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    @once
    def oidc(self) -> Oidc:
        return Oidc({self._url: AUDIENCE}, self.time.monotonic)

    @once
    def operator_issuers(self) -> Oidc:
        return Oidc({self._url: AUDIENCE}, self.time.monotonic)


@pytest.fixture(scope="module")
def provider() -> Iterator[Issuer]:
    with issuer() as serving:
        yield serving


@pytest.fixture
def http(provider: Issuer) -> TestClient:
    return TestClient(create_app(Trusting(provider.url)), raise_server_exceptions=False)


def sign_in(http: TestClient, token: str, username: str | None = "ann") -> tuple[int, Any]:
    body = {"id_token": token} | ({} if username is None else {"username": username})
    answer = http.post("/v1/sessions/oidc", json=body)
    return answer.status_code, answer.json()


def refusal(http: TestClient, token: str) -> tuple[int, str]:
    status, body = sign_in(http, token)
    return status, body["error"]["code"]


def unsigned(claims: bytes, header: bytes = b'{"alg":"none","kid":"r"}') -> str:
    parts = (urlsafe_b64encode(part).rstrip(b"=").decode() for part in (header, claims, b""))
    return ".".join(parts)


class TestSignIn:
    def test_chooses_a_name_first_and_needs_none_later(
        self, http: TestClient, provider: Issuer
    ) -> None:
        status, refused = sign_in(http, provider.token(), username=None)
        assert (status, refused["error"]["code"]) == (400, "username_needed")
        status, first = sign_in(http, provider.token())
        assert (status, first["username"]) == (200, "ann")
        status, second = sign_in(http, provider.token(), username=None)
        assert (status, second["player_id"]) == (200, first["player_id"])
        who = {"Authorization": f"Bearer {second['token']}"}
        assert http.post("/v1/tickets", headers=who).status_code == 201

    def test_takes_a_key_of_either_kind(self, http: TestClient, provider: Issuer) -> None:
        assert sign_in(http, provider.token(provider.ec, "ES256", "e"))[0] == 200

    def test_takes_a_list_of_audiences(self, http: TestClient, provider: Issuer) -> None:
        assert sign_in(http, provider.token(aud=[AUDIENCE, "other"]))[0] == 200

    def test_of_another_subject_can_t_have_the_same_name(
        self, http: TestClient, provider: Issuer
    ) -> None:
        assert sign_in(http, provider.token())[0] == 200
        assert refusal(http, provider.token(sub="43")) == (409, "name_taken")


class TestRefusal:
    @pytest.mark.parametrize(
        "claims",
        [
            {"aud": "another"},
            {"aud": None},
            {"exp": LONG_AGO},
            {"exp": None},
            {"sub": None},
            {"sub": 42},
            {"nbf": datetime(2200, 1, 1, tzinfo=UTC)},
        ],
        ids=str,
    )
    def test_of_claims_that_are_not_for_us(
        self, http: TestClient, provider: Issuer, claims: dict[str, Any]
    ) -> None:
        assert refusal(http, provider.token(**claims)) == (401, "bad_id_token")

    @pytest.mark.parametrize("name", ["exp", "iat", "nbf", "aud", "sub"])
    @pytest.mark.parametrize("value", [[], {}, "x", float("inf"), float("nan")], ids=repr)
    def test_of_claims_of_another_kind(
        self, http: TestClient, provider: Issuer, name: str, value: Any
    ) -> None:
        if (name, value) != ("sub", "x"):  # which is a subject
            refused = refusal(http, provider.token(**{name: value}))
            assert refused == (401, "bad_id_token")

    @pytest.mark.parametrize("issuer_url", ["https://evil.example", "", None])
    def test_of_another_issuer(
        self, http: TestClient, provider: Issuer, issuer_url: str | None
    ) -> None:
        assert refusal(http, provider.token(iss=issuer_url)) == (403, "unknown_issuer")

    def test_of_a_signature_by_another_key(self, http: TestClient, provider: Issuer) -> None:
        forged = provider.token(rsa.generate_private_key(65537, 2048))
        assert refusal(http, forged) == (401, "bad_id_token")
        assert refusal(http, provider.token(kid="unknown")) == (401, "bad_id_token")

    def test_of_a_key_for_another_algorithm(self, http: TestClient, provider: Issuer) -> None:
        assert refusal(http, provider.token(kid="e")) == (401, "bad_id_token")

    def test_of_a_token_without_a_signature(self, http: TestClient, provider: Issuer) -> None:
        claims = {"iss": provider.url, "aud": AUDIENCE, "sub": "42", "exp": 9_999_999_999}
        assert refusal(http, unsigned(json.dumps(claims).encode())) == (401, "bad_id_token")

    @pytest.mark.parametrize("header", [{"kid": "\ud800"}, {"alg": "\ud800"}], ids=range(2))
    def test_of_a_header_that_no_answer_can_quote(
        self, http: TestClient, provider: Issuer, header: dict[str, str]
    ) -> None:
        claims = json.dumps({"iss": provider.url, "aud": AUDIENCE, "sub": "42"}).encode()
        whole = json.dumps({"alg": "RS256", "kid": "r"} | header).encode()
        assert refusal(http, unsigned(claims, whole)) == (401, "bad_id_token")

    def test_of_our_public_key_used_as_a_secret(self, http: TestClient, provider: Issuer) -> None:
        secret = urlsafe_b64encode(provider.public_pem())  # as PEM, the library refuses to sign
        for key in (secret, b"x" * 32):
            assert refusal(http, provider.token(key, "HS256")) == (401, "bad_id_token")

    @pytest.mark.parametrize(
        "token",
        ["x", "a.b.c", "é", "..", unsigned(b"[" * 5000), unsigned(b"[]"), unsigned(b"{}", b"[]")],
        ids=range(7),
    )
    def test_of_what_is_no_token(self, http: TestClient, token: str) -> None:
        assert refusal(http, token)[0] in {401, 403}


class TestIssuer:
    @pytest.mark.parametrize(
        "claims", [{"issuer": "https://evil.example"}, {"jwks_uri": "http://evil.example/keys"}]
    )
    def test_that_points_elsewhere_is_503(self, claims: dict[str, str]) -> None:
        with issuer() as odd:
            odd.pages["/.well-known/openid-configuration"] |= claims
            http = TestClient(create_app(Trusting(odd.url)), raise_server_exceptions=False)
            assert refusal(http, odd.token()) == (503, "issuer_unavailable")

    @pytest.mark.parametrize(
        "url", ["http://id.example", "http://127.0.0.1.example", "ftp://localhost", "id.example"]
    )
    def test_without_https_is_trusted_on_loopback_alone(self, url: str) -> None:
        with pytest.raises(ValueError, match="https"):
            Oidc({url: AUDIENCE}, Clock().monotonic)

    @pytest.mark.parametrize(
        "url", ["https://id.example", "http://localhost:1", "http://[::1]/x", "http://127.0.0.9"]
    )
    def test_may_be_behind_https_or_on_loopback(self, url: str) -> None:
        Oidc({url: AUDIENCE}, Clock().monotonic)


class TestOperators:
    """Operators whose role an issuer says."""

    def session(self, http: TestClient, token: str) -> Any:
        return http.post("/v1/operators/sessions", json={"id_token": token})

    def test_have_the_role_that_their_token_says(self, http: TestClient, provider: Issuer) -> None:
        for role in ("look", "support", "admin"):
            token = provider.token(rumpus_role=role, preferred_username="ann")
            grant = self.session(http, token).json()
            assert (grant["name"], grant["role"], grant["expires_in"]) == ("ann", role, 3600)
            headers = {"Authorization": f"Bearer {grant['token']}"}
            me = http.get("/v1/operators/me", headers=headers).json()
            assert (me["name"], me["role"]) == ("ann", role)

    def test_a_role_of_a_token_is_no_higher_than_it_says(
        self, http: TestClient, provider: Issuer
    ) -> None:
        grant = self.session(http, provider.token(rumpus_role="support")).json()
        headers = {"Authorization": f"Bearer {grant['token']}", "Rumpus-Why": "why"}
        refused = http.put("/v1/operators/keys/bob", json={"role": "look"}, headers=headers)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "role_needed")

    @pytest.mark.parametrize("role", [None, "root", "operator", ["admin"], 1, ""])
    def test_nobody_else_is_one(self, http: TestClient, provider: Issuer, role: Any) -> None:
        refused = self.session(http, provider.token(rumpus_role=role))
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_allowed")

    def test_an_issuer_of_players_makes_no_operators(self, provider: Issuer) -> None:
        class Players(Trusting):
            @once
            def operator_issuers(self) -> Oidc:
                return Oidc({}, self.time.monotonic)

        http = TestClient(create_app(Players(provider.url)), raise_server_exceptions=False)
        refused = self.session(http, provider.token(rumpus_role="admin"))
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "unknown_issuer")

    def test_a_token_of_an_operator_ends(self, provider: Issuer) -> None:
        app = Trusting(provider.url)
        http = TestClient(create_app(app), raise_server_exceptions=False)
        grant = self.session(http, provider.token(rumpus_role="admin")).json()
        app.time.pass_seconds(3600)
        headers = {"Authorization": f"Bearer {grant['token']}"}
        late = http.get("/v1/operators/me", headers=headers)
        assert (late.status_code, late.json()["error"]["code"]) == (401, "token_expired")
