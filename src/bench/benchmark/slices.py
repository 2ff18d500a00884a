"""One server with something on and off in turn, slice after slice of the same number of messages.

Two servers, one of which does without, differ by how their JVMs happened to compile and lay out the same code, and by
what the machine does meanwhile; that may be more than what is looked for.
"""

import json
import random
import statistics
from dataclasses import dataclass
from typing import Callable, Dict, List, Tuple

# In turn, so that what drifts evenly falls on both alike. Every other round is the other way round.
ORDER = ("on", "off", "off", "on")

RESAMPLES = 4_000
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Plan:
    """How often, how long each server has load before, and how long a slice is where that is told by time."""

    starts: int
    rounds: int
    warm_up_seconds: float
    slice_seconds: float


def measure(plan: Plan, warm_up_rounds: int, start: Callable) -> List[Dict]:
    """The rounds of each start of a server; `start` yields one that has `round` and `stop`."""
    found = []
    for number in range(1, plan.starts + 1):
        server = start()
        try:
            for turn in range(1, warm_up_rounds + 1):
                server.round(turn)
            for turn in range(1, plan.rounds + 1):
                found.append({"start": number, "round": turn, **server.round(turn)})
                print(json.dumps(found[-1]), flush=True)
        finally:
            server.stop()
    return found


def cpu_nanos(found: Dict) -> float:
    """Of the server's processor time, for a message."""
    return found["serverCpuSeconds"] * 1e9 / found["messages"]


def round_of(number: int, measure: Callable[[str], Dict[str, float]]) -> Dict[str, Dict[str, float]]:
    """For on and off, the means of what was measured."""
    order = ORDER if number % 2 else tuple("off" if state == "on" else "on" for state in ORDER)
    slices = [(state, measure(state)) for state in order]
    return {state: {name: statistics.mean(found[name] for which, found in slices if which == state)
                    for name in slices[0][1]} for state in ("on", "off")}


def ratio(row: Dict, name: str) -> float:
    return row["on"][name] / row["off"][name]


def interval(starts: List[List[float]]) -> Tuple[float, float]:
    """Where the median of them all lies: starts are drawn anew, and of each its rounds, as both differ by chance."""
    chance = random.Random(1)
    medians = sorted(statistics.median(value for rounds in chance.choices(starts, k=len(starts))
                                       for value in chance.choices(rounds, k=len(rounds))) for _ in range(RESAMPLES))
    outside = (1 - CONFIDENCE) / 2
    return medians[round(outside * (RESAMPLES - 1))], medians[round((1 - outside) * (RESAMPLES - 1))]


def table(title: str, found: List[Dict], names: Tuple[str, ...]) -> None:
    """Of rows of a round of a start, in nanoseconds a message: each start, and all of them."""
    starts = [[row for row in found if row["start"] == start] for start in dict.fromkeys(row["start"] for row in found)]
    for name in names:
        print(f"\n{title + ', ' + name:24} {'on, ns':>9} {'off, ns':>9} {'ratio':>8}")
        for rows in starts:
            on, off = (statistics.median(row[state][name] for row in rows) for state in ("on", "off"))
            median = statistics.median(ratio(row, name) for row in rows)
            print(f"start {rows[0]['start']:<18} {on:9,.0f} {off:9,.0f} {median:8.4f}")
        least, most = interval([[ratio(row, name) for row in rows] for rows in starts])
        nanos = statistics.median(row["on"][name] - row["off"][name] for row in found)
        print(f"on to off: {statistics.median(ratio(row, name) for row in found):.4f} ({least:.4f} to {most:.4f} with "
              f"{CONFIDENCE:.0%} confidence), {nanos:,.0f} ns a message; {len(starts)} starts, {len(found)} rounds of "
              f"{len(ORDER)} slices", flush=True)
