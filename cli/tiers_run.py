"""`rumpus tiers run`: archives the players who are due, at a rate and within a budget."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.archive_run import FargateRun, ProcessRun, Run, placed
from cli.failure import Failed
from cli.http_api import HttpApi, stage_api
from cli.options import OperatorKey, Url, finite
from cli.output import say
from cli.target import running_stage

LOOK_SECONDS = 2.0

Rate = Annotated[
    float,
    typer.Option(
        min=0, callback=finite, help="Players to archive a second; 0: as fast as possible."
    ),
]
Dollars = Annotated[
    float, typer.Option(min=0, callback=finite, help="Maximum dollars for S3 puts; 0: no limit.")
]
Most = Annotated[int, typer.Option(min=0, help="Maximum number of players; 0: no limit.")]
Stage = Annotated[str, typer.Option(help="A stage on AWS; empty: the local one.")]
Endpoint = Annotated[
    str | None, typer.Option(envvar="AWS_ENDPOINT_URL", help="The embedded AWS.", hidden=True)
]


def run(
    rate: Rate = 0,
    dollars: Dollars = 0,
    most: Most = 0,
    stage: Stage = "",
    url: Url = None,
    operator_key: OperatorKey = None,
    endpoint: Endpoint = None,
) -> None:
    """Archive all players who are due, and show the progress.

    Ctrl-C stops the run; the next run continues where it stopped.

    With `--stage` the run is a task on Fargate Spot. If a task is already running, its progress is
    shown, and Ctrl-C only stops showing it.
    """
    words = ["--rate", f"{rate:g}", "--dollars", f"{dollars:g}", "--most", str(most)]
    with stage_api(url, operator_key) as api:
        begun = _on_fargate(stage, words) if stage else _here(words, endpoint)
        try:
            follow(begun, lambda: _counts(api))
        except KeyboardInterrupt:
            if begun.is_followed:
                say("The run goes on: it was there before.")
            else:
                begun.stop()
                say("Stopped. The next run goes on where this one was.")
            raise typer.Exit(130) from None


def follow(
    begun: Run,
    counts: Callable[[], Mapping[str, int]],
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Say how far a run is until it is over; a stage that doesn't answer is asked again."""
    before: int | None = None
    is_over = False
    while not is_over:
        is_over = begun.ended()
        try:
            now = counts()
        except Failed as silent:
            say(f"How far it is is not known. {silent}")
        else:
            archived = now.get("archived", 0)
            before = archived if before is None else before
            say(f"{archived - before:,} more in the archive, {now.get('warm', 0):,} warm.")
        if not is_over:
            sleep(LOOK_SECONDS)
    say("Nobody is due, or the budget is spent.")


def _counts(api: HttpApi) -> dict[str, int]:
    return {each["tier"]: each["players"] for each in api.ask("GET", "/v1/tiers")["tiers"]}


def _here(words: Sequence[str], endpoint: str | None) -> Run:
    from localstack.deploy import Account  # noqa: PLC0415 - --help must not wait for botocore
    from localstack.gateway import deployed_environment  # noqa: PLC0415 - as above
    from localstack.ministack import aws_environment  # noqa: PLC0415 - as above

    at = endpoint or str((running_stage(Path.cwd()) or {}).get("aws_endpoint", ""))
    if not at:
        raise Failed("No stage runs here: start one with `make dev`, or name one by --stage.")
    told = deployed_environment(Account(at), ["archive"])
    return ProcessRun(words, {**aws_environment(at), **told})


def _on_fargate(stage: str, words: Sequence[str]) -> Run:
    import boto3  # noqa: PLC0415 - half a second

    client: Any = boto3.client
    begun = FargateRun(client("ecs"), stage, words, placed(client("cloudformation"), stage))
    if begun.is_followed:
        say("A run is there already: this follows it, with its own rate and budget.")
    return begun
