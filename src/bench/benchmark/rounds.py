"""The order of measurements: for each case every server once, then again in rotated order, so that drift hits all."""

import statistics
import sys
from typing import Callable, Dict, List

from .measure import Measurements, Pace, bus_rows
from .peers import Server, Workshop
from .plan import BEST_RATE_CASE, Case, case_named
from .processes import ServerProcess, Unusable

# A server's descriptors for a connection with splice are three, which 10,000 idle ones leave no room for.
NOT_IDLE = {"splice", "netty-splice"}

# What one measurement of idle connections takes, about: most servers are JVMs, which are given time to settle.
IDLE_SECONDS = 20

# Longest warm-up of a server that is not a JVM.
NATIVE_WARM_UP_SECONDS = 0.3

# Share of its best rate at which a server's latency is measured.
LOAD_SHARE = 0.5

GENERATORS = ["C generator", "echobus bench"]


class Rounds:
    """Keeps the servers running, measures, and hands over each result."""

    def __init__(self, workshop: Workshop, pace: Pace, report: Callable[[Dict], None]):
        self._workshop = workshop
        self._pace = pace
        self._measurements = Measurements(workshop, pace)
        self._report = report
        self._running: Dict[str, ServerProcess] = {}
        self._best: Dict[str, List[float]] = {}
        self.failures: List[str] = []

    def run(self, cases: List[Case], servers: List[Server]) -> None:
        try:
            if any(case.kind not in ("idle", "bus") for case in cases):
                self._start(servers, any(case.kind == "framing" for case in cases))
            for case in cases:
                print(f"== {case.name}: {case.title}", file=sys.stderr)
                self._case(case, servers)
        finally:
            for process in self._running.values():
                process.stop()

    def _start(self, servers: List[Server], has_framing: bool) -> None:
        wanted = [*servers, self._workshop.line_server()] if has_framing else servers
        for server in wanted:
            try:
                process = ServerProcess(server.name, server.command, self._pace.server_core, self._workshop.folder)
            except Unusable as reason:
                self._workshop.note(f"{server.name} is left out: {reason}")
                continue
            self._running[server.name] = process
            self._warm_up(server, process)

    def _warm_up(self, server: Server, process: ServerProcess) -> None:
        """Two shapes of load, so that a JVM compiles for more than one."""
        seconds = self._pace.jvm_warm_up_seconds if server.is_java else NATIVE_WARM_UP_SECONDS
        if server.name == "echobus-line":
            self._attempt(server.name, lambda: self._measurements.framing(case_named("framing"), process, seconds))
            return
        for name in ("50x64x1", "50x64x16"):
            self._attempt(server.name, lambda: self._measurements.closed(case_named(name), process, seconds / 2))

    def _case(self, case: Case, servers: List[Server]) -> None:
        names = [server.name for server in servers if server.name in self._running]
        if case.kind == "idle":
            by_name = {server.name: self._workshop.as_installed(server) for server in servers
                       if server.name not in NOT_IDLE}
            self._interleave(case, list(by_name), lambda name: self._measurements.idle(case, by_name[name]))
        elif case.kind == "bus":
            self._bus(case)
        elif case.kind == "generator":
            if "epoll" in self._running:
                self._interleave(case, GENERATORS, lambda name: self._generator(case, name))
        else:
            if case.kind == "framing":
                names = [name for name in ("echobus", "echobus-line") if name in self._running]
            for name in names:
                self._attempt(name, lambda: self._on_server(case, name))
            self._interleave(case, names, lambda name: self._on_server(case, name))

    def _on_server(self, case: Case, name: str) -> Dict:
        server = self._running[name]
        if case.kind == "open":
            return self._measurements.open(case, server, self._half_of_best(name))
        if case.kind == "churn":
            return self._measurements.churn(case, server)
        if case.kind == "framing":
            return self._measurements.framing(case, server)
        return self._measurements.closed(case, server)

    def _generator(self, case: Case, name: str) -> Dict:
        server = self._running["epoll"]
        rate = self._half_of_best("epoll") if case.name == "generator-p99" else 0
        if name == "echobus bench":
            return self._measurements.java_generator(case, server, rate)
        if rate:
            return self._measurements.open(case, server, rate)
        return self._measurements.closed(case, server, discard=False)

    def _half_of_best(self, name: str) -> float:
        if name not in self._best:
            raise Unusable(f"its rate in {BEST_RATE_CASE} is not known")
        return LOAD_SHARE * statistics.median(self._best[name])

    def _interleave(self, case: Case, names: List[str], measure: Callable[[str], Dict]) -> None:
        for number in range(1, self._pace.rounds + 1):
            shift = (number - 1) % max(len(names), 1)
            for name in names[shift:] + names[:shift]:
                found = self._attempt(name, lambda: measure(name), case)
                if found:
                    self._record(case, name, number, found)

    def _bus(self, case: Case) -> None:
        for name, in_flight in bus_rows().items():
            results = self._attempt(name, lambda: self._measurements.bus(case, in_flight), case) or []
            for number, found in enumerate(results, start=1):
                self._record(case, name, number, found)

    def _record(self, case: Case, name: str, number: int, found: Dict) -> None:
        if case.name == BEST_RATE_CASE:
            self._best.setdefault(name, []).append(found["rate"])
        self._report({"kind": "measurement", "case": case.name, "row": name, "round": number, **found})

    def _attempt(self, name: str, measure: Callable, case: Case = None):
        """A measurement that fails is told and left out; the others go on."""
        try:
            return measure()
        except Unusable as reason:
            # Without a case it is a warm-up: what is wrong will show in the measurement.
            if case:
                self.failures.append(f"{case.name}, {name}: {reason}")
                self._report({"kind": "failure", "case": case.name, "row": name, "reason": str(reason)})
            return None


def expected_seconds(pace: Pace, cases: List[Case], server_count: int) -> float:
    """About how long all this takes; starts and stops included, builds not."""
    one = pace.warm_up_seconds + pace.seconds + 0.1
    jvm = pace.jvm_warm_up_seconds
    total = server_count * (jvm + 1)
    for case in cases:
        if case.kind == "idle":
            total += pace.rounds * server_count * IDLE_SECONDS
        elif case.kind == "bus":
            total += len(bus_rows()) * (2 + jvm + pace.rounds * pace.seconds)
        elif case.kind == "generator":
            total += pace.rounds * (2 * one + jvm + 1)
        else:
            total += (pace.rounds + 1) * one * (2 if case.kind == "framing" else server_count)
    return total
