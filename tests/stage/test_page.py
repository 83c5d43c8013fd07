"""A page as the stage serves it: its headers, its settings, and nothing but its folder."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import httpx
import pytest

from localstack import folder, page
from localstack.ports import HOST, free_ports

pytestmark = pytest.mark.stage

API = "http://127.0.0.1:1/_aws/execute-api/a/$default"
SOCKETS = ["ws://127.0.0.1:1/_aws/execute-api/b/live", "ws://127.0.0.1:2/ws"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    built = tmp_path_factory.mktemp("outside") / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<!doctype html>")
    (built / "assets" / "index-abc.js").write_text("1")
    (built.parent / "secret.txt").write_text("not of the page")
    port = free_ports().play
    run, held = folder.create(folder.HOME)
    child = page.page(run, "play")
    page.configure(child, built, port, API, SOCKETS, None)
    try:
        child.start()
        child.wait_ready(partial(page.answers, port))
        with httpx.Client(base_url=f"http://{HOST}:{port}", trust_env=False, timeout=120) as client:
            yield client
    finally:
        child.stop()
        folder.leave(run, held)


def test_the_index_is_asked_for_each_time(served: httpx.Client) -> None:
    answer = served.get("/")
    assert answer.text == "<!doctype html>"
    assert answer.headers["cache-control"] == "no-cache"


def test_a_hashed_file_is_kept(served: httpx.Client) -> None:
    answer = served.get("/assets/index-abc.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")


def test_a_page_may_talk_to_the_stage_alone(served: httpx.Client) -> None:
    policy = served.get("/").headers["content-security-policy"]
    allowed = next(each for each in policy.split("; ") if each.startswith("connect-src"))
    assert allowed == "connect-src 'self' http://127.0.0.1:1 ws://127.0.0.1:1 ws://127.0.0.1:2"
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy


def test_the_settings_say_where_the_api_is(served: httpx.Client) -> None:
    answer = served.get("/config.json")
    assert answer.json() == {"api": API}
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/assets/", "/assets/gone-abc.js", "/../secret.txt", "/%2e%2e/secret.txt", "/none"]
)
def test_nothing_else_is_shown(served: httpx.Client, path: str) -> None:
    answer = served.get(path)
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-cache"
    assert "not of the page" not in answer.text
