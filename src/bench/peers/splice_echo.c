/*
 * An echo server on bare epoll whose bytes never leave the kernel: splice moves them from the socket into a pipe of the
 * connection's own and from there back. One thread, level-triggered; while the pipe holds bytes nothing is read.
 */
#define _GNU_SOURCE
#include "peer.h"

struct connection {
    int fd;
    int pipe[2];
    size_t held; /* bytes in the pipe */
    bool isWaitingToWrite;
};

static void end(struct connection *connection) {
    close(connection->fd);
    close(connection->pipe[0]);
    close(connection->pipe[1]);
    free(connection);
}

static void accept_all(int epoll, int listener) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct connection *connection = calloc(1, sizeof *connection);
        if (!connection || pipe2(connection->pipe, O_NONBLOCK | O_CLOEXEC)) die("pipe2");
        /* Room for one read, however many pieces it comes in. */
        if (fcntl(connection->pipe[1], F_SETPIPE_SZ, 8 * READ_MAX_BYTES) < 0) die("F_SETPIPE_SZ");
        connection->fd = fd;
        set_no_delay(fd);
        watch(epoll, EPOLL_CTL_ADD, fd, EPOLLIN, connection);
    }
}

/* Empties the pipe into the socket as far as it goes; false when the connection is over. */
static bool send_held(struct connection *connection) {
    while (connection->held > 0) {
        ssize_t sent = splice(connection->pipe[0], NULL, connection->fd, NULL, connection->held,
                              SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
        if (sent < 0) return errno == EAGAIN;
        connection->held -= (size_t)sent;
    }
    return true;
}

static bool receive(struct connection *connection) {
    ssize_t count = splice(connection->fd, NULL, connection->pipe[1], NULL, READ_MAX_BYTES,
                           SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    if (count < 0) return errno == EAGAIN;
    connection->held = (size_t)count;
    return count > 0;
}

static void on_event(int epoll, struct connection *connection) {
    bool isOpen = connection->held > 0 || receive(connection);
    if (!isOpen || !send_held(connection)) {
        end(connection);
        return;
    }
    bool hasToWait = connection->held > 0;
    if (hasToWait != connection->isWaitingToWrite) {
        connection->isWaitingToWrite = hasToWait;
        watch(epoll, EPOLL_CTL_MOD, connection->fd, hasToWait ? EPOLLOUT : EPOLLIN, connection);
    }
}

int main(void) {
    struct epoll_event events[EVENTS_MAX];
    prepare_process();
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_and_tell();
    watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
    for (;;) {
        int count = epoll_wait(epoll, events, EVENTS_MAX, -1);
        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr) {
                on_event(epoll, events[i].data.ptr);
            } else {
                accept_all(epoll, listener);
            }
        }
    }
}
