"""Session tokens, by the clock of whoever verifies them and no other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.adapters.tokens.jwt import JwtTokens
from shared.application.players.ports import EntryRefused
from shared.kernel.players import Identity
from tests.memory import START, TOKEN_SECRET, FixedSecret

ANN = Identity("p-ann", "ann", ("operator",))
GOOD = {"iss": "rumpus", "sub": "p-ann", "name": "ann", "scope": "", "exp": 4_000_000_000}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
FAR_AHEAD = START.replace(year=START.year + 1000)


@pytest.fixture
def tokens() -> JwtTokens:
    return JwtTokens(FixedSecret(TOKEN_SECRET))


class TestVerify:
    @pytest.mark.parametrize("now", [START, FAR_AHEAD], ids=str)
    def test_takes_a_token_until_it_expires(self, tokens: JwtTokens, now: datetime) -> None:
        token = tokens.sign(ANN, now, 900)
        assert tokens.verify(token, now + timedelta(seconds=899)) == ANN
        with pytest.raises(EntryRefused, match="expired"):
            tokens.verify(token, now + timedelta(seconds=900))

    def test_takes_one_of_a_process_whose_clock_is_ahead(self, tokens: JwtTokens) -> None:
        token = tokens.sign(ANN, FAR_AHEAD + timedelta(seconds=2), 900)
        assert tokens.verify(token, FAR_AHEAD) == ANN

    def test_refuses_a_token_by_another_secret(self, tokens: JwtTokens) -> None:
        token = JwtTokens(FixedSecret(TOKEN_SECRET[::-1])).sign(ANN, START, 900)
        with pytest.raises(EntryRefused, match="not one of ours"):
            tokens.verify(token, START)

    def test_forgets_a_token_with_its_secret(self) -> None:
        values = [TOKEN_SECRET]
        tokens = JwtTokens(Rotated(values))
        token = tokens.sign(ANN, START, 900)
        assert tokens.verify(token, START) == ANN
        values[:] = [TOKEN_SECRET[::-1], TOKEN_SECRET]
        assert tokens.verify(token, START) == ANN
        values[:] = [TOKEN_SECRET[::-1]]
        with pytest.raises(EntryRefused, match="not one of ours"):
            tokens.verify(token, START)

    def test_asks_for_the_secret_of_a_rotation(self) -> None:
        token = JwtTokens(FixedSecret(TOKEN_SECRET)).sign(ANN, START, 900)
        tokens = JwtTokens(Rotated([TOKEN_SECRET[::-1]], [TOKEN_SECRET]))
        assert tokens.verify(token, START) == ANN


class Rotated:
    """A secret whose values are known, and those that a rotation has added."""

    def __init__(self, values: list[str], missing: Sequence[str] = ()) -> None:
        self._values, self._missing = values, missing

    def values(self, *, missing: bool = False) -> list[str]:
        return [*self._values, *(self._missing if missing else ())]


def signed(tokens: JwtTokens, payload: bytes) -> str:
    """Return a token with our signature over whatever it says."""
    header = jwt.get_unverified_header(tokens.sign(ANN, START, 900))
    return jwt.PyJWS().encode(payload, TOKEN_SECRET, "HS256", headers=header)


class TestClaims:
    @given(st.dictionaries(st.sampled_from([*GOOD, "nbf", "iat", "aud"]), ANYTHING))
    @example({"exp": "4000000000"})
    @example({"exp": float("nan")})
    @example({"exp": float("inf")})
    @example({"exp": 10**400})
    @example({"scope": None})
    @example({"sub": ""})
    @example({"name": "\ud800"})
    @example({"nbf": []})
    def test_of_any_kind_are_taken_or_refused(self, changed: dict[str, Any]) -> None:
        tokens = JwtTokens(FixedSecret(TOKEN_SECRET))
        token = signed(tokens, json.dumps(GOOD | changed).encode())
        try:
            identity = tokens.verify(token, START)
        except EntryRefused:
            return
        claims = GOOD | changed
        assert (identity.player_id, identity.username) == (claims["sub"], claims["name"])
        assert claims["iss"] == "rumpus"
        assert isinstance(claims["exp"], int)

    @pytest.mark.parametrize("name", GOOD)
    def test_have_to_be_there_all(self, tokens: JwtTokens, name: str) -> None:
        claims = {each: value for each, value in GOOD.items() if each != name}
        with pytest.raises(EntryRefused, match="not one of ours"):
            tokens.verify(signed(tokens, json.dumps(claims).encode()), START)

    @pytest.mark.parametrize("payload", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
    def test_are_an_object(self, tokens: JwtTokens, payload: bytes) -> None:
        with pytest.raises(EntryRefused, match="not one of ours"):
            tokens.verify(signed(tokens, payload), START)
