"""The battle on the screen: board, question, what happened, and how the connection is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, override

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import RichLog, Static

from cli.game import Game
from cli.play.alert import Alert
from cli.play.board import Board
from cli.play.lines import ending, place, standing
from cli.play.question import QuestionPanel
from cli.play.room_screen import RoomScreen
from cli.session import Session
from cli.times import Phase
from cli.wording import attack_text, message_text


class BattleScreen(RoomScreen[Game]):
    """The board beside the question at hand."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "swap", "Board/question", priority=True),
        Binding("ctrl+n", "turn(1)", "Next", priority=True),
        Binding("ctrl+p", "turn(-1)", "Previous", priority=True),
        Binding("ctrl+l", "leave", "Leave", priority=True),
        Binding("escape", "close_alert", show=False),
    ]

    def __init__(self, session: Session[Game]) -> None:
        super().__init__(session)
        self._at = 0

    @override
    def body(self) -> ComposeResult:
        with Horizontal(id="halves"):
            yield Board()
            with Vertical(id="mine"):
                yield Static("", id="standing")
                yield QuestionPanel()
                yield RichLog(id="log", wrap=True, max_lines=500, min_width=0)
        yield Alert()

    @override
    def line_of(self, event: str, data: Mapping[str, Any]) -> str | None:
        return message_text(event, data)

    @override
    def heard(self, event: str, data: Mapping[str, Any]) -> None:
        match event:
            case "board":
                self.query_one(Board).show(self.game)
            case "attack.received":
                self.query_one(Alert).tell(attack_text(data))
            case _:
                pass

    @override
    def draw(self, now: datetime) -> None:
        game = self.game
        self.query_one("#standing").border_title = f"{game.username} · {place(game)}"
        self.query_one("#standing", Static).update(standing(game))
        self.query_one(Board).border_title = game.board_title
        self._draw_question(now)

    def _draw_question(self, now: datetime) -> None:
        game, panel = self.game, self.query_one(QuestionPanel)
        questions = game.open_questions()
        match game.phase(now):
            case Phase.SCHEDULED:
                panel.say(f"The battle {game.time_left(now) or 'is being looked up'}.")
            case Phase.ENDED:
                panel.say(ending(game))
            case Phase.RUNNING if not game.described:
                self.describe()
            case Phase.RUNNING if not questions:
                panel.say("No question is left. Spend your arrows!")
            case Phase.RUNNING:
                self._at %= len(questions)
                question = questions[self._at]
                panel.ask(game, question, sent=self.is_under_way("answer", question.id))

    @on(QuestionPanel.Answered)
    def _answered(self, event: QuestionPanel.Answered) -> None:
        self.send("answer", event.question, question=event.question, answer=event.answer)

    @on(Board.Attacked)
    def _attacked(self, event: Board.Attacked) -> None:
        self.send("attack", event.target, target=event.target)

    def action_leave(self) -> None:
        """Leave the battle, or come back to it."""
        self.send("leave" if self.game.active else "join")

    def action_close_alert(self) -> None:
        self.query_one(Alert).close()

    def action_turn(self, by: int) -> None:
        """Go to another open question."""
        self._at += by
        self.redraw()

    def action_swap(self) -> None:
        """Go between the board and the question."""
        board = self.query_one(Board)
        if board.has_focus:
            self.query_one(QuestionPanel).focus_answer()
        else:
            board.focus()
