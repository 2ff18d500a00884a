"""Writes docs/BENCHMARKS.md and its charts from results."""

from pathlib import Path
from typing import List, Optional, Tuple

from . import charts
from .plan import Case
from .remarks import REMARKS
from .results import Results
from .text import Table, case_table, count, label, target_table, times

INTRODUCTION = """# Benchmarks

Written by `src/bench/run --docs` from what it measured; edit that, not this, but for what other scripts measured: the
sections from the gateway's on are kept as they are.

Absolute figures hold for the machine below and drift from run to run. Compare ratios: each is made of two
measurements of the same round, a few seconds apart; shown is the median of the rounds and, in brackets, the smallest
and the largest.
"""

TARGETS_NOTE = """Under "servers busy" stands how much of its core each of the two had in use. Where one was not near 100 %, something
else was its limit; "by CPU a message" compares processor time instead, again as so many times the other's speed.
"""

METHOD = """## How it is measured

- The server runs on one core with one thread or event loop, the generator on the other; `taskset` pins both. For each
  case every server is measured once, then again in rotated order, and so on. Before that, servers warm up.
- **Throughput, churn, framing and p99** are driven by small C generators of one thread, the sources of which stand with
  those of the peers in `src/bench/peers`. In closed loop each echo sets off the next message. What comes back is
  discarded in the kernel (`MSG_TRUNC`), so that the generator's core has less to do than the server's. "Server busy"
  says how far that holds: a server near 100 % is what was measured; below, the generator or the path between the two
  limits it, and its rate is less than it could do. "CPU a message" (user and system time of the whole process) does not
  depend on the generator: where C servers outrun the generator, as in churn, look there.
- **p99** is measured in open loop, at half of the rate that the same server reached in closed loop: messages are due at
  exponential gaps whatever the server does, and latency counts from when a message was due.
- **Idle memory** is that of a new process (`VmRSS`) with connections that had one echo each, less what it was after
  ten connections had come and gone; JVMs are given twelve seconds before each look, to give back what compiling took.
  Nothing is pinned here, and the service runs as its image does, with all that is on by default: base RSS is what an
  installed node takes at rest on this machine's cores.
  The server with splice needs three descriptors a connection, and is left out.
- **Churn**: a connection is set up, has one echo of 64 B, is closed by the client and then by the server.
- **Framing** compares the service's line framing with prefix to its raw framing.
- **The bus path** is a node in a JVM of its own on both cores, which sends itself bus requests from one event loop.
  Each makes a round trip over TCP on the client's one connection; many in flight share its reads and writes. Latency
  counts from the request to its reply, in closed loop.
- **The generators** drive the same bare epoll server from one core: `echobus bench`, which compares every byte, and the
  C generator, here reading what comes back, without comparing it.
- The service and the other JVMs start with the flags of the Dockerfile. But for idle memory, logging is at `warn` and
  its bus client is off.
  The peers read at most 128 KiB at a time, as the service does; libevent keeps its own limits.
"""

# Measured by hand, where those of the script's machine could not be had again: kept until they are.
ELSEWHERE = """## On another machine

Not written by the script: figures of 2026-11-24, of an AMD EPYC whose hypervisor makes a system call cost three times
as much, with two cores and TCP paced by bbr; 3 rounds, which differed by up to a half.

| what | found |
| --- | --- |
| Echobus to bare epoll: 50x64x1, 1000x64x1, 50x64Kx1, 8x64Kx8 | 0.98x (0.67x to 1.01x), 0.75x (0.56x to 0.86x), 0.94x (0.92x to 1.09x), 0.98x (0.60x to 1.02x) |
| the same to libevent | 1.87x, 1.46x, 16.6x, 26.6x |
| `echobus bench` to the C generator, 50 connections | 0.75x (0.74x to 0.95x) |
| `echobus bench` to the C generator, 1,000 connections | 0.82x (0.75x to 0.99x) |
| base RSS, and a connection | 80.9 MiB, 4.04 KiB (3.46 KiB to 5.63 KiB) |
| this server to the one before stamps, listeners and admission by memory, both up at once, 10 rounds | 50x64x1 1.006x (0.98x to 1.13x), 50x64x16 0.997x (0.95x to 1.08x), lines 50x64x16 0.979x (0.76x to 1.29x) |
| this generator to the one before, processor time a message | about 1.1 to 1.4 at 64 B x 16 and at 64 KiB: stamps are made and held against what comes back |
"""

