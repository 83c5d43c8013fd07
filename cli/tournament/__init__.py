"""`rumpus tournament create|list|show|start|rule|overturn|disqualify|stop`, for operators."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from cli.http_api import stage_api
from cli.options import Json, OperatorKey, Url, finite
from cli.output import plain, say, say_json, say_pairs, say_table, utc_now
from cli.rooms import Room, RoomId, Rooms, StartsIn, started
from cli.target import find_target
from cli.times import Times

app = typer.Typer(help="Create, list, show and run tournaments.", no_args_is_help=True)

KNOCK_OUT = {"single", "double"}

Format = Annotated[
    Literal["single", "double", "swiss", "round_robin", "heats", "season"],
    typer.Option("--format", help="Format, which decides who plays whom."),
]
Days = Annotated[
    float, typer.Option(min=0.01, max=366, callback=finite, help="Duration of a season in days.")
]
CheckIn = Annotated[
    int, typer.Option(min=0, help="Minutes of check-in before the start; 0: no check-in.")
]
Dispute = Annotated[int, typer.Option(min=0, help="Minutes after a round to dispute its results.")]
Rounds = Annotated[
    int, typer.Option(min=0, max=24, help="Rounds of Swiss; 0: until one is undefeated.")
]
Advance = Annotated[
    int, typer.Option(min=1, max=8, help="Number of players who advance from a heat.")
]
OfGame = Annotated[str, typer.Option(help="Game whose rooms decide; empty: operators do.")]
Ladder = Annotated[str, typer.Option(help="Mode whose ratings seed; empty: no seeding.")]
Round = Annotated[int, typer.Argument(min=1, help="The round's number.")]
Index = Annotated[int, typer.Argument(min=0, help="The match's number in the round.")]
PlayerName = Annotated[str, typer.Argument(help="The player's name.")]
PlacesOf = Annotated[
    str, typer.Argument(help="The place of each side, such as 1,2; nobody came: 2,2.")
]

TOURNAMENTS = Rooms(
    game="tournament",
    noun="tournament",
    play="players send `tournament.register`, then rumpus tournament start {room}",
    listed={"format": "format", "game": "game", "most": ">most", "title": "title"},
)

app.command("list", help="List tournaments: running, scheduled and ended ones.")(TOURNAMENTS.list_)


@app.command()
def create(  # noqa: PLR0913, PLR0917 - each is an option of the command
    title: Annotated[str, typer.Argument(help="The tournament's title.")],
    tournament: RoomId = "",
    form: Format = "single",
    most: Annotated[int, typer.Option(min=2, max=4096, help="Maximum number of entrants.")] = 64,
    starts_in: StartsIn = 600,
    days: Days = 30,
    check_in: CheckIn = 0,
    round_minutes: Annotated[int, typer.Option(min=1, help="Maximum minutes of a round.")] = 30,
    dispute_minutes: Dispute = 0,
    rounds: Rounds = 0,
    heat: Annotated[int, typer.Option(min=2, max=16, help="Number of players in a heat.")] = 8,
    advance: Advance = 2,
    game: OfGame = "match",
    ladder: Ladder = "1v1",
    prizes: Annotated[str, typer.Option(help="Prizes by place, split by commas.")] = "",
    currency: Annotated[str, typer.Option(help="Currency of the prizes.")] = "coins",
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Announce a tournament. Players register until it starts."""
    plan = _plan(game, ladder, prizes, currency) | {
        "title": title,
        "format": form,
        "most": most,
        "rounds": rounds,
        "heat": heat,
        "advance": advance,
        "check_in_minutes": check_in,
        "round_minutes": round_minutes,
        "dispute_minutes": dispute_minutes,
    }
    times = Times.planned(utc_now(), starts_in, days * 24 * 60).fields()
    ends_at = times["ends_at"] if form == "season" else None
    fields = {"plan": plan, "starts_at": times["starts_at"], "ends_at": ends_at}
    target = find_target(url, operator_key)
    state = started(starts_in)
    TOURNAMENTS.create(target, "create", tournament, fields, state=state, as_json=as_json)


def _plan(game: str, ladder: str, prizes: str, currency: str) -> dict[str, Any]:
    """Return where a tournament is played, and for what."""
    return {
        "game": game,
        "ladder": ladder if game else "",
        "prizes": [_number(each) for each in prizes.split(",") if each],
        "currency": currency if prizes else "",
    }


