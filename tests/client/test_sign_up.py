"""Sign-ups whose answers get lost: whoever asks again under the same key is the same guest."""

from __future__ import annotations

import httpx
import pytest

from client import ProtocolError, Rumpus, new_key
from functions.http.api import create_app
from tests.client.live_host import live_host


class Lossy(httpx.AsyncBaseTransport):
    """Loses the next answers on their way back."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.losses = 0
        self.bad_gateways = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        if self.losses:
            self.losses -= 1
            await answer.aclose()
            raise httpx.ReadError("the answer is lost")
        if self.bad_gateways:
            self.bad_gateways -= 1
            await answer.aclose()
            return httpx.Response(httpx.codes.BAD_GATEWAY, request=request)
        return answer


async def test_a_lost_answer_is_asked_for_again_and_is_the_same_guest() -> None:
    async with live_host() as host:
        lossy = Lossy(httpx.ASGITransport(create_app(host.app)))
        async with Rumpus("http://host", transport=lossy) as rumpus:
            lossy.losses = 1
            ann = await rumpus.sign_up("ann")
            assert ann.username == "ann"
            lossy.bad_gateways = 1
            assert (await rumpus.sign_up("cyd")).username == "cyd"

            key, lossy.losses = new_key(), 2
            with pytest.raises(httpx.ReadError):
                await rumpus.sign_up("bob", key)
            first, second = [await rumpus.sign_up("bob", key) for _ in range(2)]
            assert first.player_id == second.player_id
            for other in ("", new_key()):
                with pytest.raises(ProtocolError, match="another player has this name"):
                    await rumpus.sign_up("bob", other)
