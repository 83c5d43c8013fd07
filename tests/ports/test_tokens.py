"""Session tokens, by the clock of whoever verifies them and no other."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shared.adapters.tokens.jwt import JwtTokens
from shared.application.entry_ports import EntryRefused
from shared.application.ports import Identity
from tests.memory import START, TOKEN_SECRET, FixedSecret

ANN = Identity("p-ann", "ann", ("operator",))
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
