"""One of each stored fact and state of a tournament."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from shared.games.tournament import facts as f
from shared.games.tournament import state as s
from shared.games.tournament.pairing.played import Fixture
from shared.games.tournament.plan import PastRound, Plan
from shared.kernel.facts import Fact

NOON = datetime(2026, 3, 1, 12, 0, 0, 250000, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
PLAN = Plan(
    "Coupe d'été",
    "swiss",
    4096,
    check_in_minutes=15,
    round_minutes=20,
    dispute_minutes=5,
    rounds=7,
    game="match",
    ladder="1v1",
    prizes=(1000, 500),
    currency="gold",
)
MATCHES = (
    s.Match("S1.0", ("zoë", "bob"), (0, 1), "t1-1-0", (1, 2), "match", 9, "bob"),
    s.Match("S1.1", ("cyd",), (2,), places=(1,), by="bye"),
)
FIXTURES = (Fixture("S1.0", (0, 1)), Fixture("S1.1", (2,)))
NAMES = ("zoë", "bob", "cyd")

FACTS: dict[str, Fact] = {
    "tournament.tournament_created.v1": f.TournamentCreated(NOON, PLAN, NOON, LATER),
    "tournament.registered.v1": f.Registered(NOON, "zoë", checked_in=True),
    "tournament.check_in_opened.v1": f.CheckInOpened(NOON, NAMES),
    "tournament.checked_in.v1": f.CheckedIn(NOON, "zoë"),
    "tournament.left.v1": f.Left(NOON, "bob", "disqualified", 2, 5),
    "tournament.registration_closed.v1": f.RegistrationClosed(NOON, NAMES, "match", "1v1"),
    "tournament.season_closed.v1": f.SeasonClosed(NOON, NAMES, "match", "1v1"),
    "tournament.seeded.v1": f.Seeded(NOON, 512, (1510.0, 1499.0)),
    "tournament.tournament_started.v1": f.TournamentStarted(NOON, NAMES),
    "tournament.round_paired.v1": f.RoundPaired(NOON, 2, FIXTURES, 1, ((0,), (1, 2)), (2, 0)),
    "tournament.section_done.v1": f.SectionDone(NOON, 1, 0),
    "tournament.round_closed.v1": f.RoundClosed(NOON, 1, (PastRound(1, 1),)),
    "tournament.result_overturned.v1": f.ResultOverturned(NOON, 1, 0, (2, 1), (PastRound(1, 1),)),
    "tournament.tournament_ended.v1": f.TournamentEnded(NOON, (("zoë",), ("bob", "cyd")), (3, 1)),
    "tournament.tournament_stopped.v1": f.TournamentStopped(NOON, "too_few"),
    "tournament.section_opened.v1": f.SectionOpened(NOON, 1, 0, 0, "match", MATCHES, LATER, 5),
    "tournament.result_taken.v1": f.ResultTaken(NOON, 0, (1, 2), "match", 9),
    "tournament.result_disputed.v1": f.ResultDisputed(NOON, 0, "bob"),
    "tournament.section_closed.v1": f.SectionClosed(NOON, 1, 0),
}

STATES: dict[str, Any] = {
    "tournament.open.v1": s.Open(
        PLAN, NOON, LATER, {"zoë": True, "bob": False}, check_in_open=True
    ),
    "tournament.seeding.v1": s.Seeding(
        PLAN, NOON, LATER, NOON, NAMES, ratings=((0, (1500.0,)), (1, (1.5, 2.0)))
    ),
    "tournament.running.v1": s.Running(
        PLAN,
        NOON,
        LATER,
        NAMES,
        (1,),
        2,
        FIXTURES,
        1,
        is_playing=True,
        rounds=(PastRound(1, 1),),
        done=(0,),
        overturned=(s.Overturned(1, 0, (2, 1)),),
        places=((0,), (1, 2)),
        points=(2, 0),
    ),
    "tournament.over.v1": s.Over(
        PLAN, NOON, LATER, (PastRound(1, 1),), (("zoë",), ("bob", "cyd")), "x"
    ),
    "tournament.section.v1": s.Section(1, 0, 0, MATCHES, NOON, LATER, 5, NOON, is_closed=True),
}
