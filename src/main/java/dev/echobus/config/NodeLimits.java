package dev.echobus.config;

/**
 * What all listeners of a node share: how sockets are set up, and every bound on a connection. Part of the section
 * {@code server}.
 */
public record NodeLimits(
        @Setting(
                doc = "Server verticles, each on an event loop of its own; 0 is one a processor",
                byDefault = "0",
                max = 1_024)
        int instances,

        @Setting(
                doc = "Connections that the kernel may hold before they are accepted",
                byDefault = "1024",
                min = 1,
                max = 65_535)
        int backlog,

        @Setting(
                doc = "Listen although connections of an earlier process still linger (SO_REUSEADDR)",
                byDefault = "true")
        boolean reuseAddress,

        @Setting(doc = "Send small replies at once (TCP_NODELAY)", byDefault = "true")
        boolean tcpNoDelay,

        @Setting(
                doc = "Longest message in line and length framing; a longer one closes its connection",
                byDefault = "65536",
                min = 1,
                max = 1_073_741_824,
                reloadable = true)
        int messageMaxBytes,

        @Setting(
                doc = "How long the bus may take to answer a message before its connection is closed",
                byDefault = "5000",
                min = 1,
                max = 3_600_000,
                reloadable = true)
        int responderTimeoutMs,

        @Setting(
                doc = "Ask again for a message that the bus may have handled already; else only where it did not",
                byDefault = "false",
                reloadable = true)
        boolean responderIdempotent,

        @Setting(
                doc = "How long an attempt may take before another follows, where messages may be asked for again",
                byDefault = "500",
                min = 1,
                max = 3_600_000,
                reloadable = true)
        int responderAttemptTimeoutMs,

        @Setting(
                doc = "Messages of one connection that may wait for the bus at once; at the bound reading pauses",
                byDefault = "64",
                min = 1,
                max = 65_536,
                reloadable = true)
        int responderInFlightMax,

        @Setting(doc = "Answer one message, then close the connection", byDefault = "false", reloadable = true)
        boolean once,

        @Setting(
                doc = "Close a connection on which no byte moved for this long; 0 is never",
                byDefault = "600000",
                max = 86_400_000,
                reloadable = true)
        int idleTimeoutMs,

        @Setting(
                doc = "Close a connection whose peer leaves its replies unread for this long; 0 is never",
                byDefault = "60000",
                max = 86_400_000,
                reloadable = true)
        int writeTimeoutMs,

        @Setting(
                doc = "Bytes that a peer must take within server.writeTimeoutMs, or all there are",
                byDefault = "4096",
                min = 1,
                max = 1_073_741_824,
                reloadable = true)
        int writeProgressMinBytes,

        @Setting(
                doc = "Close a connection whose peer leaves a line or record unfinished for this long; 0 is never",
                byDefault = "60000",
                max = 86_400_000,
                reloadable = true)
        int messageTimeoutMs,

        @Setting(
                doc = "Close a connection whose peer acknowledges nothing for this long (TCP_USER_TIMEOUT, epoll); 0 is"
                        + " the system's own",
                byDefault = "60000",
                max = 86_400_000)
        int tcpUserTimeoutMs,

        @Setting(
                doc = "Seconds without a byte after which the system asks whether the peer lives; 0 is never",
                byDefault = "30",
                max = 32_767)
        int keepAliveIdleSeconds,

        @Setting(doc = "Seconds between such questions (epoll)", byDefault = "5", min = 1, max = 32_767)
        int keepAliveIntervalSeconds,

        @Setting(
                doc = "Unanswered questions after which the connection is closed (epoll)",
                byDefault = "6",
                min = 1,
                max = 127)
        int keepAliveProbes,

        @Setting(
                doc = "Bytes that the kernel may hold for a connection before they are read (SO_RCVBUF); 0 is its own",
                byDefault = "0",
                max = 1_073_741_824)
        int receiveBufferBytes,

        @Setting(
                doc = "Bytes that the kernel may hold for a connection before they are sent (SO_SNDBUF); 0 is its own",
                byDefault = "0",
                max = 1_073_741_824)
        int sendBufferBytes,

        @Setting(
                doc = "Unsent bytes of a connection above which its reading pauses",
                byDefault = "65536",
                min = 1,
                max = 1_073_741_824,
                reloadable = true)
        int writeBufferHighBytes,

        @Setting(
                doc = "Unsent bytes of a connection below which its reading resumes",
                byDefault = "32768",
                max = 1_073_741_824,
                reloadable = true)
        int writeBufferLowBytes,

        @Setting(
                doc = "Bytes that all connections of the node may hold in buffers; short of it reads get short, over it"
                        + " who holds most is cut; 0 is half of the direct memory, less where the memory is little",
                byDefault = "0",
                max = 1_000_000_000_000L,
                reloadable = true)
        long bufferMemoryMaxBytes,

        @Setting(
                doc = "How long a connection closed for a fault may take to receive what it was owed",
                byDefault = "1000",
                max = 60_000,
                reloadable = true)
        int lingerTimeoutMs,

        @Setting(
                doc = "A draining connection is closed after this long without a byte, nothing being unsent",
                byDefault = "500",
                max = 3_600_000,
                reloadable = true)
        int drainQuietMs,

        @Setting(
                doc = "How long a drain may take before what is left is cut",
                byDefault = "10000",
                max = 3_600_000,
                reloadable = true)
        int drainTimeoutMs,

        @Setting(doc = "Publish connections on echobus.server.connection", byDefault = "true")
        boolean connectionEvents,

        @Setting(doc = "Publish messages on echobus.server.message", byDefault = "false")
        boolean messageEvents,

        @Setting(doc = "Let the bus write to a connection at echobus.connection.<id>", byDefault = "true")
        boolean connectionAddresses,

        @Setting(
                doc = "Bytes that a connection may send us in a second; over it, it is not read from; 0 is no limit",
                byDefault = "0",
                max = 100_000_000_000L,
                reloadable = true)
        long connectionBytesPerSecondMax,

        @Setting(
                doc = "Messages that a connection may send us in a second; 0 is no limit",
                byDefault = "0",
                max = 100_000_000_000L,
                reloadable = true)
        long connectionMessagesPerSecondMax,

        @Setting(
                doc = "Bytes that all connections of the node may send us in a second, in fair parts; 0 is no limit",
                byDefault = "0",
                max = 100_000_000_000L,
                reloadable = true)
        long bytesPerSecondMax,

        @Setting(
                doc = "Messages that all connections of the node may send us in a second, in fair parts; 0 is no limit",
                byDefault = "0",
                max = 100_000_000_000L,
                reloadable = true)
        long messagesPerSecondMax) {}
