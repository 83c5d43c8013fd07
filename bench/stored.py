"""What a commit of a game takes where it is stored: the real code writes them, as a crowd plays.

A few players of a rehearsal do what one of a profile of `rumpus bill` does in a room's time. Their
commits are encoded as the log keeps them, with their snapshots and without, and as a journal does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import batched
from math import ceil

from msgspec.structs import replace

from bench.counting import WRITE_BYTES, size
from cdk.bill.modelled import COMMITS_OF_OWNER, PUTS_OF_OWNER
from cli.load.profiles import Each, Profile
from cli.rehearse.crowd import Crowd
from cli.rehearse.models import read_models
from shared.games.catalogue import GAMES
from shared.kernel.facts import Commit
from shared.kernel.game import Game
from shared.wire.entries import UNCALLED, Called, Packer
from shared.wire.packed import PackedCodec
from shared.wire.stored import Codec, codec_of

_HOUR = 3600.0
_ROUNDED = 4  # digits

CROWDS = (
    Profile("", 40, _HOUR, 1200, Each(answers=10, attacks=5)),
    Profile("", 10, _HOUR, 120, Each(deeds=714), game="hunt", room_players=70),
    Profile("", 24, 660.0, 60, Each(acts=300), game="match"),
)


def stored() -> dict[str, dict[str, float]]:
    """Return what a commit of each game has of snapshots and takes in a journal, on average."""
    found = {}
    for profile in CROWDS:
        crowd = Crowd(profile, read_models(), seed=1)
        crowd.play()
        commits = list(crowd.log.every())
        packed = round(_packed(GAMES.get(profile.game), commits) / len(commits), _ROUNDED)
        found[f"stored {profile.game}"] = _of(codec_of(GAMES), commits) | {"packed bytes": packed}
    return found


def _packed(game: Game, commits: Sequence[Commit]) -> int:
    """Return the bytes of entries that hold as many commits as those of a busy owner."""
    codec, packer, octets = PackedCodec([game]), Packer(), 0
    called: dict[str, Called] = {}
    in_turn = sorted(commits, key=lambda each: (each.at, each.stream, each.position))
    for some in batched(in_turn, COMMITS_OF_OWNER[game.name] // PUTS_OF_OWNER, strict=False):
        for each in codec.prepare(*some):
            stream = each.commit.stream
            called[stream] = packer.add(each, called.get(stream, UNCALLED))
        octets += len(packer.take())
    return octets


def _of(codec: Codec, commits: Sequence[Commit]) -> dict[str, float]:
    """Return what snapshots add to a commit on average; a transaction's writes count double."""
    more: Counter[str] = Counter()
    together = Counter((each.by, each.command_id) for each in commits)
    for each in commits:
        whole, without = size(codec.encode(each)), size(codec.encode(replace(each, snapshot=None)))
        units = ceil(whole / WRITE_BYTES) - ceil(without / WRITE_BYTES)
        times = 2 if together[each.by, each.command_id] > 1 else 1
        more += Counter({"log.write": units * times, "log.again": units * times})
        more += Counter({"snapshot change": units, "stored bytes": whole - without})
    return {name: round(amount / len(commits), _ROUNDED) for name, amount in more.items()}
