"""The client library against the real session and the real HTTP API, over real sockets."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from client import (
    Closed,
    Connection,
    Event,
    Link,
    ProtocolError,
    Refused,
    Rumpus,
    Superseded,
)
from client.matchmaking import Matchmaking
from shared.application.channels.deliver import deliver
from shared.games.codebattle.streams import participant_stream
from tests.client.live_host import LiveHost, eventually
from tests.client.story import Listener, battle_of, joined, told
from tests.functions.api_gateway import BATTLE, ROOM, private


class TestCommands:
    def test_have_outcomes_and_refusals(self) -> None:
        async def story(_: LiveHost, rumpus: Rumpus) -> None:
            account = await rumpus.sign_up("ann")
            async with rumpus.connect(account) as game:
                assert (await battle_of(game).join()).fields["arrows"] == 9
                solved = await battle_of(game).answer("q3", "!")
                assert (solved.fields["correct"], solved.accepted) == (True, False)
                with pytest.raises(Refused) as refused:
                    await battle_of(game).attack("nobody")
                assert refused.value.reason == "no_target"
                with pytest.raises(Refused):
                    await battle_of(game, "nowhere").join()
                await game.ping()
                await battle_of(game).leave()

        told(story)

    def test_let_a_player_wait_for_a_match(self) -> None:
        async def story(_: LiveHost, rumpus: Rumpus) -> None:
            async with rumpus.connect(await rumpus.sign_up("ann")) as game:
                queues = Matchmaking(game, "match")
                assert (await queues.join("duel")).fields["waits"]
                for answer in (queues.accept, queues.decline):
                    with pytest.raises(Refused, match="no_such_offer"):
                        await answer("ab12")
                assert not (await queues.leave()).fields["waits"]

        told(story)

    def test_are_kept_from_what_the_server_would_hang_up_on(self) -> None:
        async def story(_: LiveHost, rumpus: Rumpus) -> None:
            async with rumpus.connect(await rumpus.sign_up("ann")) as game:
                with pytest.raises(ProtocolError) as error:
                    await battle_of(game).answer("q1", "x" * 33_000)
                assert error.value.code == "too_large"

        told(story)

    def test_wait_when_they_are_too_fast(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            async with rumpus.connect(await rumpus.sign_up("ann")) as game:
                pings = [asyncio.create_task(game.ping()) for _ in range(60)]
                await asyncio.wait(pings, timeout=1)
                host.app.time.pass_seconds(60)
                await asyncio.gather(*pings)

        told(story)

    def test_that_lost_their_answer_are_repeated_and_have_one_effect(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            game = (await joined(rumpus, "ann"))[1]
            host.silent = 1
            asking = asyncio.create_task(battle_of(game).answer("q3", "!"))
            await eventually(lambda: not host.silent)
            host.cut()
            assert (await asking).fields["total"] == 3
            assert host.app.log.latest(participant_stream(BATTLE, "ann"), 1)[0].position == 2
            await game.close()

        told(story)


class TestChannels:
    def test_go_on_after_a_cut_with_nothing_missing(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            victim = (await joined(rumpus, "ann"))[1]
            archer = (await joined(rumpus, "bo"))[1]
            await battle_of(victim).answer("q9", "!")
            await victim.subscribe(private("ann"))
            ear = Listener(victim)
            for number in range(8):
                await battle_of(archer).attack("ann")
                if number in {2, 5}:
                    host.cut()
            await eventually(lambda: ear.names().count("attack.received") == 8)
            offsets = [each.offset for each in ear.heard if isinstance(each, Event)]
            assert offsets == list(range(2, 11))
            assert "resumed" in ear.links()
            await victim.close()
            await archer.close()
            await ear.task

        told(story)

    def test_show_what_was_committed_while_nobody_was_connected(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            game = (await joined(rumpus, "ann"))[1]
            await game.subscribe(private("ann"))
            ear = Listener(game)
            await eventually(lambda: ear.names() == ["snapshot"])
            host.app.coordination.down = True
            await battle_of(game).answer("q1", "!")
            await battle_of(game).answer("q2", "!")
            await asyncio.to_thread(deliver, host.app, participant_stream(BATTLE, "ann"), sure=True)
            await eventually(lambda: ear.names() == ["snapshot", "answer.solved", "answer.solved"])
            await game.close()

        told(story)

    def test_are_refused_by_name(self) -> None:
        async def story(_: LiveHost, rumpus: Rumpus) -> None:
            game = (await joined(rumpus, "ann"))[1]
            for channel, code in [
                (private("bo"), "not_allowed"),
                ("codebattle/nowhere/board", "unknown_room"),
                ("anything", "unknown_channel"),
            ]:
                with pytest.raises(ProtocolError) as error:
                    await game.subscribe(channel)
                assert error.value.code == code
            await game.close()

        told(story)

    def test_give_snapshots_of_boards(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            game = (await joined(rumpus, "ann"))[1]
            host.app.views.put("board", ROOM, {"size": 1, "rows": [["ann", 0]], "at": "2026"})
            host.app.coordination.down = True
            channel = f"codebattle/{BATTLE}/board"
            await game.subscribe(channel)
            await eventually(lambda: game.snapshot(channel) is not None)
            assert game.snapshot(channel) == {"size": 1, "rows": [["ann", 0]], "stale": True}
            host.app.coordination.down = False
            await game.unsubscribe(channel)
            assert game.snapshot(channel) is None
            await game.close()

        told(story)


class TestOneLogin:
    def test_a_newer_login_ends_the_older_for_good(self) -> None:
        async def story(_: LiveHost, rumpus: Rumpus) -> None:
            account, older = await joined(rumpus, "ann")
            ear = Listener(older)
            async with rumpus.connect(account) as newer:
                await ear.task
                assert ear.heard[-1] == Link("superseded", "superseded")
                with pytest.raises(Superseded):
                    await older.ping()
                await newer.ping()
            await older.close()

        told(story)

    def test_an_own_try_that_was_let_in_late_ends_nothing_for_good(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            account = await rumpus.sign_up("ann")
            host.lost = 1
            async with rumpus.connect(account) as game:
                ear = Listener(game)
                assert host.lost == 0
                (name,) = list(host.sockets.open)
                await asyncio.to_thread(host.sockets.close, name, 4001, "superseded")
                await eventually(lambda: "resumed" in ear.links())
                await game.ping()
                (name,) = list(host.sockets.open)
                await asyncio.to_thread(host.sockets.close, name, 4001, "superseded")
                await ear.task
                assert ear.links()[-1] == "superseded"

        told(story)

    def test_ten_racing_logins_leave_one_alive(self) -> None:
        async def story(_: LiveHost, rumpus: Rumpus) -> None:
            account = await rumpus.sign_up("ann")
            all_ = await asyncio.gather(
                *(rumpus.connect(account).__aenter__() for _ in range(10)), return_exceptions=True
            )
            games = [each for each in all_ if isinstance(each, Connection)]
            await asyncio.gather(*(each.ping() for each in games), return_exceptions=True)
            # Each has its answer, so the last of them has been let in.
            ends = await asyncio.gather(*(each.ping() for each in games), return_exceptions=True)
            assert [end for end in ends if end is None] == [None]
            assert all(isinstance(each, Superseded) for each in [*ends, *all_] if is_error(each))
            for each in games:
                await each.close()

        told(story)


def is_error(each: Any) -> bool:
    return isinstance(each, BaseException)


class TestEntry:
    def test_a_token_that_expired_is_renewed_on_the_way(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            account = await rumpus.sign_up("ann")
            first = account.token
            host.app.time.pass_seconds(3600)
            urls = await asyncio.gather(*(rumpus.ticket_url(account) for _ in range(5)))
            assert len(set(urls)) == 5
            assert account.token != first

        told(story)

    def test_a_session_that_is_over_ends_the_connection(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            account, game = await joined(rumpus, "ann")
            account.token = account.refresh_token = "forged"
            host.cut()
            ear = Listener(game)
            await ear.task
            assert ear.links()[-1] == "closed"
            with pytest.raises(ProtocolError):
                await game.ping()

        told(story)

    def test_a_taken_name_is_refused(self) -> None:
        async def story(_: LiveHost, rumpus: Rumpus) -> None:
            await rumpus.sign_up("ann")
            with pytest.raises(ProtocolError) as error:
                await rumpus.sign_up("ann")
            assert error.value.code == "name_taken"

        told(story)

    def test_a_closed_connection_says_so(self) -> None:
        async def story(_: LiveHost, rumpus: Rumpus) -> None:
            game = (await joined(rumpus, "ann"))[1]
            await game.close()
            with pytest.raises(Closed):
                await game.ping()

        told(story)