# What other scripts have measured stands between these, by hand, and is kept.
KEPT = ("<!-- Kept from here on when this page is written. -->\n", "<!-- Kept until here. -->\n")


def write(results: Results, root: Path) -> None:
    """Charts of earlier runs go, so that none is left of a case that is no more."""
    folder = root / "docs" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    parts = [INTRODUCTION]
    if results.is_smoke:
        parts.append("**Fewer than 5 rounds: these figures show that everything runs, and nothing else.**\n")
    parts += ["## Targets\n", _markdown(target_table(results, results.verdicts())), TARGETS_NOTE,
              *_remarks(results), "## Cases\n"]
    for case in results.cases:
        parts.append(f"### {case.title}\n")
        chart = _chart(results, case)
        if chart:
            (folder / f"{case.name}.svg").write_text(chart, encoding="utf-8")
            parts.append(f"![{case.title}](bench/{case.name}.svg)\n")
        parts.append(_markdown(case_table(results, case)))
    page = root / "docs" / "BENCHMARKS.md"
    parts += [METHOD, ELSEWHERE, _kept(page), "## Machine\n", _machine(results)]
    page.write_text("\n".join(parts), encoding="utf-8")


def _kept(page: Path) -> str:
    """With its marks. A page without them has nothing to keep; one that has lost a mark is an error."""
    first, last = KEPT
    text = page.read_text(encoding="utf-8") if page.exists() else first + last
    return text[text.index(first):text.index(last) + len(last)]


def _remarks(results: Results) -> List[str]:
    """Of each case with a missed target."""
    missed = {verdict.target.case for verdict in results.verdicts() if verdict.found and not verdict.is_met}
    told = [f"- **{name}**: {' '.join(remark.split())}" for name, remark in REMARKS.items() if name in missed]
    return ["### What is missed, and why\n", "\n".join(told) + "\n"] if told else []


def _chart(results: Results, case: Case) -> Optional[str]:
    """Ratios to bare epoll where there is one, else the figure itself."""
    metric, base, show, what = _charted(results, case)
    rows: List[charts.Bar] = []
    for row in results.rows(case.name):
        found = results.ratios(case.name, row, base, metric) if base else results.values(case.name, row, metric)
        if found:
            rows.append((label(row), found, row.startswith("echobus") or case.kind == "bus"))
    reference = 1.0 if base else None
    return charts.bars(f"{case.title}: {what}", rows, reference, show) if rows else None


def _charted(results: Results, case: Case) -> Tuple:
    has_epoll = "epoll" in results.rows(case.name)
    if case.kind == "idle":
        return "connectionKiB", None, lambda value: f"{value:.1f} KiB", "RSS each, less is better"
    if case.kind == "framing":
        return "cpu", "echobus", times, "CPU a message to raw, less is better"
    if case.kind == "bus":
        return "rate", None, count, "round trips a second"
    if case.kind == "generator":
        is_latency = case.name.endswith("p99")
        return ("p99" if is_latency else "rate"), "C generator", times, "p99" if is_latency else "rate"
    if case.kind == "open":
        return "p99", "epoll" if has_epoll else None, times if has_epoll else count, "to bare epoll, less is better"
    return "rate", "epoll" if has_epoll else None, times if has_epoll else count, "rate to bare epoll"


def _markdown(table: Table) -> str:
    header, rows = table
    rule = ["---:" if all(cell[:1].isdigit() or not cell for cell in column) and any(column) else "---"
            for column in zip(*rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [header, rule, *rows]) + "\n"


def _machine(results: Results) -> str:
    rows = []
    for run in results.runs:
        if len(results.runs) > 1:
            rows.append(["**cases**", ", ".join(run["cases"])])
        rows += [[name, value] for name, value in run["machine"].items()]
        rows.append(["rounds", f"{run['rounds']} of {run['seconds']:g} s, after {run['warmUpSeconds']:g} s each"])
        rows += [["note", note] for note in run["notes"]]
    return _markdown((["", ""], rows))
