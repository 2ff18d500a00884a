package dev.echobus.gateway;

import dev.echobus.config.GatewayConfig;
import dev.echobus.config.GatewayToken;
import dev.echobus.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what: rules by identity, and the tokens and certificates that tell identities. Any thread; immutable. Keeps of each token its
 * SHA-256 alone.
 */
public final class Permissions {

    private final Access anonymous;
    private final List<Holder> holders;
    private final Map<String, Access> bySubject;

    /** Whoever knows the token of this digest. */
    private static final class Holder {

        private final byte[] tokenDigest;
        private final Access access;

        Holder(byte[] tokenDigest, Access access) {
            this.tokenDigest = tokenDigest;
            this.access = access;
        }
    }

    private Permissions(Access anonymous, List<Holder> holders, Map<String, Access> bySubject) {
        this.anonymous = anonymous;
        this.holders = holders;
        this.bySubject = bySubject;
    }

    /**
     * Reads the rules, and the tokens that stand in files. Blocks.
     *
     * @param stats has what each rule lets through
     * @throws IOException when a file cannot be used; its message names the setting and never what stands in the file
     */
    public static Permissions of(GatewayConfig settings, GatewayStats stats) throws IOException {
        var holders = new ArrayList<Holder>();
        for (Map.Entry<String, GatewayToken> token : settings.tokens().entrySet()) {
            Secret secret = token.getValue().secret(token.getKey());
            holders.add(new Holder(digest(secret.value()), access(token.getKey(), settings, stats)));
        }
        var bySubject = new HashMap<String, Access>();
        settings.certificates()
                .forEach((name, certificate) -> bySubject.put(certificate.subject(), access(name, settings, stats)));
        return new Permissions(
                access(GatewayToken.ANONYMOUS, settings, stats), List.copyOf(holders), Map.copyOf(bySubject));
    }

    /** What a session may do that has shown no token, but perhaps a certificate of this subject; null is none. */
    Access ofSubject(@Nullable String subject) {
        return subject == null ? anonymous : bySubject.getOrDefault(subject, anonymous);
    }

    /** What the holder of a token may do; takes the same time for every token of a length. */
    Optional<Access> of(String token) {
        byte[] digest = digest(token);
        Access found = null;
        for (Holder holder : holders) {
            if (MessageDigest.isEqual(holder.tokenDigest, digest)) {
                found = holder.access;
            }
        }
        return Optional.ofNullable(found);
    }

    /** What all may, this identity may too. */
    private static Access access(String identity, GatewayConfig settings, GatewayStats stats) {
        var access = new Access(identity);
        settings.rules().forEach((name, rule) -> {
            if (rule.identity().equals(identity) || rule.identity().equals(GatewayToken.ANONYMOUS)) {
                access.add(rule, stats.rule(name, rule.address()));
            }
        });
        return access;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }
}
