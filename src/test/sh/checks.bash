# What the checks in this folder share; they source it. One line a check on stdout; the first failure ends the run.

pass() { printf 'ok    %s\n' "$1"; }

fail() { # NAME [FILE..]: what was seen goes to stderr
    printf 'FAIL  %s\n' "$1"
    shift
    for file in "$@"; do
        printf -- '--- %s\n' "${file##*/}" >&2
        cat "$file" >&2
    done
    exit 1
}

await() { # SECONDS COMMAND..: true as soon as the command is
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.05
    done
}
