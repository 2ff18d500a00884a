"""What it costs a server that so many tabs have its console open, as plain WebSocket clients that read all that comes."""

import os
import selectors
import socket
import subprocess
import sys
from pathlib import Path
from typing import Dict, List, Tuple

from . import slices
from .orders import Process
from .peers import SERVE, Workshop
from .processes import Unusable, pinned

CONNECT_SECONDS = 10
# Passed over once tabs have come or gone.
SETTLE_MESSAGES = 10_000
CALM_MESSAGES = 100_000
WARM_UP_ROUNDS = 2


def watch(port: int, count: int) -> None:
    """So many tabs, until standard input ends; then the bytes that came. At the lowest priority: a browser is elsewhere."""
    os.nice(19)
    selector = selectors.DefaultSelector()
    for _ in range(count):
        tab = socket.create_connection(("127.0.0.1", port), CONNECT_SECONDS)
        tab.sendall(b"GET /live HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    b"\r\n" % (port, port))
        if not tab.recv(4096).startswith(b"HTTP/1.1 101 "):
            raise SystemExit("a tab is refused")
        selector.register(tab, selectors.EVENT_READ)
    print("watching", flush=True)
    selector.register(sys.stdin, selectors.EVENT_READ)
    received = 0
    while True:
        for key, _ in selector.select():
            if key.fileobj is sys.stdin:
                print(received, flush=True)
                return
            arrived = len(key.fileobj.recv(1 << 20))
            if not arrived:
                raise SystemExit("a tab is cut off")
            received += arrived


class Tabs:
    """A process of its own that has the console open so often."""

    def __init__(self, port: int, count: int, core: str):
        folder = Path(__file__).resolve().parents[1]
        program = f"from benchmark import tabs; tabs.watch({port}, {count})"
        self._process = subprocess.Popen(pinned([sys.executable, "-B", "-c", program], core), cwd=folder,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self._process.stdout.readline() != "watching\n":
            raise Unusable("the tabs do not open")

    def close(self) -> int:
        """The bytes that have come."""
        received, _ = self._process.communicate()
        if self._process.returncode:
            raise Unusable("a tab was cut off")
        return int(received)


class WatchedServer:
    """The service, whose console is open in tabs or in none, and its load, which is there from the start to the end."""

    def __init__(self, workshop: Workshop, cores: Tuple[str, str], tabs: int, plan: slices.Plan):
        self._tabs = tabs
        self._load_core = cores[1]
        self._server = Process("watched", workshop.echobus(*SERVE, "--admin-port", "0"), cores[0], workshop.folder)
        try:
            port = self._server.await_line("^listening echo tcp:").rsplit(":", 1)[1].strip()
            self._console_port = int(self._server.await_line("^console http:").rsplit(":", 1)[1])
            self._server.await_line("^ready")
            load = [workshop.tool("loadgen"), "-p", port, "-P", str(self._server.pid), "-c", "50", "-D", "-o", "-w",
                    str(plan.warm_up_seconds)]
            self._load = Process("watched-load", load, cores[1], workshop.folder)
        except BaseException:
            self._server.stop()
            raise
        self._messages = int(plan.slice_seconds * 1e9 / self._measure(CALM_MESSAGES)["wallNanos"])

    def _measure(self, messages: int) -> Dict[str, float]:
        found = self._load.ask_json(f"{SETTLE_MESSAGES} {messages}")
        return {"wallNanos": found["seconds"] * 1e9 / found["messages"], "cpuNanos": slices.cpu_nanos(found)}

    def _slice(self, state: str) -> Dict[str, float]:
        # Without tabs too a process is started: the server rests meanwhile, and is the faster for it.
        tabs = Tabs(self._console_port, self._tabs if state == "on" else 0, self._load_core)
        found = self._measure(self._messages)
        return {**found, "receivedBytes": tabs.close()}

    def round(self, number: int) -> Dict[str, Dict[str, float]]:
        return slices.round_of(number, self._slice)

    def stop(self) -> None:
        self._load.stop()
        self._server.stop()


def measure(workshop: Workshop, cores: Tuple[str, str], tabs: int, plan: slices.Plan) -> List[Dict]:
    return slices.measure(plan, WARM_UP_ROUNDS, lambda: WatchedServer(workshop, cores, tabs, plan))
