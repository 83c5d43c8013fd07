"""Tickets that an open socket is given for the next one: who they let in, once, and until when."""

from __future__ import annotations

from datetime import timedelta

from shared.application.players.tickets import AHEAD_LIVES, SIGN_IN_LASTS, ticket_ahead
from shared.kernel.players import Identity
from tests.functions.gateway.loopback import UPGRADE, Home, Peer, beside, home
from tests.functions.gateway.test_operators import operator

ANN = Identity("p-ann", "ann")


async def given(peer: Peer) -> str:
    """Return the ticket that it is given next."""
    frame = await peer.wait(lambda each: each["type"] == "ticket")
    assert frame["expires_in"] <= AHEAD_LIVES.total_seconds()
    return str(frame["ticket"])


async def asked(host: Home, ticket: str) -> int:
    """Return the status that a request with this ticket is answered with."""
    status, _ = await (await host.call()).request(f"/?ticket={ticket}")
    return status


class TestTicketAhead:
    async def test_opens_one_socket_of_its_player_at_any_gateway(self) -> None:
        async with (
            home(ping_every=1, first_ticket_seconds=0.0) as first,
            beside(first, ping_every=1, first_ticket_seconds=0.0) as second,
        ):
            ann = await first.player("ann")
            ticket = await given(ann)
            again = await second.call()
            await again.upgrade(f"/?ticket={ticket}")
            assert (await again.ask("codebattle.join", room="b1"))["type"] in {
                "done",
                "refused",
            }
            assert await ann.end() == 4001
            assert await asked(first, ticket) == await asked(second, ticket) == 403
            assert first.parts.faults == second.parts.faults == []

    async def test_is_refused_when_it_has_expired_or_is_forged(self) -> None:
        async with home() as host:
            parts = host.parts
            right = ticket_ahead(parts, ANN, parts.clock() + SIGN_IN_LASTS)
            assert right is not None
            ticket = parts.tokens.sign_ticket(right)
            assert await asked(host, ticket[:-4] + "AAAA") == 403
            parts.time.now += AHEAD_LIVES
            assert await asked(host, ticket) == 403
            assert parts.faults == []

    async def test_is_no_token_and_a_token_is_no_ticket(self) -> None:
        async with home(ping_every=1, first_ticket_seconds=0.0) as host:
            ticket = await given(await host.open("ann"))
            upgrade = f"Authorization: Bearer {ticket}\r\n"
            assert (await (await host.call()).request("/", UPGRADE + upgrade))[0] == 403
            token = host.parts.tokens.sign(ANN, host.parts.clock(), 60)
            assert await asked(host, token) == 403

    async def test_is_followed_by_others_until_a_sign_in_has_to_be_shown(self) -> None:
        async with home(ping_every=1, first_ticket_seconds=0.0) as host:
            parts = host.parts
            right = ticket_ahead(parts, ANN, parts.clock() + timedelta(minutes=3))
            assert right is not None
            assert right.expires == right.until
            ann = await host.call()
            await ann.upgrade(f"/?ticket={parts.tokens.sign_ticket(right)}")
            assert parts.tokens.verify_ticket(await given(ann), parts.clock()).until == right.until
            assert ticket_ahead(parts, ANN, parts.clock()) is None

    async def test_is_not_for_operators(self) -> None:
        async with home(ping_every=1, first_ticket_seconds=0.0, ticket_seconds=0.0) as host:
            op, ann = await operator(host), await host.open("ann")
            for _ in range(3):
                await given(ann)
            await op.ask("ping")
            assert [each["type"] for each in op.frames] == ["pong"]
