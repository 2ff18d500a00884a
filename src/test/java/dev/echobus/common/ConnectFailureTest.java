package dev.echobus.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures to connect, as the JDK and both transports of Netty word them, keep apart. */
class ConnectFailureTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(ConnectFailure.REFUSED, new ConnectException("Connection refused")),
                Arguments.of(
                        ConnectFailure.REFUSED,
                        new ConnectException(
                                "finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:9")),
                Arguments.of(ConnectFailure.TIMED_OUT, new SocketTimeoutException("Connect timed out")),
                Arguments.of(
                        ConnectFailure.TIMED_OUT,
                        new ConnectException("connection timed out after 300 ms: /127.0.0.1:9")),
                Arguments.of(ConnectFailure.RESET, new SocketException("Connection reset")),
                Arguments.of(
                        ConnectFailure.RESET,
                        new IOException("recvAddress(..) failed with error(-104): Connection reset by peer")),
                Arguments.of(ConnectFailure.UNRESOLVED, new UnknownHostException("nosuch.invalid")),
                Arguments.of(ConnectFailure.UNRESOLVED, new UnresolvedAddressException()),
                Arguments.of(ConnectFailure.UNREACHABLE, new NoRouteToHostException("No route to host")),
                Arguments.of(ConnectFailure.UNREACHABLE, new SocketException("Network is unreachable")),
                Arguments.of(ConnectFailure.OTHER, new BindException("Cannot assign requested address")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void eachIsKnownAlsoAsTheCauseOfAnother(ConnectFailure expected, Exception failure) {
        assertThat(ConnectFailure.of(failure)).isEqualTo(expected);
        assertThat(ConnectFailure.of(new IOException("cannot connect", failure)))
                .isEqualTo(expected);
    }

    @Test
    void whatTheSystemCallWasIsNotTold() {
        assertThat(failures()
                        .map(each -> ConnectFailure.describe((Exception) each.get()[1]))
                        .distinct())
                .startsWith(
                        "Connection refused",
                        "Connecting timed out",
                        "Connection reset",
                        "No address found for this name");
    }
}
