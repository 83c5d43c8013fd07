"""How the benchmarks' commits are stored."""

from __future__ import annotations

from shared.games.catalogue import GAMES
from shared.wire.stored import codec_of

CODEC = codec_of(GAMES)

encode_commit = CODEC.encode
decode_commit = CODEC.decode
