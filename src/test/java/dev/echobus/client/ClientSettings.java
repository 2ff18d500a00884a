package dev.echobus.client;

import dev.echobus.common.FramingKind;
import dev.echobus.config.ClientConfig;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.LiveConfig;
import dev.echobus.config.TestConfigs;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A configuration to test with: every default, but for what the test names. Used by the test's thread alone. */
final class ClientSettings {

    private final Map<String, Object> chosen = new LinkedHashMap<>();

    /** The defaults, with reconnects that keep tests short. */
    static ClientSettings quick() {
        // Whichever, so that the client is not taken for one of its own server, whose framing it would take over.
        return new ClientSettings()
                .with("servers", "127.0.0.1:9")
                .with("reconnectMinMs", 5)
                .with("reconnectMaxMs", 50);
    }

    ClientSettings with(String key, Object value) {
        chosen.put(key, value);
        return this;
    }

    ClientSettings framing(FramingKind framing) {
        return with("framing", framing);
    }

    ClientConfig client() {
        return whole().client();
    }

    LiveConfig live() {
        return new LiveConfig(whole());
    }

    /** Puts these settings in force, as far as they need no restart. */
    void reloadIn(LiveConfig live) {
        live.reload(whole());
    }

    private EchobusConfig whole() {
        return TestConfigs.of(chosen.entrySet().stream()
                .map(setting -> "client." + setting.getKey() + "="
                        + setting.getValue().toString().toLowerCase(Locale.ROOT))
                .toArray(String[]::new));
    }
}
