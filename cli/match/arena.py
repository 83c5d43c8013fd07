"""The arena as lines: what a typed line means, and what a viewer sees."""

from __future__ import annotations

from typing import Any

from cli.outside import shown

SIDE = 12
MOVES = "m X Y: move · s NAME: strike · g: guard · d: drink · w: wait · leave"


def action_of(words: list[str]) -> dict[str, Any] | None:
    """Return the action that a line means, or None."""
    match words:
        case ["m", x, y] if x.isdecimal() and y.isdecimal():
            return {"kind": "move", "x": int(x), "y": int(y)}
        case ["s", target]:
            return {"kind": "strike", "target": target}
        case ["g"]:
            return {"kind": "guard"}
        case ["d"]:
            return {"kind": "drink"}
        case ["w"]:
            return {"kind": "wait"}
        case _:
            return None


def picture(view: dict[str, Any], me: str = "") -> str:
    """Draw a match as its viewer sees it: the arena, who stands in it, and how it goes."""
    lines = [f"{view['phase']} · turn {view['turn']} · {', '.join(view['players']) or 'nobody'}"]
    if view["fighters"]:
        rows = [["·"] * SIDE for _ in range(SIDE)]
        for number, each in enumerate(view["fighters"]):
            sign = "@" if each["username"] == me else chr(ord("a") + number)
            rows[each["y"]][each["x"]] = sign if each["health"] else "x"
            guards = ", guards" if each["guards"] else ""
            lines.append(
                f"  {sign} {each['username']} of team {each['team']}: {each['health']} health"
                f" at {each['x']} {each['y']}{guards}"
            )
        lines += [" ".join(row) for row in rows]
    lines += [f"  {place}. {who}" for who, place in sorted(view["places"].items())]
    return shown("\n".join(lines))
