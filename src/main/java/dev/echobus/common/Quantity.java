package dev.echobus.common;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes, durations and rates as people write and read them: {@code 64k}, {@code 500ms}, {@code 20k}. */
public final class Quantity {

    private static final Pattern NUMBER = Pattern.compile("(\\d+(?:\\.\\d+)?)([a-zA-Zµ/]*)");

    private static final String DURATION = "a duration such as 10s, 500ms or 1m";
    private static final String COUNT = "a count such as 500, 10k or 1m";

    private Quantity() {}

    /** A number of things: {@code 500}, {@code 10k}, {@code 1m}; k and m are thousands and millions. */
    public static int count(String text) {
        Matcher number = match(text, COUNT);
        double factor = switch (number.group(2)) {
            case "" -> 1;
            case "k", "K" -> 1e3;
            case "m", "M" -> 1e6;
            default -> throw expected(COUNT, text);
        };
        double count = Double.parseDouble(number.group(1)) * factor;
        if (count != Math.rint(count)) {
            throw expected("a whole number", text);
        }
        if (count > Integer.MAX_VALUE) {
            throw expected("at most " + Integer.MAX_VALUE, text);
        }
        return (int) count;
    }

    /** Bytes: {@code 64}, {@code 1k}, {@code 2m}; k, m and g are powers of 1,024. */
    public static long bytes(String text) {
        Matcher number = match(text, "a size such as 64, 1k or 2m");
        double factor = switch (number.group(2).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 1;
            case "k", "kb", "kib" -> 1L << 10;
            case "m", "mb", "mib" -> 1L << 20;
            case "g", "gb", "gib" -> 1L << 30;
            default -> throw expected("a size such as 64, 1k or 2m", text);
        };
        double bytes = Double.parseDouble(number.group(1)) * factor;
        if (bytes != Math.rint(bytes) || bytes > Long.MAX_VALUE) {
            throw expected("a whole number of bytes", text);
        }
        return (long) bytes;
    }

    /** Nanoseconds: {@code 10s}, {@code 500ms}, {@code 1m}. Only 0 needs no unit: other bare numbers are guessed at. */
    public static long nanos(String text) {
        Matcher number = match(text, DURATION);
        double amount = Double.parseDouble(number.group(1));
        double factor = switch (number.group(2)) {
            case "s" -> 1e9;
            case "ns" -> 1;
            case "us", "µs" -> 1e3;
            case "ms" -> 1e6;
            case "m", "min" -> 60e9;
            case "h" -> 3_600e9;
            default -> {
                if (amount == 0 && number.group(2).isEmpty()) {
                    yield 0;
                }
                throw expected(DURATION, text);
            }
        };
        return Math.round(amount * factor);
    }

    /** Messages or connections a second: {@code 500}, {@code 20k}, {@code 1.5m}, {@code 100/s}. */
    public static double rate(String text) {
        Matcher number = match(text, "a rate such as 500, 20k or 1.5m");
        String unit = number.group(2).toLowerCase(Locale.ROOT);
        double factor = switch (unit.endsWith("/s") ? unit.substring(0, unit.length() - 2) : unit) {
            case "" -> 1;
            case "k" -> 1e3;
            case "m" -> 1e6;
            default -> throw expected("a rate such as 500, 20k or 1.5m", text);
        };
        return Double.parseDouble(number.group(1)) * factor;
    }

    /** A size as {@link #bytes} reads it: {@code 64}, {@code 64k}. */
    public static String ofBytes(long bytes) {
        if (bytes > 0 && bytes % (1L << 20) == 0) {
            return (bytes >> 20) + "m";
        }
        return bytes > 0 && bytes % 1_024 == 0 ? (bytes >> 10) + "k" : String.valueOf(bytes);
    }

    /** A duration in the unit that suits it, three or four digits: {@code 41.2 µs}, {@code 1.05 ms}, {@code 10 s}. */
    public static String ofNanos(double nanos) {
        if (nanos < 1_000) {
            return digits(nanos) + " ns";
        }
        if (nanos < 1e6) {
            return digits(nanos / 1e3) + " µs";
        }
        return nanos < 1e9 ? digits(nanos / 1e6) + " ms" : digits(nanos / 1e9) + " s";
    }

    /** The same for a whole number of nanoseconds. */
    public static String ofNanos(long nanos) {
        return ofNanos((double) nanos);
    }

    /** A count with its thousands marked: {@code 1,234,567}. */
    public static String ofCount(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A count with its thousands marked: {@code 1,234,567}. */
    public static String ofCount(double count) {
        return String.format(Locale.ROOT, count < 10 && count != Math.rint(count) ? "%,.2f" : "%,.0f", count);
    }

    /** Bytes a second in decimal units, as networks are rated: {@code 12.8 MB/s}. */
    public static String ofBytesPerSecond(double bytes) {
        if (bytes < 1e3) {
            return digits(bytes) + " B/s";
        }
        if (bytes < 1e6) {
            return digits(bytes / 1e3) + " kB/s";
        }
        return bytes < 1e9 ? digits(bytes / 1e6) + " MB/s" : digits(bytes / 1e9) + " GB/s";
    }

    private static String digits(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    private static Matcher match(String text, String expected) {
        Matcher number = NUMBER.matcher(text.strip());
        if (!number.matches()) {
            throw expected(expected, text);
        }
        return number;
    }

    /** The failure that says what a text should have been: {@code expected a size, found "x"}. */
    public static IllegalArgumentException expected(String expected, String found) {
        return new IllegalArgumentException("expected " + expected + ", found " + Texts.quoted(found));
    }
}
