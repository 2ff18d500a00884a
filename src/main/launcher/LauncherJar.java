import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDescs;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * The jar as the cache can hold it, and as it takes little memory and little of an image. picocli's classes are of Java 5,
 * which no cache takes, and loading and verifying them was most of what a short command took: they get the version of
 * Java 8 and what its verifier wants. No class keeps the names of its local variables, which only a debugger reads, and
 * ours alone keep lines, for stack traces. Entries are stored as they are: nothing is inflated at a start, and what
 * compresses a layer of an image or an archive finds more alike in all classes together.
 */
final class LauncherJar {

    private static final String OLD = "picocli/";

    private static final ClassTransform NOT_OLD =
            ClassTransform.endHandler(builder -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0));

    /**
     * What does nothing in the launcher, by the class that has it: nothing comes of it here, and a start waits for it. picocli
     * looks whether there is Groovy, for which all names in the jar would be read; and for commands among the methods of
     * each class down to java.lang.Object, of which there are none. Hazelcast looks through its classes for what its
     * metrics would show, which are off, and has the JVM make its server of management beans to look there for its own,
     * which it has none of.
     */
    private static final Map<String, String> EMPTIED = Map.of(
            "picocli/CommandLine$DefaultFactory.class", "loadClosureClass",
            "picocli/CommandLine$Model$CommandReflection.class", "initMethodSubcommands",
            "com/hazelcast/internal/metrics/impl/MetricsRegistryImpl.class", "registerStaticMetrics",
            "com/hazelcast/internal/jmx/ManagementService.class", "shutdown");

    /** These lie as files beside the jar, as nothing is to be unpacked. */
    private static final String LIBRARIES = "META-INF/native/";

    /** Only their traces tell of lines: those of the JDK do not either, and lines are a tenth of all classes. */
    private static final String OURS = "dev/echobus/";

    private final ClassFile withLines;
    private final ClassFile withoutLines;

    private LauncherJar(ClassLoader classes) {
        withLines = tool(classes);
        withoutLines = withLines.withOptions(ClassFile.LineNumbersOption.DROP_LINE_NUMBERS);
    }

    private static ClassFile tool(ClassLoader classes) {
        return ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.DebugElementsOption.DROP_DEBUG,
                // Methods are written anew, not copied as they lie, and names that none of them uses are left out.
                ClassFile.ConstantPoolSharingOption.NEW_POOL,
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)
                        .orElse(ClassHierarchyResolver.defaultResolver())));
    }

    /** Writes the jar anew, its entries in their order and with their times. */
    static void write(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (var classes = new URLClassLoader(new URL[] {from.toUri().toURL()});
                var jar = new JarFile(from.toFile());
                OutputStream file = Files.newOutputStream(to);
                var out = new JarOutputStream(file)) {
            var launcherJar = new LauncherJar(classes);
            for (JarEntry entry : jar.stream().toList()) {
                if (!entry.isDirectory() && !entry.getName().startsWith(LIBRARIES)) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        store(out, entry, launcherJar.contents(entry.getName(), in.readAllBytes()));
                    }
                }
            }
        }
        // The jar of a build has a time of its own: the same, so that the same sources make the same folder.
        Files.setLastModifiedTime(to, Files.getLastModifiedTime(from));
    }

    private static void store(JarOutputStream out, JarEntry entry, byte[] contents) throws IOException {
        var sum = new CRC32();
        sum.update(contents);
        var copy = new JarEntry(entry.getName());
        copy.setLastModifiedTime(entry.getLastModifiedTime());
        copy.setMethod(ZipEntry.STORED);
        copy.setSize(contents.length);
        copy.setCrc(sum.getValue());
        out.putNextEntry(copy);
        out.write(contents);
        out.closeEntry();
    }

    private byte[] contents(String name, byte[] bytes) {
        if (!name.endsWith(".class")) {
            return bytes;
        }
        ClassFile tool = name.startsWith(OURS) ? withLines : withoutLines;
        String emptied = EMPTIED.get(name);
        ClassTransform further = emptied == null ? ClassTransform.ACCEPT_ALL : empty(emptied);
        if (name.startsWith(OLD)) {
            return rewritten(tool, bytes, further.andThen(NOT_OLD));
        }
        try {
            byte[] rewritten = rewritten(tool, bytes, further);
            return tool.verify(rewritten).isEmpty() ? rewritten : bytes;
        } catch (IllegalArgumentException unknownClass) {
            // A few that only work with a library which is not there, and so are never loaded, stay as they are.
            return bytes;
        }
    }

    /** All methods of the name return at once, those that return an object with none. */
    private static ClassTransform empty(String name) {
        return (builder, element) -> {
            if (element instanceof MethodModel method && method.methodName().equalsString(name)) {
                boolean isVoid = method.methodTypeSymbol().returnType().equals(ConstantDescs.CD_void);
                builder.withMethodBody(
                        method.methodName(),
                        method.methodType(),
                        method.flags().flagsMask(),
                        code -> (isVoid ? code : code.aconst_null()).return_(isVoid ? TypeKind.VOID : TypeKind.REFERENCE));
            } else {
                builder.with(element);
            }
        };
    }

    private static byte[] rewritten(ClassFile tool, byte[] bytes, ClassTransform further) {
        ClassModel model = tool.parse(bytes);
        return tool.transformClass(
                model,
                ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL).andThen(further));
    }
}
