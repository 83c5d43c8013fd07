from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import to_builtins

from cli.game import Game, Row
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.games.codebattle.streams import participant_stream
from shared.games.codebattle.view import snapshot
from shared.kernel.errors import CommandRefused
from shared.kernel.viewer import Viewer
from shared.wire.stream_messages import event_of
from tests.memory import START, MemoryApplication

NAMES = ("ann", "bo")
QUESTIONS = tuple(Question(f"q{n}", f"What is {n}?", (str(n),), points=n) for n in range(1, 5))

type Move = tuple[str, str, str]

moves = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.sampled_from(NAMES), st.sampled_from(["q1", "q2", "q3"])),
        st.tuples(st.just("miss"), st.sampled_from(NAMES), st.sampled_from(["q1", "q4"])),
        st.tuples(st.just("attack"), st.just("ann"), st.just("bo")),
        st.tuples(st.just("attack"), st.just("bo"), st.just("ann")),
        st.tuples(st.sampled_from(["leave", "join"]), st.sampled_from(NAMES), st.just("")),
    ),
    max_size=25,
)


class Battle:
    """Both players' moves against the real rules."""

    def __init__(self) -> None:
        self.app = MemoryApplication()
        ends_at = START + timedelta(minutes=5)
        rules = Rules(arrows_at_start=3)
        schedule = c.ScheduleBattle(START, "b", "Sums", START, ends_at, QUESTIONS, rules)
        self._handle(schedule, "schedule")
        self._moves = 0

    def move(self, kind: str, who: str, what: str) -> None:
        self._moves += 1
        command: c.CodeBattleCommand
        match kind:
            case "answer":
                command = c.Answer(START, "b", who, what, what[1:])
            case "miss":
                command = c.Answer(START, "b", who, what, "no")
            case "attack":
                command = c.Attack(START, "b", who, what)
            case "leave":
                command = c.LeaveBattle(START, "b", who)
            case _:
                command = c.JoinBattle(START, "b", who, who)
        with suppress(CommandRefused):
            self._handle(command, f"m{self._moves}")

    def view(self, who: str) -> dict[str, Any]:
        stream_state = self.app.cache.get(participant_stream("b", who))
        assert stream_state is not None
        shown: dict[str, Any] = to_builtins(
            snapshot(stream_state.state, Viewer("owner", who), START)
        )
        return shown

    def messages(self, who: str) -> list[tuple[str, dict[str, Any]]]:
        commits = self.app.log.read(participant_stream("b", who))
        seen = [event_of(CODE_BATTLE, each, Viewer("owner", who)) for each in commits]
        return [(each.name, to_builtins(each)) for each in seen]

    def _handle(self, command: c.CodeBattleCommand, command_id: str) -> None:
        self.app.handle(CODE_BATTLE, command, by="p", command_id=command_id)


def a_game() -> Game:
    battle = {
        "title": "Sums",
        "starts_at": START.isoformat(),
        "ends_at": (START + timedelta(minutes=5)).isoformat(),
        "rules": {"tries_per_question": 3},
        "questions": [
            {"id": each.id, "prompt": each.prompt, "choices": [], "points": each.points}
            for each in QUESTIONS
        ],
    }
    game = Game("b", "ann")
    game.describe(battle)
    return game


class TestGame:
    @settings(max_examples=60)
    @given(moves)
    def test_knows_from_messages_what_the_stage_knows(self, played: list[Move]) -> None:
        battle, game = Battle(), a_game()
        for who in NAMES:
            battle.move("join", who, "")
        for each in played:
            battle.move(*each)
        for event, data in battle.messages("ann"):
            game.receive(event, data)
        view = battle.view("ann")
        assert game.points == view["points"]
        assert (game.arrows, game.shields) == (view["arrows"], view["shields"])
        assert game.active == view["active"]
        assert game.solved == set(view["solved"])
        missed = {name: tries for name, tries in game.tries.items() if name not in game.solved}
        assert missed == view["tries"]

    def test_offers_questions_until_they_are_solved_or_the_tries_are_used_up(self) -> None:
        game = a_game()
        solved = {"question": "q1", "points": 1, "total": 1, "arrows": 0, "shields": 0}
        game.receive("answer.solved", solved)
        game.receive("answer.missed", {"question": "q2", "tries_left": 0})
        game.receive("answer.missed", {"question": "q3", "tries_left": 1})
        assert [each.id for each in game.open_questions()] == ["q3", "q4"]
        assert game.tries_left("q3") == 1

    def test_takes_a_snapshot_for_the_truth(self) -> None:
        game = a_game()
        view = {"points": 7, "arrows": 2, "shields": 1, "active": True, "solved": ["q1"]}
        game.receive("snapshot", view | {"tries": {"q2": 1}})
        assert (game.points, game.arrows, game.shields) == (7, 2, 1)
        assert game.tries_left("q2") == 2

    def test_undoes_what_is_reversed(self) -> None:
        game = a_game()
        game.receive("award.reversed", {"total": 3, "arrows": 0, "shields": 0})
        game.receive("attack.reversed", {"total": 4, "shields": 1})
        game.receive("arrow.returned", {})
        assert (game.points, game.shields, game.arrows) == (4, 1, 1)

    def test_says_who_rose_and_who_fell(self) -> None:
        game = a_game()
        game.show_board([("ann", 3), ("bo", 2), ("cy", 1)])
        game.show_board([("cy", 5), ("ann", 3), ("new", 3), ("bo", 2)])
        assert game.rows == (
            Row(1, "cy", 5, 2),
            Row(2, "ann", 3, -1),
            Row(3, "new", 3, 0),
            Row(4, "bo", 2, -2),
        )
        assert game.rank() == 2

    def test_has_no_rank_below_the_rows(self) -> None:
        game = a_game()
        game.show_board([("bo", 1)])
        assert game.rank() is None

    def test_starts_and_ends_by_the_clock(self) -> None:
        game = a_game()
        assert game.phase(START - timedelta(seconds=1)) == "scheduled"
        assert game.phase(START) == "running"
        assert game.phase(START + timedelta(minutes=5)) == "ended"
