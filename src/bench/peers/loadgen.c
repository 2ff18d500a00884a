/*
 * A load generator in one thread on epoll: N connections, each with DEPTH messages of SIZE bytes in flight.
 * Closed loop: each echo sets off the next message. Open loop (-r): messages are due at exponential gaps, whatever the
 * server does, and latency counts from when a message was due; the thread spins, so that it is never late by sleeping.
 * It counts bytes and compares none but the last of each message, a line feed. The result is one line of JSON.
 */
#define _GNU_SOURCE
#include "peer.h"

#include <math.h>

/* Most that one send hands to the kernel. */
enum { SEND_MAX_BYTES = 262144 };

/* Buckets of a doubling: latencies are told to within 1/64. */
enum { LATENCY_STEPS = 64, LATENCY_BUCKETS = 64 * LATENCY_STEPS };

struct connection {
    int fd;
    bool isWaitingToWrite;
    uint64_t toSend;   /* bytes */
    uint64_t received; /* bytes of the message that is coming */
    uint32_t offset;   /* place in the message that is going */
    int64_t *due;      /* open loop: when each message in flight was due, a ring of DEPTH */
    uint32_t dueFirst, dueCount;
};

struct plan {
    int port, connections, depth, serverPid;
    uint64_t sizeBytes, replyBytes;
    double warmUpSeconds, measuredSeconds, ratePerSecond;
    bool hasLengths;   /* each message begins with how many bytes of it follow */
    bool isOrdered;    /* measures over numbers of messages, when told */
    bool isDiscarding; /* received bytes are dropped in the kernel, so that the generator is never what is measured */
};

static struct plan plan = {.connections = 1, .depth = 1, .sizeBytes = 64, .warmUpSeconds = 0.3, .measuredSeconds = 2};
static struct connection *connections;
static int epoll;
static char *pattern; /* whole messages, one after the other */
static char input[SEND_MAX_BYTES];
static uint64_t echoes, dropped;
static uint64_t latencies[LATENCY_BUCKETS], latencyCount;
static int64_t latencyMax, measuredFrom = INT64_MAX;

static int bucket_of(int64_t nanos) {
    if (nanos < LATENCY_STEPS) return nanos < 0 ? 0 : (int)nanos;
    int shift = 63 - __builtin_clzll((uint64_t)nanos) - 6;
    return (shift + 1) * LATENCY_STEPS + (int)((nanos >> shift) - LATENCY_STEPS);
}

static double bucket_nanos(int bucket) {
    if (bucket < LATENCY_STEPS) return bucket;
    int shift = bucket / LATENCY_STEPS - 1;
    return ldexp(bucket % LATENCY_STEPS + LATENCY_STEPS + 0.5, shift);
}

static double percentile(double share) {
    uint64_t seen = 0, wanted = (uint64_t)ceil(share * (double)latencyCount);
    for (int bucket = 0; bucket < LATENCY_BUCKETS; bucket++) {
        seen += latencies[bucket];
        if (seen >= wanted && seen > 0) return bucket_nanos(bucket);
    }
    return 0;
}

static void flush(struct connection *connection) {
    while (connection->toSend > 0) {
        uint64_t most = SEND_MAX_BYTES - connection->offset;
        size_t length = connection->toSend < most ? connection->toSend : most;
        ssize_t sent = send(connection->fd, pattern + connection->offset, length, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) die("send");
        if (sent > 0) {
            connection->toSend -= (uint64_t)sent;
            connection->offset = (uint32_t)((connection->offset + (uint64_t)sent) % plan.sizeBytes);
        }
        if (sent < (ssize_t)length) break;
    }
    bool hasToWait = connection->toSend > 0;
    if (hasToWait != connection->isWaitingToWrite) {
        connection->isWaitingToWrite = hasToWait;
        watch(epoll, EPOLL_CTL_MOD, connection->fd, hasToWait ? EPOLLIN | EPOLLOUT : EPOLLIN, connection);
    }
}

static void record(struct connection *connection, uint64_t messages) {
    int64_t now = now_nanos();
    for (; messages > 0 && connection->dueCount > 0; messages--) {
        int64_t due = connection->due[connection->dueFirst];
        connection->dueFirst = (connection->dueFirst + 1) % (uint32_t)plan.depth;
        connection->dueCount--;
        if (due < measuredFrom) continue;
        int64_t latency = now - due;
        latencies[bucket_of(latency)]++;
        latencyCount++;
        if (latency > latencyMax) latencyMax = latency;
    }
}

