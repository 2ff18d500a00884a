package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.echobus.FreePorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The launcher of src/main/launcher, where it was made of this build's jar; {@code -Dechobus.launcherRequired=true} where
 * that must be so.
 */
class LauncherIT {

    private static final Path HOME = Launch.jarFile().resolveSibling("echobus");

    /** Refuses to start without the cache, which a JVM by default does without in silence. */
    private static final String CACHE_REQUIRED = "-XX:AOTMode=on";

    /** What the JVM says of its version; {@code version} is said without one. */
    private static final String WITH_A_JVM = "--version";

    private static final int TIMEOUT_SECONDS = 60;

    @TempDir
    private Path directory;

    /** What a launcher's run came to. */
    private record Run(int status, String output) {}

    @BeforeAll
    static void isMadeOfThisJar() throws IOException {
        Path jar = HOME.resolve("lib/echobus.jar");
        boolean isMade = Files.exists(jar) && names(jar).equals(names(Launch.jarFile())) && isOfOneBuild(jar);
        assumeTrue(isMade || Boolean.getBoolean("echobus.launcherRequired"), "no launcher of this jar");
        assertThat(isMade).as("%s is made of %s", HOME, Launch.jarFile()).isTrue();
    }

    /** The launcher's jar has the time of the one that it was made of; its classes are written anew. */
    private static boolean isOfOneBuild(Path jar) throws IOException {
        return Files.getLastModifiedTime(jar).equals(Files.getLastModifiedTime(Launch.jarFile()));
    }

    private static Set<String> names(Path jar) throws IOException {
        try (var file = new ZipFile(jar.toFile())) {
            return file.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .filter(name -> !name.matches("META-INF/native/.+"))
                    .collect(Collectors.toSet());
        }
    }

    /** Classes that were written anew for the launcher say the same in their stack traces, where they are ours. */
    @Test
    void itsClassesHaveLinesAndNoNamesOfVariables() throws IOException {
        String main = "dev/echobus/Main.class";
        String theirs = "io/vertx/core/Vertx.class";
        try (var launcher = new ZipFile(HOME.resolve("lib/echobus.jar").toFile());
                var built = new ZipFile(Launch.jarFile().toFile())) {
            assertThat(contents(built, main)).contains("LineNumberTable").contains("LocalVariableTable");
            assertThat(contents(launcher, main)).contains("LineNumberTable").doesNotContain("LocalVariableTable");
            assertThat(contents(built, theirs)).contains("LineNumberTable");
            assertThat(contents(launcher, theirs)).doesNotContain("LineNumberTable");
        }
    }

    /** For Groovy all names in the jar would be read; commands among methods, metrics and beans there are none. */
    @ParameterizedTest
    @CsvSource({
        "picocli/CommandLine$DefaultFactory, groovy.lang.Closure",
        "picocli/CommandLine$Model$CommandReflection, createMethodSubcommands",
        "com/hazelcast/internal/metrics/impl/MetricsRegistryImpl, com/hazelcast/internal/metrics/impl/MethodProbe",
        "com/hazelcast/internal/jmx/ManagementService, Error while shutting down all jmx services",
    })
    void aStartLooksForNothingThatIsNotThere(String type, String soughtBy) throws IOException {
        try (var launcher = new ZipFile(HOME.resolve("lib/echobus.jar").toFile());
                var built = new ZipFile(Launch.jarFile().toFile())) {
            assertThat(contents(built, type + ".class")).contains(soughtBy);
            assertThat(contents(launcher, type + ".class")).doesNotContain(soughtBy);
        }
    }

