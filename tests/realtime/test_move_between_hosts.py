"""A gateway that ends sends its players to another one while they play."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import create_server

from client import Account, Connection
from functions.ws.gateway.host import Host
from functions.ws.gateway.limits import Limits
from functions.ws.gateway.serve import serving
from shared.application.players.tickets import issue_ticket
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import ScheduleBattle
from shared.kernel.players import Identity
from tests.client.player import PLAYERS, Player
from tests.client.story import battle_of
from tests.functions.api_gateway import BATTLE, QUESTIONS, RULES
from tests.gateway_host import GatewayApplication
from tests.memory import START

LIMITS = Limits(drain_seconds=8, tick_seconds=0.2)


@asynccontextmanager
async def home(parts: GatewayApplication, name: str) -> AsyncIterator[tuple[Host, str]]:
    listener = create_server(("127.0.0.1", 0))
    url = f"ws://127.0.0.1:{listener.getsockname()[1]}/"
    async with serving(parts, name, LIMITS, listener) as gateway:
        yield gateway.host, url


async def enter(parts: GatewayApplication, name: str, urls: list[str]) -> Player:
    """Join at the home that is the last of the list, whenever a ticket is asked for."""
    identity = Identity(f"p-{name}", name)

    async def ticket_url() -> str:
        return f"{urls[-1]}?ticket={issue_ticket(parts, identity)}"

    game = await Connection(ticket_url).__aenter__()
    await battle_of(game).join()
    player = Player(name, Account(identity.player_id, name, "", ""), game)
    await player.begin()
    return player


class TestDrain:
    def test_moves_all_players_and_they_miss_nothing(self) -> None:
        async def story() -> None:
            first = GatewayApplication()
            second = GatewayApplication(beside=first)
            ends_at = START.replace(hour=13)
            plan = ScheduleBattle(START, BATTLE, "A test", START, ends_at, QUESTIONS, RULES)
            first.handle(CODE_BATTLE, plan, by="op", command_id="schedule")
            async with home(second, "b") as (heir, heirs_url):
                async with home(first, "a") as (_, url):
                    urls = [url]
                    players = [await enter(second, name, urls) for name in PLAYERS]
                    urls.append(heirs_url)
                    playing = asyncio.gather(*(each.play(0.4) for each in players))
                await playing
                assert len(heir.sockets) == len(players)
                for each in players:
                    await each.saw_all(first)
                    await each.game.close()
            assert first.faults == second.faults == []

        asyncio.run(asyncio.wait_for(story(), 60))
