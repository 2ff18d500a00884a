package dev.echobus.bus.link;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** The bus of a Vertx of this process. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class GuestLinkTest implements BusLinkContract {

    private final Vertx vertx = Vertx.vertx();
    private final BusLink link = new GuestLink(vertx);

    @AfterEach
    void close() {
        link.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public EventBus bus() {
        return vertx.eventBus();
    }

    @Override
    public BusLink link() {
        return link;
    }
}
