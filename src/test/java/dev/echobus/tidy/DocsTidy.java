package dev.echobus.tidy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks one document: what it names must exist, and it must hold on another machine than its writer's. */
public final class DocsTidy {

    /** A whole path on some machine; what follows a letter, a dot or another path is part of a longer one. */
    private static final Pattern MACHINE_PATH = Pattern.compile("(?<![\\w./~-])/(?:work|root|home|Users)/[^\\s\"'`)]*");

    private static final Pattern JAVA_FILE = Pattern.compile("\\b([A-Z]\\w*)\\.java\\b");
    private static final Pattern QUALIFIED = Pattern.compile("`(dev\\.echobus(?:\\.\\w+)*)[^`]*`");

    /** A test and the method that shows something: {@code EchoTest#oneMethod}. */
    private static final Pattern METHOD = Pattern.compile("`([A-Z]\\w*)#(\\w+)`");

    /** Markdown's {@code [text](target "title")}; images differ in a mark before it only. */
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(<?([^)>\\s]+)>?(?:\\s+\"[^\"]*\")?\\)");

    /** A row that starts with code, unlike a table's head. */
    private static final Pattern TABLE_ROW = Pattern.compile("^\\| `.*");

    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*:.*", Pattern.CASE_INSENSITIVE);

    private final Set<String> sourceNames;

    /** Takes the qualified names of the program's packages and classes. */
    public DocsTidy(Set<String> sourceNames) {
        this.sourceNames = sourceNames;
    }

    /** Returns what is wrong with the text of a document at a path below the root, as {@code path:line: finding}. */
    public List<String> findings(Path root, Path document, String text) {
        var findings = new ArrayList<String>();
        var here = root.relativize(document);
        eachMatch(
                MACHINE_PATH,
                text,
                (line, match) -> findings.add("%s:%d: path of one machine: %s".formatted(here, line, match.group())));
        eachMatch(JAVA_FILE, text, (line, match) -> {
            if (sourceNames.stream().noneMatch(it -> it.endsWith("." + match.group(1)))) {
                findings.add("%s:%d: no such file: %s".formatted(here, line, match.group()));
            }
        });
        eachMatch(QUALIFIED, text, (line, match) -> {
            if (!isKnown(match.group(1))) {
                findings.add("%s:%d: no such class or package: %s".formatted(here, line, match.group(1)));
            }
        });
        eachMatch(METHOD, text, (line, match) -> {
            if (!hasMethod(match.group(1), match.group(2))) {
                findings.add("%s:%d: no such method: %s".formatted(here, line, match.group()));
            }
        });
        if (here.toString().endsWith(".md")) {
            eachMatch(LINK, withoutCode(text), (line, match) -> {
                if (!resolves(document, match.group(1))) {
                    findings.add("%s:%d: link leads nowhere: %s".formatted(here, line, match.group(1)));
                }
            });
        }
        return findings;
    }

    /** A member named after its class is taken on trust: {@code dev.echobus.bus.Addresses.CLIENT_ECHO}. */
    private boolean isKnown(String name) {
        if (sourceNames.contains(name)) {
            return true;
        }
        var owner = name.substring(0, name.lastIndexOf('.'));
        var ownerIsClass = Character.isUpperCase(owner.charAt(owner.lastIndexOf('.') + 1));
        return ownerIsClass && sourceNames.contains(owner);
    }

    private boolean hasMethod(String simpleName, String method) {
        return sourceNames.stream()
                .filter(it -> it.endsWith("." + simpleName))
                .flatMap(it -> Arrays.stream(load(it).getDeclaredMethods()))
                .anyMatch(it -> it.getName().equals(method));
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, DocsTidy.class.getClassLoader());
        } catch (ClassNotFoundException stale) {
            throw new LinkageError("a source file whose class is not there: " + name, stale);
        }
    }

    /** Returns the rows of a document's tables that name no method, as {@code name:line}. */
    public static List<String> rowsWithoutMethod(String name, String text) {
        var rows = new ArrayList<String>();
        eachMatch(TABLE_ROW, text, (line, row) -> {
            if (!METHOD.matcher(row.group()).find()) {
                rows.add(name + ":" + line);
            }
        });
        return rows;
    }

    private static boolean resolves(Path document, String target) {
        if (target.startsWith("#") || SCHEME.matcher(target).matches()) {
            return true;
        }
        var file = target.replaceFirst("#.*", "");
        return Files.exists(document.resolveSibling(file));
    }

    /** Blanks fenced and inline code, in which brackets are no links, and keeps the lines. */
    private static String withoutCode(String text) {
        return Pattern.compile("(?ms)^ *```.*?^ *```|`[^`\n]*`")
                .matcher(text)
                .replaceAll(code -> "\n".repeat((int)
                        code.group().chars().filter(it -> it == '\n').count()));
    }

    private static void eachMatch(Pattern pattern, String text, BiConsumer<Integer, Matcher> use) {
        var lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            var match = pattern.matcher(lines[i]);
            while (match.find()) {
                use.accept(i + 1, match);
            }
        }
    }
}
