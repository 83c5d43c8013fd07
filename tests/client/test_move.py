"""A client moves from socket to socket, and nobody can tell by what it sees and does."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from client import Connection, Link, Rumpus, Superseded
from client.timing import LIFETIME, SPREAD
from shared.application.channels.deliver import deliver
from shared.games.codebattle.streams import participant_stream
from shared.wire.frames import Closing, PleaseMove
from tests.client.live_host import LiveHost, eventually
from tests.client.player import PLAYERS, Player
from tests.client.story import Listener, battle_of, joined, told
from tests.functions.api_gateway import BATTLE, private
from tests.memory import Clock

NOW = PleaseMove(0, "draining")


async def moved(host: LiveHost, players: int = 1) -> None:
    """Ask all to move and return once they have."""
    before = set(host.sockets.open)
    await host.tell(NOW)
    await left(host, before)
    await eventually(lambda: len(host.sockets.open) == players)


async def left(host: LiveHost, sockets: set[str]) -> None:
    await eventually(lambda: not sockets & set(host.sockets.open))


class TestPleaseMove:
    def test_is_followed_in_silence_and_channels_go_on(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            game = (await joined(rumpus, "ann"))[1]
            await game.subscribe(private("ann"))
            ear = Listener(game)
            for number in range(1, 6):
                await moved(host)
                await battle_of(game).answer(f"q{number}", "!")
            await eventually(lambda: ear.names() == ["snapshot", *["answer.solved"] * 5])
            assert ear.links() == ["connected"]
            await game.close()

        told(story)

    def test_leads_to_where_the_ticket_says(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            game = (await joined(rumpus, "ann"))[1]
            ear = Listener(game)
            async with host.another_home():
                await moved(host)
                await game.ping()
            await eventually(lambda: "reconnecting" in ear.links())
            await game.ping()
            assert ear.links() == ["connected", "reconnecting", "resumed"]
            await game.close()

        told(story)

    def test_is_tried_again_while_the_old_socket_serves_on(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            account = await rumpus.sign_up("ann")
            tries = 0

            async def ticket_url() -> str:
                nonlocal tries
                tries += 1
                if tries in {2, 3}:
                    raise OSError
                return await rumpus.ticket_url(account)

            async with Connection(ticket_url) as game:
                await battle_of(game).join()
                ear = Listener(game)
                before = set(host.sockets.open)
                await host.tell(NOW)
                await eventually(lambda: tries == 3)
                assert set(host.sockets.open) == before
                await battle_of(game).answer("q1", "!")
                await left(host, before)
                await game.ping()
                assert ear.links() == ["connected"]

        told(story)


class TestLifetime:
    @pytest.mark.parametrize("chance", [0.0, 0.9])
    def test_ends_before_the_host_ends_it(self, chance: float) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            account, clock = await rumpus.sign_up("ann"), Clock()
            async with Connection(
                lambda: rumpus.ticket_url(account), clock=clock.monotonic, chance=lambda: chance
            ) as game:
                ear = Listener(game)
                for _ in range(2):
                    before = set(host.sockets.open)
                    clock.pass_seconds(LIFETIME - chance * SPREAD - 60)
                    await game.ping()
                    assert set(host.sockets.open) == before
                    clock.pass_seconds(61)
                    await left(host, before)
                    await game.ping()
                assert ear.links() == ["connected"]

        told(story)


class TestAnotherLogin:
    def test_ends_a_client_that_has_moved(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            account, older = await joined(rumpus, "ann")
            ear = Listener(older)
            await moved(host)
            async with rumpus.connect(account) as newer:
                await ear.task
                assert ear.heard[-1] == Link("superseded", "superseded")
                with pytest.raises(Superseded):
                    await older.ping()
                await newer.ping()
            await older.close()

        told(story)

    def test_is_not_driven_out_by_one_that_was_asked_to_move_later(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            account, older = await joined(rumpus, "ann")
            ear = Listener(older)
            await host.tell(PleaseMove(3600, "draining"))
            async with rumpus.connect(account) as newer:
                await ear.task
                await newer.ping()
                assert ear.links() == ["connected", "superseded"]
            await older.close()

        told(story)


class TestGoingAway:
    @pytest.mark.parametrize("code", [1001, 1012])
    def test_is_mended(self, code: int) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            game = (await joined(rumpus, "ann"))[1]
            ear = Listener(game)
            (name,) = host.sockets.open
            await host.tell(Closing(code, "going away"))
            await asyncio.to_thread(host.sockets.close, name, code, "going away")
            await eventually(lambda: ear.links() == ["connected", "reconnecting", "resumed"])
            await battle_of(game).answer("q1", "!")
            await game.close()

        told(story)

    def test_is_told_once_however_often_it_must_be_tried(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            account, tries = await rumpus.sign_up("ann"), 0

            async def ticket_url() -> str:
                nonlocal tries
                tries += 1
                if 1 < tries < 5:
                    raise OSError
                return await rumpus.ticket_url(account)

            async with Connection(ticket_url, chance=lambda: 0.01) as game:
                ear = Listener(game)
                host.cut()
                await eventually(lambda: "resumed" in ear.links())
                assert tries == 5
                assert ear.links() == ["connected", "reconnecting", "resumed"]

        told(story)


class TestUnderLoad:
    def test_what_was_not_answered_is_asked_again_and_done_once(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            game = (await joined(rumpus, "ann"))[1]
            host.silent = 3
            asking = asyncio.gather(*(battle_of(game).answer(f"q{n}", "!") for n in (1, 2, 3)))
            await eventually(lambda: not host.silent)
            await moved(host)
            assert sorted(each.fields["points"] for each in await asking) == [1, 2, 3]
            assert host.app.log.latest(participant_stream(BATTLE, "ann"), 1)[0].position == 4
            await game.close()

        told(story)

    @pytest.mark.parametrize("seed", range(2))
    def test_nothing_is_lost_and_nothing_is_done_twice(self, seed: int) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            random = Random(seed)  # noqa: S311 - a repeatable story
            players = [Player(name, *await joined(rumpus, name)) for name in PLAYERS]
            for each in players:
                await each.begin()
            host.slowness = lambda: random.uniform(0, 0.2)
            playing = asyncio.gather(*(each.play() for each in players))
            moves = 0
            async with host.another_home():
                while not playing.done():
                    await moved(host, len(players))
                    host.app.time.pass_seconds(1)
                    moves += 1
                await playing
                assert moves > 1
                for each in players:
                    stream = participant_stream(BATTLE, each.name)
                    await asyncio.to_thread(deliver, host.app, stream, sure=True)
                    await each.saw_all(host.app)
                    await each.game.close()

        told(story)
