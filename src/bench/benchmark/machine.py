"""What a result was measured on and with."""

import os
import platform
import re
import subprocess
import zipfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Dict, List

from .peers import Workshop


def describe(workshop: Workshop) -> Dict:
    """Facts of this machine and of the versions in use, in the order in which they are told."""
    facts = {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": _commit(workshop.root),
        "processor": _processor(),
        "cores": f"{os.cpu_count()}",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "congestion control": _congestion_control(),
        "system": _system(),
        "jdk": _first_line([workshop.java, "-version"]) + ", " + _second_line([workshop.java, "-version"]),
        "vert.x and netty": _libraries(workshop.jar),
        "c compiler": _first_line([os.environ.get("CC", "cc"), "--version"]),
        "libevent": _first_line(["pkg-config", "--modversion", "libevent"]),
        "go": _first_line(["go", "version"]),
        "flags of the JVMs": " ".join(_shareable(workshop.jvm_flags(), workshop.root)),
        "load average before": f"{os.getloadavg()[0]:.2f}",
    }
    return {name: value for name, value in facts.items() if value.strip(", ")}


def _shareable(flags: List[str], root: Path) -> List[str]:
    return [flag.replace(f"{root}/", "") for flag in flags]


def _lines(command: List[str]) -> List[str]:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return (done.stdout or done.stderr).splitlines() if done.returncode == 0 else []


def _first_line(command: List[str]) -> str:
    return next(iter(_lines(command)), "")


def _second_line(command: List[str]) -> str:
    return next(iter(_lines(command)[1:2]), "")


def _commit(root: Path) -> str:
    commit = _first_line(["git", "-C", str(root), "rev-parse", "--short=12", "HEAD"])
    is_changed = bool(_lines(["git", "-C", str(root), "status", "--porcelain", "--untracked-files=no"]))
    return commit + (" with changes" if commit and is_changed else "")


def _processor() -> str:
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found.group(1) if found else platform.machine()


def _system() -> str:
    try:
        found = re.search(r'^PRETTY_NAME="?([^"\n]*)', Path("/etc/os-release").read_text(), re.MULTILINE)
    except OSError:
        return ""
    return found.group(1) if found else ""


def _congestion_control() -> str:
    """What paces TCP, on loopback too: with bbr large messages may wait while no processor is busy."""
    try:
        return Path("/proc/sys/net/ipv4/tcp_congestion_control").read_text().strip()
    except OSError:
        return ""


def _libraries(jar: Path) -> str:
    with zipfile.ZipFile(jar) as archive:
        names = archive.namelist()
        vertx = next((name for name in names if name.endswith("vertx-version.txt")), None)
        netty = "META-INF/io.netty.versions.properties"
        versions = [archive.read(vertx).decode().strip()] if vertx else []
        if netty in names:
            found = re.search(r"^netty-common\.version=(.*)$", archive.read(netty).decode(), re.MULTILINE)
            versions += [found.group(1).strip()] if found else []
    return ", ".join(versions)
