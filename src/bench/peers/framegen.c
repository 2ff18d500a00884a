/*
 * One session of a gateway that speaks the frames of Vert.x's TCP bridge: asks one address, many requests in flight.
 *
 *   framegen PORT ADDRESS BYTES
 *
 * Then a line "IN_FLIGHT SECONDS" on standard input starts a measurement, a line of JSON tells what came of it. Each request
 * has the number of its place as reply address; a place sends its next when its reply is there.
 */
#define _GNU_SOURCE
#include "peer.h"

enum { IN_FLIGHT_MAX = 4096, FRAME_MAX = 65536, LATENCIES_MAX = 1 << 22 };

static char in[READ_MAX_BYTES + FRAME_MAX];
static char out[IN_FLIGHT_MAX * 1024];
static int64_t sent_at[IN_FLIGHT_MAX];
static int64_t latencies[LATENCIES_MAX];

static int compare(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static size_t put_request(char *to, int place, const char *address, const char *body) {
    int length = sprintf(to + 4, "{\"type\":\"send\",\"address\":\"%s\",\"replyAddress\":\"%d\",\"body\":\"%s\"}", address,
                         place, body);
    uint32_t marked = htonl((uint32_t)length);
    memcpy(to, &marked, 4);
    sent_at[place] = now_nanos();
    return (size_t)length + 4;
}

static void write_all(int socket, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(socket, bytes, length);
        if (written <= 0) die("write");
        bytes += written;
        length -= (size_t)written;
    }
}

/* The place that a reply is for, or -1 for a frame that is none. */
static int place_of(char *frame, size_t length) {
    static const char MARK[] = "\"address\":\"";
    char *found = memmem(frame, length, MARK, sizeof MARK - 1);
    if (memmem(frame, length, "\"type\":\"err\"", 12) || !found) return -1;
    return atoi(found + sizeof MARK - 1);
}

static void measure(int socket, const char *address, const char *body, int in_flight, double seconds) {
    size_t held = 0, waiting = 0;
    int64_t began = now_nanos(), end = began + (int64_t)(seconds * 1e9);
    long replies = 0, failures = 0, under_way = in_flight;
    for (int place = 0; place < in_flight; place++) waiting += put_request(out + waiting, place, address, body);
    write_all(socket, out, waiting);
    while (under_way > 0) {
        ssize_t got = read(socket, in + held, sizeof in - held);
        if (got <= 0) die("read");
        held += (size_t)got;
        size_t at = 0;
        waiting = 0;
        int64_t now = now_nanos();
        while (held - at >= 4) {
            uint32_t length;
            memcpy(&length, in + at, 4);
            length = ntohl(length);
            if (length > FRAME_MAX) die("frame too long");
            if (held - at - 4 < length) break;
            int place = place_of(in + at + 4, length);
            if (place < 0 || place >= in_flight) {
                failures++;
                under_way--;
            } else {
                if (replies < LATENCIES_MAX) latencies[replies] = now - sent_at[place];
                replies++;
                if (now < end) waiting += put_request(out + waiting, place, address, body);
                else under_way--;
            }
            at += 4 + length;
        }
        memmove(in, in + at, held - at);
        held -= at;
        write_all(socket, out, waiting);
    }
    double took = (double)(now_nanos() - began) / 1e9;
    long kept = replies < LATENCIES_MAX ? replies : LATENCIES_MAX;
    qsort(latencies, (size_t)kept, sizeof latencies[0], compare);
    printf("{\"messages\":%ld,\"failures\":%ld,\"seconds\":%.6f,\"rate\":%.1f,\"p50Nanos\":%lld,\"p99Nanos\":%lld}\n",
           replies, failures, took, (double)replies / took, kept ? (long long)latencies[kept / 2] : 0LL,
           kept ? (long long)latencies[kept * 99 / 100] : 0LL);
    fflush(stdout);
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: framegen PORT ADDRESS BYTES\n");
        return 2;
    }
    char line[64], body[512];
    int bytes = atoi(arguments[3]), in_flight;
    double seconds;
    if (bytes < 1 || bytes >= (int)sizeof body) die("BYTES");
    memset(body, 'x', (size_t)bytes);
    body[bytes] = 0;
    prepare_process();
    int session = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = loopback(1, atoi(arguments[1]));
    if (session < 0 || connect(session, (struct sockaddr *)&address, sizeof address)) die("connect");
    set_no_delay(session);
    printf("listening 1\n");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "%d %lf", &in_flight, &seconds) != 2 || in_flight < 1 || in_flight > IN_FLIGHT_MAX) die(line);
        measure(session, arguments[2], body, in_flight, seconds);
    }
    return 0;
}
