"""The entrants: registering, checking in, leaving, and their seeds."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from shared.games.tournament import commands as c
from shared.games.tournament import facts as f
from shared.games.tournament.plan import FEWEST, LONGEST_ID, MOST_ROUND_ROBIN, Plan
from shared.games.tournament.rounds import pair_next, seed_of
from shared.games.tournament.state import Open, Over, Running, Seeding, Tournament
from shared.kernel.errors import CommandRefused


def create(command: c.Create, tournament: Tournament | None) -> tuple[f.RoomFact, ...]:
    plan = command.plan
    if tournament is not None:
        raise CommandRefused("already_created")
    if len(command.room) > LONGEST_ID:
        raise CommandRefused("id_too_long", most=LONGEST_ID)
    _check(plan)
    _check_season(command)
    return (f.TournamentCreated(command.now, plan, command.starts_at, command.ends_at),)


def _check(plan: Plan) -> None:
    if plan.format == "round_robin" and plan.most > MOST_ROUND_ROBIN:
        raise CommandRefused("too_many_entrants", most=MOST_ROUND_ROBIN)
    if plan.format == "heats" and 2 * plan.advance > plan.heat:
        raise CommandRefused("too_many_advance", most=plan.heat // 2)
    if plan.ladder and not plan.game:
        raise CommandRefused("no_game")
    if plan.prizes and not plan.currency:
        raise CommandRefused("no_currency")


def _check_season(command: c.Create) -> None:
    if command.plan.format != "season":
        return
    if command.ends_at is None or command.ends_at <= command.starts_at:
        raise CommandRefused("bad_end")
    if not command.plan.ladder:
        raise CommandRefused("no_ladder")


def register(command: c.Register, tournament: Tournament) -> tuple[f.RoomFact, ...]:
    """Register a player; while check-in is open, this checks the player in too."""
    entrants = _open(tournament, command.now)
    if command.username in entrants.entrants:
        raise CommandRefused("already_registered")
    if len(entrants.entrants) >= entrants.plan.most:
        raise CommandRefused("full", most=entrants.plan.most)
    return (f.Registered(command.now, command.username, entrants.check_in_open),)


def check_in(command: c.CheckIn, tournament: Tournament) -> tuple[f.RoomFact, ...]:
    entrants = _open(tournament, command.now)
    if command.username not in entrants.entrants:
        raise CommandRefused("not_registered")
    if not entrants.check_in_open:
        raise CommandRefused("check_in_closed")
    if entrants.entrants[command.username]:
        raise CommandRefused("already_checked_in")
    return (f.CheckedIn(command.now, command.username),)


def leave(command: c.Withdraw | c.Disqualify, tournament: Tournament) -> tuple[f.RoomFact, ...]:
    """Take a player out; the opponents win the match that it has in this round."""
    is_own = isinstance(command, c.Withdraw)
    who = command.username if isinstance(command, c.Withdraw) else command.player
    reason: Literal["withdrew", "disqualified"] = "withdrew" if is_own else "disqualified"
    match tournament:
        case Open():
            if who not in tournament.entrants:
                raise CommandRefused("not_registered")
            return (f.Left(command.now, who, reason, 0, None),)
        case Running():
            seed = seed_of(tournament, who)
            if seed in tournament.gone:
                raise CommandRefused("not_registered")
            places = (i for i, each in enumerate(tournament.fixtures) if seed in each.sides)
            index = next(places, None) if tournament.is_playing else None
            return (f.Left(command.now, who, reason, tournament.number, index),)
        case Seeding():
            raise CommandRefused("seeding")
        case Over():
            raise CommandRefused("tournament_over")


def start_now(command: c.Start, tournament: Tournament) -> tuple[f.RoomFact, ...]:
    if not isinstance(tournament, Open):
        raise CommandRefused("registration_closed")
    return close(tournament, command.now)


def close(tournament: Open, now: datetime) -> tuple[f.RoomFact, ...]:
    """Close the registration: players who did not check in are out, too few end the tournament."""
    needs = bool(tournament.plan.check_in_minutes)
    there = tuple(who for who, came in tournament.entrants.items() if came or not needs)
    if len(there) < FEWEST:
        return (f.TournamentStopped(now, "too_few"),)
    plan = tournament.plan
    if plan.ladder and plan.format != "season":
        return (f.RegistrationClosed(now, there, plan.game, plan.ladder),)
    return start(Seeding(plan, tournament.starts_at, tournament.ends_at, now, there), now)


def seed(command: c.Seed, tournament: Tournament) -> tuple[f.RoomFact, ...]:
    """Take ratings; late or repeated ones change nothing. With the last ones, go on."""
    if not isinstance(tournament, Seeding):
        return ()
    if any(first == command.first for first, _ in tournament.ratings):
        return ()
    taken = f.Seeded(command.now, command.first, command.ratings)
    ratings = (*tournament.ratings, (command.first, command.ratings))
    after = replace(tournament, ratings=ratings)
    return (taken, *start(after, command.now)) if after.is_whole else (taken,)


def start(tournament: Seeding, now: datetime) -> tuple[f.RoomFact, ...]:
    """Begin in the order of ratings; for a season that is over this order is the result."""
    order = tournament.order
    if tournament.is_final:
        return (f.TournamentEnded(now, tuple((who,) for who in order)),)
    started = f.TournamentStarted(now, order)
    if tournament.plan.format == "season":
        return (started,)
    running = Running(tournament.plan, tournament.starts_at, tournament.ends_at, order)
    return (started, *pair_next(running, (), now))


def _open(tournament: Tournament, now: datetime) -> Open:
    if not isinstance(tournament, Open) or now >= tournament.starts_at:
        raise CommandRefused("registration_closed")
    return tournament
