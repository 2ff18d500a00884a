package dev.echobus.cli;

import dev.echobus.config.SectionFamily;
import dev.echobus.config.loading.Assignment;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Gives each verticle of the command line the section of {@code runtime.verticles} that it is configured by. */
final class VerticleFlags {

    private static final int SECTION_LENGTH_MAX = 32;

    private VerticleFlags() {}

    /** A name for each, in the order in which they were given; {@code flag} is what they were given by. */
    static List<Assignment> assignments(List<String> verticles, String flag) {
        Set<String> taken = new LinkedHashSet<>();
        return verticles.stream()
                .map(verticle -> {
                    int equals = verticle.indexOf('=');
                    boolean isNamed = equals > 0 && SectionFamily.isName(verticle.substring(0, equals));
                    String section = isNamed ? verticle.substring(0, equals) : unique(sectionOf(verticle), taken);
                    taken.add(section);
                    return Assignment.flag(
                            "runtime.verticles." + section + ".name",
                            isNamed ? verticle.substring(equals + 1) : verticle,
                            flag);
                })
                .toList();
    }

    /** Of a class its own name, of a file that without its ending: {@code example.Greeter}, {@code kt:a/greeter.kt}. */
    private static String sectionOf(String verticle) {
        String file = verticle.substring(Math.max(verticle.lastIndexOf('/'), verticle.lastIndexOf(':')) + 1);
        int dot = file.lastIndexOf('.');
        boolean isClass = dot >= 0 && dot + 1 < file.length() && Character.isUpperCase(file.charAt(dot + 1));
        String name = dot < 0 || isClass ? file.substring(dot + 1) : file.substring(0, dot);
        String section =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "").replaceFirst("^[0-9]+", "");
        String cut = section.substring(0, Math.min(section.length(), SECTION_LENGTH_MAX));
        return cut.isEmpty() ? "verticle" : cut;
    }

    private static String unique(String section, Set<String> taken) {
        String free = section;
        for (int number = 2; taken.contains(free); number++) {
            String end = String.valueOf(number);
            free = section.substring(0, Math.min(section.length(), SECTION_LENGTH_MAX - end.length())) + end;
        }
        return free;
    }
}
