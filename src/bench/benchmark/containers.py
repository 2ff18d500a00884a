"""What each of several images costs, for src/bench/image: started in a chroot of what the image holds, as no container's own
start is to be measured with it. Arguments: how many starts, then name=folder and name=compressed bytes of each image.
"""

import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Dict, List, Optional

ROOT = Path(__file__).resolve().parents[3]
LOADGEN = ROOT / "target" / "bench" / "loadgen"
USER = 10001
PORT = 9999
MESSAGES = 1_000_000
CONNECTIONS = 50
REST_SECONDS = 15
START_TIMEOUT_SECONDS = 60
MEMBER_PORT = 15701


@dataclass
class Image:
    """A server in its image; what is None it does not have."""

    name: str
    image: str
    serve: List[str]
    folder: str = "/"
    environment: Dict[str, str] = field(default_factory=dict)
    check: Optional[List[str]] = None
    commands: bool = False
    says_ready: bool = False


HOME = "/echobus"
ECHOBUS = f"{HOME}/bin/echobus"
IMAGES = [
    Image("Echobus", "localhost/echobus:prebuilt", [ECHOBUS, "serve"], HOME, {}, [f"{ECHOBUS}-check"], True, True),
    Image("the same without its cache", "localhost/echobus:prebuilt", [ECHOBUS, "serve"], HOME,
          {"JDK_JAVA_OPTIONS": "-XX:AOTMode=off"}, None, True, True),
    Image("java -jar, JRE on Debian", "localhost/java-jar", ["/opt/java/bin/java", "-jar", "/echobus.jar", "serve"], "/", {},
          ["/opt/java/bin/java", "-jar", "/echobus.jar", "health"], False, True),
    Image("Go, from scratch", "localhost/go-echo", ["/echo"]),
    Image("socat on Debian", "localhost/socat", ["/usr/bin/socat", f"TCP-LISTEN:{PORT},fork,reuseaddr", "PIPE"]),
]


def prepare(folder: Path, into: Path) -> Path:
    """A copy that may be mounted into, its files with their times: the cache knows the jar by them."""
    into.mkdir()
    subprocess.run(["cp", "-a", f"{folder}/.", str(into)], check=True)
    for name, command in (("proc", ["mount", "-t", "proc", "proc"]), ("dev", ["mount", "--rbind", "/dev"])):
        (into / name).mkdir(exist_ok=True)
        subprocess.run([*command, str(into / name)], check=True)
    return into


