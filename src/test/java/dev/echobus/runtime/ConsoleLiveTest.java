package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.metric.Label;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the console is told by the admin port of a real node, over real WebSockets: who is told what, and who is cut. */
class ConsoleLiveTest {

    private static final String RIGHT =
            new JsonObject().put("token", AdminUnderTest.TOKEN).encode();

    @Test
    void onLoopbackEveryTabIsToldTheSameOnceASecond() throws Exception {
        // Whoever sends no request for so long is closed, but for consoles.
        try (var admin = AdminUnderTest.start("admin.idleTimeoutMs=1000");
                var one = ConsoleSocket.open(admin);
                var user = admin.user()) {
            assertThat(one.next())
                    .isEqualTo(new JsonObject("{\"kind\":\"welcome\",\"key\":\"token\",\"intervalMs\":1000}"));
            JsonObject before = one.next("view");
            assertThat(before.getString("node"))
                    .isEqualTo(admin.node.stats().process().identity().get(Label.NODE));
            assertThat(one.next("view").getString("kind")).isEqualTo("view");
            assertThat(one.next("view").getString("kind")).isEqualTo("view");
            echo(user);
            JsonObject after = one.next("view");
            while (stats(after).getInteger("messages") == 0) {
                after = one.next("view");
            }
            assertThat(stats(after).getInteger("bytesIn")).isEqualTo(2);
            assertThat(stats(after).getJsonObject("serviceTime").getInteger("count"))
                    .isEqualTo(1);
            assertThat(after.getJsonArray("loops").stream()
                            .mapToInt(loop -> ((JsonObject) loop).getInteger("connections"))
                            .sum())
                    .isEqualTo(1);
            assertThat(after.getLong("atMs") - before.getLong("atMs")).isBetween(500L, 30_000L);
            try (var other = ConsoleSocket.open(admin)) {
                JsonObject shared = other.next("view");
                JsonObject same = one.next("view");
                while (same.getLong("atMs") < shared.getLong("atMs")) {
                    same = one.next("view");
                }
                while (shared.getLong("atMs") < same.getLong("atMs")) {
                    shared = other.next("view");
                }
                assertThat(shared).isEqualTo(same);
            }
        }
    }

    private static void echo(Socket user) throws IOException {
        user.getOutputStream().write("x\n".getBytes(StandardCharsets.UTF_8));
        assertThat(new BufferedReader(new InputStreamReader(user.getInputStream(), StandardCharsets.UTF_8)).readLine())
                .isEqualTo("x");
    }

    private static JsonObject stats(JsonObject view) {
        return view.getJsonArray("nodes").getJsonObject(0).getJsonObject("stats");
    }

    @Test
    void beyondLoopbackTheFirstFrameHasToHaveTheToken() throws Exception {
        try (var admin = AdminUnderTest.start("admin.host=0.0.0.0")) {
            try (var right = ConsoleSocket.open(admin)) {
                assertThat(right.next()).isEqualTo(new JsonObject("{\"kind\":\"locked\"}"));
                right.say(RIGHT);
                assertThat(right.next().getString("kind")).isEqualTo("welcome");
                assertThat(right.next().getString("kind")).isEqualTo("view");
                right.say(RIGHT);
                assertThat(right.next("close").getInteger("code")).isEqualTo(1008);
            }
            for (String wrong :
                    new String[] {"{\"token\":\"wrong\"}", "{\"token\":\"\"}", "{\"token\":1}", "{}", "[]", "x"}) {
                try (var guessing = ConsoleSocket.open(admin)) {
                    assertThat(guessing.next().getString("kind")).isEqualTo("locked");
                    guessing.say(wrong);
                    assertThat(guessing.next().getInteger("code")).as(wrong).isEqualTo(4403);
                }
            }
            try (var silent = ConsoleSocket.open(admin)) {
                assertThat(silent.next().getString("kind")).isEqualTo("locked");
                assertThat(silent.next())
                        .isEqualTo(
                                new JsonObject("{\"kind\":\"close\",\"code\":4401,\"reason\":\"a token is needed\"}"));
            }
        }
    }

