"""What the counters on a message's way cost: one server that has a switch for them, started several times.

What is switched is compiled for one place if it has run in one alone: the first rounds are thrown away.
"""

from pathlib import Path
from typing import Dict, List, Tuple

from . import slices
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
WARM_UP_ROUNDS = 10


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

    def _slice(self, state: str) -> Dict[str, float]:
        self._server.ask(state, f"^counting {state}$")
        return {"cpuNanos": slices.cpu_nanos(self._load.ask_json(f"{SETTLE_MESSAGES} {MESSAGES}"))}

    def round(self, number: int) -> Dict[str, Dict[str, float]]:
        return slices.round_of(number, self._slice)

    def stop(self) -> None:
        self._load.stop()
        self._server.stop()


def measure(workshop: Workshop, cores: Tuple[str, str], plan: slices.Plan) -> List[Dict]:
    classes = compile_switch(workshop)
    return slices.measure(plan, WARM_UP_ROUNDS,
                          lambda: SwitchedServer(workshop, classes, cores, plan.warm_up_seconds))
