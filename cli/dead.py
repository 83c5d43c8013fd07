"""`rumpus dead`: what no workload could do, and what to do with it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.failure import Failed
from cli.http_api import HttpApi, stage_api
from cli.options import Json, OperatorKey, Url
from cli.output import parse_time, plain, say, say_failure, say_json, say_pairs, say_table, utc_now
from cli.wording import cause

POLL_SECONDS = 2.0
KEPT_DAYS = 14

app = typer.Typer(
    help="Handle dead letters: messages that no workload could process.", no_args_is_help=True
)

Id = Annotated[str, typer.Argument(help="The letter's id, as `rumpus dead list` shows it.")]
Ids = Annotated[
    list[str] | None, typer.Argument(help="Ids of letters, as `rumpus dead list` shows them.")
]
Workload = Annotated[str, typer.Option(help="Only letters of this workload.")]
Error = Annotated[str, typer.Option(help="Only letters with this error.")]
Why = Annotated[str, typer.Option(help="The reason, which is recorded.")]
Most = Annotated[
    int, typer.Option(min=1, max=1000, help="Maximum number of letters, the oldest first.")
]


@app.command("list")
def list_letters(
    workload: Workload = "",
    error: Error = "",
    most: Annotated[
        int, typer.Option(min=1, max=100, help="Maximum number of letters shown.")
    ] = 20,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """List the groups of dead letters, and the oldest letters."""
    query = {"workload": workload, "error": error, "limit": most}
    with stage_api(url, operator_key) as api:
        found = api.ask("GET", "/v1/letters", params=query)
    if as_json:
        say_json(found)
    elif not found["groups"]:
        say("There are no dead letters.")
    else:
        say_table(("workload", "error", ">letters", "days left"), map(_group, found["groups"]))
        say_table(("letter", "workload", "error", "about"), map(_letter, found["letters"]))
        if found["more"]:
            say("There are more: only the oldest 5,000 were looked at.")


@app.command("show")
def show(
    letter: Id, url: Url = None, operator_key: OperatorKey = None, as_json: Json = False
) -> None:
    """Show a letter, its body, and the state of its stream."""
    with stage_api(url, operator_key) as api:
        found = api.ask("GET", f"/v1/letters/{_checked(letter)}")
        before = _state_before(api, found["letter"])
    if as_json:
        say_json(found | {"before": before})
        return
    say_pairs((plain(name), plain(value)) for name, value in found["letter"].items() if value)
    say(found["body"] or "The body is not kept any more.")
    if found["original"]:
        say("Before it was edited it was:")
        say(found["original"])
    if before:
        say(f"{before['stream']} at position {before['position']}, before it:")
        state = before["state"] or {}
        say_pairs((plain(name), plain(value)) for name, value in state.items())


@app.command("edit")
def edit(
    letter: Id,
    body: Annotated[Path, typer.Option(help="A JSON file with the letter's new body.")],
    why: Why,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Replace the body of a letter; the original is kept."""
    asked = {"body": _text_of(body), "why": why}
    with stage_api(url, operator_key) as api:
        found = api.ask("PUT", f"/v1/letters/{_checked(letter)}/body", json=asked)
    if as_json:
        say_json(found)
    else:
        say(f"Edited. `rumpus dead try {letter}` shows what would come of it.")


@app.command("try")
def rehearse(
    letter: Id, url: Url = None, operator_key: OperatorKey = None, as_json: Json = False
) -> None:
    """Show what the workload would do with a letter now.

    Nothing is written. Exit code 1 if it would fail again.
    """
    with stage_api(url, operator_key) as api:
        found = api.ask("POST", f"/v1/letters/{_checked(letter)}/rehearsals")
    if as_json:
        say_json(found)
    else:
        for each in found["commits"]:
            what = f"{each['stream']} {each['position']}: {each.get('event', '')}"
            say(f"would write {what} {each.get('data', '')}")
        for queue, count in found["queued"].items():
            say(f"would put {count} into the queue {queue}")
        say(f"would fail again: {found['error']}" if found["error"] else "would be done")
    if found["error"]:
        raise typer.Exit(1)


@app.command("redrive")
def redrive(  # noqa: PLR0913, PLR0917 - an option each
    ids: Ids = None,
    workload: Workload = "",
    error: Error = "",
    most: Most = 1,
    rate: Annotated[int, typer.Option(min=1, max=100, help="Letters to redrive a second.")] = 10,
    why: Why = "redriven",
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Send letters to their workloads again.

    Ctrl-C stops it before the next letter.
    """
    body = _wanted(ids, workload, error, most) | {"act": "redrive", "rate": rate, "why": why}
    _operate(body, url, operator_key, as_json=as_json)


@app.command("discard")
def discard(  # noqa: PLR0913, PLR0917 - an option each
    why: Why,
    ids: Ids = None,
    workload: Workload = "",
    error: Error = "",
    most: Most = 1,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Discard letters, and record the reason."""
    body = _wanted(ids, workload, error, most) | {"act": "discard", "why": why}
    _operate(body, url, operator_key, as_json=as_json)


def _operate(
    body: dict[str, Any], url: str | None, operator_key: str | None, *, as_json: bool
) -> None:
    with stage_api(url, operator_key) as api:
        asked = api.ask("POST", "/v1/letter-operations", json=body)
        path = f"/v1/letter-operations/{asked['id']}"
        try:
            done = _wait(api, path, asked)
        except KeyboardInterrupt:
            done = api.ask("DELETE", path)
    if as_json:
        say_json(done)
    else:
        say(f"{done['state']}: {done['done']} done, {done['failed']} failed")
    if done["failed"] or done["state"] != "done":
        raise typer.Exit(1)


def _wait(api: HttpApi, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    """Wait for the end, and say on standard error how far it is whenever that changes."""
    while operation["state"] in {"asked", "running"}:
        time.sleep(POLL_SECONDS)
        now = api.ask("GET", path)
        if now != operation:
            say_failure(f"{now['state']}: {now['done']} of at most {now['most']}")
        operation = now
    return operation


def _wanted(ids: list[str] | None, workload: str, error: str, most: int) -> dict[str, Any]:
    chosen = [_checked(each) for each in ids or ()]
    if not (chosen or workload or error):
        raise typer.BadParameter("say which: ids, --workload or --error")
    return {
        "ids": chosen,
        "workload": workload,
        "error": error,
        "most": max(most, len(chosen)),
    }


def _text_of(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as error:
        raise Failed(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Failed(f"{path} is no text: {cause(error)}.") from error


def _checked(letter: str) -> str:
    if len(letter) == 32 and set(letter) <= set("0123456789abcdef"):  # noqa: PLR2004 - of an id
        return letter
    raise Failed(f"{letter} is no id of a letter: `rumpus dead list` has them.")


def _state_before(api: HttpApi, letter: dict[str, Any]) -> dict[str, Any] | None:
    """Return the stream as it was before a record's commit, or as it is for a message."""
    if not letter["stream"]:
        return None
    past = {"position": letter["position"] - 1} if letter["position"] > 1 else {}
    try:
        return api.replay(letter["stream"], past)
    except Failed:
        return None


def _group(group: dict[str, Any]) -> tuple[str, str, str, str]:
    left = KEPT_DAYS - (utc_now() - parse_time(group["oldest"])).days
    return plain(group["workload"]), plain(group["error"]), str(group["count"]), str(left)


def _letter(letter: dict[str, Any]) -> tuple[str, str, str, str]:
    about = " ".join(each for each in (letter["stream"], letter["player"]) if each)
    return letter["id"], plain(letter["workload"]), plain(letter["error"]), plain(about)
