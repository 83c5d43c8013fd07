"""Lets players in: guests, players of an OIDC provider, and returning players."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

from msgspec import Struct

from shared.application.players.limit import REFRESHES, check_rate
from shared.application.players.names import is_reserved
from shared.application.players.ports import EntryRefused, NameTaken, Player, Ports, Refresh
from shared.application.players.secrets_hash import hashed
from shared.kernel.players import MAX_NAME, USERNAME, Identity

TOKEN_SECONDS = 15 * 60
REFRESH_LIVES = timedelta(days=30)
KEY_LIVES = timedelta(minutes=10)
"""Time for which a guest's key returns the same guest again, in case the answer was lost."""


class Grant(Struct, frozen=True):
    """The result of a sign-in: a short-lived session token, and a refresh token."""

    player_id: str
    username: str
    token: str
    expires_in: int
    refresh_token: str


def sign_up(ports: Ports, username: str, subject: str = "", key: str = "") -> Grant:
    """Create an account under a free name; raise EntryRefused or NameTaken.

    The same name and key give the same guest, for `KEY_LIVES` after the first time.
    """
    if not USERNAME.fullmatch(username):
        raise EntryRefused("bad_username", f"a name has 1 to {MAX_NAME} of A-Z, a-z, 0-9, _ and -")
    if is_reserved(username):
        raise EntryRefused("reserved_username", "this name, or one that looks like it, is reserved")
    player_id = _guest_id(key) if key else ports.new_id()
    player = Player(player_id, username, ports.clock(), subject)
    try:
        ports.players.create(player)
    except NameTaken:
        _check_repeats(ports, player)
    return _grant(ports, player, family=ports.new_id())


def sign_in(ports: Ports, subject: str, username: str | None) -> Grant:
    """Let in the player of a verified OIDC subject; the first sign-in needs a username."""
    player = ports.players.by_subject(subject)
    if player is None:
        if not username:
            raise EntryRefused("username_needed", "the first sign-in chooses a username")
        return sign_up(ports, username, subject)
    return _grant(ports, player, family=ports.new_id())


def refresh(ports: Ports, refresh_token: str) -> Grant:
    """Trade a refresh token for a new pair; repeatable until a token that stems from it is used.

    So an answer that was lost on its way locks nobody out. If two clients go on with tokens that
    stem from the same one, the second use revokes the whole family: one client has stolen its
    token. Raise TooFast for a player who refreshes too often, as each new pair is kept for 30 days.
    """
    known = ports.players.find_refresh(hashed(refresh_token))
    if known is None or known.expires <= ports.clock():
        raise EntryRefused("bad_refresh_token", "the refresh token is unknown or has expired")
    check_rate(ports, REFRESHES, known.player_id)
    player = ports.players.get(known.player_id)
    if player is None:
        raise EntryRefused("bad_refresh_token", "the player is gone")
    grant = _grant(ports, player, known.family, parent=known.hash)
    until = ports.clock() + REFRESH_LIVES
    if not ports.players.use_refresh(known, until):
        ports.players.revoke_family(known.family, until)
        raise EntryRefused("bad_refresh_token", "the refresh token was used before: sign in again")
    return grant


def _guest_id(key: str) -> str:
    """Return the player id of a key, 128 bits as all ids; the id does not reveal the key."""
    digest = sha256(f"guest {key}".encode()).digest()
    return urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def _check_repeats(ports: Ports, player: Player) -> None:
    """Raise NameTaken or EntryRefused unless the key has made that guest within `KEY_LIVES`."""
    known = ports.players.get(player.player_id)
    if known is not None and known.username != player.username:
        raise EntryRefused("key_used", "this key has signed up under another name")
    if known is None or known.created_at + KEY_LIVES <= player.created_at:
        raise NameTaken(player.username)


def _grant(ports: Ports, player: Player, family: str, parent: str = "") -> Grant:
    now = ports.clock()
    secret = ports.new_id()
    expires = now + REFRESH_LIVES
    ports.players.keep_refresh(Refresh(hashed(secret), family, player.player_id, expires, parent))
    token = ports.tokens.sign(Identity(player.player_id, player.username), now, TOKEN_SECONDS)
    return Grant(player.player_id, player.username, token, TOKEN_SECONDS, secret)
