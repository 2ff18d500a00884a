/*
 * Says how the node in this container is, in one line and an exit status: an image's HEALTHCHECK, in place of a JVM that
 * would take a hundred times the processor's time.
 *
 *   0 listening   it answers where it listens
 *   1 dead        no node is ready here, or it does not answer
 *   2             not called by what it understands
 *   3 full        it closes connections at once: no place is left, or admission refuses this address
 *   4 draining    it takes no more connections
 *
 * Of several nodes on a machine, it is asked for the one whose process is named: echobus-check PID. With --live a node
 * that is full or draining is 0 too: it lives, and must not be killed for it.
 *
 * A node that is ready says its port and what to ask by the name of a thread, "echobus:9999:r", which /proc shows; so no
 * setting has to be known here. Where that port is bound, /proc/PID/net tells.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LISTENING = 0, DEAD = 1, USAGE = 2, FULL = 3, DRAINING = 4 };

/* To connect, and then to be answered; the image gives the whole check 5 s. */
enum { ANSWER_TIMEOUT_MS = 2000 };

/* The most that comes back for a question: what is left unread would end the connection by a reset, of which a node warns. */
enum { REST_MAX_READS = 16, REST_BYTES = 4096 };

/* In which a node without a place has closed a connection that asked for nothing. */
enum { CLOSE_TIMEOUT_MS = 250 };

enum { LINE_MAX_BYTES = 256, ADDRESS_BYTES = 4 };

static const char TITLE[] = "echobus:";

struct node {
    char pid[16];
    char title[32];
    int port;
    char question; /* r: any bytes come back; l: a record without bytes does; s: nothing may be asked */
};

static bool is_live_enough;

static int tell(int state, const char *what) {
    static const char *const names[] = {"listening", "dead", "", "full", "draining"};
    printf("%s: %s\n", names[state], what);
    return is_live_enough && state != DEAD ? LISTENING : state;
}

static bool read_start(const char *path, char *text, size_t size) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, text, size - 1);
    if (file >= 0) {
        close(file);
    }
    if (length <= 0) {
        return false;
    }
    text[length] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return true;
}

/* Whether a process sees the same files and network: processes of others may be seen here, but are none of ours. */
static bool is_of_this_container(const char *pid) {
    static const char *const spaces[] = {"mnt", "net"};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        char path[PATH_MAX], own[64] = "", other[64] = "";
        snprintf(path, sizeof path, "/proc/self/ns/%s", spaces[i]);
        ssize_t own_length = readlink(path, own, sizeof own - 1);
        snprintf(path, sizeof path, "/proc/%s/ns/%s", pid, spaces[i]);
        ssize_t other_length = readlink(path, other, sizeof other - 1);
        if (own_length <= 0 || other_length <= 0 || strcmp(own, other) != 0) {
            return false;
        }
    }
    return true;
}

/* Whether one of a process's threads has a title of a node, and which. */
static bool find_title(const char *pid, struct node *node) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "/proc/%s/task", pid);
    DIR *threads = opendir(path);
    bool is_found = false;
    for (struct dirent *thread; !is_found && threads != NULL && (thread = readdir(threads)) != NULL;) {
        snprintf(path, sizeof path, "/proc/%s/task/%s/comm", pid, thread->d_name);
        is_found = isdigit((unsigned char) *thread->d_name) && read_start(path, node->title, sizeof node->title)
                && strncmp(node->title, TITLE, sizeof TITLE - 1) == 0;
    }
    if (threads != NULL) {
        closedir(threads);
    }
    if (is_found) {
        snprintf(node->pid, sizeof node->pid, "%s", pid);
    }
    return is_found;
}

static bool find_node(struct node *node) {
    DIR *processes = opendir("/proc");
    bool is_found = false;
    for (struct dirent *process; !is_found && processes != NULL && (process = readdir(processes)) != NULL;) {
        is_found = isdigit((unsigned char) *process->d_name) && is_of_this_container(process->d_name)
                && find_title(process->d_name, node);
    }
    if (processes != NULL) {
        closedir(processes);
    }
    return is_found;
}

