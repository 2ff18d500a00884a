package dev.echobus.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Checks the flags in a document's calls of the program against the commands that there are, and the other way round. A
 * call is a line of a code block, or code within a line; flags of other programs there are none of ours.
 */
public final class FlagsTidy {

    private static final Pattern FENCE = Pattern.compile("^\\s*```.*");
    private static final Pattern INLINE = Pattern.compile("`([^`]+)`");

    /** How documents call the program, and what ends a call within a shell's line. */
    private static final Pattern CALL = Pattern.compile("(?:\\bechobus|\\bechobus\\.jar)(?=\\s)([^|;&<>)#]*)");

    private static final Pattern FLAG = Pattern.compile("(?<![\\w'\"-])(--?[a-zA-Z][\\w-]*)");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");

    /** A table's row on a command begins with the call of it; bare flags in the row are that command's. */
    private static final Pattern ROW = Pattern.compile("^\\| `echobus ([^`]*)`");

    private static final Set<String> HELP = Set.of("-h", "--help", "-V", "--version");

    private final CommandLine root;

    /** Takes the program's command line. */
    public FlagsTidy(CommandLine root) {
        this.root = root;
    }

    /** Flags of calls that the called command does not have, as {@code document:line: finding}. */
    public List<String> unknownFlags(String document, String text) {
        var findings = new ArrayList<String>();
        for (Use use : uses(text)) {
            if (!use.command().optionsMap().containsKey(use.flag())) {
                findings.add("%s:%d: %s has no %s"
                        .formatted(document, use.line(), use.command().qualifiedName(), use.flag()));
            }
        }
        return findings;
    }

    /**
     * Options that no call or row of a text names, each as {@code command option}. Options that commands share need
     * naming for one of them.
     */
    public Set<String> unnamedOptions(String text) {
        var options = new TreeMap<String, OptionSpec>();
        addOptions(root.getCommandSpec(), options);
        for (Use use : uses(text)) {
            OptionSpec named = use.command().optionsMap().get(use.flag());
            options.values().removeIf(option -> named != null && isSame(option, named));
        }
        return options.keySet();
    }

    /** Shared options are filled into one field of one class, whichever commands have them. */
    private static boolean isSame(OptionSpec one, OptionSpec other) {
        return one.equals(other) || one.userObject().equals(other.userObject());
    }

    private record Use(int line, CommandSpec command, String flag) {}

    private List<Use> uses(String text) {
        var uses = new ArrayList<Use>();
        boolean isCode = false;
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (FENCE.matcher(lines[i]).matches()) {
                isCode = !isCode;
            } else if (isCode) {
                addCalls(lines[i], i + 1, uses);
            } else {
                addInline(lines[i], i + 1, uses);
            }
        }
        return uses;
    }

    private void addInline(String text, int line, List<Use> uses) {
        var row = ROW.matcher(text);
        CommandSpec ofRow = row.find() ? command(row.group(1)) : null;
        INLINE.matcher(text).results().map(code -> code.group(1)).forEach(code -> {
            addCalls(code, line, uses);
            if (ofRow != null && code.startsWith("-")) {
                addFlags(code, line, ofRow, uses);
            }
        });
    }

    private void addCalls(String code, int line, List<Use> uses) {
        // What the program prints begins with its name and a colon, which no call has.
        CALL.matcher(QUOTED.matcher(code).replaceAll("''"))
                .results()
                .map(call -> call.group(1))
                .forEach(call -> addFlags(call, line, command(call), uses));
    }

    private static void addFlags(String words, int line, CommandSpec command, List<Use> uses) {
        FLAG.matcher(words).results().forEach(flag -> uses.add(new Use(line, command, flag.group(1))));
    }

    /** The command that words begin with. */
    private CommandSpec command(String words) {
        CommandLine command = root;
        for (String word : words.trim().split("\\s+")) {
            CommandLine child = command.getSubcommands().get(word);
            if (child == null) {
                break;
            }
            command = child;
        }
        return command.getCommandSpec();
    }

    private static void addOptions(CommandSpec command, Map<String, OptionSpec> options) {
        command.optionsMap().forEach((name, option) -> {
            if (!HELP.contains(name)) {
                options.put(command.qualifiedName() + " " + name, option);
            }
        });
        command.subcommands().values().forEach(child -> addOptions(child.getCommandSpec(), options));
    }
}
