import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.IntStream;

/**
 * Makes a cache of the start: a node with listeners of each framing, alone, or in a cluster of two with a gateway and an
 * admin port, whose verticle {@code Trainer} does what clients and commands do, and drains it. A JVM loads all that a cache
 * has before it begins, so that one of a node alone has no more: with a gateway's classes its start took a tenth longer, and
 * a start with a gateway did too. The flags are those of use, by the same file.
 */
final class Training {

    /** From the start to the written cache; a machine that builds something else besides takes a minute. */
    private static final int TIMEOUT_SECONDS = 240;

    /** SIGTERM's, after a drain. */
    private static final int DRAINED = 143;

    private final Path sources;
    private final Path home;
    private final Path cache;
    private final boolean isClustered;

    /**
     * @param sources the folder of the trainer's source
     * @param home what is being assembled, whole but for the caches
     * @param cache the name of the cache in its folder lib
     * @param isClustered whether the node joins a cluster, whose classes are half of all that there are, and has a gateway
     *     and an admin port
     */
    Training(Path sources, Path home, String cache, boolean isClustered) {
        this.sources = sources;
        this.home = home.toAbsolutePath();
        this.cache = this.home.resolve("lib").resolve(cache);
        this.isClustered = isClustered;
    }

    void run() throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("echobus-training");
        Path log = work.resolve("log");
        compileTrainer(work);
        Ports ports = Ports.free();
        Optional<Process> second = isClustered ? Optional.of(startSecond(work, ports)) : Optional.empty();
        try {
            Process trained = start(log, List.of("-XX:AOTCacheOutput=" + cache), trained(work, ports));
            if (!trained.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                trained.destroyForcibly();
                Assemble.fail("the training did not end within " + TIMEOUT_SECONDS + " s: " + Files.readString(log));
            }
            if (trained.exitValue() != DRAINED || !Files.exists(cache)) {
                Assemble.fail("the training ended with " + trained.exitValue() + ": " + Files.readString(log));
            }
        } finally {
            second.ifPresent(Process::destroy);
        }
        takes(log);
        Assemble.delete(work);
    }

    /** The member that is there first: two that found a cluster at once take longer the busier the machine is. */
    private Process startSecond(Path work, Ports ports) throws IOException, InterruptedException {
        Path log = work.resolve("second.log");
        Process second = start(log, List.of(), secondMember(ports));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!Files.readString(log).contains("\nready\n")) {
            if (second.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                second.destroyForcibly();
                Assemble.fail("the second member is not ready: " + Files.readString(log));
            }
        }
        return second;
    }

    /** A JVM that must have the cache gets it. */
    private void takes(Path log) throws IOException, InterruptedException {
        Process version =
                start(log, List.of("-XX:AOTMode=on", "-XX:AOTCache=" + cache), List.of("version"));
        if (version.waitFor() != 0) {
            Assemble.fail("the cache is not taken: " + Files.readString(log));
        }
    }

    private void compileTrainer(Path work) {
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "-proc:none",
                        "-XDignore.symbol.file",
                        "-cp",
                        home.resolve("lib/echobus.jar").toString(),
                        "-d",
                        work.toString(),
                        sources.resolve("Trainer.java").toString());
        if (status != 0) {
            Assemble.fail("the trainer does not compile");
        }
    }

    private List<String> secondMember(Ports ports) {
        return List.of(
                "serve",
                "--host=127.0.0.1",
                "--port=0",
                "--cluster",
                "--cluster-port=" + ports.secondMember(),
                "--cluster-members=" + ports.members());
    }

    private List<String> trained(Path work, Ports ports) {
        var arguments = new ArrayList<>(List.of(
                "serve",
                "--host=127.0.0.1",
                "--port=" + ports.line(),
                "--framing=line",
                "--set=listeners.raw.url=tcp://127.0.0.1:" + ports.raw(),
                "--set=listeners.raw.framing=raw",
                "--set=listeners.records.url=tcp://127.0.0.1:" + ports.records(),
                "--set=listeners.records.framing=length",
                "--set=listeners.bus.url=tcp://127.0.0.1:" + ports.bus(),
                "--set=listeners.bus.responder=bus",
                "--class-path=" + work,
                "--verticle=Trainer",
                "--set=runtime.verticles.trainer.config=" + ports.toJson(isClustered)));
        if (isClustered) {
            arguments.addAll(List.of(
                    "--cluster",
                    "--cluster-port=" + ports.member(),
                    "--cluster-members=" + ports.members(),
                    "--gateway-port=" + ports.gateway(),
                    "--gateway-web-port=" + ports.web(),
                    "--admin-port=" + ports.admin(),
                    "--set=gateway.rules.all.address=echobus.**",
                    "--set=gateway.rules.all.send=true",
                    "--set=gateway.rules.all.publish=true",
                    "--set=gateway.rules.all.register=true"));
        }
        return arguments;
    }

    private Process start(Path log, List<String> flags, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(home.resolve("runtime/bin/java").toString());
        command.addAll(flags);
        command.add("-Djava.library.path=" + home.resolve("lib/native"));
        command.add("-cp");
        command.add(home.resolve("lib/echobus.jar").toString());
        command.add("dev.echobus.Main");
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        // Settings of whoever builds are none of the training's.
        builder.environment().keySet().removeIf(name -> name.startsWith("ECHOBUS_") || name.contains("JAVA_"));
        // As in an image, with the settings that lie there.
        return builder.directory(home.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /**
     * What the nodes listen at: eleven in a row that are free, the buses' being those after the members'.
     *
     * @param first below those that the system gives to outgoing connections
     */
    private record Ports(int first) {

        private static final int FIRST = 10_000;
        private static final int LAST = 32_000;
        private static final int COUNT = 11;

        static Ports free() {
            // Two builds at a time begin elsewhere.
            int offset = (int) (ProcessHandle.current().pid() * 97 % (LAST - FIRST));
            for (int tried = 0; tried < LAST - FIRST; tried += COUNT) {
                int first = FIRST + (offset + tried) % (LAST - FIRST);
                if (IntStream.range(first, first + COUNT).allMatch(Ports::isFree)) {
                    return new Ports(first);
                }
            }
            throw new IllegalStateException("no eleven free ports");
        }

        private static boolean isFree(int port) {
            try (var socket = new ServerSocket(port)) {
                return socket.isBound();
            } catch (IOException taken) {
                return false;
            }
        }

        int raw() {
            return first;
        }

        int line() {
            return first + 1;
        }

        int records() {
            return first + 2;
        }

        int bus() {
            return first + 3;
        }

        int gateway() {
            return first + 4;
        }

        int web() {
            return first + 5;
        }

        int admin() {
            return first + 6;
        }

        int member() {
            return first + 7;
        }

        int secondMember() {
            return first + 9;
        }

        String members() {
            return "127.0.0.1:" + member() + ",127.0.0.1:" + secondMember();
        }

        /** For the trainer. */
        String toJson(boolean isClustered) {
            String ofAll = "\"raw\":%d,\"line\":%d,\"records\":%d,\"bus\":%d".formatted(raw(), line(), records(), bus());
            String ofMember = ",\"gateway\":%d,\"web\":%d,\"admin\":%d,\"members\":\"%s\""
                    .formatted(gateway(), web(), admin(), members());
            return "{" + ofAll + (isClustered ? ofMember : "") + "}";
        }
    }
}
