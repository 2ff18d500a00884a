package dev.echobus.config;

/** Traces of requests on the bus, for a collector. */
public record TracingConfig(
        @Setting(
                doc =
                        "Collector that takes traces by OTLP over HTTP, such as http://127.0.0.1:4318; none: nothing is traced",
                byDefault = "")
        CollectorUrl endpoint,

        @Setting(
                doc =
                        "PEM file of the CAs that an https collector's certificate must be of; empty: those that the JVM trusts",
                byDefault = "",
                max = 4_096)
        String ca,

        @Setting(
                doc =
                        "How many of a million traces that begin at this node are kept; those begun elsewhere say so themselves",
                byDefault = "1000000",
                max = 1_000_000)
        int samplesPerMillion,

        @Setting(doc = "What the collector knows the nodes by, service.name", byDefault = "echobus", min = 1, max = 255)
        String service) {}
