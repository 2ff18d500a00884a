#!/usr/bin/env python3
"""Asks for an echo through Echobus's gateway, or answers for its servers. Python's standard library only.

    client.py ask HOST PORT [ADDRESS]              sends standard input to echobus.client.echo, writes what comes back
    client.py serve HOST PORT [ADDRESS [COUNT]]    answers what comes to echobus.server.reply, in capitals
    client.py send|publish HOST PORT ADDRESS       sends standard input there, to one or to all

What wants no answer serve writes, with its sender. After COUNT messages it unregisters.
"""
import base64
import json
import select
import socket
import struct
import sys
import time

FRAME_MAX_BYTES = 4 << 20  # What the gateway may hold back for a session by itself: gateway.outboundMaxBytes.
REPLY_SECONDS = 40  # Longer than the gateway lets a request wait by itself: gateway.replyTimeoutMs.
QUIET_SECONDS = 60  # Then a ping, so that the gateway keeps the session: gateway.idleTimeoutMs.
RECONNECT_SECONDS = 30  # How long the gateway may be away.
PAUSE_SECONDS = 0.5  # Between two attempts.


class Failed(Exception):
    """The gateway, or whoever was asked, said no."""


class Gateway:
    """A session. A frame is a JSON object behind its length, four bytes, big-endian."""

    def __init__(self, host, port):
        self.socket = socket.create_connection((host, int(port)), timeout=REPLY_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, **frame):
        data = json.dumps(frame).encode()
        self.socket.sendall(struct.pack(">I", len(data)) + data)

    def send_bytes(self, data, more=(), **frame):
        """Bytes travel as text in base64, and a header says so."""
        headers = {"encoding": "base64", "from": "python", **dict(more)}
        self.send(**frame, headers=headers, body=base64.b64encode(data).decode())

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
                raise ConnectionError("the gateway closed the connection")
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


def connect(host, port):
    """Tries again while the gateway is away, as while it is started anew."""
    deadline = time.monotonic() + RECONNECT_SECONDS
    while True:
        try:
            return Gateway(host, port)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE_SECONDS)


def ask(host, port, address="echobus.client.echo"):
    """Not asked again when the connection is lost: it may have been answered."""
    gateway = connect(host, port)
    gateway.send_bytes(sys.stdin.buffer.read(), type="send", address=address, replyAddress="reply")
    sys.stdout.buffer.write(bytes_of(until(gateway, "message")))


def tell(host, port, kind, address):
    gateway = connect(host, port)
    gateway.send_bytes(sys.stdin.buffer.read(), type=kind, address=address, ack="sent")
    until(gateway, "ack")


def until(gateway, kind):
    while True:
        frame = gateway.receive()
        if frame["type"] == "err":
            raise Failed(failure(frame))
        if frame["type"] == kind:
            return frame


def serve(host, port, address="echobus.server.reply", count="0"):
    while True:
        gateway = connect(host, port)
        try:
            answer(gateway, address, int(count))
        except OSError as problem:
            print(f"{problem}; connecting again", file=sys.stderr)
            time.sleep(PAUSE_SECONDS)


def answer(gateway, address, count):
    gateway.send(type="register", address=address, ack="registered")
    registered = False
    while True:
        gateway.keep_alive()
        frame = gateway.receive()
        if frame["type"] == "ack":
            registered = True
            print(f"{frame['ack']} at {address}", flush=True)
        elif frame["type"] == "err" and not registered:
            raise Failed(failure(frame))
        elif frame["type"] == "err":  # As for an answer that came too late.
            print(failure(frame), file=sys.stderr)
        elif frame["type"] == "message":
            take(gateway, frame)
            count -= 1
            if count == 0:
                gateway.send(type="unregister", address=address, ack="unregistered")


def take(gateway, message):
    came = time.monotonic_ns()
    if "replyAddress" in message:
        # Unlike that of text, upper() of bytes changes a to z and nothing else.
        answer = bytes_of(message).upper()
        # For those who ask the server for stamps: who answered, and how long that took beside the bus.
        told = {"node": "python", "handledNanos": str(time.monotonic_ns() - came)}
        gateway.send_bytes(answer, told, type="send", address=message["replyAddress"])
    else:
        print(f"{message['headers'].get('from')}: {bytes_of(message).decode(errors='replace')}", flush=True)


def main():
    try:
        match sys.argv[1:]:
            case ["ask", host, port, *address] if len(address) <= 1:
                ask(host, port, *address)
            case ["serve", host, port, *address_and_count] if len(address_and_count) <= 2:
                serve(host, port, *address_and_count)
            case [("send" | "publish") as kind, host, port, address]:
                tell(host, port, kind, address)
            case _:
                sys.exit(__doc__)
    except (Failed, OSError, ValueError) as problem:
        sys.exit(f"failed: {problem}")


if __name__ == "__main__":
    main()
