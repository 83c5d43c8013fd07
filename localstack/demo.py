"""Creates the battle with which `make dev` begins, through the HTTP API like an operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import yaml

from localstack.child import StageError
from localstack.folder import ROOT
from localstack.stage import Stage

PACK = ROOT / "cli" / "packs" / "demo.yaml"
LASTS = timedelta(hours=2)
TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Demo:
    battle: str
    ends_at: datetime


def create_demo_battle(stage: Stage) -> Demo:
    """Create a battle that starts now; raise StageError with the API's message if it fails."""
    now = datetime.now(UTC)  # noqa: TID251 - an operator's clock
    ends_at = now + LASTS
    body: dict[str, Any] = {
        **yaml.safe_load(PACK.read_text()),
        "type": "codebattle.schedule",
        "id": "demo",
        "room": "demo",
        "starts_at": now.isoformat(),
        "ends_at": ends_at.isoformat(),
    }
    try:
        answer = httpx.post(
            f"{stage.http_url}/v1/commands",
            json=body,
            headers={"Authorization": f"Operator {stage.operator_key}"},
            timeout=TIMEOUT_SECONDS,
            trust_env=False,
        )
    except httpx.HTTPError as error:
        raise StageError(f"the HTTP API did not answer: {error}\n{stage.log('aws')}") from error
    if answer.status_code != httpx.codes.OK:
        raise StageError(f"the demo battle was refused: {answer.status_code} {answer.text}")
    return Demo("demo", ends_at)
