package dev.echobus.cluster.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.Joiner;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;
import dev.echobus.FreePorts;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** In which order members that start at once become one cluster: of one host's, the one of the lowest port founds it. */
@Timeout(120)
class PatientJoinerTest {

    private static final int PATIENCE_SECONDS = 90;

    /** What it gives others at the most. */
    private static final Duration PATIENCE_OF_A_JOINER = Duration.ofSeconds(5);

    /** Who tells of questions to others, and the joiner itself. */
    private static final List<String> TELLERS =
            List.of("com.hazelcast.internal.cluster.impl.ClusterJoinManager", PatientJoiner.class.getName());

    private final List<Integer> ports =
            Stream.generate(FreePorts::next).limit(3).sorted().toList();
    private final List<CompletableFuture<HazelcastInstance>> members = new ArrayList<>();

    private final List<Logger> tellers =
            TELLERS.stream().map(name -> (Logger) LoggerFactory.getLogger(name)).toList();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void followQuestions() {
        lines.start();
        for (Logger teller : tellers) {
            teller.setLevel(Level.DEBUG);
            teller.setAdditive(false);
            teller.addAppender(lines);
        }
    }

    @AfterEach
    void shutDown() {
        members.forEach(member -> member.thenAccept(HazelcastInstance::shutdown).join());
        for (Logger teller : tellers) {
            teller.detachAppender(lines);
            teller.setAdditive(true);
            teller.setLevel(null);
        }
    }

    /** Whatever the order they come in: Hazelcast's own joiner may make two clusters of them, and merge those later. */
    @RepeatedTest(3)
    void membersThatStartAtOnceAreOneClusterOfTheLowestsFounding() throws Exception {
        IntStream.of(2, 1, 0).forEach(index -> start(index, List.of(0, 1, 2)));

        for (var member : members) {
            var cluster = member.get(PATIENCE_SECONDS, TimeUnit.SECONDS).getCluster();
            assertThat(port(cluster.getMembers().iterator().next()))
                    .as("the founder, as each member sees it when it has joined")
                    .isEqualTo(ports.get(0));
        }
        // Who joined last is in the views of the others a moment later.
        awaitTrue(
                "each is in each one's view",
                () -> members.stream()
                        .allMatch(member -> member.join().getCluster().getMembers().stream()
                                .map(PatientJoinerTest::port)
                                .sorted()
                                .toList()
                                .equals(ports)));
    }

