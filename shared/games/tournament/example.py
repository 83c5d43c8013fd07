"""A knock-out of three, from its announcement to its end: what every check of a game plays."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.games.tournament import commands as c
from shared.games.tournament.plan import PastRound, Plan
from shared.kernel.facts import Command

PLAN = Plan("Spring cup", check_in_minutes=10)
FIRST = PastRound(1, 1)


def example(room: str, now: datetime) -> tuple[tuple[str, Command], ...]:
    """Return who sends what: dan is thrown out, cyd's defeat is disputed and stands, ann wins."""
    start = now + timedelta(minutes=60)
    check, one, two = (start + timedelta(minutes=each) for each in (-10, 1, 9))
    return (
        ("operator", c.Create(now, room, PLAN, start)),
        *((who, c.Register(now, room, who)) for who in ("ann", "bob", "cyd", "dan", "eve")),
        ("ann", c.Register(now, room, "ann")),  # refused: already registered
        ("ann", c.CheckIn(now, room, "ann")),  # refused: not yet
        ("eve", c.Withdraw(now, room, "eve")),
        ("operator", c.Disqualify(now, room, "dan")),
        ("timer", c.TimeUp(check, room)),
        *((who, c.CheckIn(check, room, who)) for who in ("ann", "bob", "cyd")),
        ("timer", c.TimeUp(start, room)),
        ("operator", c.Start(start, room)),  # refused: it has started
        ("effects", c.OpenSection(start, room, 1, 0)),
        ("effects", c.TakeResult(start, room, 1, 0, "match/m1", 3, (), ())),  # refused
        ("bob", c.Dispute(start, room, "bob", 1, 0)),  # refused: no result yet
        ("operator", c.Rule(one, room, 1, 0, (2, 1))),
        ("timer", c.SectionTimeUp(one, room, 1, 0)),
        ("effects", c.CloseRound(one, room, 1, 0)),
        ("effects", c.PairNext(one, room, (FIRST,))),
        ("effects", c.OpenSection(one, room, 2, 0)),
        ("operator", c.Overturn(two, room, 1, 0, (1, 2))),
        ("effects", c.PairNext(two, room, (FIRST,))),
        ("effects", c.OpenSection(two, room, 3, 0)),
        ("bob", c.Withdraw(two, room, "bob")),
        ("effects", c.Forfeit(two, room, 3, 0, "bob")),
        ("timer", c.SectionTimeUp(two, room, 3, 0)),
        ("effects", c.CloseRound(two, room, 3, 0)),
        ("effects", c.PairNext(two, room, (FIRST, PastRound(3, 1)))),
        ("operator", c.Stop(two, room)),  # refused: it is over
    )
