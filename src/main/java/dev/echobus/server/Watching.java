package dev.echobus.server;

import dev.echobus.config.LiveConfig;
import dev.echobus.server.rate.LoopRates;
import java.util.ArrayList;
import java.util.List;

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