    /** What it does of itself takes moments; Hazelcast's own joiner waits a second before it claims, and after each request. */
    @RepeatedTest(3)
    void nothingIsLeftForHazelcastsOwnJoinerToWaitFor() throws Exception {
        long startNanos = System.nanoTime();
        IntStream.of(2, 1, 0).forEach(index -> start(index, List.of(0, 1, 2)));
        for (var member : members) {
            member.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        // On a machine that is so slow its patience may have ended.
        assumeThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(PATIENCE_OF_A_JOINER);
        assertThat(lines("as master")).isEmpty();
    }

    /** As long as there is no master: an answer comes within a moment of there being one, not at the end of a second. */
    @Test
    void whoIsNotToFoundAsksAgainEachTenthOfASecondUntilThereIsAMaster() throws Exception {
        var mayFound = new CountDownLatch(1);
        start(0, List.of(0), node -> new LateFounder(node, mayFound));
        start(1, List.of(0, 1));
        awaitTrue("questions", () -> questions().size() >= 10);
        assertThat(members).as("none has joined").noneMatch(CompletableFuture::isDone);

        mayFound.countDown();

        var second = members.get(1).get(PATIENCE_SECONDS, TimeUnit.SECONDS).getCluster();
        assertThat(second.getMembers()).extracting(PatientJoinerTest::port).containsExactly(ports.get(0), ports.get(1));
        assertTenthsOfASecondBetween(questions());
    }

    /** A master that is about to let another in forgets who asks meanwhile. */
    @Test
    void whoIsForgottenAsksAgainEachTenthOfASecond() throws Exception {
        start(0, List.of(0));
        Object letsIn = joinsOf(members.get(0).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        var isBusy = letsIn.getClass().getDeclaredField("joinInProgress");
        isBusy.setAccessible(true);
        isBusy.setBoolean(letsIn, true);
        start(1, List.of(0, 1));
        awaitTrue("requests", () -> lines("cannot handle join request").size() >= 10);

        isBusy.setBoolean(letsIn, false);

        var second = members.get(1).get(PATIENCE_SECONDS, TimeUnit.SECONDS).getCluster();
        assertThat(second.getMembers()).hasSize(2);
        assertTenthsOfASecondBetween(lines("cannot handle join request"));
    }

    private static Object joinsOf(HazelcastInstance member) {
        return ((HazelcastInstanceProxy) member)
                .getOriginal()
                .node
                .getClusterService()
                .getClusterJoinManager();
    }

    private static void assertTenthsOfASecondBetween(List<ILoggingEvent> asked) {
        var waits = IntStream.range(1, 10)
                .mapToLong(index ->
                        asked.get(index).getTimeStamp() - asked.get(index - 1).getTimeStamp())
                .sorted()
                .toArray();
        assertThat(waits[waits.length / 2]).as("ms between two, the median").isBetween(50L, 400L);
    }

    /** Then Hazelcast's own joiner takes over, which asks once a second. */
    @Test
    void itsPatienceEnds() throws Exception {
        var mayFound = new CountDownLatch(1);
        start(0, List.of(0), node -> new LateFounder(node, mayFound));
        start(1, List.of(0, 1));
        awaitTrue("a second between two questions", () -> {
            var asked = questions();
            return asked.size() > 2
                    && asked.get(asked.size() - 1).getTimeStamp()
                                    - asked.get(asked.size() - 2).getTimeStamp()
                            > 900;
        });
        mayFound.countDown();
        assertThat(members.get(1)
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .getCluster()
                        .getMembers())
                .hasSize(2);
    }

    /** Nobody listens there, so nobody is about to found. */
    @Test
    void whoRefusesIsNotWaitedFor() throws Exception {
        var joining = new CompletableFuture<Duration>();
        start(2, List.of(0, 1, 2), node -> timed(new PatientJoiner(node), joining));
        var alone = members.get(0).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(alone.getCluster().getMembers()).hasSize(1);
        assertThat(joining).isCompletedWithValueMatching(took -> took.compareTo(PATIENCE_OF_A_JOINER) < 0);
    }

    /** Tells how long joining took, the start of the process around it left out. */
    private static Joiner timed(Joiner joiner, CompletableFuture<Duration> joining) {
        return (Joiner) Proxy.newProxyInstance(
                Joiner.class.getClassLoader(), new Class<?>[] {Joiner.class}, (proxy, method, arguments) -> {
                    long startNanos = System.nanoTime();
                    Object result = method.invoke(joiner, arguments);
                    if (method.getName().equals("join")) {
                        joining.complete(Duration.ofNanos(System.nanoTime() - startNanos));
                    }
                    return result;
                });
    }

    private List<ILoggingEvent> questions() {
        return lines("Received a master question");
    }

    private List<ILoggingEvent> lines(String text) {
        synchronized (lines) {
            return List.copyOf(lines.list).stream()
                    .filter(line -> line.getFormattedMessage().contains(text))
                    .toList();
        }
    }

    private static void awaitTrue(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("%s in time", what).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static int port(Member member) {
        return member.getAddress().getPort();
    }

    private interface JoinerOf {
        Joiner of(Node node);
    }

    /** Has its port open and served, and founds the cluster only when it may. */
    private static final class LateFounder extends TcpIpJoiner {

        private final CountDownLatch mayFound;

        LateFounder(Node node, CountDownLatch mayFound) {
            super(node);
            this.mayFound = mayFound;
        }

        @Override
        public void doJoin() {
            try {
                assertThat(mayFound.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
            super.doJoin();
        }
    }

    private void start(int index, List<Integer> others) {
        start(index, others, PatientJoiner::new);
    }

    /** On a thread of its own, that of a main in a process. */
    private void start(int index, List<Integer> others, JoinerOf joiner) {
        var config = config(index, others);
        var context = new DefaultNodeContext() {
            @Override
            public Joiner createJoiner(Node node) {
                return joiner.of(node);
            }
        };
        var member = new CompletableFuture<HazelcastInstance>();
        members.add(member);
        new Thread(() -> {
                    try {
                        member.complete(HazelcastInstanceFactory.newHazelcastInstance(
                                config, config.getInstanceName(), context));
                    } catch (RuntimeException failure) {
                        member.completeExceptionally(failure);
                    }
                })
                .start();
    }

    private Config config(int index, List<Integer> others) {
        return LoopbackConfig.of(
                "joining-" + ports,
                ports.get(index),
                others.stream().map(ports::get).toList());
    }
}
