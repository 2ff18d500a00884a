package dev.echobus.bus;

/** Why a peer was not let in, in the {@code code} of its event. Names are part of the contract; new ones may come. */
public enum RefusalCode {
    /** {@code admission.denyNetworks} */
    NETWORK_DENIED,
    /** {@code admission.allowNetworks} */
    NETWORK_NOT_ALLOWED,
    /** {@code admission.connectionsMax} */
    CONNECTIONS_MAX,
    /** {@code server.bufferMemoryMaxBytes} */
    BUFFER_MEMORY_MAX,
    /** {@code admission.connectionsPerAddressMax} */
    CONNECTIONS_PER_ADDRESS_MAX,
    /** {@code admission.connectionsPerSecondMax} */
    CONNECTIONS_PER_SECOND_MAX
}
