package dev.echobus.config.loading;

import dev.echobus.common.Texts;
import java.util.Arrays;
import java.util.stream.Stream;

/** Checks of settings against each other, made once each has been read. */
@FunctionalInterface
interface CrossChecks<T extends Record> {

    /** Reports to the findings whatever does not fit together. */
    void check(T config, Findings findings);

    /** Turns what does not fit together into problems; silent about settings whose own value was refused. */
    final class Findings {

        private final Overlay<?> overlay;

        Findings(Overlay<?> overlay) {
            this.overlay = overlay;
        }

        /** Reports the setting at the path unless the claim holds; related are the others that the claim rests on. */
        void expect(boolean holds, String path, String expected, String... related) {
            if (!holds) {
                refuse(path, expected, overlay.found(path), related);
            }
        }

        /** Reports part of a setting's value. */
        void refuse(String path, String expected, String found, String... related) {
            var involved =
                    Stream.concat(Stream.of(path), Arrays.stream(related)).toList();
            if (!overlay.isAnyRefused(involved)) {
                var message = "expected " + expected + ", found " + found;
                overlay.report(new Problem(path, message, overlay.source(path)));
            }
        }

        /** Names another setting with its value and where that came from. */
        String describe(String path) {
            return path + " " + overlay.found(path) + " (" + Texts.escaped(overlay.source(path)) + ")";
        }
    }
}
