package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.ResponderKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StateTitleTest {

    @Test
    void aTitleSaysWhatMayBeAsked() {
        assertThat(title(FramingKind.RAW, ResponderKind.ECHO)).isEqualTo("echobus:65535:r");
        assertThat(title(FramingKind.LINE, ResponderKind.ECHO)).isEqualTo("echobus:65535:r");
        assertThat(title(FramingKind.LENGTH, ResponderKind.ECHO)).isEqualTo("echobus:65535:l");
        assertThat(title(FramingKind.LENGTH, ResponderKind.BUS)).isEqualTo("echobus:65535:s");
    }

    /** Linux keeps 15 characters of a thread's name. */
    @Test
    void theSystemShowsTheWholeTitle() throws InterruptedException {
        var shown = new String[2];
        var thread = new Thread(() -> {
            StateTitle.showListening(listener(FramingKind.RAW, ResponderKind.ECHO));
            shown[0] = nameInProc();
            StateTitle.showDraining();
            shown[1] = nameInProc();
        });
        thread.start();
        thread.join();
        assertThat(shown).containsExactly("echobus:65535:r", "echobus:drain");
    }

    private static String nameInProc() {
        try {
            return Files.readString(Path.of("/proc/thread-self/comm")).strip();
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    private static String title(FramingKind framing, ResponderKind responder) {
        return StateTitle.ofListening(listener(framing, responder));
    }

    private static ListenerConfig listener(FramingKind framing, ResponderKind responder) {
        var endpoint = Endpoint.tcp("0.0.0.0", Endpoint.PORT_MAX);
        return new ListenerConfig(ListenerConfig.ECHO, endpoint, new FramingSpec(framing, 4), "", responder, false);
    }
}
