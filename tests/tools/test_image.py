from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from shared.workloads import WORKLOADS, workload
from tools.dockerfile import is_sent, stages
from tools.image import LOCK, PACKAGES, ROOT, STAMP, faults, missing_wheels, reached

_MAINS = [each.main for each in WORKLOADS if each.main]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """What the image is made of, to be spoilt."""
    for name in ("Dockerfile", ".dockerignore", ".python-version", LOCK, "layers/rds-ca.pem"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for name in PACKAGES:  # COPY asks whether they are there
        (tmp_path / name).mkdir()
    return tmp_path


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


class TestFaults:
    def test_are_none_of_ours(self, tree: Path) -> None:
        assert not list(faults(tree))

    @pytest.mark.parametrize(
        ("file", "old", "new", "sentence"),
        [
            ("Dockerfile", "USER 10001:10001", "USER root", "runs as root"),
            ("Dockerfile", "USER 10001:10001\n", "", "runs as root"),
            ("Dockerfile", "COPY functions", "COPY nothing", "nothing, which does not exist"),
            ("Dockerfile", "COPY functions", "ADD functions", "use COPY"),
            ("Dockerfile", "WORKDIR /app", "RUN ls", "runs something"),
            ("Dockerfile", "WORKDIR /app", "ENV API_TOKEN=x", "looks like a secret"),
            ("Dockerfile", "WORKDIR /app", "COPY server.pem /opt/", "looks like a secret"),
            ("Dockerfile", "FROM python:3.13-slim\n", "FROM python:3\n", "made from python:3,"),
            ("Dockerfile", "HEALTHCHECK", "LABEL", "no HEALTHCHECK"),
            ("Dockerfile", "EXPOSE 8080", "EXPOSE 80", "does not expose 8080"),
            ("Dockerfile", '["functions.ws.gateway"]', '["functions.ws"]', "not the gateway"),
            (".dockerignore", "!shared\n", "", "shared, which .dockerignore keeps out"),
            (".dockerignore", "*\n", "", ".dockerignore lets .env in"),
            (LOCK, "\nuvloop==", "\nuvloup==", "imports uvloop"),
            (LOCK, "\nuvicorn==", "\nuvicorm==", "imports uvicorn"),
        ],
    )
    def test_are_told_in_a_sentence(
        self, tree: Path, file: str, old: str, new: str, sentence: str
    ) -> None:
        _replace(tree / file, old, new)
        assert [each for each in faults(tree) if sentence in each]

    def test_are_told_of_a_server_that_is_not_there(
        self, tree: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            "tools.image.WORKLOADS", [replace(workload("web"), main="functions.none")]
        )
        assert list(faults(tree)) == ["functions.none.__main__ does not exist."]


class TestReached:
    def test_finds_what_is_imported_later_and_leaves_out_what_is_for_type_checkers(self) -> None:
        imported = reached(*(f"{main}.__main__" for main in _MAINS))
        assert "shared.adapters.valkey.bus" in imported
        assert {"hiredis", "psycopg", "uvloop", "fastapi", "botocore"} <= imported
        assert not [each for each in imported if each.startswith("mypy_boto3")]


class TestDockerfile:
    def test_is_read_by_stages_and_whole_instructions(self) -> None:
        built, last = stages((ROOT / "Dockerfile").read_text())
        assert [each.word for each in built].count("RUN") == 3
        (install,) = [each for each in built if "pip" in each.rest]
        assert install.words[:4] == ["python", "-m", "pip", "install"]
        assert [each.option("from") for each in last if each.option("from")] == ["built", "built"]

    @pytest.mark.parametrize(
        ("path", "sent"),
        [
            ("functions/http/api.py", True),
            ("functions/http/__pycache__/api.pyc", False),
            ("layers/rds-ca.pem", True),
            ("layers/build.py", False),
            ("Makefile", False),
        ],
    )
    def test_is_given_what_the_ignore_file_lets_in(self, path: str, sent: bool) -> None:
        assert is_sent(path, (ROOT / ".dockerignore").read_text()) is sent


class TestMissingWheels:
    def test_are_asked_for_when_the_lock_has_changed(self, tree: Path) -> None:
        (tree / STAMP).parent.mkdir()
        (tree / STAMP).write_text("of another lock")
        (tree / LOCK).write_text("nothing-of-this-name==1 --hash=sha256:00\n")
        assert missing_wheels(tree)
        assert (tree / STAMP).read_text() == "of another lock"
