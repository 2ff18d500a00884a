package dev.echobus.transcript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One call of the program, as {@code src/test/resources/cli/README.md} describes the file of it.
 *
 * @param head the lines before the exit status: comments, what must be there, the command
 * @param exit the exit status that is expected
 * @param sections texts by name: {@code file NAME}, {@code input}, {@code stdout}, {@code stderr}
 */
public record Transcript(List<String> head, int exit, Map<String, String> sections) {

    private static final String COMMAND = "$ echobus";
    private static final String EXIT = "exit: ";
    private static final Pattern SECTION = Pattern.compile("-- (.+) --");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** Stands after the last line of a text that ends without a line end. */
    private static final String NO_LINE_END = "\\ no line end\n";

    /** Reads a file's text; one that ends with its command expects nothing yet, and can be written. */
    public static Transcript parse(String text) {
        var head = new ArrayList<String>();
        var sections = new LinkedHashMap<String, String>();
        int exit = 0;
        String section = "";
        for (String line : text.lines().toList()) {
            var name = SECTION.matcher(line);
            if (name.matches()) {
                section = name.group(1);
                sections.put(section, "");
            } else if (!section.isEmpty()) {
                sections.merge(section, line + "\n", String::concat);
            } else if (line.startsWith(EXIT)) {
                exit = Integer.parseInt(line.substring(EXIT.length()));
            } else {
                head.add(line);
            }
        }
        sections.replaceAll((name, content) -> content.endsWith(NO_LINE_END)
                ? content.substring(0, content.length() - NO_LINE_END.length() - 1)
                : content);
        return new Transcript(head, exit, sections);
    }

    /** The file's text. */
    public String format() {
        var text = new StringBuilder(String.join("\n", head)).append("\n").append(EXIT + exit + "\n");
        sections.forEach((name, content) -> {
            text.append("-- " + name + " --\n").append(content);
            if (!content.isEmpty() && !content.endsWith("\n")) {
                text.append("\n").append(NO_LINE_END);
            }
        });
        return text.toString();
    }

    /** The same call with the results of another. */
    public Transcript with(int newExit, String out, String err) {
        var changed = new LinkedHashMap<>(sections);
        changed.put("stdout", out);
        changed.put("stderr", err);
        return new Transcript(head, newExit, changed);
    }

    /** The text of a section, empty when it is missing. */
    public String section(String name) {
        return sections.getOrDefault(name, "");
    }

    /** The program's arguments, as a shell without variables would split them. */
    public List<String> arguments() {
        String command = head.stream()
                .filter(line -> line.startsWith(COMMAND))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no line starts with: " + COMMAND));
        return words(command.substring(COMMAND.length()));
    }

    /** The words of each line of the head that starts with a key: {@code server: --once}. */
    public List<List<String>> given(String key) {
        return head.stream()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> words(line.substring(key.length() + 1)))
                .toList();
    }

    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
    }
}
