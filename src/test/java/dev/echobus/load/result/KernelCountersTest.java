package dev.echobus.load.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel's files say, in each of their forms, and nothing where they are missing. */
class KernelCountersTest {

    @TempDir
    private Path root;

    @Test
    void nothingIsSaidWhereNothingCanBeRead() {
        var counters = counters();
        assertThat(counters.threadName()).isNull();
        assertThat(counters.threadTime("1/task/1")).isNull();
        assertThat(counters.processorTicks()).isNull();
        assertThat(counters.throttledNanos()).isNull();
    }

    @Test
    void aKernelThatDoesNotCountSaysNothing() throws IOException {
        write("proc/1/task/2/schedstat", "0 0 0\n");
        write("proc/1/task/3/schedstat", "5238436 15633170 5\n");
        write("proc/stat", "cpu of another kind\n");
        assertThat(counters().threadTime("1/task/2")).isNull();
        assertThat(counters().threadTime("1/task/3")).isEqualTo(new KernelCounters.ThreadTime(5_238_436, 15_633_170));
        assertThat(counters().processorTicks()).isNull();
    }

    @Test
    void stolenTimeIsTheEighthField() throws IOException {
        write("proc/stat", "cpu  10 20 30 40 50 60 70 80 90 100\ncpu0 1 2 3 4 5 6 7 8 9 10\n");
        assertThat(counters().processorTicks()).isEqualTo(new KernelCounters.ProcessorTicks(80, 360));
    }

    @Test
    void quotasOfTheGroupAndOfThoseAroundItAreAddedUp() throws IOException {
        write("proc/self/cgroup", "0::/outer/inner\n");
        write("sys/cpu.stat", "usage_usec 5\n");
        write("sys/outer/cpu.stat", "nr_throttled 2\nthrottled_usec 300\n");
        write("sys/outer/inner/cpu.stat", "usage_usec 5\nthrottled_usec 40\n");
        assertThat(counters().throttledNanos()).isEqualTo(340_000);
    }

    @Test
    void theQuotaOfVersionOneIsInNanoseconds() throws IOException {
        write("proc/self/cgroup", "3:memory:/x\n2:cpu,cpuacct:/service\n0::/\n");
        write("sys/cpu,cpuacct/service/cpu.stat", "nr_periods 3\nnr_throttled 2\nthrottled_time 77\n");
        write("sys/memory/x/cpu.stat", "throttled_time 1\n");
        assertThat(counters().throttledNanos()).isEqualTo(77);
    }

    @Test
    void aContainerSeesItsOwnGroupAsTheRoot() throws IOException {
        write("proc/self/cgroup", "0::/../../host/path\n");
        write("sys/cpu.stat", "throttled_usec 9\n");
        assertThat(counters().throttledNanos()).isEqualTo(9_000);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thisThreadIsFound() throws IOException {
        var counters = new KernelCounters();
        String name = Objects.requireNonNull(counters.threadName());
        Path file = Path.of("/proc", name, "schedstat");
        long before = Long.parseLong(Files.readString(file).split(" ")[1]);
        long between = Objects.requireNonNull(counters.threadTime(name)).waitedNanos();
        long after = Long.parseLong(Files.readString(file).split(" ")[1]);
        assertThat(between).isBetween(before, after);
        assertThat(Objects.requireNonNull(counters.processorTicks()).all()).isPositive();
        assertThat(Objects.requireNonNull(counters.processNanos())).isPositive();
    }

    private KernelCounters counters() {
        return new KernelCounters(root.resolve("proc"), root.resolve("sys"));
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }
}
