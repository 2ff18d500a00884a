package dev.echobus.load.plan;

import dev.echobus.common.Quantity;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Message sizes with their weights: {@code 64}, {@code 64,1k,64k}, {@code 64:90,1k:9,64k:1}. Immutable. */
public final class Sizes {

    /** A size and how often it is taken, relative to the others. */
    public record Weighted(int bytes, int weight) {}

    /** Sizes of one distribution: as many as a reader can still follow. */
    private static final int SIZES_MAX = 64;

    private static final int WEIGHT_MAX = 1_000_000;

    private final List<Weighted> all;
    private final int[] bytes;
    /** Up to which number of a draw each size is taken. */
    private final int[] bounds;

    private Sizes(List<Weighted> all) {
        this.all = all;
        bytes = all.stream().mapToInt(Weighted::bytes).toArray();
        bounds = all.stream().mapToInt(Weighted::weight).toArray();
        Arrays.parallelPrefix(bounds, Integer::sum);
    }

    /** One size. */
    public static Sizes of(int bytes) {
        return new Sizes(List.of(new Weighted(bytes, 1)));
    }

    /** Reads sizes separated by commas, each with {@code :weight} behind it if it is not 1. */
    public static Sizes parse(String text) {
        var all = Stream.of(text.split(",", -1)).map(Sizes::weighted).toList();
        if (all.size() > SIZES_MAX) {
            throw Quantity.expected("at most " + SIZES_MAX + " sizes", text);
        }
        return new Sizes(all);
    }

    private static Weighted weighted(String text) {
        int colon = text.indexOf(':');
        long bytes = Quantity.bytes(colon < 0 ? text : text.substring(0, colon));
        if (bytes < 1 || bytes > LoadLimits.MESSAGE_MAX_BYTES) {
            throw Quantity.expected("a size of 1 to " + Quantity.ofBytes(LoadLimits.MESSAGE_MAX_BYTES), text);
        }
        String weightText = colon < 0 ? "1" : text.substring(colon + 1).strip();
        if (!weightText.matches("[1-9]\\d{0,5}") && !weightText.equals("1000000")) {
            throw Quantity.expected("a weight of 1 to " + WEIGHT_MAX, text);
        }
        return new Weighted((int) bytes, Integer.parseInt(weightText));
    }

    /** The next message's size. */
    public int next(SplittableRandom random) {
        if (bytes.length == 1) {
            return bytes[0];
        }
        int draw = random.nextInt(bounds[bounds.length - 1]);
        int index = 0;
        while (draw >= bounds[index]) {
            index++;
        }
        return bytes[index];
    }

    /** Each size with its weight, in the order in which they were written. */
    public List<Weighted> all() {
        return all;
    }

    /** The largest size. */
    public int maxBytes() {
        return Arrays.stream(bytes).max().orElseThrow();
    }

    /** The smallest size. */
    public int minBytes() {
        return Arrays.stream(bytes).min().orElseThrow();
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return all.stream()
                .map(size -> Quantity.ofBytes(size.bytes()) + (size.weight() == 1 ? "" : ":" + size.weight()))
                .collect(Collectors.joining(","));
    }
}
