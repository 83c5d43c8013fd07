"""Builds the games of a process, and the codecs of their facts and commands."""
# ruff: noqa: PLC0415

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.runtime import clock
from shared.runtime.once import once

if TYPE_CHECKING:
    from shared.kernel.games import Games
    from shared.wire.commands import CommandFrame, CommandFrames
    from shared.wire.frames import ClientFrame
    from shared.wire.packed import PackedCodec
    from shared.wire.read_frame import FrameReader
    from shared.wire.shipped import ShippedCodec
    from shared.wire.stored import Codec


class GamePorts:
    """A part of a process's ports."""

    @once
    def games(self) -> Games:
        from shared.games.catalogue import GAMES

        return GAMES

    @once
    def codec(self) -> Codec:
        from shared.wire.stored import codec_of

        return codec_of(self.games)

    @once
    def packed(self) -> PackedCodec:
        """Return the codec of journals, for the games whose log is a journal."""
        from shared.wire.packed import PackedCodec

        return PackedCodec([game for game in self.games if game.log == "journal"])

    @once
    def journal_records(self) -> ShippedCodec:
        from shared.wire.shipped import ShippedCodec

        return ShippedCodec(self.packed)

    @once
    def frames(self) -> CommandFrames:
        from shared.wire.commands import CommandFrames

        return CommandFrames(self.games, clock.chance)

    @once
    def reader(self) -> FrameReader[ClientFrame]:
        """Return the reader of players' frames."""
        from shared.wire.frames import MAX_FRAME, OWN_FRAMES
        from shared.wire.read_frame import FrameReader

        return FrameReader(*self.frames.of_players, *OWN_FRAMES, most=MAX_FRAME)

    @once
    def command_reader(self) -> FrameReader[CommandFrame]:
        """Return the reader of commands over HTTP."""
        from shared.wire.commands import MAX_COMMAND
        from shared.wire.read_frame import FrameReader

        return FrameReader(*self.frames.kinds, most=MAX_COMMAND)
