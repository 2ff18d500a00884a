// Asks for an echo through Echobus's gateway, or answers for its servers. The C library only:
//   cc -O2 -o client client.c
//   client ask HOST PORT [ADDRESS]              sends standard input to echobus.client.echo, writes what comes back
//   client serve HOST PORT [ADDRESS [COUNT]]    answers what comes to echobus.server.reply, in capitals
//   client send|publish HOST PORT ADDRESS       sends standard input there, to one or to all
// What wants no answer serve writes, with its sender. After COUNT messages it unregisters.
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum {
    FRAME_MAX_BYTES = 4 << 20, // What the gateway may hold back for a session: gateway.outboundMaxBytes.
    SILENCE_SECONDS = 40,      // Longer than the gateway lets a request wait: gateway.replyTimeoutMs.
    PING_SECONDS = 60,         // So that the gateway keeps the session: gateway.idleTimeoutMs.
    ATTEMPTS = 60,             // One each half second, while the gateway is away.
    PAUSE_MS = 500,
};

static char frame[FRAME_MAX_BYTES + 1];              // The last one that came, ended by a zero.
static char out[4 + FRAME_MAX_BYTES];                // The one to send, with its length.
static char text[FRAME_MAX_BYTES + 1];               // A body in base64.
static unsigned char bytes[FRAME_MAX_BYTES / 4 * 3]; // The same as bytes.

static int gateway;
static jmp_buf again; // Where a server connects once more.
static int is_server;

// A part of the frame: a value of its JSON, of a string without the quotes.
struct value {
    const char *at;
    int length;
};

static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("failed: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

// The connection is gone. Who asks does not ask again: it may have been answered.
static void lose(const char *reason) {
    if (!is_server) fail("%s", reason);
    fprintf(stderr, "%s; connecting again\n", reason);
    longjmp(again, 1);
}

static int connect_once(const char *host, const char *port) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found, *next;
    int candidate = -1;
    struct timeval silence = {.tv_sec = SILENCE_SECONDS};
    int problem = getaddrinfo(host, port, &hints, &found);
    if (problem) fail("%s: %s", host, gai_strerror(problem));
    for (next = found; next && candidate < 0; next = next->ai_next) {
        candidate = socket(next->ai_family, next->ai_socktype, next->ai_protocol);
        setsockopt(candidate, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
        setsockopt(candidate, SOL_SOCKET, SO_SNDTIMEO, &silence, sizeof silence);
        if (connect(candidate, next->ai_addr, next->ai_addrlen)) {
            close(candidate);
            candidate = -1;
        }
    }
    freeaddrinfo(found);
    return candidate;
}

static void connect_to(const char *host, const char *port) {
    for (int attempt = 1; (gateway = connect_once(host, port)) < 0; attempt++) {
        if (attempt == ATTEMPTS) fail("%s:%s: %s", host, port, strerror(errno));
        poll(NULL, 0, PAUSE_MS);
    }
}

static void write_all(const char *data, size_t count) {
    for (ssize_t sent; count > 0; data += sent, count -= sent) {
        if ((sent = send(gateway, data, count, MSG_NOSIGNAL)) < 0) lose(strerror(errno));
    }
}

static void read_all(void *data, size_t count) {
    for (ssize_t got; count > 0; data = (char *)data + got, count -= got) {
        if ((got = recv(gateway, data, count, 0)) < 0) lose(strerror(errno));
        if (got == 0) lose("the gateway closed the connection");
    }
}

// A frame is a JSON object behind its length, four bytes, big-endian.
static void send_frame(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(out + 4, FRAME_MAX_BYTES, format, arguments);
    va_end(arguments);
    if (length < 0 || length >= FRAME_MAX_BYTES) fail("a frame of %d bytes", length);
    uint32_t prefix = htonl(length);
    memcpy(out, &prefix, sizeof prefix);
    write_all(out, 4 + length);
}

static void receive(void) {
    uint32_t length;
    read_all(&length, sizeof length);
    length = ntohl(length);
    if (length > FRAME_MAX_BYTES) fail("a frame of %u bytes", length);
    read_all(frame, length);
    frame[length] = 0;
}

static const char *past_string(const char *at) {
    for (at++; *at && *at != '"'; at++) at += *at == '\\' && at[1];
    return *at ? at + 1 : at;
}

static const char *past_value(const char *at) {
    for (int depth = 0; *at && (depth > 0 || (*at != ',' && *at != '}'));) {
        depth += (*at == '{' || *at == '[') - (*at == '}' || *at == ']');
        at = *at == '"' ? past_string(at) : at + 1;
    }
    return at;
}

// The member of an object that the gateway wrote: it writes no blanks between the parts.
static struct value member(const char *object, const char *name) {
    const char *at = object;
    while ((*at == '{' || *at == ',') && at[1] == '"') {
        const char *key = at + 1, *value = past_string(key);
        at = past_value(value);
        if (*value == ':' && (size_t)(value - key) == strlen(name) + 2 && !strncmp(key + 1, name, strlen(name))) {
            int quote = value[1] == '"';
            return (struct value){value + 1 + quote, at - value - 1 - 2 * quote};
        }
    }
    return (struct value){"", 0};
}

static int is(struct value value, const char *text) {
    return (size_t)value.length == strlen(text) && !strncmp(value.at, text, value.length);
}

static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Bytes travel as text in base64, and a header says so.
static void encode(size_t count) {
    char *to = text;
    for (size_t i = 0; i < count; i += 3) {
        uint32_t bits = bytes[i] << 16 | (i + 1 < count ? bytes[i + 1] << 8 : 0) | (i + 2 < count ? bytes[i + 2] : 0);
        *to++ = DIGITS[bits >> 18];
        *to++ = DIGITS[bits >> 12 & 63];
        *to++ = i + 1 < count ? DIGITS[bits >> 6 & 63] : '=';
        *to++ = i + 2 < count ? DIGITS[bits & 63] : '=';
    }
    *to = 0;
}

static size_t decode(void) {
    struct value body = member(frame, "body");
    if (!is(member(member(frame, "headers").at, "encoding"), "base64")) fail("a body that is not bytes");
    size_t count = 0;
    uint32_t bits = 0;
    const char *digit;
    for (int i = 0; i < body.length && (digit = strchr(DIGITS, body.at[i])); i++) {
        bits = bits << 6 | (digit - DIGITS);
        if (i % 4 == 1) bytes[count++] = bits >> 4;
        if (i % 4 == 2) bytes[count++] = bits >> 2;
        if (i % 4 == 3) bytes[count++] = bits;
    }
    return count;
}

static void fail_if_err(void) {
    struct value type = member(frame, "failureType"), message = member(frame, "message");
    if (is(member(frame, "type"), "err")) fail("%.*s %.*s", type.length, type.at, message.length, message.at);
}

static void await(const char *type) {
    do {
        receive();
        fail_if_err();
    } while (!is(member(frame, "type"), type));
}

static void encode_input(void) {
    size_t count = fread(bytes, 1, sizeof bytes, stdin);
    if (ferror(stdin) || !feof(stdin)) fail("standard input cannot be read, or is too long");
    encode(count);
}

static void ask(const char *address) {
    encode_input();
    send_frame("{\"type\":\"send\",\"address\":\"%s\",\"replyAddress\":\"reply\","
               "\"headers\":{\"encoding\":\"base64\"},\"body\":\"%s\"}", address, text);
    await("message");
    size_t count = decode();
    if (fwrite(bytes, 1, count, stdout) != count || fflush(stdout)) fail("write: %s", strerror(errno));
}

static void tell(const char *type, const char *address) {
    encode_input();
    send_frame("{\"type\":\"%s\",\"address\":\"%s\",\"ack\":\"sent\","
               "\"headers\":{\"encoding\":\"base64\",\"from\":\"c\"},\"body\":\"%s\"}", type, address, text);
    await("ack");
}

static void take(void) {
    struct value from = member(member(frame, "headers").at, "from"), reply_address = member(frame, "replyAddress");
    size_t count = decode();
    if (reply_address.length == 0) {
        printf("%.*s: %.*s\n", from.length, from.at, (int)count, bytes);
        fflush(stdout);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] >= 'a' && bytes[i] <= 'z') bytes[i] -= 'a' - 'A';
    }
    encode(count);
    send_frame("{\"type\":\"send\",\"address\":\"%.*s\",\"headers\":{\"encoding\":\"base64\"},\"body\":\"%s\"}",
               reply_address.length, reply_address.at, text);
}

