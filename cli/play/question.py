"""The question at hand, with its choices or a line to type the answer into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, OptionList, Static

from cli.game import Game, Question
from cli.outside import shown
from cli.wording import points, tries


class AnswerLine(Input):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Answer")]


class Choices(OptionList):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Answer")]

    def on_key(self, event: Key) -> None:
        """A digit takes the choice of that number."""
        if event.key.isdecimal() and 1 <= int(event.key) <= self.option_count:
            event.stop()
            self.highlighted = int(event.key) - 1
            self.action_select()


class QuestionPanel(Vertical):
    """Shows one question; what the player answers is posted as `Answered`."""

    @dataclass
    class Answered(Message):
        """The player has answered."""

        question: str
        answer: str

    def __init__(self) -> None:
        super().__init__(id="question")
        self._question: Question | None = None

    def compose(self) -> ComposeResult:
        yield Static("", id="prompt", markup=False)
        yield Choices(id="choices", markup=False, compact=True)
        yield AnswerLine(id="answer", placeholder="your answer", compact=True)

    def on_mount(self) -> None:
        self.say("")

    def say(self, text: str, title: str = "Questions") -> None:
        """Show a text instead of a question."""
        self._question = None
        self.border_title = title
        self.query_one("#prompt", Static).update(text)
        self.query_one(Choices).display = self.query_one(AnswerLine).display = False

    def ask(self, game: Game, question: Question, *, sent: bool = False) -> None:
        """Show a question; what was typed stays while it is the same one and not `sent`."""
        number = game.questions.index(question) + 1
        left = f"{tries(game.tries_left(question.id))} left"
        self.border_title = (
            f"Question {number}/{len(game.questions)} · {points(question.points)} · "
            f"{'your answer is on its way' if sent else left}"
        )
        if question == self._question:
            return
        focused = self.has_focus_within or self._question is None
        self._question = question
        self.query_one("#prompt", Static).update(question.prompt)
        choices, line = self.query_one(Choices), self.query_one(AnswerLine)
        choices.clear_options()
        choices.add_options([f"{at} {shown(each)}" for at, each in enumerate(question.choices, 1)])
        choices.display, line.display = bool(question.choices), not question.choices
        line.value = ""
        if focused:
            self.focus_answer()

    def focus_answer(self) -> None:
        """Let the player answer."""
        if self._question is not None:
            target = self.query_one(Choices if self._question.choices else AnswerLine)
            target.focus()

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self._question is not None:
            self._answer(self._question, self._question.choices[event.option_index])

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        if self._question is not None and event.value.strip():
            self._answer(self._question, event.value)
            event.input.value = ""

    def _answer(self, question: Question, answer: str) -> None:
        self.post_message(self.Answered(question.id, answer))
