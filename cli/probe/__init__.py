"""`rumpus probe`: how long AWS's calls take from here, and whether the journal is quick enough."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.failure import Failed
from cli.options import Json
from cli.output import say, say_json, say_table


def probe(
    *,
    count: Annotated[
        int, typer.Option(help="Number of calls of each kind.", min=10, max=100_000)
    ] = 1000,
    region: Annotated[
        str, typer.Option(envvar="AWS_REGION", help="AWS region of the calls.")
    ] = "us-east-1",
    endpoint: Annotated[
        str | None,
        typer.Option(envvar="AWS_ENDPOINT_URL", help="URL of an embedded AWS, to try it out."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure calls to AWS from here, and judge the journal by them.

    The calls go to DynamoDB, S3 and Kinesis. The probe creates a table, a bucket and a stream, and
    removes them again. A thousand calls of each kind cost some cents.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - slow to import

    from cli.probe.measure import measure  # noqa: PLC0415 - as above
    from cli.probe.verdict import figures, verdict  # noqa: PLC0415 - as above

    try:
        found = measure(region, endpoint, count)
    except (BotoCoreError, ClientError) as error:
        raise Failed(f"AWS refuses the probe: {error}.") from error
    rows = {name: figures(times) for name, times in found.items()}
    text = verdict(rows["DynamoDB put"]["p99"])
    if as_json:
        say_json({"milliseconds": rows, "verdict": text})
        return
    columns = ("call", *(f">{name}" for name in rows["DynamoDB put"]))
    say_table(
        columns, [(name, *(f"{each:.1f}" for each in row.values())) for name, row in rows.items()]
    )
    say(f"Milliseconds of {count} calls, one after the other. {text}")
