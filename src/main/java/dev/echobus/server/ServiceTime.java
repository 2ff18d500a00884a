package dev.echobus.server;

import dev.echobus.metric.TimeHistogram;
import dev.echobus.wire.InputCount;
import dev.echobus.wire.Output;
import dev.echobus.wire.WireChannel;

/**
 * How long the messages of one connection take that are answered as they are read: two looks at the clock for each read,
 * however many messages came with it, and one entry for all of them. Event loop of the connection.
 */
final class ServiceTime {

    private final TimeHistogram loop;
    private final InputCount input;
    private final Output output;

    private long counted;

    ServiceTime(TimeHistogram loop, WireChannel wire) {
        this.loop = loop;
        input = wire.input();
        output = wire.output();
        output.timeReads();
    }

    /** All messages of the read were answered, and the answers given to the system. */
    void end() {
        long messages = input.messages();
        if (messages != counted) {
            loop.add(System.nanoTime() - output.readNanos(), messages - counted);
            counted = messages;
        }
    }
}
