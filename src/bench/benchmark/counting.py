"""What the counters on a message's way cost: one server that has a switch for them, started several times.

Two servers, one of which does not count, differ by how their JVMs happened to compile and lay out the same code, which
is more than what is looked for. So one process does both, slice after slice of the same number of messages.
"""

import random
import statistics
from pathlib import Path
from typing import Dict, List, Tuple

from .orders import Process
from .peers import SERVE, Workshop
from .processes import Unusable, run

MAIN = "dev.echobus.metric.Counting"
SWITCH = f"if ({MAIN}.isOn) "

# All that is counted or timed for each read or message of raw framing; what is told a few times a second is not here.
# File of the service, then each line with the one that takes its place.
SWITCHED: Dict[str, Dict[str, str]] = {
    "wire/InputCount.java": {
        "        messages += more;\n": f"        {SWITCH}messages += more;\n",
        "        messageBytes += bytes;\n": f"        {SWITCH}messageBytes += bytes;\n",
    },
    "wire/Output.java": {
        "        int bytes = frame.readableBytes();\n        writtenBytes += bytes;\n":
            f"        int bytes = frame.readableBytes();\n        {SWITCH}writtenBytes += bytes;\n",
        "        if (isTimed && !isInRead) {\n": f"        if ({MAIN}.isOn && isTimed && !isInRead) {{\n",
    },
    "server/ServiceTime.java": {
        "    void end() {\n": f"    void end() {{\n        if (!{MAIN}.isOn) return;\n",
    },
}

# Of a slice: enough that a clock of nanoseconds is exact, and so few that the machine is the same in its neighbours.
MESSAGES = 5_000
# Passed over after each turn of the switch.
SETTLE_MESSAGES = 500
# In turn, so that what drifts evenly falls on both alike. Every other round is the other way round.
ORDER = ("on", "off", "off", "on")

RESAMPLES = 4_000
CONFIDENCE = 0.95


def switched(text: str, lines: Dict[str, str]) -> str:
    for line, other in lines.items():
        if text.count(line) != 1:
            raise Unusable(f"stands {text.count(line)} times in the source that is given a switch: {line.strip()}")
        text = text.replace(line, other)
    return text


def compile_switch(workshop: Workshop) -> Path:
    """The classes that go before the jar's own."""
    folder = workshop.folder / "uncounted"
    sources = [workshop.root / "src/bench/uncounted" / f"{MAIN.replace('.', '/')}.java"]
    for name, lines in SWITCHED.items():
        source = folder / "src" / name
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(switched((workshop.root / "src/main/java/dev/echobus" / name).read_text(), lines))
        sources.append(source)
    run([str(Path(workshop.java).resolve().parent / "javac"), "-nowarn", "-cp", str(workshop.jar), "-d",
         str(folder / "classes"), *map(str, sources)], None, 300, workshop.root)
    return folder / "classes"


class SwitchedServer:
    """The service, which counts or does not, and its load, which is there from the start to the end."""

    def __init__(self, workshop: Workshop, classes: Path, cores: Tuple[str, str], warm_up_seconds: float):
        java, *flags = workshop.java_command(MAIN, *SERVE)
        flags[flags.index("-cp") + 1] = f"{classes}:{workshop.jar}"
        self._server = Process("counting", [java, *flags], cores[0], workshop.folder)
        try:
            port = self._server.await_line("^listening echo tcp:").rsplit(":", 1)[1].strip()
            self._server.await_line("^ready")
            load = [workshop.tool("loadgen"), "-p", port, "-P", str(self._server.pid), "-c", "50", "-D", "-o", "-w",
                    str(warm_up_seconds)]
            self._load = Process("counting-load", load, cores[1], workshop.folder)
        except BaseException:
            self._server.stop()
            raise

    def slice(self, state: str) -> float:
        """Nanoseconds of the server's processor time for a message."""
        self._server.ask(state, f"^counting {state}$")
        found = self._load.ask_json(f"{SETTLE_MESSAGES} {MESSAGES}")
        return found["serverCpuSeconds"] * 1e9 / found["messages"]

    def round(self, number: int) -> Dict[str, float]:
        order = ORDER if number % 2 else tuple("off" if state == "on" else "on" for state in ORDER)
        slices = [(state, self.slice(state)) for state in order]
        return {f"{name}Nanos": statistics.mean(nanos for state, nanos in slices if state == name)
                for name in ("on", "off")}

    def stop(self) -> None:
        self._load.stop()
        self._server.stop()


def ratio(row: Dict) -> float:
    return row["onNanos"] / row["offNanos"]


def interval(starts: List[List[float]]) -> Tuple[float, float]:
    """Where the median of them all lies: starts are drawn anew, and of each its rounds, as both differ by chance."""
    chance = random.Random(1)
    medians = sorted(statistics.median(value for rounds in chance.choices(starts, k=len(starts))
                                       for value in chance.choices(rounds, k=len(rounds))) for _ in range(RESAMPLES))
    outside = (1 - CONFIDENCE) / 2
    return medians[round(outside * (RESAMPLES - 1))], medians[round((1 - outside) * (RESAMPLES - 1))]


def table(title: str, found: List[Dict]) -> None:
    starts = [[row for row in found if row["start"] == start] for start in dict.fromkeys(row["start"] for row in found)]
    print(f"\n{title:12} {'CPU each, ns: counted':>22} {'not counted':>12} {'ratio':>8}")
    for rows in starts:
        on, off = (statistics.median(row[name] for row in rows) for name in ("onNanos", "offNanos"))
        print(f"start {rows[0]['start']:<6} {on:22,.0f} {off:12,.0f} {statistics.median(map(ratio, rows)):8.4f}")
    least, most = interval([[ratio(row) for row in rows] for rows in starts])
    nanos = statistics.median(row["onNanos"] - row["offNanos"] for row in found)
    print(f"counted to not counted: {statistics.median(map(ratio, found)):.4f} ({least:.4f} to {most:.4f} with "
          f"{CONFIDENCE:.0%} confidence), {nanos:,.0f} ns a message; {len(starts)} starts, {len(found)} rounds of "
          f"{len(ORDER)} times {MESSAGES:,} messages", flush=True)
