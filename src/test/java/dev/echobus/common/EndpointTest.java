package dev.echobus.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "localhost:9999,           localhost,   9999, tcp://localhost:9999",
        "127.0.0.1:1,              127.0.0.1,   1,    tcp://127.0.0.1:1",
        "tcp://echo.example:65535, echo.example, 65535, tcp://echo.example:65535",
        "TCP://a_b:80,             a_b,         80,   tcp://a_b:80",
        "[::1]:80,                 ::1,         80,   tcp://[::1]:80",
        "tcp://[2001:db8::1]:80,   2001:db8::1, 80,   tcp://[2001:db8::1]:80",
        "[fe80::1%eth0]:80,        fe80::1%eth0, 80,  tcp://[fe80::1%eth0]:80",
        "[::ffff:10.0.0.1]:80,     ::ffff:10.0.0.1, 80, tcp://[::ffff:10.0.0.1]:80"
    })
    void isReadInEachForm(String text, String host, int port, String shown) {
        assertThat(Endpoint.read(text)).isEqualTo(Endpoint.tcp(host, port)).hasToString(shown);
        assertThat(Endpoint.read(shown)).isEqualTo(Endpoint.tcp(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "host",
                "host:",
                ":80",
                "80",
                "host:80k",
                "host:65536",
                "host:999999",
                "host:-1",
                "::1:80",
                "[::1]",
                "[::1:80",
                "[]:80",
                "[host]:80",
                "[1:2]:80",
                "[:::1]:80",
                "ho st:80",
                "host:80/path",
                "tcp://host:80/",
                "tcp://host:80/path",
                "tcp://user@host:80",
                "tcp://host",
                "tcp:host:80",
                "://host:80",
                "a:b:80",
                "host:80\n",
                "[::1]x:80"
            })
    void whatIsNoneIsRefusedWithWhatWasExpected(String text) {
        assertThat(Endpoint.read(text)).isInstanceOf(EndpointReading.Refused.class);
        assertThat(Endpoint.readListening(text)).isInstanceOf(EndpointReading.Refused.class);
    }

    @Test
    void aRefusalTellsTheFormsAndWhatStoodThere() {
        assertThat(Endpoint.read("host"))
                .hasToString("expected host:port, tcp://host:port or [IPv6]:port with a port of 1..65535,"
                        + " found \"host\"");
        assertThat(Endpoint.read("udp://host:80"))
                .hasToString("expected tcp:// (udp:// is not supported), found \"udp://host:80\"");
    }

    @Test
    void onlyWhoListensTakesAFreePort() {
        assertThat(Endpoint.read("host:0")).isInstanceOf(EndpointReading.Refused.class);
        assertThat(Endpoint.readListening("host:0")).isEqualTo(Endpoint.tcp("host", 0));
        assertThatThrownBy(() -> Endpoint.tcp("host", 65_536)).hasMessage("port: expected 0..65535, found 65536");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,         127.0.0.1",
        "::,              ::1",
        "[::],            ::1",
        "0:0:0:0:0:0:0:0, ::1",
        "127.0.0.2,       127.0.0.2",
        "[::1],           ::1",
        "2001:db8::1,     2001:db8::1",
        "localhost,       localhost"
    })
    void whoListensOnAllAddressesIsReachedAtTheLoopbackOfItsFamily(String host, String reachable) {
        var listening = Endpoint.tcp(host, 80);

        assertThat(listening.reachable()).isEqualTo(Endpoint.tcp(reachable, 80));
        assertThat(listening.isWildcard()).isEqualTo(!listening.equals(listening.reachable()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "::1", "[::1]", "fe80::1%eth0", "a-b.example", "a_b"})
    void namesAndAddressesAreHosts(String text) {
        assertThat(Endpoint.isHost(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:1", "[a]", "[]", ":::", "1:2", "a/b", "tcp://a", "[::1]:80"})
    void otherTextsAreNone(String text) {
        assertThat(Endpoint.isHost(text)).isFalse();
    }
}
