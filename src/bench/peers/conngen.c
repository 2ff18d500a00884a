/*
 * Connections as load, in one thread on epoll. Churn: N at a time, each opened, used for one echo, closed by our side
 * and then by the server, and replaced; the result is one line of JSON. Idle (-i): N are opened, each gets one echo;
 * "ready" is printed and they stay open until standard input ends. They come from several addresses of 127.0.0.0/8,
 * because one has too few ports.
 */
#define _GNU_SOURCE
#include "peer.h"

/* 127.0.0.2 and on: no address runs out of its 28,000 ports, also while closed ones linger. */
enum { ADDRESSES = 64 };

/* No echo is waited for longer. */
enum { PATIENCE_MS = 10000 };

enum { MESSAGE_BYTES = 64 };

enum state { CONNECTING, WAITING_FOR_ECHO, WAITING_FOR_END, IDLE };

struct connection {
    int fd;
    enum state state;
    size_t received;
};

static int epoll, port, count = 50, serverPid;
static double warmUpSeconds = 0.3, measuredSeconds = 2;
static bool isIdle;
static uint64_t finished, ready;

static void open_connection(struct connection *connection) {
    static unsigned next;
    struct sockaddr_in server = loopback(1, port), own = loopback(2 + (int)(next++ % ADDRESSES), 0);
    int on = 1;
    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (connection->fd < 0) die("socket");
    /* The port is chosen for this server only at connect, so that addresses can share ports. */
    setsockopt(connection->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(connection->fd, (struct sockaddr *)&own, sizeof own)) die("bind");
    if (connect(connection->fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS) die("connect");
    connection->state = CONNECTING;
    connection->received = 0;
    watch(epoll, EPOLL_CTL_ADD, connection->fd, EPOLLOUT, connection);
}

static void on_connected(struct connection *connection) {
    static const char message[MESSAGE_BYTES];
    set_no_delay(connection->fd);
    if (send(connection->fd, message, sizeof message, MSG_NOSIGNAL) != sizeof message) die("connect or send");
    connection->state = WAITING_FOR_ECHO;
    watch(epoll, EPOLL_CTL_MOD, connection->fd, EPOLLIN, connection);
}

static void on_readable(struct connection *connection) {
    char buffer[MESSAGE_BYTES];
    ssize_t length = recv(connection->fd, buffer, sizeof buffer, 0);
    if (length < 0 && errno == EAGAIN) return;
    if (length < 0) die("recv");
    if (length == 0) {
        if (connection->state != WAITING_FOR_END) {
            fprintf(stderr, "the server closed a connection\n");
            exit(1);
        }
        close(connection->fd);
        finished++;
        open_connection(connection);
        return;
    }
    connection->received += (size_t)length;
    if (connection->received < MESSAGE_BYTES) return;
    connection->state = isIdle ? IDLE : WAITING_FOR_END;
    ready++;
    if (!isIdle) shutdown(connection->fd, SHUT_WR);
}

static void serve_events(void) {
    struct epoll_event events[EVENTS_MAX];
    int found = epoll_wait(epoll, events, EVENTS_MAX, PATIENCE_MS);
    if (found == 0) {
        fprintf(stderr, "no answer within %d ms\n", PATIENCE_MS);
        exit(1);
    }
    for (int i = 0; i < found; i++) {
        struct connection *connection = events[i].data.ptr;
        if (connection->state == CONNECTING) {
            on_connected(connection);
        } else {
            on_readable(connection);
        }
    }
}

static void hold_idle(struct connection *connections) {
    /* In small groups, so that no backlog overflows. */
    for (int opened = 0; opened < count;) {
        for (int i = 0; i < 100 && opened < count; i++) open_connection(&connections[opened++]);
        while (ready < (uint64_t)opened) serve_events();
    }
    printf("ready\n");
    fflush(stdout);
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0) continue;
}

static void run_until(int64_t end) {
    while (now_nanos() < end) serve_events();
}

static void churn(struct connection *connections) {
    for (int i = 0; i < count; i++) open_connection(&connections[i]);
    run_until(now_nanos() + (int64_t)(warmUpSeconds * 1e9));
    int64_t start = now_nanos();
    uint64_t before = finished;
    double serverBefore = cpu_seconds(serverPid), ownBefore = own_cpu_seconds();
    run_until(start + (int64_t)(measuredSeconds * 1e9));
    double seconds = (double)(now_nanos() - start) / 1e9;
    double serverCpu = cpu_seconds(serverPid) - serverBefore, ownCpu = own_cpu_seconds() - ownBefore;
    printf("{\"messages\": %llu, \"seconds\": %.6f, \"rate\": %.1f, \"serverCpuSeconds\": %.3f,"
           " \"generatorCpuSeconds\": %.3f}\n",
           (unsigned long long)(finished - before), seconds, (double)(finished - before) / seconds, serverCpu, ownCpu);
}

int main(int argumentCount, char **arguments) {
    int option;
    while ((option = getopt(argumentCount, arguments, "p:c:w:d:P:i")) != -1) {
        switch (option) {
            case 'p': port = atoi(optarg); break;
            case 'c': count = atoi(optarg); break;
            case 'w': warmUpSeconds = atof(optarg); break;
            case 'd': measuredSeconds = atof(optarg); break;
            case 'P': serverPid = atoi(optarg); break;
            case 'i': isIdle = true; break;
            default:
                fprintf(stderr, "usage: conngen -p port [-c connections] [-w warm-up seconds] [-d measured seconds]"
                                " [-P server's pid] [-i]\n");
                return 2;
        }
    }
    prepare_process();
    epoll = epoll_create1(EPOLL_CLOEXEC);
    struct connection *connections = calloc((size_t)count, sizeof *connections);
    if (!connections || port < 1) die("conngen: -p and -c are needed");
    if (isIdle) {
        hold_idle(connections);
    } else {
        churn(connections);
    }
    return 0;
}
