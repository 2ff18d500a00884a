package dev.echobus.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/8, 10.9.9.9, true",
        "192.168.4.0/23, 192.168.5.255, true",
        "192.168.4.0/23, 192.168.6.0, false",
        "192.168.4.0/23, 192.168.3.255, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "::/0, ::1, true",
        "::/0, 10.0.0.1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8:0:8::/61, 2001:db8:0:f::1, true",
        "2001:db8:0:8::/61, 2001:db8:0:10::1, false",
        "::1, ::1, true",
        "::1, ::2, false"
    })
    void aRangeHoldsTheAddressesThatShareItsFirstBits(String network, String address, boolean isInside)
            throws UnknownHostException {
        assertThat(Network.of(network).orElseThrow().contains(InetAddress.getByName(address)))
                .isEqualTo(isInside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0",
                "10.0.0.256",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "::1/129",
                ":::1",
                "fe80",
                "1.2.3.4.5",
                "2001:db8::g",
                "/8",
                " 10.0.0.1"
            })
    void whatIsNoRangeIsRefused(String text) {
        assertThat(Network.of(text)).isEmpty();
    }
}
