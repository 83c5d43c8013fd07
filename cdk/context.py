"""Applies the context, which may differ between accounts, to the configuration of a stage."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

from cdk.config import (
    BUDGET_OF_FLEET_USD,
    BUDGET_OF_LOKI_USD,
    GATEWAY,
    OWNER,
    STAGES,
    WEB,
    AwsClient,
    Choice,
    Config,
    Fleet,
    Logs,
    Otlp,
    Placement,
    RefusedConfiguration,
)
from layers.tree import ROOT, BadGame, tree
from shared.pages import PAGES

NAMES = (
    "games",
    "alarm_email",
    "budget_usd",
    "zones",
    "oidc_issuers",
    "operator_issuers",
    "account_log_role",
    "gateway",
    "web",
    "owner",
    "placement",
    "placement_size",
    "aws_client",
    "reward_guests",
    "gateway_domain",
    "gateway_certificate",
    "pages",
    "logs",
    "otlp",
    "otlp_secret",
    "drills",
    "own_hardware",
)

_BUILT = tuple(ROOT / "web" / page / "dist" for page in PAGES)
"""The folders of the built pages."""

_CHOICES: tuple[Choice, ...] = get_args(Choice.__value__)
_CLIENTS: tuple[AwsClient, ...] = get_args(AwsClient.__value__)
_LOGS: tuple[Logs, ...] = get_args(Logs.__value__)

_LEAST_PREFIX = 16
"""Minimum prefix length of own machines' addresses: more than 65,536 machines are a mistake."""

_SMALL = Fleet(2, 4)
"""The fleet of a stage that has none until the context asks for one."""


def config_for(stage: str, context: Mapping[str, str]) -> Config:
    """Return the configuration of a stage, changed by the account's context."""
    for name, config in STAGES.items():
        if name == stage:
            fleets = _fleets(config, context)
            logs = _one_of(_LOGS, "logs", config.logs, context)
            usual = config.budget_usd + BUDGET_OF_FLEET_USD * len(fleets)
            usual += BUDGET_OF_LOKI_USD * (logs == "loki")
            return replace(
                config,
                tree=_tree(context.get("games", "")),
                alarm_email=context.get("alarm_email", ""),
                budget_usd=int(context.get("budget_usd", usual)),
                oidc_issuers=context.get("oidc_issuers", config.oidc_issuers),
                operator_issuers=context.get("operator_issuers", config.operator_issuers),
                account_log_role=_yes(context, "account_log_role"),
                fleets=fleets,
                zone_names=_zone_names(config, context),
                placement=_placement(config.placement, context),
                aws_client=_one_of(_CLIENTS, "aws_client", config.aws_client, context),
                reward_guests=_yes(context, "reward_guests"),
                gateway_domain=context.get("gateway_domain", ""),
                gateway_certificate=context.get("gateway_certificate", ""),
                pages=_pages(context),
                logs=logs,
                otlp=_otlp(context),
                drills=_one_of(("off", "on"), "drills", "off", context) == "on",
                own_hardware=_own_hardware(context),
            )
    raise RefusedConfiguration(
        f"There is no stage '{stage}': give --context stage= one of {', '.join(STAGES)}."
    )


def _tree(games: str) -> Path:
    """`games=../highcard,../chess`: folders of the studio's own games."""
    try:
        return tree([Path(name.strip()).resolve() for name in games.split(",") if name.strip()])
    except BadGame as bad:
        raise RefusedConfiguration(f"The games can't be deployed. {bad}") from None


def _one_of[T: str](known: tuple[T, ...], name: str, usual: T, context: Mapping[str, str]) -> T:
    """Return the value in the context, if it is a known one."""
    asked = context.get(name, usual)
    for each in known:
        if asked == each:
            return each
    raise RefusedConfiguration(
        f"There is no {name}={asked}: give --context {name}= one of {', '.join(known)}."
    )


def _otlp(context: Mapping[str, str]) -> Otlp:
    """`otlp=https://…`, under which `/v1/traces` takes spans; a key is in no URL, but a secret."""
    asked = Otlp(context.get("otlp", ""), context.get("otlp_secret", ""))
    parts = urlsplit(asked.url)
    plain = f"https://{parts.netloc}{parts.path}"
    if asked.url and (asked.url != plain or "@" in parts.netloc or not parts.hostname):
        raise RefusedConfiguration(
            "Spans are sent to no such place: give --context otlp=https://host/path, without a "
            "login or a query."
        )
    if asked.secret and not (asked.url and asked.secret.startswith("arn:")):
        raise RefusedConfiguration(
            "A header is for an endpoint: give --context otlp_secret= the ARN of a secret, and "
            "--context otlp= the URL."
        )
    return asked


def _pages(context: Mapping[str, str]) -> tuple[Path, ...]:
    """`pages=on`: the pages as `make setup` has built them."""
    match context.get("pages", "off"):
        case "off":
            return ()
        case "on" if all((each / "index.html").exists() for each in _BUILT):
            return _BUILT
        case "on":
            raise RefusedConfiguration("The pages were not built: run `make setup`.")
        case other:
            raise RefusedConfiguration(
                f"There is no pages={other}: give --context pages=on or off."
            )


def _zone_names(config: Config, context: Mapping[str, str]) -> tuple[str, ...]:
    """`zones=us-east-1a,us-east-1b`: as many as the stage has."""
    names = tuple(name.strip() for name in context.get("zones", "").split(",") if name.strip())
    if names and len(set(names)) != config.zones:
        raise RefusedConfiguration(
            f"Stage '{config.stage}' stands in {config.zones} zones: give --context zones= so many "
            "names, with commas between them."
        )
    return names


def _own_hardware(context: Mapping[str, str]) -> str:
    """`own_hardware=10.8.0.0/24`: private addresses, as no others may reach the database."""
    given = context.get("own_hardware", "off")
    if given == "off":
        return ""
    with suppress(ValueError):
        if (network := IPv4Network(given)).is_private and network.prefixlen >= _LEAST_PREFIX:
            return str(network)
    raise RefusedConfiguration(
        f"No machines come from {given}: give --context own_hardware= private addresses, as "
        f"10.8.0.0/24, of /{_LEAST_PREFIX} at most, or off."
    )


def _yes(context: Mapping[str, str], name: str) -> bool:
    """Return True unless the context says `no`."""
    match context.get(name, "yes"):
        case "yes":
            return True
        case "no":
            return False
        case other:
            raise RefusedConfiguration(
                f"There is no {name}={other}: give --context {name}=yes or no."
            )


def _fleets(config: Config, context: Mapping[str, str]) -> Mapping[str, Fleet]:
    """`gateway=on`, `web=on` and `owner=on` give a stage a fleet, `off` takes it away."""
    fleets = dict(config.fleets)
    for name in (GATEWAY, WEB, OWNER):
        match context.get(name):
            case "on":
                fleets.setdefault(name, _SMALL)
            case "off":
                fleets.pop(name, None)
            case None:
                pass
            case other:
                raise RefusedConfiguration(
                    f"There is no {name}={other}: give --context {name}=on or off."
                )
    return fleets


def _placement(usual: Placement, context: Mapping[str, str]) -> Placement:
    size = context.get("placement_size", str(usual.size))
    if not size.isdecimal():
        raise RefusedConfiguration(
            f"A battle has no {size} players: give --context placement_size= a whole number."
        )
    choice = _one_of(_CHOICES, "placement", usual.choice, context)
    return Placement(choice, int(size))
