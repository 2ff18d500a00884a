package dev.echobus.cli;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.LinkException;
import dev.echobus.cli.NodeAnswers.Round;
import dev.echobus.cli.top.Answer;
import dev.echobus.cli.top.Look;
import dev.echobus.cli.top.Page;
import dev.echobus.cli.top.Shown;
import dev.echobus.cli.top.Tables;
import dev.echobus.cli.top.View;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the nodes again and again what they do, over the bus, and gets onto it again when it is lost. On a thread of its
 * own; {@link #wants} may come from any.
 */
final class TopPoll implements AutoCloseable {

    /** Connections that each node is asked for at a time: more than a window has lines. */
    private static final int CONNECTIONS_MAX = 200;

    /** After so many looks without an answer the bus is left and joined again: a guest that is alone stays so. */
    private static final int EMPTY_LOOKS_MAX = 5;

    /** How long the end waits for the bus to be left. */
    private static final long END_MAX_MS = 3_000;

    private final BusAccess access;
    private final Duration interval;
    private final Listener listener;
    private final Tables tables = new Tables();
    private final BlockingQueue<Boolean> pokes = new ArrayBlockingQueue<>(1);

    private volatile View view;
    private volatile boolean isOver;
    private @Nullable Thread asker;
    private boolean hasAnswered;

    /** Hears of what there is to show, on the thread that asks. */
    interface Listener {
        void onShown(Shown shown) throws InterruptedException;

        /** The bus could not be got onto at all; why was told. */
        void onFailed(int exitCode) throws InterruptedException;
    }

    TopPoll(BusAccess access, Duration interval, View view, Listener listener) {
        this.access = access;
        this.interval = interval;
        this.view = view;
        this.listener = listener;
    }

    /** Begins; what goes wrong before the first answer is told to whoever called the program. */
    void start(Streams streams) {
        var thread = new Thread(() -> run(streams), "top-poll");
        thread.setDaemon(true);
        thread.start();
        asker = thread;
    }

    /** Leaves the bus, or gives up waiting for that. */
    @Override
    public void close() {
        isOver = true;
        pokes.offer(true);
        Thread thread = asker;
        if (thread == null) {
            return;
        }
        try {
            thread.join(END_MAX_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is looked at from now on. What other nodes are asked for is asked for at once. */
    void wants(View next) {
        View before = view;
        view = next;
        if (!questionOf(before).equals(questionOf(next)) || before.page() != next.page()) {
            pokes.offer(true);
        }
    }

    private void run(Streams streams) {
        try {
            while (!isOver) {
                var complaints = new ByteArrayOutputStream();
                var quiet = new Streams(
                        InputStream.nullInputStream(),
                        streams.out(),
                        new PrintStream(complaints, true, StandardCharsets.UTF_8));
                int exitCode = access.run(quiet, this::askAgain);
                String why = complaints.toString(StandardCharsets.UTF_8);
                if (!hasAnswered) {
                    streams.err().print(why);
                    listener.onFailed(exitCode);
                    return;
                }
                if (exitCode != ExitCode.OK) {
                    show(Look.failed(
                            "cut off: " + why.replace("echobus: ", "").strip() + "; trying again", System.nanoTime()));
                    pokes.poll(interval.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private int askAgain(BusLink link) throws InterruptedException, LinkException {
        var nodes = new NodeAnswers(link, NodeAnswers.WAIT_MS);
        int emptyLooks = 0;
        while (emptyLooks < EMPTY_LOOKS_MAX) {
            Look look = look(nodes);
            if (!look.infos().isEmpty()) {
                hasAnswered = true;
                emptyLooks = 0;
            } else if (hasAnswered) {
                emptyLooks++;
            } else {
                throw new LinkException("no node answered");
            }
            show(look);
            pokes.poll(interval.toMillis(), TimeUnit.MILLISECONDS);
            if (isOver) {
                return ExitCode.OK;
            }
        }
        throw new LinkException("no node answers");
    }

    private Look look(NodeAnswers nodes) throws InterruptedException, LinkException {
        Round infos = nodes.infos();
        if (infos.answers().isEmpty()) {
            return Look.failed("no node answers; trying again", System.nanoTime());
        }
        Round stats = nodes.ask(Addresses.SERVICE_STATS, infos);
        View wanted = view;
        List<Answer> connections = List.of();
        String notice = "";
        if (wanted.page() != Page.NODES) {
            try {
                connections = answers(nodes.ask(Addresses.CONNECTIONS, questionOf(wanted), infos));
                notice = errorOf(connections);
            } catch (LinkException refused) {
                notice = Addresses.CONNECTIONS + ": " + refused.getMessage();
            }
        }
        return new Look(
                answers(infos), answers(stats), connections, stats.missing().keySet(), notice, System.nanoTime());
    }

    private static String errorOf(List<Answer> answers) {
        return answers.stream()
                .map(answer -> answer.body().getString("error", ""))
                .filter(error -> !error.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Each node tells of those that would be the first if it were alone: together they have the first of all. */
    private static JsonObject questionOf(View view) {
        if (view.page() != Page.CONNECTIONS) {
            return new JsonObject().put("limit", 0);
        }
        return new JsonObject()
                .put("limit", CONNECTIONS_MAX)
                .put("sort", view.connectionSort())
                .put("order", view.isConnectionSortDescending() ? "desc" : "asc")
                .put("search", view.filter());
    }

    private void show(Look look) throws InterruptedException {
        listener.onShown(tables.update(look));
    }

    private static List<Answer> answers(Round round) {
        return round.answers().entrySet().stream()
                .map(Map.Entry::getValue)
                .map(answered -> new Answer(answered.body(), answered.atNanos()))
                .toList();
    }
}