    @Test
    void whereThereIsNoTokenNoneIsRight() throws Exception {
        try (var admin = AdminUnderTest.start("admin.host=0.0.0.0", "admin.token=");
                var guessing = ConsoleSocket.open(admin)) {
            assertThat(guessing.next().getString("kind")).isEqualTo("locked");
            guessing.say("{\"token\":\"\"}");
            assertThat(guessing.next().getInteger("code")).isEqualTo(4403);
        }
    }

    @Test
    void pagesOfOthersAreRefusedBeforeTheUpgrade() throws Exception {
        try (var admin = AdminUnderTest.start()) {
            assertThat(ConsoleSocket.status(admin, "Origin", "http://evil.example"))
                    .isEqualTo(403);
            assertThat(ConsoleSocket.status(admin, "Origin", "http://127.0.0.1:" + (admin.port() - 1)))
                    .isEqualTo(403);
            assertThat(ConsoleSocket.status(admin, "Host", "evil.example")).isEqualTo(421);
            assertThat(ConsoleSocket.status(admin, "Upgrade", "other")).isEqualTo(426);
            assertThat(admin.get("/live").status()).isEqualTo(426);
        }
    }

    /** It takes one of the two places, and gives it back though it reads not a byte. */
    @Test
    void aTabThatNeverReadsIsCutAndOthersAreServedMeanwhile() throws Exception {
        try (var admin = AdminUnderTest.start("admin.connectionsMax=4", "server.sendBufferBytes=4096");
                var reads = ConsoleSocket.open(admin);
                var neverReads = ConsoleSocket.open(admin, 1)) {
            int views = 0;
            while (!isLetIn(admin)) {
                assertThat(reads.next("view").getString("kind")).isEqualTo("view");
                views++;
                assertThat(views).isLessThan(40);
            }
            assertThat(views).as("seconds that it had").isGreaterThan(7);
            assertThat(neverReads.socket.isClosed()).isFalse();
            assertThat(reads.next("view").getString("kind")).isEqualTo("view");
        }
    }

    @Test
    void aTabThatHasEndedGivesItsPlaceBack() throws Exception {
        try (var admin = AdminUnderTest.start("admin.connectionsMax=2")) {
            for (int tab = 0; tab < 5; tab++) {
                try (var opened = awaitTab(admin)) {
                    assertThat(isLetIn(admin)).isFalse();
                    assertThat(opened.next("view").getString("kind")).isEqualTo("view");
                }
            }
        }
    }