    private static String contents(ZipFile jar, String entry) throws IOException {
        try (var in = jar.getInputStream(jar.getEntry(entry))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void itsCacheIsTaken() throws IOException, InterruptedException {
        Run version = run(HOME.resolve("bin/echobus"), CACHE_REQUIRED, WITH_A_JVM);
        assertThat(version.status()).as(version.output()).isZero();
        assertThat(version.output()).containsPattern("(?m)^echobus \\d").doesNotContain("[warning]");
    }

    /** A cache that was trained with the jar in another place has the JVM look for that place with each class. */
    @Test
    void itsCacheKnowsTheJarWhereItLies() throws IOException, InterruptedException {
        Run version = run(HOME.resolve("bin/echobus"), CACHE_REQUIRED + " -Xlog:exceptions", WITH_A_JVM);
        assertThat(version.output()).contains("[exceptions]").doesNotContain("NoSuchFileException");
    }

    /** So that the first test of the cache means something: the JVM does object to a cache of other flags. */
    @Test
    void anotherFlagThanInTrainingIsRefused() throws IOException, InterruptedException {
        Run version = run(HOME.resolve("bin/echobus"), CACHE_REQUIRED + " -XX:+UseCompactObjectHeaders", WITH_A_JVM);
        assertThat(version.status()).as(version.output()).isNotZero();
    }

    /** As docs/OPERATIONS.md advises: the runtime's own flags give way, and the cache is taken all the same. */
    @ParameterizedTest
    @CsvSource({
        "-Xms32m -Xmn16m, MaxNewSize, 16777216",
        "-XX:MaxRAMPercentage=50, MaxRAMPercentage, 50.000000",
        "-XX:-UseSerialGC -XX:+UseG1GC, UseG1GC, true",
    })
    void flagsOfTheEnvironmentWin(String flags, String flag, String value) throws IOException, InterruptedException {
        String all = String.join(" ", CACHE_REQUIRED, flags, "-XX:+PrintFlagsFinal");
        Run version = run(HOME.resolve("bin/echobus"), all, WITH_A_JVM);
        assertThat(version.status()).as(version.output()).isZero();
        assertThat(version.output())
                .containsPattern(" " + flag + " += " + value + " ")
                .containsPattern(" ExitOnOutOfMemoryError += true .*jimage");
    }

    @ParameterizedTest
    @CsvSource({"serve, 4", "bench, 4", "bus, 1", "--version, 1"})
    void onlyWhatWorksForLongHasBothCompilers(String command, int level) throws IOException, InterruptedException {
        Run help = run(HOME.resolve("bin/echobus"), CACHE_REQUIRED + " -XX:+PrintFlagsFinal", command, "--help");
        assertThat(help.status()).as(help.output()).isZero();
        assertThat(help.output()).containsPattern(" TieredStopAtLevel += " + level + " ");
    }

    @Test
    void itsVersionIsThatOfItsJvmAndNeedsNone() throws IOException, InterruptedException {
        Run version = run(HOME.resolve("bin/echobus"), "-XX:+NoFlagOfAnyJvm", "version");
        assertThat(version.status()).as(version.output()).isZero();
        Run ofJvm = run(HOME.resolve("bin/echobus"), CACHE_REQUIRED, WITH_A_JVM);
        assertThat(version.output()).matches("echobus \\d.*\\nvert.x .*, java 25.*\\n");
        assertThat(ofJvm.output()).endsWith(version.output());
    }

    @Test
    void aNodeOfAClusterLoadsHardlyAClassFromTheJar() throws IOException, InterruptedException {
        Path loaded = directory.resolve("loaded");
        String members = "--cluster-members=127.0.0.1:" + FreePorts.next();
        Run request = run(
                HOME.resolve("bin/echobus"),
                CACHE_REQUIRED + " -Xlog:class+load:file=" + loaded,
                "bus",
                "request",
                members,
                "echobus.client.echo",
                "x");
        assertThat(request.status()).as(request.output()).isEqualTo(1);
        List<String> lines = Files.readAllLines(loaded);
        long ofJar = lines.stream().filter(line -> line.contains("echobus.jar")).count();
        assertThat(lines).hasSizeGreaterThan(2_000);
        assertThat(ofJar).as("classes that the cache lacks").isLessThan(lines.size() / 20);
    }

    /** The caches were trained with a settings file. */
    @Test
    void aSettingsFileIsReadByClassesOfTheCache() throws IOException, InterruptedException {
        Path loaded = directory.resolve("loaded");
        String file = "--config=" + HOME.resolve("conf/config.json").toAbsolutePath();
        Run config = run(HOME.resolve("bin/echobus"), "-Xlog:class+load:file=" + loaded, "config", file);
        assertThat(config.status()).as(config.output()).isZero();
        assertThat(Files.readAllLines(loaded))
                .anyMatch(line -> line.contains("dev.echobus.config.loading.JsonText "))
                .noneMatch(line -> line.contains("dev.echobus.config.") && line.contains("echobus.jar"));
    }

    @Test
    void aLinkAndAnotherWorkingDirectoryAreFine() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(directory.resolve("echobus"), HOME.resolve("bin/echobus"));
        Run version = run(link, CACHE_REQUIRED, WITH_A_JVM);
        assertThat(version.status()).as(version.output()).isZero();
    }

    @Test
    void itsRuntimeHasTheModulesThatJdepsFinds() throws IOException {
        var found = new StringWriter();
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(found),
                        new PrintWriter(System.err, true),
                        "--multi-release=17",
                        "--ignore-missing-deps",
                        "--print-module-deps",
                        Launch.jarFile().toString());
        assertThat(status).isZero();
        var needed = new TreeSet<String>();
        Stream.of(found.toString().strip().split(",")).forEach(module -> addWithNeeds(module, needed));
        var listed = Files.readAllLines(Path.of("src/main/launcher/modules")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(listed).isEqualTo(needed);
    }

    private static void addWithNeeds(String module, TreeSet<String> all) {
        if (all.add(module)) {
            ModuleLayer.boot()
                    .configuration()
                    .findModule(module)
                    .orElseThrow()
                    .reads()
                    .forEach(read -> addWithNeeds(read.name(), all));
        }
    }

    private Run run(Path program, String flags, String... arguments) throws IOException, InterruptedException {
        var command = Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                .toList();
        Path output = Files.createTempFile(directory, "output", ".txt");
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ECHOBUS_"));
        builder.environment().putAll(Map.of("JDK_JAVA_OPTIONS", flags));
        Process process = builder.start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Run(process.waitFor(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
