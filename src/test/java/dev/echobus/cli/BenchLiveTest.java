package dev.echobus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.cli.screen.Palette;
import dev.echobus.load.plan.BenchPlan.Timing;
import dev.echobus.load.result.Phase;
import dev.echobus.load.result.TimelinePoint;
import dev.echobus.load.result.TimelinePoint.LatencyPoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the view is drawn, taken away, and in nobody's way. */
@Timeout(20)
class BenchLiveTest {

    private static final String CLEAR = "\r\u001b[J";

    @Test
    void eachSecondIsDrawnAndTheEndTakesItAway() throws IOException {
        var screen = new PipedInputStream(65_536);
        BenchLive live = live(new PipedOutputStream(screen));
        live.show(second(1_000));
        assertThat(upTo("A\r", screen)).startsWith(CLEAR).contains("1,000").endsWith("\u001b[2A\r");
        live.show(second(2_000));
        assertThat(upTo("A\r", screen)).startsWith(CLEAR).contains("2,000");
        live.close();
        assertThat(new String(screen.readNBytes(CLEAR.length()), UTF_8)).isEqualTo(CLEAR);
        assertThat(screen.available()).isZero();
    }

    /** As after Ctrl-S: neither who tells the seconds nor the end waits for it. */
    @Test
    void aTerminalThatTakesNothingKeepsNobodyWaiting() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var goesOn = new CountDownLatch(1);
        BenchLive live = live(new OutputStream() {
            @Override
            public void write(int single) {
                write(new byte[1], 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                begun.countDown();
                await(goesOn);
            }
        });
        live.show(second(1));
        begun.await();
        for (int i = 0; i < 10_000; i++) {
            live.show(second(i));
        }
        live.close();
        assertThat(goesOn.getCount()).isOne();
        goesOn.countDown();
    }

    private static BenchLive live(OutputStream terminal) {
        var view = new BenchView("", new Timing(2_000_000_000, 10_000_000_000L, 0, 0));
        var live = new BenchLive(
                new PrintStream(terminal, false, UTF_8), Terminal.Width.fixed(80), new Palette(false), view);
        live.start();
        return live;
    }

    private static String upTo(String end, PipedInputStream screen) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            text.append((char) screen.read());
        }
        return text.toString();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static TimelinePoint second(long echoed) {
        return new TimelinePoint(
                -1, Phase.WARM_UP, 1, null, echoed, echoed, 0, echoed, 0, 0, 0, new LatencyPoint(0, 0, 0, 0, 0));
    }
}
