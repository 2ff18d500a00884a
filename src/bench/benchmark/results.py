"""Results as they were measured, and the figures that are made of them: medians, ratios within a round, verdicts."""

import json
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Optional

from .plan import CASES, KIB, MIB, TARGETS, Case, Target


def _share(found: Dict, metric: str) -> Optional[float]:
    """A processor's time as a share of the measured time."""
    return found[metric] / found["seconds"] if metric in found else None


METRICS: Dict[str, Callable[[Dict], Optional[float]]] = {
    "rate": lambda found: found.get("rate"),
    # Nanoseconds of the server's processor time a message. Unlike the rate it counts the server alone.
    "cpu": lambda found: found["serverCpuSeconds"] / found["messages"] * 1e9
    if found.get("serverCpuSeconds") and found.get("messages") else None,
    "busy": lambda found: _share(found, "serverCpuSeconds"),
    "generatorBusy": lambda found: _share(found, "generatorCpuSeconds"),
    "p50": lambda found: found.get("p50Nanos"),
    "p99": lambda found: found.get("p99Nanos"),
    "max": lambda found: found.get("maxNanos"),
    "connectionKiB": lambda found: found["bytesPerConnection"] / KIB if "bytesPerConnection" in found else None,
    "baseMiB": lambda found: found["baseBytes"] / MIB if "baseBytes" in found else None,
    # The rest is mapped files: libraries, and the JVM's archive of classes.
    "anonymousMiB": lambda found: found["baseAnonymousBytes"] / MIB if "baseAnonymousBytes" in found else None,
}


class Unreadable(Exception):
    """A file that holds no results."""


@dataclass(frozen=True)
class Spread:
    """A median with the smallest and the largest of its rounds."""

    median: float
    low: float
    high: float
    rounds: int


def spread(values: List[float]) -> Optional[Spread]:
    return Spread(statistics.median(values), min(values), max(values), len(values)) if values else None


@dataclass(frozen=True)
class Verdict:
    """What came of a target; no spread when it was not measured."""

    target: Target
    found: Optional[Spread]

    @property
    def is_met(self) -> bool:
        return self.found is not None and self.target.is_met(self.found.median)

    @property
    def text(self) -> str:
        if self.found is None:
            return "not measured"
        margin = abs(self.target.margin(self.found.median)) * 100
        by = f"by {margin:.0f} %" if margin >= 1 else f"by {margin:.1f} %"
        return f"met {by}" if self.is_met else f"MISSED {by}"


class Results:
    """Measurements by case, row and round."""

    def __init__(self, runs: List[Dict], by_case: Dict[str, Dict[str, Dict[int, Dict]]], failures: List[Dict]):
        self.runs = runs
        self.failures = failures
        self._by_case = by_case

    @property
    def cases(self) -> List[Case]:
        return [case for case in CASES if self._by_case.get(case.name)]

    @property
    def is_smoke(self) -> bool:
        return any(run["isQuick"] or run["rounds"] < 5 for run in self.runs)

    def rows(self, case: str) -> List[str]:
        return list(self._by_case.get(case, {}))

    def values(self, case: str, row: str, metric: str) -> Optional[Spread]:
        return spread(list(self._rounds(case, row, metric).values()))

    def ratios(self, case: str, row: str, base: str, metric: str) -> Optional[Spread]:
        """Each round's value over that of the base in the same round: what slows a whole round down cancels out."""
        own, others = self._rounds(case, row, metric), self._rounds(case, base, metric)
        return spread([own[number] / others[number] for number in own if others.get(number)])

    def verdicts(self) -> List[Verdict]:
        """One for each target; those of a variant that this machine or version lacks stay unmeasured."""
        return [Verdict(target, self.ratios(target.case, target.row, target.base, target.metric)
                        if target.base else self.values(target.case, target.row, target.metric))
                for target in TARGETS]

    def _rounds(self, case: str, row: str, metric: str) -> Dict[int, float]:
        rounds = self._by_case.get(case, {}).get(row, {})
        values = {number: METRICS[metric](found) for number, found in rounds.items()}
        return {number: value for number, value in values.items() if value is not None}


def read(files: List[Path]) -> Results:
    """All files as one result; a case is taken from the last file that has it."""
    runs: List[Dict] = []
    by_case: Dict[str, Dict] = {}
    failures: Dict[str, List[Dict]] = {}
    for file in files:
        try:
            records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        except (OSError, ValueError) as problem:
            raise Unreadable(f"{file}: {problem}") from problem
        own = {record["case"] for record in records if record.get("kind") in ("measurement", "failure")}
        for case in own:
            by_case[case], failures[case] = {}, []
        for record in records:
            if record.get("kind") == "run":
                runs.append(record)
            elif record.get("kind") == "failure":
                failures[record["case"]].append(record)
            elif record.get("kind") == "measurement":
                by_case[record["case"]].setdefault(record["row"], {})[record["round"]] = record
    if not runs:
        raise Unreadable("no results in " + ", ".join(str(file) for file in files))
    order = {name: place for place, name in enumerate(_row_order())}
    for case, rows in by_case.items():
        by_case[case] = dict(sorted(rows.items(), key=lambda row: order.get(row[0], len(order))))
    return Results(runs, by_case, [failure for some in failures.values() for failure in some])


def _row_order() -> List[str]:
    from .peers import LABELS
    from .rounds import GENERATORS

    return [*LABELS, *GENERATORS]
