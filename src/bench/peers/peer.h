/*
 * What the benchmark's own C programs share: clock, CPU time of a process, sockets, and an exit that says why.
 * Everything runs in one thread; nothing here allocates.
 */
#ifndef ECHOBUS_BENCH_PEER_H
#define ECHOBUS_BENCH_PEER_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Most that one read takes, of every peer: as much as the service's own. */
enum { READ_MAX_BYTES = 131072 };

/* Events of one epoll_wait. */
enum { EVENTS_MAX = 512 };

/* As much as the service's own backlog (server.backlog). */
enum { BACKLOG = 1024 };

static inline void die(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static inline int64_t now_nanos(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static inline double own_cpu_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

/* User and system time of a process with all its threads, to the nanosecond; 0 for no process. */
static inline double cpu_seconds(int pid) {
    clockid_t clock;
    struct timespec time;
    if (pid <= 0) return 0;
    errno = clock_getcpuclockid(pid, &clock);
    if (errno || clock_gettime(clock, &time)) die("the processor time of the server");
    return time.tv_sec + time.tv_nsec / 1e9;
}

/* As many descriptors as the hard limit allows, and no death by writing to a closed socket. */
static inline void prepare_process(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
}

static inline void set_no_delay(int socket) {
    int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static inline struct sockaddr_in loopback(int lastByte, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(0x7f000000u + (uint32_t)lastByte);
    return address;
}

/* A listener on a free port of 127.0.0.1, not blocking; prints "listening PORT", which the benchmark waits for. */
static inline int listen_and_tell(void) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = loopback(1, 0);
    socklen_t length = sizeof address;
    int on = 1;
    /* Without it a free port is one that no connection lingers on, and after many connections there may be none. */
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) || listen(listener, BACKLOG)
        || getsockname(listener, (struct sockaddr *)&address, &length)) {
        die("listen");
    }
    printf("listening %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

static inline void watch(int epoll, int operation, int fd, uint32_t events, void *data) {
    struct epoll_event event = {.events = events, .data.ptr = data};
    if (epoll_ctl(epoll, operation, fd, &event)) die("epoll_ctl");
}

#endif
