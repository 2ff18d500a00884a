#!/usr/bin/env python3
"""Asks for an echo through Echobus's gateway, or answers for its servers. Python's standard library only.

    client.py ask HOST PORT      sends standard input to echobus.client.echo and writes what comes back
    client.py serve HOST PORT    answers what comes to echobus.server.reply, in capitals
"""
import base64
import json
import select
import socket
import struct
import sys

FRAME_MAX_BYTES = 4 << 20  # What the gateway may hold back for a session by itself: gateway.outboundMaxBytes.
REPLY_SECONDS = 40  # Longer than the gateway lets a request wait by itself: gateway.replyTimeoutMs.
QUIET_SECONDS = 60  # Then a ping, so that the gateway keeps the session: gateway.idleTimeoutMs.


class Failed(Exception):
    """The gateway, or whoever was asked, said no."""


class Gateway:
    """A session. A frame is a JSON object behind its length, four bytes, big-endian."""

    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), timeout=REPLY_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, **frame):
        data = json.dumps(frame).encode()
        self.socket.sendall(struct.pack(">I", len(data)) + data)

    def send_bytes(self, data, **frame):
        """Bytes travel as text in base64, and a header says so."""
        self.send(**frame, headers={"encoding": "base64"}, body=base64.b64encode(data).decode())

    def receive(self):
        (length,) = struct.unpack(">I", self.read(4))
        if length > FRAME_MAX_BYTES:
            raise Failed(f"a frame of {length} bytes")
        return json.loads(self.read(length))

    def read(self, count):
        data = bytearray()
        while len(data) < count:
            chunk = self.socket.recv(count - len(data))
            if not chunk:
                raise Failed("the gateway closed the connection")
            data += chunk
        return bytes(data)

    def keep_alive(self):
        """Waits until there is something to read."""
        while not select.select([self.socket], [], [], QUIET_SECONDS)[0]:
            self.send(type="ping")


def bytes_of(message):
    body = message.get("body", "")
    if not isinstance(body, str):
        raise Failed("a body that is neither text nor bytes")
    return base64.b64decode(body) if message["headers"].get("encoding") == "base64" else body.encode()


def failure(err):
    return " ".join(str(err[member]) for member in ("failureType", "message", "detail") if err.get(member))


def ask(gateway):
    gateway.send_bytes(sys.stdin.buffer.read(), type="send", address="echobus.client.echo", replyAddress="reply")
    while True:
        frame = gateway.receive()
        if frame["type"] == "err":
            raise Failed(failure(frame))
        if frame["type"] == "message":
            sys.stdout.buffer.write(bytes_of(frame))
            return


def serve(gateway):
    gateway.send(type="register", address="echobus.server.reply", ack="registered")
    registered = False
    while True:
        gateway.keep_alive()
        frame = gateway.receive()
        if frame["type"] == "ack":
            registered = True
            print("registered at echobus.server.reply", flush=True)
        elif frame["type"] == "err" and not registered:
            raise Failed(failure(frame))
        elif frame["type"] == "err":  # As for an answer that came too late.
            print(failure(frame), file=sys.stderr)
        elif frame["type"] == "message" and "replyAddress" in frame:
            # Unlike that of text, upper() of bytes changes a to z and nothing else.
            gateway.send_bytes(bytes_of(frame).upper(), type="send", address=frame["replyAddress"])


def main():
    commands = {"ask": ask, "serve": serve}
    if len(sys.argv) != 4 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    try:
        commands[sys.argv[1]](Gateway(sys.argv[2], int(sys.argv[3])))
    except (Failed, OSError, ValueError) as problem:
        sys.exit(f"failed: {problem}")


if __name__ == "__main__":
    main()
