"""Processes that the benchmark starts: most pinned to a core, their output in files, gone when the benchmark is."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import List, Optional

START_TIMEOUT_SECONDS = 30
STOP_TIMEOUT_SECONDS = 10
POLL_SECONDS = 0.02


class Unusable(Exception):
    """A server or tool that cannot be had here, with the reason."""


def environment() -> dict:
    """Ours, without what would set up the service behind the benchmark's back."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith("ECHOBUS_") and name not in ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")}


def pinned(command: List[str], cores: Optional[str]) -> List[str]:
    """Both replace themselves by the command, so its pid is the one started; the kernel ends it if we are killed."""
    return ["setpriv", "--pdeathsig", "KILL", *(["taskset", "-c", cores] if cores else []), *command]


class ServerProcess:
    """A server on its core, or on all there are, from its start until `stop`."""

    def __init__(self, name: str, command: List[str], cores: Optional[str], folder: Path):
        self.name = name
        self._out = folder / f"{name}.out"
        self._err = folder / f"{name}.err"
        with open(self._out, "wb") as out, open(self._err, "wb") as err:
            self._process = subprocess.Popen(pinned(command, cores), stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                             cwd=folder, env=environment())
        self.pid = self._process.pid
        try:
            self.port = self._await_port()
        except BaseException:
            self.stop()
            raise

    def _await_port(self) -> int:
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            # Ours prints all its listeners, of which the echo is one, and then that it is ready.
            output = self._out.read_text()
            found = re.search(r"^listening (?:echo tcp://\S+:)?(\d+)$", output, re.MULTILINE)
            if found and ("tcp://" not in output or "\nready\n" in output):
                return int(found.group(1))
            if not self.is_running():
                raise Unusable(f"ended at its start: {self.last_words()}")
            time.sleep(POLL_SECONDS)
        raise Unusable(f"not ready within {START_TIMEOUT_SECONDS} s: {self.last_words()}")

    def last_words(self) -> str:
        lines = [line for line in self._err.read_text(errors="replace").splitlines() if line.strip()]
        return lines[-1][:300] if lines else "it wrote no error"

    def is_running(self) -> bool:
        return self._process.poll() is None

    def cores(self) -> int:
        """How many it may run on."""
        return len(os.sched_getaffinity(self.pid))

    def memory_bytes(self, field: str) -> int:
        """VmRSS, RssAnon or another such field of /proc/PID/status."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) * 1024
        raise Unusable(f"no {field} in /proc/{self.pid}/status")

    def stop(self) -> None:
        """Asks, and ends it when that takes too long."""
        if self.is_running():
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_TIMEOUT_SECONDS)


def run(command: List[str], cores: Optional[str], timeout_seconds: float, folder: Path) -> str:
    """Standard output of a program that must end well and in time."""
    try:
        done = subprocess.run(pinned(command, cores) if cores else command, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=timeout_seconds, cwd=folder, env=environment())
    except subprocess.TimeoutExpired as expired:
        raise Unusable(f"{Path(command[0]).name} took more than {timeout_seconds:.0f} s") from expired
    except OSError as missing:
        raise Unusable(f"{command[0]}: {missing.strerror}") from missing
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Unusable(f"{Path(command[0]).name} ended with {done.returncode}: {said[-1][:300] if said else ''}")
    return done.stdout
