package dev.echobus.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Wraps the paragraphs and list items of a Markdown document: each line as full as {@value #WIDTH} columns allow. Code,
 * tables, headings and HTML stay as they are.
 */
public final class Paragraphs {

    private static final int WIDTH = 120;

    private static final Pattern FENCE = Pattern.compile("^ *```.*");
    private static final Pattern ITEM = Pattern.compile("^( *(?:[-*]|\\d+\\.) +)(.*)");

    /** What Markdown reads as something else than text when it begins a line. */
    private static final Pattern VERBATIM = Pattern.compile("^ *(?:[|#<>].*|)");

    /** A word that would become a list item or a heading, were it the first of its line. */
    private static final Pattern NO_FIRST_WORD = Pattern.compile("[-*+#>|].*|\\d+\\.");

    private final List<String> wrapped = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private String firstIndent = "";
    private String indent = "";

    private Paragraphs() {}

    /** The document with every paragraph wrapped. */
    public static String wrapped(String text) {
        var paragraphs = new Paragraphs();
        boolean isInCode = false;
        for (String line : text.split("\n", -1)) {
            boolean isFence = FENCE.matcher(line).matches();
            if (isInCode || isFence || VERBATIM.matcher(line).matches()) {
                paragraphs.end();
                paragraphs.wrapped.add(line);
                isInCode ^= isFence;
            } else {
                paragraphs.add(line);
            }
        }
        paragraphs.end();
        return String.join("\n", paragraphs.wrapped);
    }

    private void add(String line) {
        Matcher item = ITEM.matcher(line);
        boolean isItem = item.matches();
        if (isItem) {
            end();
        }
        if (words.isEmpty()) {
            firstIndent = isItem
                    ? item.group(1)
                    : " ".repeat(line.length() - line.stripLeading().length());
            indent = " ".repeat(firstIndent.length());
        }
        words.addAll(List.of((isItem ? item.group(2) : line).strip().split(" +")));
    }

    private void end() {
        if (words.isEmpty()) {
            return;
        }
        var line = new StringBuilder(firstIndent).append(words.get(0));
        for (String word : words.subList(1, words.size())) {
            boolean isFull = line.length() + 1 + word.length() > WIDTH;
            if (isFull && !NO_FIRST_WORD.matcher(word).matches()) {
                wrapped.add(line.toString());
                line = new StringBuilder(indent).append(word);
            } else {
                line.append(' ').append(word);
            }
        }
        wrapped.add(line.toString());
        words.clear();
    }
}
