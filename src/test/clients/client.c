// Asks for an echo through Echobus's gateway, or answers for its servers. The C library only:
//   cc -O2 -o client client.c
//   client ask HOST PORT      sends standard input to echobus.client.echo and writes what comes back
//   client serve HOST PORT    answers what comes to echobus.server.reply, in capitals
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
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
};

static char frame[FRAME_MAX_BYTES + 1];              // The last one that came, ended by a zero.
static char out[4 + FRAME_MAX_BYTES];                // The one to send, with its length.
static char text[FRAME_MAX_BYTES + 1];               // A body in base64.
static unsigned char bytes[FRAME_MAX_BYTES / 4 * 3]; // The same as bytes.

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

static int connect_to(const char *host, const char *port) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found, *next;
    int gateway = -1;
    struct timeval silence = {.tv_sec = SILENCE_SECONDS};
    int problem = getaddrinfo(host, port, &hints, &found);
    if (problem) fail("%s: %s", host, gai_strerror(problem));
    for (next = found; next && gateway < 0; next = next->ai_next) {
        gateway = socket(next->ai_family, next->ai_socktype, next->ai_protocol);
        setsockopt(gateway, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
        setsockopt(gateway, SOL_SOCKET, SO_SNDTIMEO, &silence, sizeof silence);
        if (connect(gateway, next->ai_addr, next->ai_addrlen)) {
            if (!next->ai_next) fail("%s:%s: %s", host, port, strerror(errno));
            close(gateway);
            gateway = -1;
        }
    }
    freeaddrinfo(found);
    return gateway;
}

static void write_all(int gateway, const char *data, size_t count) {
    for (ssize_t sent; count > 0; data += sent, count -= sent) {
        if ((sent = send(gateway, data, count, MSG_NOSIGNAL)) < 0) fail("write: %s", strerror(errno));
    }
}

static void read_all(int gateway, void *data, size_t count) {
    for (ssize_t got; count > 0; data = (char *)data + got, count -= got) {
        if ((got = recv(gateway, data, count, 0)) < 0) fail("read: %s", strerror(errno));
        if (got == 0) fail("the gateway closed the connection");
    }
}

// A frame is a JSON object behind its length, four bytes, big-endian.
static void send_frame(int gateway, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(out + 4, FRAME_MAX_BYTES, format, arguments);
    va_end(arguments);
    if (length < 0 || length >= FRAME_MAX_BYTES) fail("a frame of %d bytes", length);
    uint32_t prefix = htonl(length);
    memcpy(out, &prefix, sizeof prefix);
    write_all(gateway, out, 4 + length);
}

static void receive(int gateway) {
    uint32_t length;
    read_all(gateway, &length, sizeof length);
    length = ntohl(length);
    if (length > FRAME_MAX_BYTES) fail("a frame of %u bytes", length);
    read_all(gateway, frame, length);
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

static void ask(int gateway) {
    size_t count = fread(bytes, 1, sizeof bytes, stdin);
    if (ferror(stdin) || !feof(stdin)) fail("standard input cannot be read, or is too long");
    encode(count);
    send_frame(gateway, "{\"type\":\"send\",\"address\":\"echobus.client.echo\",\"replyAddress\":\"reply\","
                        "\"headers\":{\"encoding\":\"base64\"},\"body\":\"%s\"}", text);
    do {
        receive(gateway);
        fail_if_err();
    } while (!is(member(frame, "type"), "message"));
    count = decode();
    if (fwrite(bytes, 1, count, stdout) != count || fflush(stdout)) fail("write: %s", strerror(errno));
}

static void answer(int gateway, struct value reply_address) {
    size_t count = decode();
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] >= 'a' && bytes[i] <= 'z') bytes[i] -= 'a' - 'A';
    }
    encode(count);
    send_frame(gateway,
               "{\"type\":\"send\",\"address\":\"%.*s\",\"headers\":{\"encoding\":\"base64\"},\"body\":\"%s\"}",
               reply_address.length, reply_address.at, text);
}

static void serve(int gateway) {
    struct pollfd readable = {.fd = gateway, .events = POLLIN};
    int registered = 0;
    send_frame(gateway, "{\"type\":\"register\",\"address\":\"echobus.server.reply\",\"ack\":\"registered\"}");
    for (;;) {
        while (poll(&readable, 1, PING_SECONDS * 1000) == 0) send_frame(gateway, "{\"type\":\"ping\"}");
        receive(gateway);
        struct value type = member(frame, "type"), reply_address = member(frame, "replyAddress");
        if (!registered) fail_if_err();
        if (is(type, "ack")) {
            registered = 1;
            puts("registered at echobus.server.reply");
            fflush(stdout);
        } else if (is(type, "message") && reply_address.length > 0) {
            answer(gateway, reply_address);
        } else if (is(type, "err")) { // As for an answer that came too late.
            fprintf(stderr, "%s\n", frame);
        }
    }
}

int main(int count, char **arguments) {
    if (count == 4 && !strcmp(arguments[1], "ask")) {
        ask(connect_to(arguments[2], arguments[3]));
    } else if (count == 4 && !strcmp(arguments[1], "serve")) {
        serve(connect_to(arguments[2], arguments[3]));
    } else {
        fputs("usage: client ask|serve HOST PORT\n", stderr);
        return 2;
    }
    return 0;
}
