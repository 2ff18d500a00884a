package dev.echobus.server;

import dev.echobus.bus.ConnectionEvent.Peer;
import dev.echobus.server.rate.LoopRates;
import dev.echobus.wire.FrameCodec;

/** Whose connection one is, of which node and listener, how its bytes are cut, and the limits on its loop. */
record Origin(ServerContext context, Counts counts, FrameCodec codec, Peer peer, LoopRates rates) {

    /** What learns of it: its listener's totals, and those of its listener's part on this loop. */
    record Counts(ListenerStats stats, ListenerLoop loop) {}
}
