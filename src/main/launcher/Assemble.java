import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * Makes target/echobus of a built jar, with the JDK that runs this: a Java runtime of the modules in use, the jar,
 * Netty's libraries, the example settings, the caches of the start, trained by runs of all of it, and bin/echobus; and of
 * that folder target/echobus-VERSION-linux-ARCH.tar.gz.
 *
 * <pre>mvn -q -DskipTests package && "$JAVA_HOME_25/bin/java" src/main/launcher/Assemble.java</pre>
 *
 * From the top of the sources; another folder to make, without an archive, is an argument. One thread; ends with what went
 * wrong.
 */
final class Assemble {

    private static final Path SOURCES = Path.of("src/main/launcher");
    private static final Path TARGET = Path.of("target");

    /** For tools that look into a runtime, for cookies of browsers, and for sorting arrays of millions of numbers. */
    private static final String UNUSED_FILES =
            "**/lib/jrt-fs.jar,**/lib/classlist,**/security/public_suffix_list.dat,**/lib/libsimdsort.so";

    /** The cache holds for one release of Java alone, and this is the first that takes its flags as they are. */
    private static final int JAVA_FEATURE = 25;

    public static void main(String[] args) throws Exception {
        try {
            if (args.length > 0) {
                assemble(Path.of(args[0]));
            } else {
                assemble(TARGET.resolve("echobus"));
                pack(TARGET, "echobus");
            }
        } catch (Failure failure) {
            System.err.println("Assemble: " + failure.getMessage());
            System.exit(1);
        }
    }

    private static void assemble(Path home) throws Exception {
        if (Runtime.version().feature() != JAVA_FEATURE) {
            fail("expected JDK " + JAVA_FEATURE + ", found " + Runtime.version());
        }
        Path jar = TARGET.resolve("echobus.jar");
        if (!Files.exists(jar)) {
            fail("expected " + jar + ": mvn -q -DskipTests package");
        }
        Path unfinished = home.resolveSibling(home.getFileName() + ".unfinished");
        delete(unfinished);
        Files.createDirectories(unfinished);
        runtime(unfinished.resolve("runtime"));
        strip(unfinished.resolve("runtime/lib/server/libjvm.so"));
        LauncherJar.write(jar, unfinished.resolve("lib/echobus.jar"));
        copyFolder(TARGET.resolve("native/META-INF/native"), unfinished.resolve("lib/native"), ofThisProcessor());
        copyFolder(Path.of("conf"), unfinished.resolve("conf"), ".json");
        // The caches are trained where they will lie: of a jar that is not where it was then, the JVM looks for the path
        // again with each class, a quarter of its own start.
        delete(home);
        Files.move(unfinished, home);
        new Training(SOURCES, home, "echobus.aot", false).run();
        new Training(SOURCES, home, "cluster.aot", true).run();
        // The program comes last: what a build that broke off has left is never taken for whole.
        Path program = home.resolve("unfinished/echobus");
        copy(SOURCES.resolve("echobus"), program);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        keepVersion(program, home.resolve("lib/version"));
        Files.move(program.getParent(), home.resolve("bin"));
        System.out.println("made " + home.resolve("bin/echobus"));
    }

    /** What its own JVM says of its version, which the launchers say without one. */
    private static void keepVersion(Path program, Path said) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(program.toString(), "--version").redirectOutput(said.toFile());
        builder.environment().keySet().removeIf(name -> name.contains("JAVA_"));
        int status = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start().waitFor();
        if (status != 0 || !Files.readString(said).startsWith("echobus ")) {
            fail("it does not say its version: status " + status);
        }
    }

    /** Of one folder, whose files keep their times: by them the cache knows the jar. They are nobody's there. */
    private static void pack(Path parent, String folder) throws IOException, InterruptedException {
        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Path archive = parent.resolve("echobus-" + version(parent.resolve("echobus.jar")) + "-linux-" + processor + ".tar.gz");
        Path unfinished = parent.resolve(folder + ".tar.gz.unfinished");
        int status = new ProcessBuilder(
                        "tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", "-C", parent.toString(),
                        "-czf", unfinished.toString(), folder)
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            fail("tar: status " + status);
        }
        Files.move(unfinished, archive, StandardCopyOption.REPLACE_EXISTING);
        System.out.println("made " + archive);
    }

    private static String version(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        }
    }

    /** Its JVM has the flags of java.args before all others, so that those of the environment win. */
    private static void runtime(Path home) throws IOException {
        Path unused = Files.write(home.resolveSibling("unused.list"), unusedClasses());
        int status = ToolProvider.findFirst("jlink")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--add-modules",
                        lines("modules", ","),
                        "--add-options=" + lines("java.args", " "),
                        "--strip-java-debug-attributes",
                        "--no-header-files",
                        "--no-man-pages",
                        "--exclude-files=" + UNUSED_FILES,
                        "--exclude-resources=@" + unused,
                        "--output",
                        home.toString());
        if (status != 0) {
            fail("jlink: status " + status);
        }
        Files.delete(unused);
    }

    private static String lines(String file, String separator) throws IOException {
        return Files.readAllLines(SOURCES.resolve(file)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .collect(Collectors.joining(separator));
    }

    /**
     * XML may be parsed here, but nothing transforms it or searches it by XPath: a tenth of the runtime. Of each package
     * one class stays, as the module names its packages.
     */
    private static List<String> unusedClasses() throws IOException {
        Path xml = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/java.xml");
        Path apache = xml.resolve("com/sun/org/apache");
        var unused = new ArrayList<String>();
        for (String part : List.of("bcel", "xalan", "xpath", "xml/internal/dtm")) {
            try (var files = Files.walk(apache.resolve(part))) {
                Map<Path, List<Path>> byPackage = files.filter(it -> it.toString().endsWith(".class"))
                        .sorted()
                        .collect(Collectors.groupingBy(Path::getParent));
                byPackage.values().stream()
                        .flatMap(classes -> classes.stream().skip(1))
                        .forEach(it -> unused.add("/java.xml/" + xml.relativize(it)));
            }
        }
        return unused;
    }

    /** Without the table of what only a debugger asks for: a sixth of the JVM. As it is where there is no strip. */
    private static void strip(Path library) throws IOException, InterruptedException {
        try {
            int status = new ProcessBuilder("strip", "--strip-unneeded", library.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                fail("strip: status " + status);
            }
        } catch (IOException noStrip) {
            System.out.println("the JVM keeps its symbols: " + noStrip.getMessage());
        }
    }

    /** With its time, by which the cache knows the jar again. */
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** How the names of Netty's libraries end for the processor that the runtime is for. */
    private static String ofThisProcessor() {
        return System.getProperty("os.arch").equals("aarch64") ? "_aarch_64.so" : "_x86_64.so";
    }

    private static void copyFolder(Path from, Path to, String ending) throws IOException {
        try (var files = Files.list(from)) {
            for (Path file : files.filter(it -> it.toString().endsWith(ending)).sorted().toList()) {
                copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Ends with this; what was started for it is ended first. */
    static void fail(String why) {
        throw new Failure(why);
    }

    private static final class Failure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Failure(String why) {
            super(why);
        }
    }
}
