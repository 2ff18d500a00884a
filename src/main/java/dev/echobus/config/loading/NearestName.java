package dev.echobus.config.loading;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that someone most likely meant by an unknown one. */
final class NearestName {

    private NearestName() {}

    /**
     * The closest of the known names, by the fewest letters added, lost, changed or swapped; the first of equals.
     * Without a dot the unknown name is also held against the last part of each, so that {@code prot} finds
     * {@code server.port}. Empty when even the closest differs by more than two letters, or one in six of a long name.
     */
    static Optional<String> of(String unknown, Collection<String> known) {
        // The distance costs length times length, and no setting's name comes near this.
        if (unknown.length() > 100) {
            return Optional.empty();
        }
        return known.stream()
                .map(name -> new Neighbour(name, distance(unknown, name)))
                .filter(neighbour -> neighbour.distance() <= Math.max(2, unknown.length() / 6))
                // Of a word of one or two letters nothing may be left.
                .filter(neighbour -> neighbour.distance() < unknown.length())
                .min(Comparator.comparingInt(Neighbour::distance))
                .map(Neighbour::name);
    }

    private record Neighbour(String name, int distance) {}

    private static int distance(String unknown, String known) {
        var whole = lettersApart(plain(unknown), plain(known));
        if (unknown.contains(".") || !known.contains(".")) {
            return whole;
        }
        return Math.min(whole, lettersApart(plain(unknown), plain(known.substring(known.lastIndexOf('.') + 1))));
    }

    private static int lettersApart(String unknown, String known) {
        // A forgotten unit (idleTimeout for idleTimeoutMs) is one slip, however long the unit.
        var isUnitForgotten = known.startsWith(unknown) && unknown.length() * 2 >= known.length();
        return isUnitForgotten && known.length() > unknown.length() ? 1 : edits(unknown, known);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** The Damerau–Levenshtein distance (optimal string alignment): typing's usual slips count one each. */
    private static int edits(String from, String to) {
        var names = new Names(from, to);
        var costs = new int[from.length() + 1][to.length() + 1];
        for (var row = 0; row <= from.length(); row++) {
            for (var column = 0; column <= to.length(); column++) {
                costs[row][column] = row == 0 || column == 0 ? row + column : cost(costs, row, column, names);
            }
        }
        return costs[from.length()][to.length()];
    }

    private static int cost(int[][] costs, int row, int column, Names names) {
        String from = names.from();
        String to = names.to();
        var change = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        var cost = Math.min(
                Math.min(costs[row - 1][column], costs[row][column - 1]) + 1, costs[row - 1][column - 1] + change);
        var isSwap = row > 1
                && column > 1
                && from.charAt(row - 1) == to.charAt(column - 2)
                && from.charAt(row - 2) == to.charAt(column - 1);
        return isSwap ? Math.min(cost, costs[row - 2][column - 2] + 1) : cost;
    }

    /** Two names that are compared. */
    private record Names(String from, String to) {}
}
