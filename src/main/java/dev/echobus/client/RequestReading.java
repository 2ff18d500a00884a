package dev.echobus.client;

import dev.echobus.bus.FailureCode;

/** What a message on the bus turned out to be: a request to send, or one to refuse. */
sealed interface RequestReading permits PendingRequest, RequestReading.Refused {

    /** Why nothing will be sent. */
    record Refused(FailureCode code, String detail) implements RequestReading {}
}
