from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cli.packs import DEMO, load_pack
from tests.cli.host import Host
from tests.memory import OPERATOR_KEY

type CreateBattle = Callable[..., str]


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()
    with host.running():
        yield host


@pytest.fixture
def create_battle(host: Host) -> CreateBattle:
    def create(battle: str = "b1", starts_in: float = -1, **plan: Any) -> str:
        """Schedule the demo pack for ten minutes."""
        starts_at = datetime.now(UTC) + timedelta(seconds=starts_in)  # noqa: TID251 - a live host
        times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=10)}
        head = {"type": "codebattle.schedule", "id": f"schedule-{battle}", "room": battle}
        body = head | load_pack(DEMO).plan() | {"title": "Demo battle"} | plan
        body |= {name: time.isoformat() for name, time in times.items()}
        headers = {"authorization": f"Operator {OPERATOR_KEY}"}
        answer = httpx.post(f"{host.url}/v1/commands", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return battle

    return create