class Server:
    """One start of an image's server, until `stop`."""

    def __init__(self, image: Image, root: Path):
        self.image = image
        self.root = root
        self.process = subprocess.Popen(image.serve, preexec_fn=inside(image, root), env=image.environment,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        text=True)
        # It returns at the program's exec; Python's own fork takes as long as a small program's start.
        self.began = time.monotonic()
        self.port = PORT
        self.ready_ms = None
        if image.says_ready:
            self._await("ready")
            self.ready_ms = 1000 * (time.monotonic() - self.began)
        elif "/echo" in image.serve:
            self.port = int(self._await("listening").split()[1])
        self._await_echo()
        self.echoed_ms = 1000 * (time.monotonic() - self.began)

    def _await(self, start: str) -> str:
        for line in self.process.stdout:
            if line.startswith(start):
                return line
        raise SystemExit(f"{self.image.name}: ended before it said {start}")

    def _await_echo(self) -> None:
        end = time.monotonic() + START_TIMEOUT_SECONDS
        while time.monotonic() < end:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
                    connection.sendall(b"x\n")
                    if connection.recv(2) == b"x\n":
                        return
            except ConnectionRefusedError:
                time.sleep(0.001)
        raise SystemExit(f"{self.image.name}: no echo")

    def processor_ms(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mib(self) -> float:
        time.sleep(REST_SECONDS)
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def load(self) -> None:
        left = MESSAGES
        while left > 0:
            done = subprocess.run([str(LOADGEN), "-p", str(self.port), "-c", str(CONNECTIONS), "-q", "4", "-d", "2"],
                                  check=True, stdout=subprocess.PIPE)
            left -= json.loads(done.stdout)["messages"]

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


def inside(image: Image, root: Path) -> Callable[[], None]:
    """For a child, before it becomes the image's program."""
    def enter() -> None:
        os.chroot(root)
        os.chdir(image.folder)
        os.setgroups([])
        os.setgid(USER)
        os.setuid(USER)
    return enter


def run(image: Image, root: Path, command: List[str]) -> Dict:
    """Whole: its wall-clock from its exec on, and its processor time, of all its threads, and of the fork before."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, preexec_fn=inside(image, root), env=image.environment, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    began = time.monotonic()
    out, err = process.communicate("hello\n")
    elapsed = 1000 * (time.monotonic() - began)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"{image.name}: {command}: {process.returncode}: {out}{err}")
    return {"ms": elapsed, "cpuMs": 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)}


def show(values: List[float]) -> str:
    return f"{statistics.median(values):.0f} ms ({min(values):.0f} to {max(values):.0f})" if values else ""


def starts(found: Dict, roots: Dict[str, Path], times: int) -> None:
    for _ in range(times):
        for image in IMAGES:
            server = Server(image, roots[image.image])
            row = found[image.name]
            row["echoed"].append(server.echoed_ms)
            row["cpu"].append(server.processor_ms())
            if server.ready_ms:
                row["ready"].append(server.ready_ms)
            server.stop()


def commands(found: Dict, roots: Dict[str, Path], times: int) -> None:
    target = f"127.0.0.1:{PORT}"
    own = [image for image in IMAGES if image.commands]
    member = ["--cluster-port", str(MEMBER_PORT), "--set", "cluster.host=127.0.0.1"]
    plain = Server(own[0], roots[own[0].image])
    clustered = Server(Image("clustered", own[0].image, [ECHOBUS, "serve", "--port", "9998", "--cluster", *member], HOME, {},
                             None, False, True), roots[own[0].image])
    for _ in range(times):
        for image in own:
            for name, command in (("version", ["version"]), ("connect", ["connect", target]), ("health", ["health", target]),
                                  ("bus", ["bus", "request", "--cluster-members", f"127.0.0.1:{MEMBER_PORT}",
                                           "echobus.client.echo", "hello"])):
                found[image.name].setdefault(name, []).append(run(image, roots[image.image], [ECHOBUS, *command])["ms"])
    plain.stop()
    clustered.stop()


def rest(found: Dict, roots: Dict[str, Path], times: int) -> None:
    for image in IMAGES:
        row = found[image.name]
        server = Server(image, roots[image.image])
        row["rest"] = server.resident_mib()
        if image.check:
            own = [str(server.process.pid)] if image.name == "Echobus" else []
            row["check"] = [run(image, roots[image.image], [*image.check, *own])["cpuMs"] for _ in range(times)]
        server.load()
        row["loaded"] = server.resident_mib()
        server.stop()


def main() -> None:
    times = int(sys.argv[1])
    folders: Dict[str, Path] = {}
    sizes: Dict[str, int] = {}
    for argument in sys.argv[2:]:
        name, value = argument.rsplit("=", 1)
        if value.isdigit():
            sizes[name] = int(value)
        else:
            folders[name] = Path(value)
    LOADGEN.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cc", "-O2", "-o", str(LOADGEN), str(ROOT / "src/bench/peers/loadgen.c"), "-lm"], check=True)
    with tempfile.TemporaryDirectory() as work:
        roots = {name: prepare(folder, Path(work) / str(number)) for number, (name, folder) in enumerate(folders.items())}
        found: Dict = {image.name: {"ready": [], "echoed": [], "cpu": []} for image in IMAGES}
        try:
            starts(found, roots, times)
            commands(found, roots, times)
            rest(found, roots, times)
        finally:
            for root in roots.values():
                subprocess.run(["umount", "-R", str(root / "dev"), str(root / "proc")], check=False)
    tell(found, sizes)


def tell(found: Dict, sizes: Dict[str, int]) -> None:
    print("| | compressed | until `ready` | until the first echo | processor time until then | RSS at rest "
          f"| after {MESSAGES:,} messages | processor time of a check |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for image in IMAGES:
        row = found[image.name]
        print(f"| {image.name} | {sizes[image.image] / 1e6:.1f} MB | {show(row['ready'])} | {show(row['echoed'])} "
              f"| {show(row['cpu'])} | {row['rest']:.1f} MiB | {row['loaded']:.1f} MiB | {show(row.get('check', []))} |")
    print("\n| | `version` | `connect` | `health` | `bus request` in a cluster |\n|---|---:|---:|---:|---:|")
    for image in IMAGES:
        if image.commands:
            print(f"| {image.name} | " + " | ".join(show(found[image.name][name])
                                                   for name in ("version", "connect", "health", "bus")) + " |")


if __name__ == "__main__":
    main()
