"""The servers to compare: how each is built, and started with one thread or event loop."""

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence

from .plan import PREFIX
from .processes import Unusable, run

BUILD_TIMEOUT_SECONDS = 300

LABELS = {
    "epoll": "C, bare epoll, read and write",
    "splice": "C, bare epoll, splice",
    "libevent": "C, libevent bufferevent",
    "go": "Go, net",
    "netty": "Java, Netty epoll, pooled buffers",
    "netty-splice": "Java, Netty epoll, spliceTo",
    "vertx": "Java, Vert.x epoll, pipeTo",
    "echobus": "Echobus",
    "echobus-uring": "Echobus, io_uring",
    "echobus-line": "Echobus, line framing with prefix",
}

# What a variant of the service is started with, beside what all are. One that the service refuses is left out.
VARIANTS: Dict[str, List[str]] = {
    "echobus": [],
    "echobus-uring": ["--transport", "io_uring"],
}
LINE_VARIANT = ["--framing", "line", "--prefix", PREFIX]

# A JVM takes one of these only.
COLLECTOR = re.compile(r"-XX:\+Use\w+GC")

# As the image runs, but for its address: with all that is on by default.
SERVE_AS_INSTALLED = ["serve", "--host", "127.0.0.1", "--port", "0"]

# Only what every echo server does: no client on a bus beside it, no line in the log for each connection.
SERVE = ["serve", "--host", "127.0.0.1", "--port", "0", "--instances", "1", "--set", "client.enabled=false",
         "--set", "log.level=warn"]


@dataclass(frozen=True)
class Server:
    """How one server is started."""

    name: str
    command: List[str]

    @property
    def is_java(self) -> bool:
        return Path(self.command[0]).name == "java"


class Workshop:
    """Builds everything into target/bench, and knows the commands that come of it."""

    def __init__(self, root: Path, java: Optional[str], more_flags: Sequence[str] = ()):
        self.root = root
        self._more_flags = list(more_flags)
        self.folder = root / "target" / "bench"
        self.jar = root / "target" / "echobus.jar"
        self.notes: List[str] = []
        home = os.environ.get("JAVA_HOME")
        self.java = java or (f"{home}/bin/java" if home else shutil.which("java") or "java")
        self._peers = root / "src" / "bench" / "peers"
        self.folder.mkdir(parents=True, exist_ok=True)

    def build(self) -> None:
        """What the benchmark cannot do without."""
        if not self.jar.exists():
            print("building target/echobus.jar", file=sys.stderr)
            self._run(["mvn", "-q", "-DskipTests", "package"])
        sources = (self.root / "src" / "main").rglob("*.java")
        if max(source.stat().st_mtime for source in sources) > self.jar.stat().st_mtime:
            self.note("target/echobus.jar is older than its sources")
        self.compile_c("loadgen", "-lm")
        self.compile_c("conngen")
        sources = [str(path) for path in sorted(self._peers.glob("*.java"))]
        self._run([str(Path(self.java).resolve().parent / "javac"), "-cp", str(self.jar), "-d",
                   str(self.folder / "classes"), *sources])

    def servers(self, wanted: Callable[[str], bool]) -> List[Server]:
        """Those wanted that can be built; the notes tell of the others."""
        makers = {
            "epoll": lambda: self.compile_c("epoll_echo"),
            "splice": lambda: self.compile_c("splice_echo"),
            "libevent": lambda: self.compile_c("libevent_echo", "-levent"),
            "go": self._compile_go,
            "netty": lambda: self.java_command("NettyEcho"),
            "netty-splice": lambda: self.java_command("NettyEcho", "splice"),
            "vertx": lambda: self.java_command("VertxEcho"),
        }
        for name, arguments in VARIANTS.items():
            makers[name] = lambda arguments=arguments: self.echobus(*SERVE, *arguments)
        built = []
        for name, make in makers.items():
            if wanted(name):
                try:
                    built.append(Server(name, make()))
                except Unusable as reason:
                    self.note(f"{LABELS[name]} is left out: {reason}")
        return built

    def line_server(self) -> Server:
        return Server("echobus-line", self.echobus(*SERVE, *LINE_VARIANT))

    def as_installed(self, server: Server) -> Server:
        """The service as its image runs it; a peer as it is."""
        if server.name not in VARIANTS:
            return server
        return Server(server.name, self.echobus(*SERVE_AS_INSTALLED, *VARIANTS[server.name]))

    def note(self, text: str) -> None:
        print(f"note: {text}", file=sys.stderr)
        self.notes.append(text)

    def tool(self, name: str) -> str:
        return str(self.folder / name)

    def echobus(self, *arguments: str) -> List[str]:
        return [self.java, *self.jvm_flags(), "-jar", str(self.jar), *arguments]

    def java_command(self, main: str, *arguments: str) -> List[str]:
        path = f"{self.jar}:{self.folder / 'classes'}"
        # The runnable jar's manifest grants the same.
        access = "--enable-native-access=ALL-UNNAMED"
        return [self.java, *self.jvm_flags(), access, "-cp", path, main, *arguments]

    def jvm_flags(self) -> List[str]:
        """The flags that the image is started with; the first lets an older JVM pass over those it does not know."""
        lines = (self.root / "src/main/launcher/java.args").read_text(encoding="utf-8").splitlines()
        native = self.root / "target" / "native" / "META-INF" / "native"
        # The cache of the start is the image's own.
        flags = [*(line for line in lines if line.startswith("-")), f"-Djava.library.path={native}"]
        if any(COLLECTOR.fullmatch(flag) for flag in self._more_flags):
            flags = [flag for flag in flags if not COLLECTOR.fullmatch(flag)]
        return ["-XX:+IgnoreUnrecognizedVMOptions", *flags, *self._more_flags]

    def compile_c(self, name: str, *libraries: str) -> List[str]:
        compiler = os.environ.get("CC", "cc")
        self._run([compiler, "-O2", "-Wall", "-Wextra", "-o", self.tool(name), str(self._peers / f"{name}.c"),
                   *libraries])
        return [self.tool(name)]

    def _compile_go(self) -> List[str]:
        if shutil.which("go") is None:
            raise Unusable("there is no go command")
        self._run(["go", "build", "-o", self.tool("go_echo"), str(self._peers / "go_echo.go")])
        return ["env", "GOMAXPROCS=1", self.tool("go_echo")]

    def _run(self, command: List[str]) -> str:
        return run(command, None, BUILD_TIMEOUT_SECONDS, self.root)