/* A socket that takes all addresses is asked at 127.0.0.1; one for IPv6 takes those of IPv4 too, as Java's do. */
static void to_loopback(struct sockaddr_storage *address) {
    struct in6_addr *ipv6 = &((struct sockaddr_in6 *) address)->sin6_addr;
    struct in_addr *ipv4 = &((struct sockaddr_in *) address)->sin_addr;
    bool is_all = IN6_IS_ADDR_UNSPECIFIED(ipv6) || (IN6_IS_ADDR_V4MAPPED(ipv6) && ipv6->s6_addr32[3] == INADDR_ANY);
    if (address->ss_family == AF_INET && ipv4->s_addr == INADDR_ANY) {
        ipv4->s_addr = htonl(INADDR_LOOPBACK);
    } else if (address->ss_family == AF_INET6 && is_all) {
        inet_pton(AF_INET6, "::ffff:127.0.0.1", ipv6);
    }
}

static void to_ipv6(const char *hex, int port, struct sockaddr_storage *address) {
    struct sockaddr_in6 *to = (struct sockaddr_in6 *) address;
    to->sin6_family = AF_INET6;
    to->sin6_port = htons((uint16_t) port);
    for (size_t part = 0; part < sizeof to->sin6_addr / ADDRESS_BYTES; part++) {
        char word[2 * ADDRESS_BYTES + 1];
        snprintf(word, sizeof word, "%.8s", hex + part * 2 * ADDRESS_BYTES);
        uint32_t value = (uint32_t) strtoul(word, NULL, 16);
        memcpy(to->sin6_addr.s6_addr + part * ADDRESS_BYTES, &value, sizeof value);
    }
}

static void to_ipv4(const char *hex, int port, struct sockaddr_storage *address) {
    struct sockaddr_in *to = (struct sockaddr_in *) address;
    to->sin_family = AF_INET;
    to->sin_port = htons((uint16_t) port);
    to->sin_addr.s_addr = (uint32_t) strtoul(hex, NULL, 16);
}

/* Looks a listening socket up by its port. Those come first in the table, so that a full node costs no more. */
static bool find_address(const struct node *node, const char *table, struct sockaddr_storage *address) {
    char path[PATH_MAX], line[LINE_MAX_BYTES];
    snprintf(path, sizeof path, "/proc/%s/net/%s", node->pid, table);
    FILE *sockets = fopen(path, "re");
    if (sockets == NULL) {
        return false;
    }
    bool is_found = false, is_heading = true;
    while (!is_found && fgets(line, sizeof line, sockets) != NULL) {
        char hex[33];
        unsigned port, state;
        bool is_row = sscanf(line, " %*d: %32[0-9A-F]:%X %*[0-9A-F]:%*X %X", hex, &port, &state) == 3;
        if (!is_row && !is_heading) {
            continue;
        }
        is_heading = false;
        if (is_row && state != 0x0A) {
            break;
        }
        if (is_row && port == (unsigned) node->port) {
            is_found = true;
            (strcmp(table, "tcp") == 0 ? to_ipv4 : to_ipv6)(hex, node->port, address);
            to_loopback(address);
        }
    }
    fclose(sockets);
    return is_found;
}

static bool is_ready(int connection, short event, int timeout_ms) {
    struct pollfd waited = {.fd = connection, .events = event};
    return poll(&waited, 1, timeout_ms) == 1;
}