/* A line feed must be where each reply should end: told wrongly, the length of a reply would make any count. */
static void check_ends(const struct connection *connection, uint64_t count) {
    for (uint64_t end = plan.replyBytes - connection->received; end <= count; end += plan.replyBytes) {
        if (input[end - 1] != '\n') {
            fprintf(stderr, "a reply does not end after %llu bytes\n", (unsigned long long)plan.replyBytes);
            exit(1);
        }
    }
}

static void receive(struct connection *connection) {
    ssize_t count = recv(connection->fd, input, sizeof input, plan.isDiscarding ? MSG_TRUNC : 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) die("recv");
    if (count == 0) {
        fprintf(stderr, "the server closed a connection\n");
        exit(1);
    }
    if (!plan.isDiscarding) check_ends(connection, (uint64_t)count);
    connection->received += (uint64_t)count;
    uint64_t messages = connection->received / plan.replyBytes;
    connection->received %= plan.replyBytes;
    echoes += messages;
    if (plan.ratePerSecond > 0) {
        record(connection, messages);
    } else if (messages > 0) {
        connection->toSend += messages * plan.sizeBytes;
        flush(connection);
    }
}

static void serve_events(int timeoutMs) {
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_wait(epoll, events, EVENTS_MAX, timeoutMs);
    for (int i = 0; i < count; i++) {
        struct connection *connection = events[i].data.ptr;
        if (events[i].events & ~(uint32_t)EPOLLOUT) receive(connection);
        if (events[i].events & EPOLLOUT) flush(connection);
    }
}

/* Uniform in (0, 1]: xorshift64*, always the same sequence. */
static double next_random(void) {
    static uint64_t state = 88172645463325252u;
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return ((double)((state * 2685821657736338717u) >> 11) + 1) / 9007199254740992.0;
}

/* Sends all that is due, each message on the next connection. */
static void send_due(double *nextDue, double now) {
    static int next;
    for (; *nextDue <= now; *nextDue -= log(next_random()) * 1e9 / plan.ratePerSecond) {
        struct connection *connection = &connections[next];
        next = (next + 1) % plan.connections;
        if (connection->dueCount == (uint32_t)plan.depth) {
            dropped++;
            continue;
        }
        uint32_t place = (connection->dueFirst + connection->dueCount++) % (uint32_t)plan.depth;
        connection->due[place] = (int64_t)*nextDue;
        connection->toSend += plan.sizeBytes;
        flush(connection);
    }
}

static void run_until(int64_t end) {
    static double nextDue;
    if (plan.ratePerSecond <= 0) {
        while (now_nanos() < end) serve_events(10);
        return;
    }
    int64_t now = now_nanos();
    if (nextDue == 0) nextDue = (double)now;
    for (; now < end; now = now_nanos()) {
        send_due(&nextDue, (double)now);
        serve_events(0);
    }
}

static void run_for(uint64_t messages) {
    for (uint64_t end = echoes + messages; echoes < end;) serve_events(10);
}

/* Orders on standard input: so many messages to pass over, and so many to measure. */
static int serve_orders(void) {
    unsigned long long passed, wanted;
    while (scanf("%llu %llu", &passed, &wanted) == 2) {
        run_for(passed);
        uint64_t echoesBefore = echoes;
        double before = cpu_seconds(plan.serverPid);
        int64_t began = now_nanos();
        run_for(wanted);
        double seconds = (double)(now_nanos() - began) / 1e9, used = cpu_seconds(plan.serverPid) - before;
        printf("{\"messages\": %llu, \"seconds\": %.9f, \"serverCpuSeconds\": %.9f}\n",
               (unsigned long long)(echoes - echoesBefore), seconds, used);
        fflush(stdout);
    }
    return 0;
}

/* Open loop: waits for the echoes that are owed, a second at most; what is missing then counts as dropped. */
static void drain(void) {
    uint64_t owed = 1;
    for (int64_t end = now_nanos() + 1000000000; owed > 0 && now_nanos() < end;) {
        serve_events(10);
        owed = 0;
        for (int i = 0; i < plan.connections; i++) owed += connections[i].dueCount;
    }
    dropped += owed;
}

static void open_all(void) {
    struct sockaddr_in server = loopback(1, plan.port);
    connections = calloc((size_t)plan.connections, sizeof *connections);
    if (!connections) die("calloc");
    for (int i = 0; i < plan.connections; i++) {
        struct connection *connection = &connections[i];
        connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connection->fd < 0 || connect(connection->fd, (struct sockaddr *)&server, sizeof server)) die("connect");
        fcntl(connection->fd, F_SETFL, O_NONBLOCK);
        set_no_delay(connection->fd);
        watch(epoll, EPOLL_CTL_ADD, connection->fd, EPOLLIN, connection);
        if (plan.ratePerSecond > 0) connection->due = calloc((size_t)plan.depth, sizeof *connection->due);
    }
}

