/*
 * The yardstick: an echo server on bare epoll with read and write, one thread, level-triggered. What cannot be written
 * at once is kept for the connection, and nothing more is read from it until that is gone.
 */
#define _GNU_SOURCE
#include "peer.h"

struct connection {
    int fd;
    char *unsent; /* READ_MAX_BYTES, there only while something waits */
    size_t from, to;
};

static char buffer[READ_MAX_BYTES];

static void end(struct connection *connection) {
    close(connection->fd);
    free(connection->unsent);
    free(connection);
}

static void accept_all(int epoll, int listener) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct connection *connection = calloc(1, sizeof *connection);
        if (!connection) die("calloc");
        connection->fd = fd;
        set_no_delay(fd);
        watch(epoll, EPOLL_CTL_ADD, fd, EPOLLIN, connection);
    }
}

/* Keeps what the socket did not take, and waits until it takes more. */
static void keep(int epoll, struct connection *connection, const char *bytes, size_t count) {
    connection->unsent = malloc(READ_MAX_BYTES);
    if (!connection->unsent) die("malloc");
    memcpy(connection->unsent, bytes, count);
    connection->from = 0;
    connection->to = count;
    watch(epoll, EPOLL_CTL_MOD, connection->fd, EPOLLOUT, connection);
}

static void on_readable(int epoll, struct connection *connection) {
    ssize_t count = read(connection->fd, buffer, sizeof buffer);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
        end(connection);
        return;
    }
    ssize_t sent = write(connection->fd, buffer, (size_t)count);
    if (sent < 0 && errno != EAGAIN) {
        end(connection);
        return;
    }
    if (sent < 0) sent = 0;
    if (sent < count) keep(epoll, connection, buffer + sent, (size_t)(count - sent));
}

static void on_writable(int epoll, struct connection *connection) {
    ssize_t sent = write(connection->fd, connection->unsent + connection->from, connection->to - connection->from);
    if (sent < 0 && errno == EAGAIN) return;
    if (sent < 0) {
        end(connection);
        return;
    }
    connection->from += (size_t)sent;
    if (connection->from == connection->to) {
        free(connection->unsent);
        connection->unsent = NULL;
        watch(epoll, EPOLL_CTL_MOD, connection->fd, EPOLLIN, connection);
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
            struct connection *connection = events[i].data.ptr;
            if (!connection) {
                accept_all(epoll, listener);
            } else if (connection->unsent) {
                on_writable(epoll, connection);
            } else {
                on_readable(epoll, connection);
            }
        }
    }
}
