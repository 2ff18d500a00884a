package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.wire.EventLoops;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is asked of a server from another event loop is answered there: connections do not wait for what is made of it. */
class QuestionsTest {

    private static final int INSTANCES = 2;

    static Stream<Function<EchoServerVerticle, Future<?>>> questions() {
        return Stream.of(
                EchoServerVerticle::connections, EchoServerVerticle::loop, server -> server.endConnection("unknown"));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void anAnswerComesWhereItWasAskedFor(Function<EchoServerVerticle, Future<?>> question) {
        try (var server = ServerUnderTest.start(INSTANCES)) {
            var loops = new HashSet<Thread>();
            for (Context asker : EventLoops.contextsOn(server.vertx)) {
                Set<Thread> threads = threads(asker, server, question);
                assertThat(threads).hasSize(1);
                loops.addAll(threads);
            }
            assertThat(loops).hasSizeGreaterThan(1);
        }
    }

    /** The one that asks and those that are told by all parts of the server, as one. */
    private static Set<Thread> threads(
            Context asker, ServerUnderTest server, Function<EchoServerVerticle, Future<?>> question) {
        Promise<Set<Thread>> told = Promise.promise();
        asker.runOnContext(asked -> {
            var threads = new HashSet<>(Set.of(Thread.currentThread()));
            Future.all(server.verticles().stream().map(question).toList())
                    .map(answers -> {
                        threads.add(Thread.currentThread());
                        return threads;
                    })
                    .onComplete(told);
        });
        return Await.result(told.future());
    }
}
