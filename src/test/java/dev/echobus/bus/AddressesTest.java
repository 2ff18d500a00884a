package dev.echobus.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {

    /** A node that was killed has its routes for a moment: who only reads may ask the next one. */
    @ParameterizedTest
    @CsvSource({
        "echobus.client.echo, true",
        "echobus.service.ping, true",
        "echobus.service.info, true",
        "echobus.service.stats, true",
        "echobus.connections, true",
        "echobus.server.reply, false",
        "echobus.broadcast, false",
        "orders.book, false"
    })
    void onlyWhatDoesNoHarmTwiceIsRepeatedUnasked(String address, boolean isIdempotent) {
        assertThat(Addresses.isIdempotent(address)).isEqualTo(isIdempotent);
    }
}
