package dev.echobus.wire;

import java.util.function.BooleanSupplier;

/** Whether a connection's reading is paused: set by its {@link WireChannel}, obeyed by the handlers before it. */
final class PauseSwitch implements BooleanSupplier {

    boolean isPaused;

    @Override
    public boolean getAsBoolean() {
        return isPaused;
    }
}
