"""A tab of the players' page that sleeps without a network, in a real browser."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from shared.games.codebattle.streams import participant_stream
from shared.runtime import clock
from tests.e2e import stories
from tests.e2e.driver import QUESTIONS
from tests.web.venue import Venue

pytestmark = stories.IN_BROWSERS

ROOM, ANN, BO = "b1", "ann", "bo"
SHOTS, ANSWERS, JOINED = 3, 2, 1
POINTS = 10 * ANSWERS - SHOTS
RULES = {"arrows_at_start": SHOTS, "arrow_every": 0, "shields_at_start": 0, "shield_every": 0}


def test_a_tab_that_sleeps_loses_nothing_and_has_nothing_twice(tmp_path: Path) -> None:
    venue = Venue()
    with venue.running():
        now = clock.now()
        times = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(hours=1)).isoformat()}
        plan: dict[str, Any] = {
            "title": "A battle",
            "questions": QUESTIONS,
            "rules": RULES,
            **times,
        }
        venue.command("codebattle.schedule", room=ROOM, **plan)
        bo = venue.sign_up(BO)
        venue.command("codebattle.join", bo, room=ROOM)

        def shoot() -> None:
            for _ in range(SHOTS):
                venue.command("codebattle.attack", bo, room=ROOM, target=ANN)
            venue.drop_sockets()

        told = {"sockets": venue.ws_url, "room": ROOM, "ann": ANN, "shooter": BO}
        told |= {"shots": str(SHOTS), "points": str(POINTS)}
        programs = stories.bundle("play", tmp_path.parent.name)
        found = stories.play(programs, "sleep", f"{venue.url}/", told, shoot)
        commits = list(venue.application.log.read(participant_stream(ROOM, ANN)))
        assert len(commits) == JOINED + ANSWERS + SHOTS
        assert sorted(set(found["offsets"])) == list(range(1, len(commits) + 1))
