"""Compressed messages reach the crowd's players whole, and are counted as they came."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest

from cli.load.inflate import agreed
from tests.cli.host import Host
from tests.cli.test_load import rumpus_load

PROFILE = """
title: A crowd that looks on
players: 4
seconds: 1
join_seconds: 0
each: {answers: 3}
right_answers: 1
channels: [stream, board, presence]
"""


class TestAgreed:
    @pytest.mark.parametrize("kept", [True, False])
    def test_unpacks_messages_as_the_host_says(self, kept: bool) -> None:
        inflate = agreed("permessage-deflate" + ("" if kept else "; server_no_context_takeover"))
        assert inflate is not None
        packer = zlib.compressobj(wbits=-15)
        for text in (b'{"type":"pong"}', b'{"type":"pong"}'):
            packed = packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)
            assert inflate(packed.removesuffix(b"\0\0\xff\xff")) == text
            packer = packer if kept else zlib.compressobj(wbits=-15)

    def test_is_nothing_where_the_host_declines(self) -> None:
        assert agreed("") is None


class TestCompress:
    def test_makes_replies_smaller_where_the_host_takes_it(self, tmp_path: Path) -> None:
        host = Host(compression="deflate")
        with host.running():
            plain, packed = (_octets(host, tmp_path, *each) for each in ((), ("--compress",)))
        assert packed < 0.8 * plain

    def test_plays_on_where_the_host_declines(self, tmp_path: Path) -> None:
        host = Host(compression=None)
        with host.running():
            assert _octets(host, tmp_path, "--compress") > 0


def _octets(host: Host, folder: Path, *options: str) -> float:
    """Play, and return the bytes of replies, a player and second."""
    (folder / "p.yaml").write_text(PROFILE)
    result = rumpus_load(
        host, str(folder / "p.yaml"), "--figures", str(folder / "f.json"), *options
    )
    figures = json.loads((folder / "f.json").read_text())
    assert figures["requests"]["answer"]["done"] == 12, result.output
    assert not any(each["faults"] for each in figures["requests"].values())
    return float(figures["bytes_per_player_second"]["reply"])
