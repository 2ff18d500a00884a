package dev.echobus.cluster;

import dev.echobus.bus.FailureCode;
import dev.echobus.wire.bus.BusRefusals;

/** What the bus does not send fails by the contract's codes. Holds nothing. */
final class NamedRefusals implements BusRefusals {

    @Override
    public Throwable overloaded(String detail) {
        return FailureCode.OVERLOADED.with(detail);
    }

    @Override
    public Throwable notConnected(String detail) {
        return FailureCode.NOT_CONNECTED.with(detail);
    }

    @Override
    public Throwable tooLarge(String detail) {
        return FailureCode.MESSAGE_TOO_LARGE.with(detail);
    }
}
