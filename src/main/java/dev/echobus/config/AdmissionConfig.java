package dev.echobus.config;

import java.util.List;

/** Whom the echo server lets in: how many connections at once, from where, and how fast they may come. */
public record AdmissionConfig(
        @Setting(
                doc = "Open connections at most; 0 is what file descriptors and the memory allow, less a reserve",
                byDefault = "0",
                max = 10_000_000,
                reloadable = true)
        int connectionsMax,

        @Setting(
                doc = "Open connections of one IPv4 address or IPv6 /64 network at most; 0 is no limit",
                byDefault = "0",
                max = 10_000_000,
                reloadable = true)
        int connectionsPerAddressMax,

        @Setting(
                doc = "New connections a second at most, a second's worth at once; 0 is no limit",
                byDefault = "0",
                max = 1_000_000,
                reloadable = true)
        int connectionsPerSecondMax,

        @Setting(
                doc = "Networks to accept connections from, in CIDR notation; none is all",
                byDefault = "",
                reloadable = true)
        List<Network> allowNetworks,

        @Setting(
                doc = "Networks to accept no connections from, also when they are allowed",
                byDefault = "",
                reloadable = true)
        List<Network> denyNetworks) {}