    /** The node learns of a tab's end a moment after it. */
    private static ConsoleSocket awaitTab(AdminUnderTest admin) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            var tab = ConsoleSocket.open(admin);
            if (tab.next().getString("kind").equals("welcome")) {
                return tab;
            }
            tab.close();
            assertThat(System.nanoTime()).as("a place is free in time").isLessThan(end);
        }
    }

    private static boolean isLetIn(AdminUnderTest admin) throws IOException {
        try (var tab = ConsoleSocket.open(admin)) {
            return tab.next().getString("kind").equals("welcome");
        }
    }

    /** Beside a crowd of them that comes again and again. */
    @ParameterizedTest
    @CsvSource({"64, 32", "1000, 32", "9, 4", "1, 0"})
    void halfOfTheConnectionsMayBeConsolesAndProbesHaveTheRest(int connections, int consoles) throws Exception {
        try (var admin = AdminUnderTest.start("admin.connectionsMax=" + connections)) {
            var tabs = new ArrayList<ConsoleSocket>();
            try {
                for (int tab = 0; tab < consoles; tab++) {
                    tabs.add(ConsoleSocket.open(admin));
                    assertThat(tabs.get(tab).next().getString("kind")).isEqualTo("welcome");
                }
                for (int more = 0; more < 70; more++) {
                    var tab = ConsoleSocket.open(admin);
                    tabs.add(tab);
                    JsonObject told = tab.next();
                    assertThat(told.getInteger("code")).isEqualTo(1013);
                    assertThat(told.getString("reason")).contains("half of admin.connectionsMax, 32 at most");
                    assertThat(admin.get("/health/live").status()).isEqualTo(200);
                }
                for (ConsoleSocket first : tabs.subList(0, consoles)) {
                    assertThat(first.next("view").getString("kind")).isEqualTo("view");
                }
            } finally {
                for (ConsoleSocket tab : tabs) {
                    tab.close();
                }
            }
        }
    }

    @Test
    void whoeverShowsNoTokenKeepsNobodyOutWhoDoes() throws Exception {
        try (var admin = AdminUnderTest.start("admin.host=0.0.0.0", "admin.connectionsMax=4");
                var first = ConsoleSocket.open(admin);
                var second = ConsoleSocket.open(admin);
                var third = ConsoleSocket.open(admin)) {
            assertThat(first.next("close").getInteger("code")).isEqualTo(4401);
            for (ConsoleSocket right : List.of(second, third)) {
                right.say(RIGHT);
                assertThat(right.next("view").getString("kind")).isEqualTo("view");
            }
            try (var late = ConsoleSocket.open(admin)) {
                assertThat(late.next().getInteger("code")).isEqualTo(1013);
            }
        }
    }

    @Test
    void aNodeThatStopsSaysSoToItsConsoles() throws Exception {
        try (var admin = AdminUnderTest.start();
                var tab = ConsoleSocket.open(admin)) {
            assertThat(tab.next("view").getString("kind")).isEqualTo("view");
            admin.node.drain();
            assertThat(tab.next("close").getInteger("code")).isEqualTo(1001);
        }
    }

    @Test
    void aMessageGoesItsWholeWayAndTellsWhereTheTimeWent() throws Exception {
        try (var admin = AdminUnderTest.start("client.enabled=true")) {
            JsonObject told = admin.post("/message", "{\"text\":\"Zo\\u00eb\"}").json();
            while (!told.getString("outcome").equals("REPLIED")) {
                told = admin.post("/message", "{\"text\":\"Zo\\u00eb\"}").json();
            }
            assertThat(told.getString("text")).isEqualTo("Zoë");
            assertThat(told.getInteger("bytes")).isEqualTo(4);
            assertThat(told.getBoolean("isEcho")).isTrue();
            long whole = 0;
            var names = new ArrayList<String>();
            for (Object each : told.getJsonArray("hops")) {
                JsonObject hop = (JsonObject) each;
                names.add(hop.getString("hop") + " " + hop.getString("at", ""));
                assertThat(hop.getLong("nanos")).isPositive();
                whole += hop.getLong("nanos");
            }
            assertThat(whole).isEqualTo(told.getLong("tookNanos"));
            assertThat(names)
                    .containsExactly(
                            "bus ",
                            "client " + admin.node.stats().process().identity().get(Label.NODE),
                            "tcp 127.0.0.1:"
                                    + admin.node.listeners().get(0).endpoint().port());
            assertThat(admin.post("/message", "{\"text\":\"two\\nlines\"}")
                            .json()
                            .getString("outcome"))
                    .isEqualTo("INVALID_MESSAGE");
            assertThat(admin.post("/message", "{\"text\":\"\"}").status()).isEqualTo(400);
            assertThat(admin.post("/message", "{\"text\":1}").status()).isEqualTo(400);
            assertThat(admin.post("/message", "{\"text\":\"x\",\"more\":1}").status())
                    .isEqualTo(400);
        }
    }

    @Test
    void connectionsAreFoundByWhatStandsInThem() throws Exception {
        try (var admin = AdminUnderTest.start();
                var one = admin.user();
                var other = admin.user()) {
            echo(one);
            echo(other);
            JsonObject found =
                    admin.get("/connections?search=:" + one.getLocalPort()).json();
            assertThat(found.getInteger("total")).isEqualTo(2);
            assertThat(found.getInteger("found")).isEqualTo(1);
            assertThat(found.getJsonArray("connections").getJsonObject(0).getString("remote"))
                    .isEqualTo("127.0.0.1:" + one.getLocalPort());
            assertThat(admin.get("/connections?search=ECHO").json().getInteger("found"))
                    .isEqualTo(2);
            assertThat(admin.get("/connections?search=nowhere").json().getJsonArray("connections"))
                    .isEmpty();
        }
    }

    @Test
    void aChangeOfSettingsIsCounted() throws Exception {
        try (var admin = AdminUnderTest.start()) {
            assertThat(admin.node.stats().process().reloads()).isZero();
            admin.post("/limits", "{\"server.messageMaxBytes\":5}");
            assertThat(admin.node.stats().process().reloads()).isEqualTo(1);
            assertThat(admin.get("/metrics").body()).contains("echobus_config_reloads_total 1.0");
        }
    }
}