@app.command()
def show(
    tournament: Room,
    number: Annotated[
        int | None, typer.Option("--round", min=1, help="Show only this round.", show_default="all")
    ] = None,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Show a tournament's bracket, rounds and places."""
    with stage_api(url, operator_key) as api:
        found = api.room("tournament", tournament)
        rounds = [
            [part for stream in streams if (part := api.stream(stream)) is not None]
            for each, streams in _rounds(tournament, found)
            if number in {None, each}
        ]
    if as_json:
        say_json({"tournament": found, "rounds": rounds})
        return
    _say(tournament, found, rounds)


@app.command()
def start(tournament: Room, url: Url = None, operator_key: OperatorKey = None) -> None:
    """Close registration and start now."""
    _operate("start", tournament, {}, url, operator_key)
    say(f"Tournament {tournament} starts: rumpus tournament show {tournament}")


def _add_ruling(kind: str, done: str, help_: str) -> None:
    def ruling(
        tournament: Room,
        number: Round,
        index: Index,
        places: PlacesOf,
        url: Url = None,
        operator_key: OperatorKey = None,
    ) -> None:
        _operate(kind, tournament, _result(number, index, places), url, operator_key)
        say(f"Match {index} of round {number} is {done}.")

    app.command(kind, help=help_)(ruling)


_add_ruling("rule", "ruled", "Set the result of a match of the current round.")
_add_ruling(
    "overturn",
    "overturned; what followed counts no more",
    "Set the result of a past round's match; later rounds are void.",
)


@app.command()
def disqualify(
    tournament: Room, player: PlayerName, url: Url = None, operator_key: OperatorKey = None
) -> None:
    """Disqualify a player."""
    _operate("disqualify", tournament, {"player": player}, url, operator_key)
    say(f"{player} takes part no more.")


@app.command()
def stop(
    tournament: Room,
    reason: Annotated[str, typer.Option(help="The reason, which everybody sees.")] = "",
    url: Url = None,
    operator_key: OperatorKey = None,
) -> None:
    """End a tournament now, without a winner and without prizes."""
    _operate("stop", tournament, {"reason": reason}, url, operator_key)
    say(f"Tournament {tournament} is over.")


def _operate(
    kind: str, room: str, fields: dict[str, Any], url: str | None, operator_key: str | None
) -> None:
    with stage_api(url, operator_key) as api:
        api.command(f"tournament.{kind}", room, fields)


def _result(number: int, index: int, places: str) -> dict[str, Any]:
    numbers = [_number(each) for each in places.split(",")]
    return {"number": number, "index": index, "places": numbers}


def _number(text: str) -> int:
    if not text.strip().isdecimal():
        raise typer.BadParameter(f"{text!r} is no whole number")
    return int(text)


def _rounds(tournament: str, found: dict[str, Any]) -> list[tuple[int, list[str]]]:
    """Return the rounds that are over and count, and the current one, with their streams."""
    past = [(each["number"], each["sections"]) for each in found["rounds"]]
    now = [(found["round"], found["sections"])] if found["round"] else []
    return [
        (number, [f"tournament/{tournament}/round/{number}-{part}" for part in range(sections)])
        for number, sections in (*past, *now)
    ]


def _say(tournament: str, found: dict[str, Any], rounds: list[list[dict[str, Any]]]) -> None:
    from cli.tournament.bracket import table, tree  # noqa: PLC0415 - as above

    plan = found["plan"]
    say_pairs(
        [
            ("tournament", plain(tournament)),
            ("title", plain(plan["title"])),
            ("format", plain(plan["format"])),
            ("phase", plain(found["reason"] or found["phase"])),
            ("entrants", str(found["count"])),
        ]
    )
    matches = [each for sections in rounds for part in sections for each in part["matches"]]
    if plan["format"] in KNOCK_OUT and any(each["key"].startswith("W") for each in matches):
        print(tree(matches, found["count"]))
    for sections in filter(None, rounds):
        rows = [row for part in sections for row in table(part["matches"], part["first"])]
        head = (">match", "key", "who plays", "first")
        say_table(
            head, [[plain(each) for each in row] for row in rows], f"Round {sections[0]['round']}"
        )
    _say_places(found)


def _say_places(found: dict[str, Any]) -> None:
    """Who came where, or stands where so far, with points if the format counts any."""
    scored = found.get("points", ())
    head = (">place", "player", ">points") if scored else (">place", "player")
    place = 1
    rows: list[tuple[str, ...]] = []
    for at, shared in enumerate(found["places"]):
        points = f"{scored[at]:g}" if scored else ""
        rows += [(str(place), plain(who), points)[: len(head)] for who in shared]
        place += len(shared)
    if rows:
        say_table(head, rows, "Places" if found["phase"] == "over" else "Places so far")