static void serve(const char *address, int count) {
    struct pollfd readable = {.fd = gateway, .events = POLLIN};
    int registered = 0;
    send_frame("{\"type\":\"register\",\"address\":\"%s\",\"ack\":\"registered\"}", address);
    for (;;) {
        while (poll(&readable, 1, PING_SECONDS * 1000) == 0) send_frame("{\"type\":\"ping\"}");
        receive();
        struct value type = member(frame, "type"), ack = member(frame, "ack");
        if (!registered) fail_if_err();
        if (is(type, "ack")) {
            registered = 1;
            printf("%.*s at %s\n", ack.length, ack.at, address);
            fflush(stdout);
        } else if (is(type, "err")) { // As for an answer that came too late.
            fprintf(stderr, "%s\n", frame);
        } else if (is(type, "message")) {
            take();
            if (--count == 0) {
                send_frame("{\"type\":\"unregister\",\"address\":\"%s\",\"ack\":\"unregistered\"}", address);
            }
        }
    }
}

int main(int count, char **arguments) {
    const char *command = count >= 4 ? arguments[1] : "", *address = count >= 5 ? arguments[4] : NULL;
    int is_ask = !strcmp(command, "ask") && count <= 5;
    int is_tell = (!strcmp(command, "send") || !strcmp(command, "publish")) && count == 5;
    is_server = !strcmp(command, "serve") && count <= 6;
    if (!is_ask && !is_tell && !is_server) {
        fputs("usage: client ask|serve|send|publish HOST PORT [ADDRESS [COUNT]]\n", stderr);
        return 2;
    }
    if (setjmp(again)) {
        close(gateway);
        poll(NULL, 0, PAUSE_MS);
    }
    connect_to(arguments[2], arguments[3]);
    if (is_ask) ask(address ? address : "echobus.client.echo");
    if (is_tell) tell(command, address);
    if (is_server) serve(address ? address : "echobus.server.reply", count == 6 ? atoi(arguments[5]) : 0);
    return 0;
}
