"""Routes of dead letters, for operators."""

from __future__ import annotations

from secrets import token_hex
from typing import Annotated

from fastapi import APIRouter, Path, Query
from msgspec import to_builtins

from functions.http.acting import Admin, Supporter, need
from functions.http.caller import Operator, Parts
from functions.http.errors import Problem
from shared.application.letters import index, operate
from shared.application.letters.edit import NotEdited, body_of, edit
from shared.application.letters.ports import Letter
from shared.kernel.players import operator_name
from shared.runtime.bootstrap import Application
from shared.wire import letters_http as w
from shared.wire.http import Limit

router = APIRouter(prefix="/v1/letters", tags=["letters"])

type LetterId = Annotated[w.LetterId, Path()]
type Name = Annotated[w.Name, Query()]


@router.get("")
def listed(
    parts: Parts, _: Operator, workload: Name = "", error: Name = "", limit: Limit = 50
) -> w.LettersAnswer:
    """List the groups of dead letters, and the oldest letters of a workload and an error."""
    letters = list(index.waiting(parts, index.Wanted()))
    wanted = index.Wanted((), workload, error)
    shown = [each for each in letters if wanted.has(each)][:limit]
    told = {"groups": index.groups(letters), "letters": shown}
    more = len(letters) == index.MOST_LISTED
    return w.LettersAnswer.model_validate(to_builtins(told) | {"more": more})


@router.get("/{letter}")
def one(letter: LetterId, parts: Parts, _: Operator) -> w.WholeLetterAnswer:
    """Show a dead letter with its body, which may hold what a player has sent."""
    found = _found(parts, letter)
    return _whole(parts, found)


@router.put("/{letter}/body")
def edited(letter: LetterId, body: w.EditBody, parts: Parts, by: Admin) -> w.WholeLetterAnswer:
    """Replace the body of a letter before it is redriven (admin). The original is kept."""
    found, text = _found(parts, letter), body.body.encode()
    with by.act("letters.edit", letter, body.why):
        try:
            changed = edit(parts, found, text, operator_name(by.identity), parts.clock())
        except NotEdited as reason:
            raise Problem(409, "not_edited", str(reason)) from None
    return _whole(parts, changed)


@router.post("/{letter}/rehearsals")
def rehearsed(letter: LetterId, parts: Parts, _: Operator) -> w.RehearsalAnswer:
    """Show what the workload would do with a letter now. Nothing is written."""
    from functions.http.rehearse import rehearse  # noqa: PLC0415 - it imports all workloads

    found = _found(parts, letter)
    body = body_of(parts, found)
    if body is None:
        raise Problem(404, "not_found", "the body of this letter is not kept any more")
    return w.RehearsalAnswer.model_validate(to_builtins(rehearse(parts, found, body)))


operations = APIRouter(prefix="/v1/letter-operations", tags=["letters"])


@operations.post("", status_code=202)
def asked(body: w.OperationBody, parts: Parts, by: Supporter) -> w.OperationAnswer:
    """Redrive letters, or discard them (admin), within a minute. The act is recorded."""
    if body.act == "discard":
        need(by.identity, "admin")
    if not (body.ids or body.workload or body.error):
        raise Problem(422, "bad_request", "say which letters: ids, a workload or an error")
    wanted = index.Wanted(tuple(body.ids), body.workload, body.error)
    operation = operate.Operation(
        token_hex(16),
        body.act,
        operator_name(by.identity),
        body.why,
        parts.clock(),
        wanted,
        body.most,
        body.rate,
    )
    with by.act(f"letters.{body.act}", f"{operation.id}, at most {body.most}", body.why):
        operate.ask(parts, operation)
    return _answer(operation)


@operations.get("/{operation}")
def progress(operation: LetterId, parts: Parts, _: Operator) -> w.OperationAnswer:
    """Show the progress of an operation."""
    return _answer(operate.get(parts, operation))


@operations.delete("/{operation}")
def cancelled(operation: LetterId, parts: Parts, by: Supporter) -> w.OperationAnswer:
    """Stop an operation before its next letter."""
    with by.act("letters.cancel", operation):
        return _answer(operate.cancel(parts, operation))


def _whole(parts: Application, letter: Letter) -> w.WholeLetterAnswer:
    original = parts.letter_bodies.get(letter.id) if letter.edited_by else None
    bodies = {"body": body_of(parts, letter), "original": original}
    texts = {name: body and body.decode(errors="replace") for name, body in bodies.items()}
    return w.WholeLetterAnswer.model_validate({"letter": to_builtins(letter), **texts})


def _found(parts: Application, letter: str) -> Letter:
    found = index.get(parts, letter)
    if found is None:
        raise Problem(404, "not_found", "there is no such letter")
    return found


def _answer(operation: operate.Operation | None) -> w.OperationAnswer:
    if operation is None:
        raise Problem(404, "not_found", "there is no such operation")
    return w.OperationAnswer.model_validate(to_builtins(operation))
