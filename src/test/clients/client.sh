#!/usr/bin/env bash
# Asks for an echo through Echobus's gateway, or answers for its servers. Bash with coreutils only.
#   client.sh ask HOST PORT [ADDRESS]              sends standard input to echobus.client.echo, writes what comes back
#   client.sh serve HOST PORT [ADDRESS [COUNT]]    answers what comes to echobus.server.reply, in capitals
#   client.sh send|publish HOST PORT ADDRESS       sends standard input there, to one or to all
# What wants no answer serve writes, with its sender. After COUNT messages it unregisters.
set -euo pipefail
export LC_ALL=C # A character is a byte.
trap '' PIPE    # A gateway that closes the connection is a failed write.

frame_max_bytes=$((4 << 20)) # What the gateway may hold back for a session by itself: gateway.outboundMaxBytes.
reply_seconds=40             # Longer than the gateway lets a request wait by itself: gateway.replyTimeoutMs.
quiet_seconds=60             # Then a ping, so that the gateway keeps the session: gateway.idleTimeoutMs.
attempts=60                  # One each half second, while the gateway is away.

fail() {
    printf 'failed: %s\n' "$*" >&2
    exit 1
}

lose() { # REASON: who asks does not ask again, as it may have been answered; a server begins anew
    [ "$command" = serve ] || fail "$1"
    printf '%s; connecting again\n' "$1" >&2
    exec {gateway}>&-
    sleep 0.5
    exec "$BASH" "$0" "$command" "$host" "$port" "$address" "$count"
}

connect() {
    local attempt
    for ((attempt = 1; attempt <= attempts; attempt++)); do
        if { exec {gateway}<>"/dev/tcp/$host/$port"; } 2>/dev/null; then return; fi
        sleep 0.5
    done
    fail "$host:$port does not answer"
}

send() { # FRAME: a JSON object, behind its length, four bytes, big-endian
    local length prefix
    printf -v length '%08x' "${#1}"
    prefix="\\x${length:0:2}\\x${length:2:2}\\x${length:4:2}\\x${length:6:2}"
    printf "$prefix%s" "$1" >&"$gateway" || lose "the gateway closed the connection"
}

read_byte() { # SECONDS: sets byte to its number
    local character status=0
    IFS= read -r -d '' -n 1 -t "$1" -u "$gateway" character || status=$?
    [ "$status" -le 128 ] || return 1 # The time is over.
    [ "$status" = 0 ] || lose "the gateway closed the connection"
    printf -v byte %d "'$character" # Of a zero nothing comes, which counts as zero.
    byte=$((byte & 255))
}

receive() { # SECONDS: sets frame, or fails when none begins in that time; each step of one that has begun gets it anew
    local length byte place
    read_byte "$1" || return 1
    length=$byte
    for place in 1 2 3; do
        read_byte "$reply_seconds" || lose "the gateway is silent"
        length=$((length << 8 | byte))
    done
    [ "$length" -le "$frame_max_bytes" ] || fail "a frame of $length bytes"
    # Not by read, which takes a byte at a time; head takes no more than it is told.
    frame=$(timeout "$reply_seconds" head -c "$length" <&"$gateway") || true
    [ "${#frame}" = "$length" ] || lose "the gateway ended within a frame"
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

until_type() { # TYPE
    until type_is "$1"; do
        receive "$reply_seconds" || fail "no reply"
        if type_is err; then fail "$(failure)"; fi
    done
}

ask() {
    send '{"type":"send","address":"'"$address"'","replyAddress":"reply","headers":{"encoding":"base64"},"body":"'"$(base64 -w 0)"'"}'
    until_type message
    body
}

tell() {
    send '{"type":"'"$command"'","address":"'"$address"'","ack":"sent","headers":{"encoding":"base64","from":"bash"},"body":"'"$(base64 -w 0)"'"}'
    until_type ack
}

take() {
    local reply_address
    member replyAddress
    reply_address=$value
    if [ -z "$reply_address" ]; then
        member from
        printf '%s: %s\n' "$value" "$(body)"
    else
        send '{"type":"send","address":"'"$reply_address"'","headers":{"encoding":"base64"},"body":"'"$(body | tr a-z A-Z | base64 -w 0)"'"}'
    fi
}

serve() {
    local taken=0
    send '{"type":"register","address":"'"$address"'","ack":"registered"}'
    until_type ack
    printf 'registered at %s\n' "$address"
    while true; do
        if ! receive "$quiet_seconds"; then
            send '{"type":"ping"}'
        elif type_is err; then # As for an answer that came too late.
            printf '%s\n' "$(failure)" >&2
        elif type_is ack; then
            printf 'unregistered at %s\n' "$address"
        elif type_is message; then
            take
            [ $((++taken)) != "$count" ] || send '{"type":"unregister","address":"'"$address"'","ack":"unregistered"}'
        fi
    done
}

command=${1:-} host=${2:-} port=${3:-} count=${5:-0} frame=
case $command:$# in
    ask:[34]) address=${4:-echobus.client.echo} run=ask ;;
    serve:[345]) address=${4:-echobus.server.reply} run=serve ;;
    send:4 | publish:4) address=$4 run=tell ;;
    *) printf 'usage: client.sh ask|serve|send|publish HOST PORT [ADDRESS [COUNT]]\n' >&2 && exit 2 ;;
esac
connect
"$run"
