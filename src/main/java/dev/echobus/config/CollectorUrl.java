package dev.echobus.config;

import dev.echobus.common.Texts;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a collector of traces takes OTLP over HTTP.
 *
 * @param text {@code http://host:port} or {@code https://host:port}, perhaps with a path, without a slash at its end;
 *     empty for none
 */
public record CollectorUrl(String text) {

    /** What such an address takes, for problems and help. */
    public static final String FORM = "http://host:port or https://host:port, a path may follow, or empty for none";

    private static final Pattern URL = Pattern.compile(
            "https?://(?:[A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]{0,1024})?");

    /** Reads one, or none from an empty text; empty when the text is neither. No name is looked up. */
    public static Optional<CollectorUrl> of(String text) {
        boolean isUrl = URL.matcher(text).matches();
        return text.isEmpty() || isUrl ? Optional.of(new CollectorUrl(text.replaceFirst("/+$", ""))) : Optional.empty();
    }

    public boolean isSet() {
        return !text.isEmpty();
    }

    public boolean isTls() {
        return text.startsWith("https:");
    }

    /** Where traces go: the path that OTLP has for them. */
    public String traces() {
        return text + "/v1/traces";
    }

    @Override
    public String toString() {
        return Texts.whole(text);
    }
}
