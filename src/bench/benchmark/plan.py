"""What is measured: the cases, and the targets that the service is held to."""

from dataclasses import dataclass
from typing import Optional

KIB = 1024
MIB = KIB * KIB


@dataclass(frozen=True)
class Case:
    """One kind of load. `kind` says which function of measure.py makes it."""

    name: str
    title: str
    kind: str
    connections: int = 0
    size_bytes: int = 64
    depth: int = 1


CASES = [
    Case("1x64x1", "1 connection, 64 B, 1 in flight", "closed", 1),
    Case("50x64x1", "50 connections, 64 B, 1 in flight", "closed", 50),
    Case("1000x64x1", "1,000 connections, 64 B, 1 in flight", "closed", 1000),
    Case("50x64x16", "50 connections, 64 B, 16 in flight", "closed", 50, 64, 16),
    Case("50x1Kx1", "50 connections, 1 KiB, 1 in flight", "closed", 50, KIB),
    Case("50x64Kx1", "50 connections, 64 KiB, 1 in flight", "closed", 50, 64 * KIB),
    Case("8x64Kx8", "8 connections, 64 KiB, 8 in flight", "closed", 8, 64 * KIB, 8),
    Case("p99", "99th percentile at half of each server's best rate, 50 connections, 64 B", "open", 50, 64, 1024),
    Case("churn", "Connections set up, used for one echo and closed, 50 at a time", "churn", 50),
    Case("framing", "Line framing with a prefix, 50 connections, 64 B, 16 in flight", "framing", 50, 64, 16),
    Case("idle", "Memory of 10,000 idle connections", "idle", 10_000),
    Case("bus", "Bus request, TCP echo, bus reply: one JVM on both cores, 64 B", "bus"),
    Case("generator-50x64x1", "Generators against bare epoll, 50 x 64 B x 1", "generator", 50),
    Case("generator-1000x64x1", "Generators against bare epoll, 1,000 x 64 B x 1", "generator", 1000),
    Case("generator-50x64x16", "Generators against bare epoll, 50 x 64 B x 16", "generator", 50, 64, 16),
    Case("generator-8x64Kx8", "Generators against bare epoll, 8 x 64 KiB x 8", "generator", 8, 64 * KIB, 8),
    Case("generator-p99", "The same rate by both generators, bare epoll at half load", "generator", 50, 64, 1024),
]

# The case whose rates tell what half of a server's best is.
BEST_RATE_CASE = "50x64x1"

PREFIX = "> "

# Requests at a time of the bus path.
BUS_IN_FLIGHT = [1, 16, 256]


@dataclass(frozen=True)
class Target:
    """A bound of a metric of `row` in a case: of its ratio to `base` within a round or, without one, of itself."""

    case: str
    row: str
    base: Optional[str]
    metric: str
    sense: str
    bound: float

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.sense == ">=" else value <= self.bound

    def margin(self, value: float) -> float:
        """How far beyond the bound, as a share of it; negative when missed."""
        return (value / self.bound - 1) * (1 if self.sense == ">=" else -1)


def _at_least(case: str, row: str, base: str, bound: float) -> Target:
    return Target(case, row, base, "rate", ">=", bound)


TARGETS = [
    _at_least("50x64x1", "echobus", "libevent", 1.3),
    _at_least("50x64x1", "echobus", "epoll", 0.95),
    _at_least("50x64x1", "echobus-uring", "epoll", 1.0),
    _at_least("1000x64x1", "echobus", "libevent", 1.15),
    _at_least("1000x64x1", "echobus", "epoll", 0.9),
    _at_least("50x64x16", "echobus", "libevent", 1.3),
    _at_least("50x64x16", "echobus", "epoll", 0.95),
    _at_least("50x64Kx1", "echobus", "libevent", 8),
    _at_least("50x64Kx1", "echobus", "epoll", 1.0),
    _at_least("50x64Kx1", "netty-splice", "epoll", 1.2),
    _at_least("8x64Kx8", "echobus", "libevent", 8),
    _at_least("8x64Kx8", "echobus", "epoll", 1.0),
    _at_least("8x64Kx8", "netty-splice", "epoll", 1.2),
    Target("p99", "echobus", "libevent", "p99", "<=", 1.0),
    Target("p99", "echobus", "epoll", "p99", "<=", 1.2),
    Target("idle", "echobus", None, "connectionKiB", "<=", 4),
    Target("idle", "echobus", None, "baseMiB", "<=", 80),
    Target("framing", "echobus-line", "echobus", "cpu", "<=", 1.3),
    Target("bus", f"{BUS_IN_FLIGHT[-1]} in flight", None, "rate", ">=", 100_000),
    _at_least("generator-50x64x1", "echobus bench", "C generator", 0.9),
    _at_least("generator-1000x64x1", "echobus bench", "C generator", 0.8),
]


def case_named(name: str) -> Case:
    return next(case for case in CASES if case.name == name)
