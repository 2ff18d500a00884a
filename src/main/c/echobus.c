/*
 * bin/echobus of an image, which has no shell: starts the JVM with one of the two caches of the start, and is that
 * JVM from then on, so that signals are its own. src/main/launcher/echobus, a shell script, is the same for a folder on a
 * machine, and chooses the cache by the same words.
 */
#define _GNU_SOURCE /* asprintf */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All words of the command line and what the environment adds; longer ones are cut, which may cost the better cache. */
enum { WORDS_MAX = 16384, OWN_ARGUMENTS = 8 };

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static void add(char *words, const char *word) {
    size_t used = strlen(words);
    snprintf(words + used, WORDS_MAX - used, "%s%s", used == 0 ? "" : " ", word);
}

static const char *variable(const char *name) {
    const char *value = getenv(name);
    return value == NULL ? "" : value;
}

static bool joins_by_name(const char *command) {
    static const char *const joining[] = {"bus", "service", "mesh", "rollout", "top"};
    for (size_t i = 0; i < sizeof joining / sizeof *joining; i++) {
        if (strcmp(command, joining[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* A node alone needs none of a cluster's classes, which are half of all. Each cache is right for every command. */
static const char *cache_for(int argc, char **argv) {
    static char words[WORDS_MAX];
    for (int i = 1; i < argc; i++) {
        add(words, argv[i]);
    }
    /* Through a gateway nothing is joined. */
    if (*variable("ECHOBUS_GATEWAY") != '\0' || strstr(words, "--gateway ") || strstr(words, "--gateway=")
            || ends_with(words, "--gateway")) {
        return "echobus";
    }
    bool is_member = strcmp(variable("ECHOBUS_CLUSTER_ENABLED"), "true") == 0 || ends_with(words, " true");
    return is_member || strstr(words, "cluster") || joins_by_name(argc > 1 ? argv[1] : "") ? "cluster" : "echobus";
}

/* What ends soon is done before the second compiler has made it faster. */
static char *compilers_for(const char *command) {
    return strcmp(command, "serve") == 0 || strcmp(command, "bench") == 0 ? "-XX:TieredStopAtLevel=4"
                                                                         : "-XX:TieredStopAtLevel=1";
}

static char *joined(const char *format, const char *home, const char *name) {
    char *text;
    if (asprintf(&text, format, home, name) < 0) {
        perror("echobus");
        exit(1);
    }
    return text;
}

/* What it says of its version was kept when it was made: a JVM would take its third of a second for two lines. */
static bool say_version(const char *home) {
    char *path = joined("%s/lib/%s", home, "version");
    FILE *kept = fopen(path, "r");
    if (kept == NULL) {
        return false;
    }
    for (int c = getc(kept); c != EOF; c = getc(kept)) {
        putchar(c);
    }
    return fflush(stdout) == 0; /* the JVM tells what is wrong with it */
}

int main(int argc, char **argv) {
    static char home[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", home, sizeof home - 1);
    char *bin = length < 0 ? NULL : strstr(home, "/bin/");
    if (bin == NULL) {
        fputs("echobus: /proc does not tell where this program lies\n", stderr);
        return 1;
    }
    *bin = '\0';
    if (argc == 2 && strcmp(argv[1], "version") == 0 && say_version(home)) {
        return 0;
    }
    char *java = joined("%s/runtime/bin/%s", home, "java");
    char **command = calloc((size_t) argc + OWN_ARGUMENTS, sizeof *command);
    if (command == NULL) {
        perror("echobus");
        return 1;
    }
    int count = 0;
    command[count++] = java;
    command[count++] = compilers_for(argc > 1 ? argv[1] : "");
    command[count++] = joined("-XX:AOTCache=%s/lib/%s.aot", home, cache_for(argc, argv));
    command[count++] = joined("-Djava.library.path=%s/lib/%s", home, "native");
    command[count++] = "-cp";
    command[count++] = joined("%s/lib/%s", home, "echobus.jar");
    command[count++] = "dev.echobus.Main";
    for (int i = 1; i < argc; i++) {
        command[count++] = argv[i];
    }
    execv(java, command);
    perror(java);
    return 1;
}
