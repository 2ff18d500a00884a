package dev.echobus.transcript;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What differs between runs: values known before a run, and {@code {any}} for what is known to nobody. */
public final class Placeholders {

    private static final String ANY = "{any}";

    /** Begins a line that need not be there. */
    private static final String OPTIONAL = "? ";

    private final Map<String, String> values;

    private Placeholders(Map<String, String> values) {
        this.values = values;
    }

    /** Values by name, such as {@code port}, and the versions of the program and of Vert.x besides. */
    public static Placeholders of(Map<String, String> values) throws IOException {
        var properties = new Properties();
        try (InputStream stream = Placeholders.class.getResourceAsStream("/dev/echobus/version.properties")) {
            properties.load(stream);
        }
        var all = new LinkedHashMap<String, String>();
        values.forEach((name, value) -> all.put("{" + name + "}", value));
        all.put("{version}", properties.getProperty("version"));
        all.put("{vertx}", properties.getProperty("vertx"));
        return new Placeholders(all);
    }

    /** A transcript's text with the values in it. */
    public String fill(String text) {
        String filled = text;
        for (var value : values.entrySet()) {
            filled = filled.replace(value.getKey(), value.getValue());
        }
        return filled;
    }

    /** Words with the values in them. */
    public List<String> fill(List<String> words) {
        return words.stream().map(this::fill).toList();
    }

    /**
     * A run's output as its transcript would have it: values give way to their names, and a line that fits one with
     * {@code {any}} in the old text becomes that one. Equals the old text if, and only if, the run was as expected.
     */
    public String hide(String output, String old) {
        String named = output;
        for (var value : values.entrySet()) {
            named = Pattern.compile("(?<![\\w.])" + Pattern.quote(value.getValue()) + "(?!\\w)")
                    .matcher(named)
                    .replaceAll(Matcher.quoteReplacement(value.getKey()));
        }
        List<String> open = old.lines()
                .filter(line -> line.contains(ANY) && !line.startsWith(OPTIONAL))
                .toList();
        String end = named.endsWith("\n") ? "\n" : "";
        return named.isEmpty()
                ? ""
                : withOptional(named.lines().toList(), old.lines().toList()).stream()
                        .map(line -> hideLine(line, open))
                        .collect(Collectors.joining("\n", "", end));
    }

    /** Optional lines as the old text has them, whether lines of the output fit them there, any number of them, or none. */
    private static List<String> withOptional(List<String> output, List<String> old) {
        var lines = new ArrayList<String>();
        int next = 0;
        for (String line : old) {
            if (line.startsWith(OPTIONAL)) {
                lines.add(line);
                while (next < output.size() && fits(output.get(next), line.substring(OPTIONAL.length()))) {
                    next++;
                }
            } else if (next < output.size()) {
                lines.add(output.get(next++));
            }
        }
        lines.addAll(output.subList(next, output.size()));
        return lines;
    }

    private static String hideLine(String line, List<String> open) {
        return open.stream().filter(it -> fits(line, it)).findFirst().orElse(line);
    }

    private static boolean fits(String line, String open) {
        return line.matches(Pattern.quote(open).replace(ANY, "\\E.*\\Q"));
    }
}
