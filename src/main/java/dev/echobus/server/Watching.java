package dev.echobus.server;

import dev.echobus.config.LiveConfig;
import dev.echobus.server.rate.LoopRates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which observers the messages of a listener's connections have for now. Compared a few times a second, so that no
 * message has to ask.
 *
 * @param isLimited messages are charged to a rate
 * @param isLogged the log has a line for each
 * @param isPublished the bus gets each
 * @param isOnce one is answered, and the connection then closed
 */
record Watching(boolean isLimited, boolean isLogged, boolean isPublished, boolean isOnce) {

    static final Watching NONE = new Watching(false, false, false, false);

    static Watching of(LiveConfig live, LoopRates rates) {
        return new Watching(
                rates.isOn(),
                ConnectionLog.logsMessages(live.log()),
                live.limits().messageEvents(),
                live.limits().once());
    }

    /** Written out, as a record's own is only put together at its first call: milliseconds of each start. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Watching that
                && isLimited == that.isLimited
                && isLogged == that.isLogged
                && isPublished == that.isPublished
                && isOnce == that.isOnce;
    }

    @Override
    public int hashCode() {
        return (isLimited ? 1 : 0) | (isLogged ? 2 : 0) | (isPublished ? 4 : 0) | (isOnce ? 8 : 0);
    }

    /** Those of a connection's observers that are wanted. */
    MessageObserver[] choose(MessageObserver charge, MessageObserver logged, MessageObserver published) {
        List<MessageObserver> wanted = new ArrayList<>();
        if (isLimited) {
            wanted.add(charge);
        }
        if (isLogged) {
            wanted.add(logged);
        }
        if (isPublished) {
            wanted.add(published);
        }
        return wanted.toArray(new MessageObserver[0]);
    }
}
