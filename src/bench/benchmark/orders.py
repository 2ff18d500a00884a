"""Processes that measure on order: a line on their standard input starts, a line of JSON tells what came of it."""

import json
import os
import re
import statistics
import subprocess
import time
from pathlib import Path
from typing import Dict, List

from .processes import Unusable, environment, pinned

START_SECONDS = 60
TICKS = os.sysconf("SC_CLK_TCK")


class Process:
    """One of ours or of the peer's, from its start until `stop`."""

    def __init__(self, name: str, command: List[str], cores: str, folder: Path):
        self.name = name
        self._errors = folder / f"{name}.err"
        with open(self._errors, "wb") as err:
            self._process = subprocess.Popen(pinned(command, cores), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                             stderr=err, text=True, bufsize=1, cwd=folder, env=environment())
        self.pid = self._process.pid

    def await_line(self, pattern: str) -> str:
        deadline = time.monotonic() + START_SECONDS
        for line in iter(self._process.stdout.readline, ""):
            if re.search(pattern, line):
                return line
            if time.monotonic() > deadline:
                break
        raise Unusable(f"{self.name}: {self._errors.read_text(errors='replace')[-500:]}")

    def ask(self, order: str, pattern: str) -> str:
        """The line that answers an order."""
        self._process.stdin.write(f"{order}\n")
        return self.await_line(pattern)

    def ask_json(self, order: str) -> Dict:
        return json.loads(self.ask(order, r"^\{"))

    def order(self, in_flight: int, seconds: float) -> Dict:
        return self.ask_json(f"{in_flight} {seconds}")

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass


class Route:
    """A way that requests take: who asks, and all processes whose processor time it costs."""

    def __init__(self, name: str, asker: Process, processes: List[Process]):
        self.name = name
        self.asker = asker
        self.processes = processes

    def measure(self, in_flight: int, seconds: float) -> Dict:
        before = sum(process.processor_seconds() for process in self.processes)
        found = self.asker.order(in_flight, seconds)
        if found["failures"]:
            raise Unusable(f"{self.name}: {found['failures']} requests failed")
        used = sum(process.processor_seconds() for process in self.processes) - before
        return {**found, "path": self.name, "cpuMicros": used * 1e6 / max(1, found["messages"])}


def spread(values: List[float], digits: int = 0) -> str:
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"
