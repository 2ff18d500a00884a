package example;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;

/** Greets whoever sends a line. */
public class Greeter extends VerticleBase {

    @Override
    public Future<?> start() {
        return vertx.eventBus().consumer("echobus.server.reply", this::greet).completion();
    }

    private void greet(Message<Buffer> message) {
        message.reply(config().getString("greeting", "Hello, ") + message.body());
    }
}
