package dev.echobus.runtime;

import dev.echobus.common.Causes;
import dev.echobus.common.Texts;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;

/**
 * Reads {@code runtime.classPath}, where the classes of the user's verticles are. What is not there is told: a class loader
 * would pass over it, and then say that a class is missing.
 */
final class UserClassPath {

    /** The setting, and so the name of the class loader in stack traces. */
    static final String NAME = "runtime.classPath";

    private static final String JARS_OF_FOLDER = "/*";

    private UserClassPath() {}

    /**
     * Opens it; ours stands before it. Blocks while it looks at the files.
     *
     * @throws StartException when part of it cannot be used
     */
    static URLClassLoader open(String classPath) throws StartException {
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(":")) {
            if (!entry.isEmpty()) {
                for (Path path : paths(entry)) {
                    urls.add(url(path));
                }
            }
        }
        return new URLClassLoader(NAME, urls.toArray(URL[]::new), UserClassPath.class.getClassLoader());
    }

    private static List<Path> paths(String entry) throws StartException {
        try {
            return entry.endsWith(JARS_OF_FOLDER)
                    ? jarsOf(Path.of(entry.substring(0, entry.length() - JARS_OF_FOLDER.length() + 1)))
                    : List.of(usable(Path.of(entry)));
        } catch (InvalidPathException impossible) {
            throw unusable("no path", entry);
        }
    }

    private static List<Path> jarsOf(Path folder) throws StartException {
        List<Path> jars = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            throw unusable("no such folder", folder.toString());
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : found) {
                jars.add(usable(jar));
            }
        } catch (IOException unreadable) {
            throw unusable(Causes.describe(unreadable), folder.toString());
        }
        if (jars.isEmpty()) {
            throw unusable("no jar in the folder", folder.toString());
        }
        // The system names them in any order; which class is found must not depend on it.
        jars.sort(null);
        return jars;
    }

    private static Path usable(Path path) throws StartException {
        if (Files.isDirectory(path)) {
            return path;
        }
        if (!Files.exists(path)) {
            throw unusable("no such file or folder", path.toString());
        }
        try {
            new ZipFile(path.toFile()).close();
            return path;
        } catch (IOException unreadable) {
            throw unusable("no jar, nor a folder", path.toString());
        }
    }

    private static URL url(Path path) throws StartException {
        try {
            return path.toUri().toURL();
        } catch (IOException impossible) {
            throw unusable(Causes.describe(impossible), path.toString());
        }
    }

    private static StartException unusable(String why, String found) {
        return new StartException(NAME + ": " + why + ": " + Texts.line(found));
    }
}
