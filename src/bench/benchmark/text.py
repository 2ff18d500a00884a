"""Results as tables of plain text, and as the rows that the documents share with them."""

from typing import Callable, List, Optional, Tuple

from .peers import LABELS
from .plan import Case, Target
from .results import Results, Spread, Verdict

Table = Tuple[List[str], List[List[str]]]


def count(value: float) -> str:
    return f"{value:,.0f}"


def times(value: float) -> str:
    return f"{value:.2f}x"


def micros(nanos: float) -> str:
    if nanos < 1000:
        return f"{nanos:.0f} ns"
    return f"{nanos / 1000:,.1f} µs" if nanos < 1e6 else f"{nanos / 1e6:,.2f} ms"


def percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def with_range(found: Optional[Spread], show: Callable[[float], str]) -> str:
    if found is None:
        return ""
    if found.low == found.high:
        return show(found.median)
    return f"{show(found.median)} ({show(found.low)} to {show(found.high)})"


def median(found: Optional[Spread], show: Callable[[float], str]) -> str:
    return show(found.median) if found else ""


def label(row: str) -> str:
    return LABELS.get(row, row)


def case_table(results: Results, case: Case) -> Table:
    """The columns that say something in this kind of case."""
    if case.kind == "idle":
        return _columns(results, case, [
            ("RSS a connection", "connectionKiB", lambda value: f"{value:.2f} KiB", True),
            ("RSS without", "baseMiB", lambda value: f"{value:.1f} MiB", True),
            ("of it anonymous", "anonymousMiB", lambda value: f"{value:.1f} MiB", False)], [])
    if case.kind in ("open", "generator") and results.values(case.name, results.rows(case.name)[0], "p99"):
        base = "epoll" if case.kind == "open" else "C generator"
        return _columns(results, case, [
            ("messages/s", "rate", count, False), ("p50", "p50", micros, False), ("p99", "p99", micros, True),
            ("longest", "max", micros, False)], [(base, "p99"), ("libevent", "p99")])
    if case.kind == "framing":
        return _columns(results, case, [
            ("messages/s", "rate", count, True), ("server busy", "busy", percent, False),
            ("CPU a message", "cpu", micros, True)], [("echobus", "cpu")])
    if case.kind == "generator":
        return _columns(results, case, [
            ("messages/s", "rate", count, True), ("server busy", "busy", percent, False),
            ("generator busy", "generatorBusy", percent, False)], [("C generator", "rate")])
    if case.kind == "bus":
        return _columns(results, case, [
            ("round trips/s", "rate", count, True), ("p50", "p50", micros, False), ("p99", "p99", micros, True),
            ("longest", "max", micros, False)], [])
    columns = [("connections/s" if case.kind == "churn" else "messages/s", "rate", count, True)]
    if case.size_bytes >= 1024:
        megabytes = case.size_bytes / 1e6
        columns.append(("MB/s each way", "rate", lambda value: count(value * megabytes), False))
    columns += [("server busy", "busy", percent, False), ("generator busy", "generatorBusy", percent, False),
                ("CPU a message", "cpu", micros, False)]
    return _columns(results, case, columns, [("epoll", "rate"), ("libevent", "rate"), ("epoll", "cpu")])


def _columns(results: Results, case: Case, columns: list, bases: list) -> Table:
    names = results.rows(case.name)
    present = [(base, metric) for base, metric in bases if base in names]
    header = [""] + [title for title, _, _, _ in columns] + [_against(base, metric) for base, metric in present]
    rows = []
    for name in names:
        cells = [label(name)]
        for _, metric, show, has_range in columns:
            cells.append((with_range if has_range else median)(results.values(case.name, name, metric), show))
        for base, metric in present:
            cells.append(with_range(results.ratios(case.name, name, base, metric), times))
        rows.append(cells)
    return header, rows


def _against(base: str, metric: str) -> str:
    return f"CPU to {base}" if metric == "cpu" else f"to {base}"


def target_table(results: Results, verdicts: List[Verdict]) -> Table:
    rows = []
    for verdict in verdicts:
        target = verdict.target
        show = times if target.base else {"connectionKiB": lambda value: f"{value:.2f} KiB",
                                          "baseMiB": lambda value: f"{value:.1f} MiB"}.get(target.metric, count)
        against = f"to {target.base}" if target.base else ""
        rows.append([target.case, label(target.row), {"rate": "rate", "p99": "p99", "cpu": "CPU a message",
                                                      "connectionKiB": "RSS a connection", "baseMiB": "base RSS"}
                     [target.metric], against, f"{target.sense} {show(target.bound)}",
                     with_range(verdict.found, show), verdict.text, *_server_time(results, target)])
    return ["case", "", "figure", "against", "target", "found", "verdict", "servers busy", "by CPU a message"], rows


def _server_time(results: Results, target: Target) -> List[str]:
    """How busy both servers were and, since one may not have been the limit, how they compare by processor time."""
    if target.metric != "rate" or not target.base:
        return ["", ""]
    busy = [median(results.values(target.case, row, "busy"), percent) for row in (target.row, target.base)]
    return [" / ".join(busy) if all(busy) else "",
            median(results.ratios(target.case, target.base, target.row, "cpu"), times)]


def _aligned(table: Table) -> List[str]:
    header, rows = table
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    return ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
            for row in [header, *rows]]


def lines(results: Results) -> List[str]:
    text = []
    for case in results.cases:
        text += ["", f"{case.name}: {case.title}", *_aligned(case_table(results, case))]
    measured = [verdict for verdict in results.verdicts() if verdict.found]
    if measured:
        text += ["", "Targets (median of the ratios within each round, and their range)",
                 *_aligned(target_table(results, measured))]
    if results.is_smoke:
        text += ["", "Fewer than 5 rounds: these figures show that everything runs, and nothing else."]
    text += [f"failed: {failure['case']}, {failure['row']}: {failure['reason']}" for failure in results.failures]
    return text
