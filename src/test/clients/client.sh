#!/usr/bin/env bash
# Asks for an echo through Echobus's gateway, or answers for its servers. Bash with coreutils only.
#   client.sh ask HOST PORT      sends standard input to echobus.client.echo and writes what comes back
#   client.sh serve HOST PORT    answers what comes to echobus.server.reply, in capitals
set -euo pipefail
export LC_ALL=C # A character is a byte.
trap '' PIPE    # A gateway that closes the connection is a failed write.

frame_max_bytes=$((4 << 20)) # What the gateway may hold back for a session by itself: gateway.outboundMaxBytes.
reply_seconds=40             # Longer than the gateway lets a request wait by itself: gateway.replyTimeoutMs.
quiet_seconds=60             # Then a ping, so that the gateway keeps the session: gateway.idleTimeoutMs.

fail() {
    printf 'failed: %s\n' "$*" >&2
    exit 1
}

send() { # FRAME: a JSON object, behind its length, four bytes, big-endian
    local length prefix
    printf -v length '%08x' "${#1}"
    prefix="\\x${length:0:2}\\x${length:2:2}\\x${length:4:2}\\x${length:6:2}"
    printf "$prefix%s" "$1" >&"$gateway" || fail "the gateway closed the connection"
}

read_byte() { # SECONDS: sets byte to its number
    local character status=0
    IFS= read -r -d '' -n 1 -t "$1" -u "$gateway" character || status=$?
    [ "$status" -le 128 ] || return 1 # The time is over.
    [ "$status" = 0 ] || fail "the gateway closed the connection"
    printf -v byte %d "'$character" # Of a zero nothing comes, which counts as zero.
    byte=$((byte & 255))
}

receive() { # SECONDS: sets frame, or fails when none begins in that time; each step of one that has begun gets it anew
    local length byte count
    read_byte "$1" || return 1
    length=$byte
    for count in 1 2 3; do
        read_byte "$reply_seconds" || fail "the gateway is silent"
        length=$((length << 8 | byte))
    done
    [ "$length" -le "$frame_max_bytes" ] || fail "a frame of $length bytes"
    # Not by read, which takes a byte at a time; head takes no more than it is told.
    frame=$(timeout "$reply_seconds" head -c "$length" <&"$gateway") || true
    [ "${#frame}" = "$length" ] || fail "the gateway ended within a frame"
}

member() { # NAME: sets value to a text among the members; what is taken here has no escapes, as no base64 has
    value=${frame#*"\"$1\":\""}
    # Not by another expansion: to find an end in a long text takes them the square of its length.
    if [ "${#value}" = "${#frame}" ]; then value=; else IFS= read -r -d '"' value <<<"$value"; fi
}

type_is() { [[ $frame == "{\"type\":\"$1\""* ]]; }

body() { # the bytes of the frame; they travel as text in base64, and a header says so
    member encoding
    [ "$value" = base64 ] || fail "a body that is not bytes"
    member body
    base64 -d <<<"$value"
}

failure() {
    member failureType
    printf '%s ' "$value"
    member message
    printf '%s' "$value"
}

ask() {
    send '{"type":"send","address":"echobus.client.echo","replyAddress":"reply","headers":{"encoding":"base64"},"body":"'"$(base64 -w 0)"'"}'
    until type_is message; do
        receive "$reply_seconds" || fail "no reply"
        if type_is err; then fail "$(failure)"; fi
    done
    body
}

answer() { # BASE64: if there is somebody who waits for it
    member replyAddress
    [ -z "$value" ] || send '{"type":"send","address":"'"$value"'","headers":{"encoding":"base64"},"body":"'"$1"'"}'
}

serve() {
    send '{"type":"register","address":"echobus.server.reply","ack":"registered"}'
    until type_is ack; do
        receive "$reply_seconds" || fail "no reply"
        if type_is err; then fail "$(failure)"; fi
    done
    printf 'registered at echobus.server.reply\n'
    while true; do
        if ! receive "$quiet_seconds"; then
            send '{"type":"ping"}'
        elif type_is err; then # As for an answer that came too late.
            printf '%s\n' "$(failure)" >&2
        elif type_is message; then
            answer "$(body | tr a-z A-Z | base64 -w 0)"
        fi
    done
}

case $#:${1:-} in 3:ask | 3:serve) ;; *) printf 'usage: client.sh ask|serve HOST PORT\n' >&2 && exit 2 ;; esac
frame=
exec {gateway}<>"/dev/tcp/$2/$3" || fail "$2:$3"
"$1"