static void make_pattern(void) {
    /* A send begins anywhere in the first message, and then whole messages follow. */
    size_t length = SEND_MAX_BYTES + 2 * plan.sizeBytes;
    pattern = malloc(length);
    if (!pattern) die("malloc");
    for (size_t i = 0; i < length; i++) pattern[i] = (i + 1) % plan.sizeBytes == 0 ? '\n' : 'x';
    uint32_t rest = htonl((uint32_t)(plan.sizeBytes - 4));
    for (size_t i = 0; plan.hasLengths && i + sizeof rest <= length; i += plan.sizeBytes)
        memcpy(pattern + i, &rest, sizeof rest);
}

static void read_options(int count, char **arguments) {
    int option, extraBytes = 0;
    while ((option = getopt(count, arguments, "p:c:s:q:w:d:r:x:P:Dlo")) != -1) {
        switch (option) {
            case 'p': plan.port = atoi(optarg); break;
            case 'c': plan.connections = atoi(optarg); break;
            case 's': plan.sizeBytes = (uint64_t)atoll(optarg); break;
            case 'q': plan.depth = atoi(optarg); break;
            case 'w': plan.warmUpSeconds = atof(optarg); break;
            case 'd': plan.measuredSeconds = atof(optarg); break;
            case 'r': plan.ratePerSecond = atof(optarg); break;
            case 'x': extraBytes = atoi(optarg); break;
            case 'P': plan.serverPid = atoi(optarg); break;
            case 'D': plan.isDiscarding = true; break;
            case 'o': plan.isOrdered = true; break;
            case 'l': plan.hasLengths = true; break;
            default:
                fprintf(stderr, "usage: loadgen -p port [-c connections] [-s bytes] [-q depth] [-w warm-up seconds]"
                                " [-d measured seconds] [-r messages/s] [-x extra bytes of a reply] [-P server's pid]"
                                " [-D discard unread] [-o orders on standard input] [-l messages begin with lengths]\n");
                exit(2);
        }
    }
    plan.replyBytes = plan.sizeBytes + (uint64_t)extraBytes;
    if (plan.port < 1 || plan.connections < 1 || plan.depth < 1 || plan.sizeBytes < 1
        || plan.sizeBytes > SEND_MAX_BYTES / 2 || (plan.hasLengths && plan.sizeBytes < 6)) {
        fprintf(stderr, "loadgen: -p, -c, -q and -s must be positive, -s at most %d, with -l at least 6\n",
                SEND_MAX_BYTES / 2);
        exit(2);
    }
}

int main(int count, char **arguments) {
    read_options(count, arguments);
    prepare_process();
    make_pattern();
    epoll = epoll_create1(EPOLL_CLOEXEC);
    open_all();
    for (int i = 0; i < plan.connections && plan.ratePerSecond <= 0; i++) {
        connections[i].toSend = (uint64_t)plan.depth * plan.sizeBytes;
        flush(&connections[i]);
    }
    run_until(now_nanos() + (int64_t)(plan.warmUpSeconds * 1e9));

    if (plan.isOrdered) return serve_orders();
    int64_t start = measuredFrom = now_nanos();
    uint64_t echoesBefore = echoes;
    double serverBefore = cpu_seconds(plan.serverPid), ownBefore = own_cpu_seconds();
    run_until(start + (int64_t)(plan.measuredSeconds * 1e9));
    double seconds = (double)(now_nanos() - start) / 1e9;
    double serverCpu = cpu_seconds(plan.serverPid) - serverBefore, ownCpu = own_cpu_seconds() - ownBefore;
    uint64_t messages = echoes - echoesBefore;
    if (plan.ratePerSecond > 0) drain();
    printf("{\"messages\": %llu, \"seconds\": %.6f, \"rate\": %.1f, \"serverCpuSeconds\": %.3f,"
           " \"generatorCpuSeconds\": %.3f, \"dropped\": %llu",
           (unsigned long long)messages, seconds, (double)messages / seconds, serverCpu, ownCpu,
           (unsigned long long)dropped);
    if (plan.ratePerSecond > 0) {
        printf(", \"p50Nanos\": %.0f, \"p99Nanos\": %.0f, \"p999Nanos\": %.0f, \"maxNanos\": %lld", percentile(0.50),
               percentile(0.99), percentile(0.999), (long long)latencyMax);
    }
    printf("}\n");
    return messages > 0 && (plan.ratePerSecond <= 0 || latencyCount > 0) ? 0 : 1;
}
