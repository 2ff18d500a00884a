/*
 * An echo server on libevent's buffered events, as its manual shows one: what was read is moved to the output without a
 * copy. One thread, libevent's own limits and defaults.
 */
#define _GNU_SOURCE
#include "peer.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>

static void on_read(struct bufferevent *connection, void *unused) {
    (void)unused;
    evbuffer_add_buffer(bufferevent_get_output(connection), bufferevent_get_input(connection));
}

static void on_event(struct bufferevent *connection, short events, void *unused) {
    (void)unused;
    if (events & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) bufferevent_free(connection);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *peer, int length,
                      void *unused) {
    (void)peer, (void)length, (void)unused;
    set_no_delay(fd);
    struct bufferevent *connection =
        bufferevent_socket_new(evconnlistener_get_base(listener), fd, BEV_OPT_CLOSE_ON_FREE);
    if (!connection) die("bufferevent_socket_new");
    bufferevent_setcb(connection, on_read, NULL, on_event, NULL);
    bufferevent_enable(connection, EV_READ | EV_WRITE);
}

int main(void) {
    prepare_process();
    struct event_base *base = event_base_new();
    unsigned flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC;
    /* Backlog 0: it listens already. */
    if (!base || !evconnlistener_new(base, on_accept, NULL, flags, 0, listen_and_tell())) die("libevent");
    event_base_dispatch(base);
    return 1;
}
