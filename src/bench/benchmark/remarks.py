"""What is known of targets that are missed: what was tried, and what a profile shows as the cost left."""

PROFILE = """perf (cpu-clock) finds 90 % of the service's time in the kernel, 3.8 % in libc (2.6 % of the C server's:
a process with threads switches cancellation at each call) and 5.7 % in Java, most of it Netty's. A message costs one
read and one write of the system, as in C, and leaves no garbage."""

TRIED = """Without gain: Netty's pooled allocator instead of the adaptive one, one receive buffer for all connections of a
loop (1 %), no bounds and reference checks, JDK 17 against 25, compact object headers, huge pages."""

# By case; told when one of its targets is missed.
REMARKS = {
    "50x64x1": f"{PROFILE} {TRIED}",
    "50x64x16": f"""As with 1 in flight: a read and a write of the system for 16 messages, no garbage, 89 % of the time in
the kernel, 6.4 % in Java. {TRIED}""",
    "1000x64x1": f"""A message costs one read and one write of the system and leaves no garbage, as with 50 connections.
Beside bare epoll, perf finds 410 ns of Java a message (190 with 50 connections), 62 ns more in libc and 69 ns in taking
hold of the descriptor; the last two are what a process with threads pays. The Java is taken for cache misses: a message
touches about twenty objects of its connection, half of them Netty's, and the C server 24 bytes. Netty alone, with a
handler of three lines, is no faster. io_uring saves enough system calls to make up for it. {TRIED} Nor have other
collectors, a larger young generation, or sockets of IPv4 alone.""",
    "50x64Kx1": """Paid: receive buffers sized for one read an event. Netty's adaptive ones swing between half a buffer and
a whole one, which cut every message in two (0.74x). What is left, by perf: 95 % of the time in the kernel, 53 % of all
in copying to and from the process, 4 % in Java. Splice in C gains by processor time and not by rate, as the generator
is then the limit; Netty's spliceTo less so ([decision 9](decisions/009-no-splice.md)).""",
    "8x64Kx8": """Paid: reads of up to 128 KiB, 23.3 to 11.7 µs of processor time a message; for bare epoll the same, so
all peers read as much. Reading 64 KiB at a time, a turn over all connections moves more than the processor's cache
holds: that this is the reason is inferred, as nothing here counts cache misses. Splice, in C with a pipe of 1 MiB and
in Netty, does not reach reading and writing here ([decision 9](decisions/009-no-splice.md)).""",
    "framing": """Paid: joining the short replies of a read into one buffer (1.92x before), and copying short lines into it
straight from what was read (1.5x before, [decision 10](decisions/010-lines-of-our-own.md)). What is left, by perf: 17 %
of the time is in Java, 45 ns a line, half of it search and copy.""",
    "p99": """The rounds of one server differ by more than the servers do. Twelve rounds of these three alone, right
after, found 0.92x of libevent and 1.02x of bare epoll: half of each server's rounds lie between 73 and 100 µs, and single
ones of each far above, 367 µs of Echobus and 38 ms of bare epoll. A load of echoes causes no garbage collection; which
delay of the machine hits which round was not found.""",
    "idle": """Paid: Vert.x's handler leaves the pipeline (10 KB a connection before), a heap that starts at 8 MiB, and
giving back what the compilers took (TrimNativeHeapInterval). Base memory is 15 MiB of classes, 10 MiB of compiled
code, 8 to 11 MiB of heap, 27 MiB of libjvm and the JDK's archive. Without gain: an archive of the service's own classes
(it starts in 0.65 s instead of 1.05 s, but takes as much memory), no relocation of the JDK's archive, a heap that starts
at 2 or 4 MiB (1 MiB).""",
    "generator-50x64x1": """89 % of the generator's time is in the kernel, as in C; 6 % in Java, of which comparing
the bytes is 1 %, which the C generator does not do.""",
}
