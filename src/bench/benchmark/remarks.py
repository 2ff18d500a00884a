"""What is known of targets that are missed: what was tried, and what a profile shows as the cost left."""

PROFILE = """perf (cpu-clock) finds 90 % of the service's time in the kernel, 3.8 % in libc (2.6 % of the C server's:
a process with threads switches cancellation at each call) and 5.7 % in Java, most of it Netty's. A message costs one
read and one write of the system, as in C, and leaves no garbage."""

TRIED = """Without gain: Netty's pooled allocator instead of the adaptive one, no bounds and reference checks, JDK 17
against 25, compact object headers, huge pages."""

# By case; told when one of its targets is missed.
REMARKS = {
    "50x64x1": f"{PROFILE} {TRIED}",
    "50x64x16": f"""As with 1 in flight: a read and a write of the system for 16 messages, no garbage, 89 % of the time in
the kernel, 6.4 % in Java. {TRIED}""",
    "1000x64x1": f"""As with 50 connections, a message costs one read and one write of the system and leaves no
garbage; but perf finds 11.3 % of the time in Java, twice as much a message. That is taken for cache misses: a message
touches about twenty objects of its connection, with Netty's, and the C server 24 bytes. Netty alone, with a handler
of three lines, is no faster. {TRIED}""",
    "50x64Kx1": """Paid: receive buffers sized for one read an event. Netty's adaptive ones swing between 32 and 64
KiB, which cut every message in two (0.74x). What is left, by perf: 95 % of
the time in the kernel, 53 % of all in copying to and from the process, 4 % in Java. Splice in
C gains by processor time and not by rate, as the generator is then the limit; Netty's spliceTo less so ([decision
9](decisions/009-no-splice.md)).""",
    "8x64Kx8": """The case has two states, which a run of any server falls into by chance: 16 or 36 µs of processor
time a message, for C as for Java; what decides was not found. perf: 28 % is
copying to and 17 % copying from the process, 5 % switching tasks. libevent's own rate here is twice that of the machine
which the target comes from, and bare epoll itself is not 8x of it. Netty's spliceTo costs more than reading and
writing ([decision 9](decisions/009-no-splice.md)).""",
    "framing": """Paid: joining the short replies of a read into one buffer (1.92x before). What is left, by perf: 28
% of the time is in Java, 95 ns a line, of which handing on is 10 %, Netty's decoder 7 %, and the copy 6 %. Without
gain: the pooled allocator, the prefix as an array, fewer looks at writability.""",
    "p99": """The rounds of one server differ by more than the servers do.""",
    "idle": """Paid: Vert.x's handler leaves the pipeline (10 KB before), a heap that starts at 8 MiB, and returning
what the compilers took (TrimNativeHeapInterval). Base memory is 15 MB of classes, 10 MB of compiled code, 8 to 16 MB
of heap, 27 MB of libjvm and the JDK's archive; an archive of the service's own classes takes off another 8 MB and is
not in yet.""",
    "generator-50x64x1": """89 % of the generator's time is in the kernel, as in C; 6 % in Java, of which comparing
the bytes is 1 %, which the C generator does not do.""",
}
