"""The battle on the screen: board, question, what happened, and how the connection is."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer, RichLog, Static

from cli.output import utc_now
from cli.play.alert import Alert
from cli.play.board import Board
from cli.play.lines import ending, link_text, log_line, place, standing, time_left
from cli.play.question import QuestionPanel
from cli.session import Session
from cli.trouble import TROUBLE, trouble_text
from cli.wording import attack_text, message_text
from client import Event, Link, Refused

DESCRIBE_SECONDS = 20.0
"""How often the battle is looked up: an operator may have ended it early."""


class BattleScreen(Screen[None]):
    """Joins the battle and shows it until the player quits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "swap", "Board/question", priority=True),
        Binding("ctrl+n", "turn(1)", "Next", priority=True),
        Binding("ctrl+p", "turn(-1)", "Previous", priority=True),
        Binding("ctrl+l", "leave", "Leave", priority=True),
        Binding("escape", "close_alert", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._game = session.game
        self._link = "connecting"
        self._describing = False
        self._at = 0
        self._under_way: set[tuple[str, str]] = set()

    def compose(self) -> ComposeResult:
        with Horizontal(id="bar"):
            yield Static("", id="title", markup=False)
            yield Static("", id="time", markup=False)
            yield Static("", id="link")
        with Horizontal(id="halves"):
            yield Board()
            with Vertical(id="mine"):
                yield Static("", id="standing")
                yield QuestionPanel()
                yield RichLog(id="log", wrap=True, max_lines=500, min_width=0)
        yield Alert()
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#log").border_title = "What happened"
        self.query_one("#log").can_focus = False
        self._play()
        self._draw()
        self.set_interval(0.5, self._draw)
        self.set_interval(DESCRIBE_SECONDS, self._describe)

    async def on_unmount(self) -> None:
        await self._session.close()

    @work
    async def _play(self) -> None:
        """Hold the connection and take in what it tells, to its end."""
        try:
            async with self._session:
                self._arrive()
                async for happening in self._session.happenings():
                    self._take(happening)
        except TROUBLE as error:
            self._link = "closed"
            self._complain(error)

    @work
    async def _arrive(self) -> None:
        try:
            await self._session.arrive()
        except TROUBLE as error:
            self._game.known = True
            self._complain(error)

    @work
    async def _describe(self) -> None:
        """Look the battle up, unless that is under way."""
        if self._describing:
            return
        self._describing = True
        try:
            await self._session.describe()
        except TROUBLE as error:
            self._complain(error)
        finally:
            self._describing = False

    def _send_once(self, kind: str, about: str, **fields: str) -> None:
        """Send it unless the same is under way: a key that is hit twice costs no second try."""
        if (kind, about) not in self._under_way:
            self._under_way.add((kind, about))
            self._send(kind, about, **fields)
            self._draw_question()

    @work
    async def _send(self, kind: str, about: str, **fields: str) -> None:
        try:
            await self._session.send(kind, **fields)
        except TROUBLE as error:
            self._complain(error)
            if isinstance(error, Refused) and error.reason == "battle_ended":
                self._describe()
        finally:
            self._under_way.discard((kind, about))

    def _take(self, happening: Event | Link) -> None:
        match happening:
            case Link(state=state):
                self._link = state
                if state != "connected":
                    self._write(f"! {link_text(state).plain[2:]}")
            case Event(name="board"):
                self.query_one(Board).show(self._game)
            case Event(name="unavailable", data=data):
                self._write(f"! {happening.channel} is not available: {data['message']}")
            case Event(name=name, data=data):
                if name == "attack.received":
                    self.query_one(Alert).tell(attack_text(data))
                if line := message_text(name, data):
                    self._write(line)
        self._draw()

    def _draw(self) -> None:
        """Show what the game is now; the clock calls it, too."""
        now, game = utc_now(), self._game
        self.query_one("#title", Static).update(game.title or game.battle)
        self.query_one("#time", Static).update(time_left(game, now))
        self.query_one("#link", Static).update(link_text(self._link))
        self.query_one("#standing").border_title = f"{game.username} · {place(game)}"
        self.query_one("#standing", Static).update(standing(game))
        here = f" · {game.present} here" if game.present else ""
        self.query_one(Board).border_title = f"Board of {game.size}{here}"
        self._draw_question()

    def _draw_question(self) -> None:
        now, game, panel = utc_now(), self._game, self.query_one(QuestionPanel)
        questions = game.open_questions()
        match game.phase(now):
            case "scheduled":
                panel.say(f"The battle {time_left(game, now) or 'is being looked up'}.")
            case "ended":
                panel.say(ending(game))
            case "running" if not game.questions:
                self._describe()
            case "running" if not questions:
                panel.say("No question is left. Spend your arrows!")
            case _:
                self._at %= len(questions)
                question = questions[self._at]
                panel.ask(game, question, sent=("answer", question.id) in self._under_way)

    @on(QuestionPanel.Answered)
    def _answered(self, event: QuestionPanel.Answered) -> None:
        self._send_once("answer", event.question, question=event.question, answer=event.answer)

    @on(Board.Attacked)
    def _attacked(self, event: Board.Attacked) -> None:
        self._send_once("attack", event.target, target=event.target)

    def action_leave(self) -> None:
        """Leave the battle, or come back to it."""
        self._send_once("leave" if self._game.active else "join", "")

    def action_close_alert(self) -> None:
        self.query_one(Alert).close()

    def action_turn(self, by: int) -> None:
        """Go to another open question."""
        self._at += by
        self._draw_question()

    def action_swap(self) -> None:
        """Go between the board and the question."""
        board = self.query_one(Board)
        if board.has_focus:
            self.query_one(QuestionPanel).focus_answer()
        else:
            board.focus()

    def _write(self, text: str) -> None:
        self.query_one(RichLog).write(log_line(utc_now(), text))

    def _complain(self, error: BaseException) -> None:
        sentence = trouble_text(error)
        self._write(f"! {sentence}")
        self.notify(sentence, severity="warning", timeout=4)