/* A connection, or -1 with the reason in errno. */
static int connect_to(const struct sockaddr_storage *address) {
    int connection = socket(address->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    socklen_t length = address->ss_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
    int failure = 0;
    if (connection < 0) {
        return -1;
    }
    if (connect(connection, (const struct sockaddr *) address, length) == 0) {
        return connection;
    }
    if (errno == EINPROGRESS) {
        socklen_t size = sizeof failure;
        failure = ETIMEDOUT;
        if (is_ready(connection, POLLOUT, ANSWER_TIMEOUT_MS)) {
            getsockopt(connection, SOL_SOCKET, SO_ERROR, &failure, &size);
        }
    } else {
        failure = errno;
    }
    if (failure == 0) {
        return connection;
    }
    close(connection);
    errno = failure;
    return -1;
}

enum answer { BYTES, END, NONE };

/* Says that nothing more will be asked, and reads until the node says so too. */
static void read_rest(int connection) {
    char rest[REST_BYTES];
    shutdown(connection, SHUT_WR);
    for (int reads = 0; reads < REST_MAX_READS && is_ready(connection, POLLIN, CLOSE_TIMEOUT_MS)
            && recv(connection, rest, sizeof rest, 0) > 0; reads++) {
    }
}

/* What comes back, on a connection that ends here. */
static enum answer answer_of(int connection, int timeout_ms) {
    char byte;
    enum answer answer = NONE;
    if (is_ready(connection, POLLIN, timeout_ms)) {
        answer = recv(connection, &byte, 1, 0) > 0 ? BYTES : END;
    }
    if (answer == BYTES) {
        read_rest(connection);
    }
    close(connection);
    return answer;
}

static int ask(const struct node *node, const struct sockaddr_storage *address, const char *where) {
    char text[160];
    int connection = connect_to(address);
    if (connection < 0) {
        snprintf(text, sizeof text, "%s: %s", where, strerror(errno));
        return tell(DEAD, text);
    }
    if (node->question != 's') {
        /* A line feed is a line without text; zeros are records of no bytes, however wide their lengths are. */
        const char *question = node->question == 'l' ? "\0\0\0\0" : "\n";
        bool is_sent = send(connection, question, node->question == 'l' ? 4 : 1, MSG_NOSIGNAL) > 0;
        enum answer answer = is_sent ? answer_of(connection, ANSWER_TIMEOUT_MS) : END;
        if (answer == BYTES) {
            return tell(LISTENING, where);
        }
        if (answer == NONE) {
            snprintf(text, sizeof text, "%s: no answer in %d ms", where, ANSWER_TIMEOUT_MS);
            return tell(DEAD, text);
        }
        /* Who has no place closes a connection that asks for nothing, too. */
        connection = connect_to(address);
    }
    switch (connection < 0 ? END : answer_of(connection, CLOSE_TIMEOUT_MS)) {
        case END:
            return tell(FULL, where);
        default:
            break;
    }
    if (node->question == 's') {
        return tell(LISTENING, where);
    }
    snprintf(text, sizeof text, "%s: closed when it was asked", where);
    return tell(DEAD, text);
}

static int check(const char *pid) {
    struct node node;
    struct sockaddr_storage address;
    char host[INET6_ADDRSTRLEN] = "", where[96];
    memset(&node, 0, sizeof node);
    memset(&address, 0, sizeof address);
    if (!(pid == NULL ? find_node(&node) : find_title(pid, &node))) {
        return tell(DEAD, "no node is ready here");
    }
    if (sscanf(node.title + sizeof TITLE - 1, "%d:%c", &node.port, &node.question) != 2) {
        return tell(DRAINING, "takes no more connections");
    }
    if (!find_address(&node, "tcp", &address) && !find_address(&node, "tcp6", &address)) {
        snprintf(where, sizeof where, "port %d: nothing listens there", node.port);
        return tell(DEAD, where);
    }
    const struct in6_addr *ipv6 = &((struct sockaddr_in6 *) &address)->sin6_addr;
    bool is_mapped = address.ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(ipv6);
    bool is_ipv4 = address.ss_family == AF_INET || is_mapped;
    const void *bytes = &((struct sockaddr_in *) &address)->sin_addr;
    if (address.ss_family == AF_INET6) {
        bytes = is_mapped ? &ipv6->s6_addr32[3] : ipv6->s6_addr32;
    }
    inet_ntop(is_ipv4 ? AF_INET : AF_INET6, bytes, host, sizeof host);
    snprintf(where, sizeof where, is_ipv4 ? "tcp://%s:%d" : "tcp://[%s]:%d", host, node.port);
    return ask(&node, &address, where);
}

int main(int argc, char **argv) {
    int next = 1;
    if (next < argc && strcmp(argv[next], "--live") == 0) {
        is_live_enough = true;
        next++;
    }
    const char *pid = next < argc ? argv[next++] : NULL;
    if (next < argc || (pid != NULL && strspn(pid, "0123456789") != strlen(pid))) {
        fputs("usage: echobus-check [--live] [PID]\n", stderr);
        return USAGE;
    }
    return check(pid);
}
