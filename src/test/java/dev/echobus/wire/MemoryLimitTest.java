package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLimitTest {

    @TempDir
    private Path root;

    @Test
    void isWhatJavaFindsOfThisMachine() {
        var bean = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        assertThat(MemoryLimit.BYTES).isEqualTo(bean.getTotalMemorySize());
    }

    @Test
    void aNodeByItselfIsLeftOut() {
        assertThat(MemoryLimit.spareOf(128L << 20)).isEqualTo(44L << 20);
        assertThat(MemoryLimit.spareOf(100L << 20)).isEqualTo(16L << 20);
        assertThat(MemoryLimit.spareOf(32L << 20)).isEqualTo(16L << 20);
    }

    @Test
    void withoutLinuxsFilesThereIsNone() {
        assertThat(MemoryLimit.bytes(root)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theMachineHasOne() throws IOException {
        file("proc/meminfo", "MemTotal:       1048576 kB\nMemFree: 5 kB\n");
        file("proc/self/cgroup", "0::/\n");
        file("sys/fs/cgroup/memory.max", "max\n");
        assertThat(MemoryLimit.bytes(root)).isEqualTo(1L << 30);
    }

    @Test
    void theLeastOfAllGroupsHolds() throws IOException {
        file("proc/meminfo", "MemTotal:       1048576 kB\n");
        file("proc/self/cgroup", "1:cpu:/\n0::/system.slice/echobus.service\n");
        file("sys/fs/cgroup/system.slice/memory.max", "134217728\n");
        file("sys/fs/cgroup/system.slice/echobus.service/memory.max", "268435456\n");
        assertThat(MemoryLimit.bytes(root)).isEqualTo(128L << 20);
    }

    @Test
    void aContainersOwnGroupLiesAtTheTop() throws IOException {
        file("proc/meminfo", "MemTotal:       1048576 kB\n");
        file("proc/self/cgroup", "4:cpu,memory:/docker/0123\n");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "134217728\n");
        assertThat(MemoryLimit.bytes(root)).isEqualTo(128L << 20);
        file("proc/self/cgroup", "0::/../0123\n");
        file("sys/fs/cgroup/memory.max", "67108864\n");
        assertThat(MemoryLimit.bytes(root)).isEqualTo(64L << 20);
    }

    private void file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
