"""`rumpus passport`: whether an account's quotas bear a stage and its crowd."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.bill import Context, StageName, Templates, month_of
from cli.bill.show import rounded
from cli.failure import Failed
from cli.options import Json
from cli.output import say, say_json, say_table

if TYPE_CHECKING:
    from cdk.passport.passport import Entry
    from cdk.passport.quotas import Quota


def passport(
    profile: Annotated[str, typer.Argument(help="A bundled profile, or a file.")],
    *,
    stage: StageName = "prod",
    context: Context = None,
    templates: Templates = None,
    account: Annotated[
        bool, typer.Option("--account", help="Read the account's own quotas from AWS.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show each AWS quota that a stage and its crowd use.

    Exit code 1 when a quota is too low.
    """
    from cdk.passport.passport import passport as passport_of  # noqa: PLC0415 - --help must not wait

    month = month_of(profile, stage, context or [], templates)
    allowed = _allowed() if account else lambda _: None
    entries = sorted(passport_of(month, allowed), key=lambda each: each.quota.key)
    if as_json:
        say_json([_plain(each) for each in entries])
    else:
        _show(entries, account=account)
    if any(each.verdict != "enough" for each in entries):
        raise typer.Exit(1)


def _allowed() -> Callable[[Quota], float | None]:
    """Ask AWS with the credentials and the region of the environment."""
    import boto3  # noqa: PLC0415 - --help must not wait for it
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as above

    from cdk.passport.quotas import applied  # noqa: PLC0415 - as above

    client: Any = boto3.client

    def allowed(quota: Quota) -> float | None:
        try:
            return applied(client, quota)
        except (BotoCoreError, ClientError) as error:
            raise Failed(f"The account's quota of {quota.what} can't be read: {error}") from None

    return allowed


def _show(entries: list[Entry], *, account: bool) -> None:
    if account:
        say("Quotas of the account. What AWS tells of no account is the default.")
    else:
        oldest = min(each.quota.read for each in entries)
        say(f"Quotas of a new account, as of {oldest}; --account reads those of yours.")
    say_table(
        ("quota", ">needed", ">allowed", "verdict"),
        [
            (each.quota.what, rounded(each.needed), rounded(each.allowed), each.verdict)
            for each in entries
        ],
    )
    for each in entries:
        if each.advice:
            say(each.advice)


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.quota.key,
        "what": entry.quota.what,
        "needed": entry.needed,
        "allowed": entry.allowed,
        "verdict": entry.verdict,
        "code": entry.quota.code,
        "advice": entry.advice,
    }
