"""An admin changes what a dead message says; the original is kept."""

from __future__ import annotations

from typing import Any

import pytest

from shared.application.letters import index
from shared.application.letters.edit import edit
from shared.application.letters.ports import Letter
from tests.functions.letters.desk import Desk, Died


def test_gives_the_workload_what_was_edited_and_keeps_the_original(desk: Desk) -> None:
    was, better = desk.attack("a9", "nobody"), desk.attack("a9")
    letter = desk.letter(was)
    found = desk.edit(letter, better)
    assert (found["body"], found["original"]) == (better.decode(), was.decode())
    assert found["letter"]["edited_by"]
    assert desk.show(letter) == found
    paper = desk.rehearse(letter)
    assert [each["event"] for each in paper["commits"]] == ["attack.sent", "attack.received"]
    done = desk.operate("redrive", ids=[letter])
    assert (done["done"], done["failed"]) == (1, 0)
    assert desk.bodies() == [better]
    assert desk.edit(letter, was) == "not_edited"


def test_of_a_letter_that_is_found_again_stays(desk: Desk) -> None:
    was, better = desk.attack("a1"), desk.attack("a2")
    letter = desk.letter(was)
    desk.edit(letter, better)
    desk.letter(was)
    assert desk.show(letter)["body"] == better.decode()


def test_of_whoever_dies_has_changed_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, better, third = map(desk.attack, ("a1", "a2", "a3"))
    letter = desk.letter(first)
    before = desk.edit(letter, better)
    keep = desk.app.letter_bodies.keep

    def die(name: str, body: bytes) -> None:
        keep(name, body)
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(desk.app.letter_bodies, "keep", die)
        found = index.get(desk.app, letter)
        assert found is not None
        with pytest.raises(Died):
            edit(desk.app, found, third, "operator", desk.app.time.now)
    assert desk.show(letter) == before
    desk.app.time.pass_seconds(120)
    desk.operate("redrive", ids=[letter])
    assert desk.bodies() == [better]


def test_of_a_letter_that_is_being_redriven_is_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, better = desk.letter(desk.attack("a1")), desk.attack("a2")
    give, answers = desk.app.workers.give, list[Any]()

    def edit_meanwhile(letter: Letter, body: bytes) -> None:
        answers.append(desk.edit(letter.id, better))
        give(letter, body)

    monkeypatch.setattr(desk.app.workers, "give", edit_meanwhile)
    desk.operate("redrive", ids=[letter])
    assert answers == ["not_edited"]
    assert not desk.show(letter)["letter"]["edited_by"]


def test_that_comes_too_late_is_said_to_be_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = desk.attack("a1")
    letter = desk.letter(was)
    keep = desk.app.letter_bodies.keep

    def take_long(name: str, body: bytes) -> None:
        desk.app.time.pass_seconds(120)
        desk.operate("redrive", ids=[letter])
        keep(name, body)

    with monkeypatch.context() as patch:
        patch.setattr(desk.app.letter_bodies, "keep", take_long)
        assert desk.edit(letter, desk.attack("a2")) == "not_edited"
    assert desk.bodies() == [was]
    assert desk.show(letter)["body"] == was.decode()


@pytest.mark.parametrize("body", [b"", b"no JSON", b'{"a":', b" " * 10])
def test_is_json(desk: Desk, body: bytes) -> None:
    letter = desk.letter()
    assert desk.edit(letter, body) == "not_edited"
    assert not desk.show(letter)["letter"]["edited_by"]


def test_of_what_has_happened_is_none(desk: Desk) -> None:
    letter = desk.put_record(b"{}")
    desk.collect()
    assert desk.edit(letter, b"{}") == "not_edited"
