import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * The jar as the cache can hold it, and as it takes little memory and little of an image. picocli's classes are of Java 5,
 * which no cache takes, and loading and verifying them was most of what a short command took: they get the version of
 * Java 8 and what its verifier wants. No class keeps the names of its local variables, which only a debugger reads, and
 * ours alone keep lines, for stack traces. Entries are stored as they are: nothing is inflated at a start, and what compresses a layer of
 * an image or an archive finds more alike in all classes together.
 */
final class LauncherJar {

    private static final String OLD = "picocli/";

    private static final ClassTransform NOT_OLD =
            ClassTransform.endHandler(builder -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0));

    /** Of picocli: looks whether there is Groovy, for which all names in the jar would be read before anything else. */
    private static final String FINDS_GROOVY = "picocli/CommandLine$DefaultFactory.class";

    private static final ClassTransform WITHOUT_GROOVY = (builder, element) -> {
        if (element instanceof MethodModel method && findsGroovy(method)) {
            builder.withMethodBody(
                    method.methodName(),
                    method.methodType(),
                    method.flags().flagsMask(),
                    code -> code.aconst_null().areturn());
        } else {
            builder.with(element);
        }
    };

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
        if (name.startsWith(OLD)) {
            return rewritten(tool, bytes, name.equals(FINDS_GROOVY) ? WITHOUT_GROOVY.andThen(NOT_OLD) : NOT_OLD);
        }
        try {
            byte[] rewritten = rewritten(tool, bytes, ClassTransform.ACCEPT_ALL);
            return tool.verify(rewritten).isEmpty() ? rewritten : bytes;
        } catch (IllegalArgumentException unknownClass) {
            // A few that only work with a library which is not there, and so are never loaded, stay as they are.
            return bytes;
        }
    }

    private static boolean findsGroovy(MethodModel method) {
        return method.methodName().equalsString("loadClosureClass");
    }

    private static byte[] rewritten(ClassFile tool, byte[] bytes, ClassTransform further) {
        ClassModel model = tool.parse(bytes);
        return tool.transformClass(
                model,
                ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL).andThen(further));
    }
}
