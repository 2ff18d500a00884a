package dev.echobus.config;

/** What is written to the log, on standard error. */
public record LogConfig(
        @Setting(doc = "Least severe line written", byDefault = "info", reloadable = true)
        LogLevel level,

        @Setting(
                doc = "Lines to read, or a JSON object a line with what the line is about in members of its own",
                byDefault = "text",
                reloadable = true)
        LogFormat format,

        @Setting(
                doc =
                        "Connections that have lines of their own: those that end abnormally (a fault, a peer that stalls, broken, "
                                + "cut), or all, as they are accepted and closed",
                byDefault = "abnormal",
                reloadable = true)
        ConnectionLines connections,

        @Setting(
                doc = "How often a line sums up what the servers did, if they did anything; 0 is never",
                byDefault = "60000",
                max = 86_400_000,
                reloadable = true)
        int summaryIntervalMs,

        @Setting(doc = "Log each message received, its payload escaped and cut", byDefault = "false", reloadable = true)
        boolean payloads,

        @Setting(
                doc = "Bytes of a payload that a log line shows",
                byDefault = "256",
                min = 1,
                max = 65_536,
                reloadable = true)
        int payloadMaxBytes,

        @Setting(
                doc = "Lines of one kind written in a second, the rest counted and told in one line; 0 is all",
                byDefault = "100",
                max = 1_000_000,
                reloadable = true)
        int repeatsPerSecondMax) {}
