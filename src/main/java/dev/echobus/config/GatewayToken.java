package dev.echobus.config;

import java.io.IOException;

/** What a session proves to know to be more than anonymous; its section's name is the session's identity then. */
public record GatewayToken(
        @Setting(doc = "The token itself, which a session sends in an auth frame", byDefault = "", secret = true)
        Secret token,

        @Setting(
                doc = "File that holds the token instead; the line feed at its end does not count",
                byDefault = "",
                max = 4_096)
        String file) {

    /** Who a session is that has proved nothing. */
    public static final String ANONYMOUS = "anonymous";

    /** Each is compared with what a session sends. */
    public static final int COUNT_MAX = 64;

    /**
     * The token, wherever it stands. Blocks for a file.
     *
     * @param name of its section
     * @throws IOException when the file cannot be used; its message names the setting and never what stands in the file
     */
    public Secret secret(String name) throws IOException {
        if (file.isEmpty()) {
            return token;
        }
        try {
            return SecretFile.read(file);
        } catch (IOException unusable) {
            throw new IOException("gateway.tokens." + name + ".file: " + file + ": " + unusable.getMessage(), unusable);
        }
    }
}
