package dev.echobus.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a page of a browser comes from, as browsers say it in the header {@code Origin} (RFC 6454): scheme, host, and the
 * port unless it is the scheme's own.
 *
 * @param text in lower case, without the scheme's own port; {@code *} for any
 */
public record WebOrigin(String text) {

    /** What the text takes, for problems and help. */
    public static final String FORM = "http://host, https://host, either with a port, or *";

    private static final String ANY = "*";

    private static final Pattern ORIGIN =
            Pattern.compile("https?://(?:[a-z0-9._-]{1,255}|\\[[0-9a-f:.]{2,45}])(?::[0-9]{1,5})?");

    private static final Pattern OWN_PORT = Pattern.compile("(?<=^http://.{1,255}):80$|(?<=^https://.{1,255}):443$");

    /** Reads one; empty when the text is none. */
    public static Optional<WebOrigin> of(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.equals(ANY) && !ORIGIN.matcher(lower).matches()) {
            return Optional.empty();
        }
        return Optional.of(new WebOrigin(OWN_PORT.matcher(lower).replaceFirst("")));
    }

    /** True when it stands for all, also for those that cannot be read. */
    public boolean isAny() {
        return text.equals(ANY);
    }

    /** What stands after the scheme: {@code host} or {@code host:port}. */
    public String authority() {
        return text.substring(text.indexOf("//") + 2);
    }

    @Override
    public String toString() {
        return text;
    }
}
