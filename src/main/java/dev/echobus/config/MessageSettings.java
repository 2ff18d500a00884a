package dev.echobus.config;

import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;

/**
 * How a listener cuts and answers messages. Part of the section {@code server}, whose values hold for every listener
 * that has none of its own, and of each of {@code listeners}.
 */
public record MessageSettings(
        @Setting(doc = "How bytes are cut into messages", byDefault = "raw")
        FramingKind framing,

        @Setting(
                doc = "Bytes of the length before each message in length framing: 1, 2 or 4",
                byDefault = "4",
                min = 1,
                max = 4)
        int lengthFieldBytes,

        @Setting(doc = "Text sent before each echoed message", byDefault = "", max = 1_024)
        String prefix,

        @Setting(doc = "What answers a message: echo, or bus (echobus.server.reply)", byDefault = "echo")
        ResponderKind responder,

        @Setting(
                doc = "Stamp replies with times and their way for those who ask, in length framing of 4 bytes",
                byDefault = "false")
        boolean stamp) {

    /** How bytes are cut. */
    public FramingSpec framingSpec() {
        return new FramingSpec(framing, lengthFieldBytes);
    }
}
