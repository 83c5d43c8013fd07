"""`rumpus status`: which stage, and whether it is well."""

from __future__ import annotations

import typer

from cli.http_api import HttpApi
from cli.options import Json, OperatorKey, Url
from cli.output import plain, say_json, say_pairs, utc_now
from cli.target import find_target
from cli.times import Phase, Times


def status(
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Show which stage is used, and whether it is healthy.

    Exit code 1 when it is not healthy.
    """
    target = find_target(url, operator_key)
    with HttpApi(target) as api:
        health = api.health()
        battles = api.rooms("codebattle", "running", most=1000)
    now = utc_now()
    running = [each["room"] for each in battles if Times.of(each).phase(now) == Phase.RUNNING]
    well = bool(health.get("ok"))
    if as_json:
        say_json({"url": target.url, "well": well, "health": health, "running": running})
    else:
        say_pairs(
            [
                ("stage", plain(target.url)),
                ("operator's key", "known" if target.operator_key else "not known"),
                *((plain(name), plain(value)) for name, value in health.items()),
                ("running battles", plain(", ".join(running)) or "none"),
            ]
        )
    if not well:
        raise typer.Exit(1)
