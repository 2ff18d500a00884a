"""One measurement of each kind. Every one is bounded in time and returns the fields of a result."""

import json
import select
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List

from .peers import Server, Workshop
from .plan import BUS_IN_FLIGHT, PREFIX, Case
from .processes import ServerProcess, Unusable, environment, pinned, run

# Beyond its own time, a measurement may take this long.
GRACE_SECONDS = 20

# Connections that come and go before memory is measured, so that it does not count what the first ones load.
FIRST_CONNECTIONS = 10

# What a JVM's compilers took for a while is given back by then: -XX:TrimNativeHeapInterval looks every 5 seconds.
JVM_SETTLE_SECONDS = 12


@dataclass(frozen=True)
class Pace:
    """How long everything takes, and where it runs."""

    rounds: int
    seconds: float
    warm_up_seconds: float
    jvm_warm_up_seconds: float
    idle_connections: int
    server_core: str
    generator_core: str

    @property
    def all_cores(self) -> str:
        return f"{self.server_core},{self.generator_core}"


class Measurements:
    """Runs the generators against servers that are there."""

    def __init__(self, workshop: Workshop, pace: Pace):
        self._workshop = workshop
        self._pace = pace

    def closed(self, case: Case, server: ServerProcess, seconds: float = 0, discard: bool = True) -> Dict:
        """Closed loop. What comes back is discarded in the kernel, so that the server's core is the busier one."""
        return self._load(case, server, seconds, ["-q", str(case.depth), *(["-D"] if discard else [])])

    def framing(self, case: Case, server: ServerProcess, seconds: float = 0) -> Dict:
        extra = len(PREFIX) if server.name == "echobus-line" else 0
        return self._load(case, server, seconds, ["-q", str(case.depth), "-x", str(extra)])

    def open(self, case: Case, server: ServerProcess, rate: float) -> Dict:
        found = self._load(case, server, 0, ["-q", str(case.depth), "-r", f"{rate:.0f}"])
        if found["dropped"]:
            raise Unusable(f"at {rate:.0f}/s {found['dropped']} messages were not sent or not answered in time")
        return {**found, "offeredRate": round(rate)}

    def _load(self, case: Case, server: ServerProcess, seconds: float, options: List[str]) -> Dict:
        return self._generate("loadgen", server, seconds,
                              ["-c", str(case.connections), "-s", str(case.size_bytes), *options])

    def churn(self, case: Case, server: ServerProcess) -> Dict:
        return self._generate("conngen", server, 0, ["-c", str(case.connections)])

    def _generate(self, tool: str, server: ServerProcess, seconds: float, options: List[str]) -> Dict:
        measured = seconds or self._pace.seconds
        warm_up = self._pace.warm_up_seconds
        output = run([self._workshop.tool(tool), "-p", str(server.port), "-P", str(server.pid), "-w", str(warm_up),
                      "-d", str(measured), *options],
                     self._pace.generator_core, warm_up + measured + GRACE_SECONDS, self._workshop.folder)
        return json.loads(output)

    def java_generator(self, case: Case, server: ServerProcess, rate: float) -> Dict:
        """The service's own generator, which compares every byte; its JVM needs a warm-up each time."""
        pace = ["-r", f"{rate:.0f}", "--arrival", "exponential"] if rate else ["-p", str(case.depth)]
        warm_up = self._pace.jvm_warm_up_seconds
        command = self._workshop.echobus(
            "bench", f"tcp://127.0.0.1:{server.port}", "-c", str(case.connections), "-s", str(case.size_bytes),
            "-w", f"{warm_up * 1000:.0f}ms", "-d", f"{self._pace.seconds * 1000:.0f}ms", "--json", "-", *pace)
        output = run(command, self._pace.generator_core, warm_up + self._pace.seconds + GRACE_SECONDS,
                     self._workshop.folder)
        report = json.loads(output)
        if report["connections"]["lost"] or report["result"]["unanswered"] or report["result"]["unansweredInWarmUp"]:
            raise Unusable("echoes or connections were lost")
        if not report["result"]["messagesEchoed"]:
            raise Unusable("no echo came within the measured time")
        percentiles = {entry["percentile"]: entry["nanos"] for entry in report["latency"]["percentiles"]}
        found = {"messages": report["result"]["messagesEchoed"], "seconds": report["result"]["seconds"],
                 "rate": report["result"]["echoedPerSecond"]}
        found["generatorCpuSeconds"] = sum(report["generator"]["loopBusy"]) * found["seconds"]
        if rate:
            found.update(offeredRate=round(rate), p50Nanos=percentiles[50], p99Nanos=percentiles[99],
                         maxNanos=report["latency"]["maxNanos"])
        return found

    def idle(self, case: Case, server: Server) -> Dict:
        """On a process of its own: memory that the other cases touched stays with the process.

        Not pinned: a JVM that sees one core only takes less than where it runs.
        """
        process = ServerProcess(server.name, server.command, None, self._workshop.folder)
        try:
            settle_seconds = JVM_SETTLE_SECONDS if server.is_java else 0
            self._hold(process, FIRST_CONNECTIONS, settle_seconds)
            base, anonymous = process.memory_bytes("VmRSS"), process.memory_bytes("RssAnon")
            count = min(case.connections, self._pace.idle_connections)
            held = self._hold(process, count, settle_seconds)
            return {"connections": count, "cores": process.cores(), "baseBytes": base, "baseAnonymousBytes": anonymous,
                    "heldBytes": held, "bytesPerConnection": (held - base) / count}
        finally:
            process.stop()

    def _hold(self, server: ServerProcess, count: int, settle_seconds: float) -> int:
        """Opens connections, each with one echo; the server's memory while all are open, after a while."""
        command = [self._workshop.tool("conngen"), "-i", "-p", str(server.port), "-c", str(count)]
        holder = subprocess.Popen(pinned(command, self._pace.generator_core), stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self._workshop.folder,
                                  env=environment())
        try:
            came, _, _ = select.select([holder.stdout], [], [], GRACE_SECONDS)
            if not came or holder.stdout.readline() != b"ready\n":
                holder.kill()
                _, said = holder.communicate(timeout=GRACE_SECONDS)
                raise Unusable(f"{count} connections did not open: {said.decode(errors='replace').strip()}")
            time.sleep(settle_seconds)
            return server.memory_bytes("VmRSS")
        finally:
            if holder.poll() is None:
                holder.communicate(timeout=GRACE_SECONDS)

    def bus(self, case: Case, in_flight: int) -> List[Dict]:
        """All rounds of one node, on both cores, since a JVM of its own for each would measure its warm-up."""
        pace = self._pace
        arguments = [str(in_flight), str(case.size_bytes), str(pace.rounds), str(pace.seconds),
                     str(pace.jvm_warm_up_seconds), "server.host=127.0.0.1", "server.port=0", "server.instances=1",
                     "log.level=warn"]
        output = run(self._workshop.java_command("BusPath", *arguments), pace.all_cores,
                     pace.jvm_warm_up_seconds + pace.rounds * pace.seconds + 2 * GRACE_SECONDS, self._workshop.folder)
        found = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
        if any(result["failures"] for result in found):
            raise Unusable(f"{sum(result['failures'] for result in found)} bus requests failed")
        return found


def bus_rows() -> Dict[str, int]:
    return {f"{in_flight} in flight": in_flight for in_flight in BUS_IN_FLIGHT}


def write_line(file: Path, record: Dict) -> None:
    with open(file, "a", encoding="utf-8") as out:
        out.write(json.dumps(record) + "\n")
