package dev.echobus.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorUrlTest {

    @Test
    void thePathOfTracesFollowsWhateverIsThere() {
        assertThat(traces("http://127.0.0.1:4318")).isEqualTo("http://127.0.0.1:4318/v1/traces");
        assertThat(traces("http://127.0.0.1:4318/")).isEqualTo("http://127.0.0.1:4318/v1/traces");
        assertThat(traces("https://[::1]/otlp/")).isEqualTo("https://[::1]/otlp/v1/traces");
    }

    @Test
    void noneIsNone() {
        assertThat(CollectorUrl.of("").orElseThrow().isSet()).isFalse();
        assertThat(CollectorUrl.of("http://a").orElseThrow().isSet()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:4318",
                "grpc://a:4317",
                "http://",
                "http://a:123456",
                "http://user:secret@a",
                "http://a?b"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThat(CollectorUrl.of(text)).isEmpty();
    }

    private static String traces(String text) {
        return CollectorUrl.of(text).orElseThrow().traces();
    }
}
