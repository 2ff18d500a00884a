import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * The jar as the cache can hold it: picocli's classes are of Java 5, which no cache takes, and loading and verifying them
 * was most of what a short command took. They get the version of Java 8 and what its verifier wants; their code stays.
 */
final class LauncherJar {

    private static final String OLD = "picocli/";

    private LauncherJar() {}

    /** Writes the jar anew, its entries in their order and with their times. */
    static void write(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (var classes = new URLClassLoader(new URL[] {from.toUri().toURL()});
                var jar = new JarFile(from.toFile());
                OutputStream file = Files.newOutputStream(to);
                var out = new JarOutputStream(file)) {
            ClassFile tool = ClassFile.of(
                    ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    // Methods are written anew, not copied as they lie.
                    ClassFile.ConstantPoolSharingOption.NEW_POOL,
                    ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)
                            .orElse(ClassHierarchyResolver.defaultResolver())));
            for (JarEntry entry : jar.stream().toList()) {
                var copy = new JarEntry(entry.getName());
                copy.setLastModifiedTime(entry.getLastModifiedTime());
                out.putNextEntry(copy);
                try (InputStream in = jar.getInputStream(entry)) {
                    byte[] bytes = in.readAllBytes();
                    boolean isOld =
                            entry.getName().startsWith(OLD) && entry.getName().endsWith(".class");
                    out.write(isOld ? renewed(tool, bytes) : bytes);
                }
                out.closeEntry();
            }
        }
        // The jar of a build has a time of its own: the same, so that the same sources make the same folder.
        Files.setLastModifiedTime(to, Files.getLastModifiedTime(from));
    }

    private static byte[] renewed(ClassFile tool, byte[] bytes) {
        return tool.transformClass(
                tool.parse(bytes),
                ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                        .andThen(ClassTransform.endHandler(
                                builder -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0))));
    }
}
