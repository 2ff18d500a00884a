package dev.echobus.config;

import dev.echobus.common.Endpoint;
import dev.echobus.common.EndpointReading;
import dev.echobus.common.Texts;

/** The forms of text that are read into values of their own types, once. */
public enum TextForm {
    /** Where to listen: an {@link Endpoint}. */
    LISTENING_ENDPOINT(Endpoint.FORMS + " with a port of 0..65535") {
        @Override
        public Reading read(String text) {
            return of(Endpoint.readListening(text));
        }
    },
    /** Where to connect to: an {@link Endpoint}, shown without the scheme. */
    REMOTE_ENDPOINT(Endpoint.FORMS + " with a port of 1..65535") {
        @Override
        public Reading read(String text) {
            return of(Endpoint.read(text));
        }

        @Override
        public String show(Object value) {
            return ((Endpoint) value).authority();
        }
    },
    /** Where members of a cluster are: a {@link MemberAddress}. */
    MEMBER(MemberAddress.FORMS + " with a port of 1..65535") {
        @Override
        public Reading read(String text) {
            return MemberAddress.read(text);
        }
    },
    /** A range of addresses: a {@link Network}. */
    NETWORK("an IP address, or a network such as 10.0.0.0/8 or 2001:db8::/32") {
        @Override
        public Reading read(String text) {
            return Network.of(text)
                    .<Reading>map(Reading.Accepted::new)
                    .orElseGet(() -> new Reading.Refused(expected(), Texts.quoted(text)));
        }
    },
    /** Where a page of a browser may come from: a {@link WebOrigin}. */
    WEB_ORIGIN(WebOrigin.FORM) {
        @Override
        public Reading read(String text) {
            return WebOrigin.of(text)
                    .<Reading>map(Reading.Accepted::new)
                    .orElseGet(() -> new Reading.Refused(expected(), Texts.quoted(text)));
        }
    },
    /** Where traces go: a {@link CollectorUrl}. */
    COLLECTOR(CollectorUrl.FORM) {
        @Override
        public Reading read(String text) {
            return CollectorUrl.of(text)
                    .<Reading>map(Reading.Accepted::new)
                    .orElseGet(() -> new Reading.Refused(expected(), Texts.quoted(text)));
        }
    },
    /** What others must know too: a {@link Secret}. */
    SECRET(Secret.FORM) {
        @Override
        public Reading read(String text) {
            return Secret.of(text)
                    .<Reading>map(Reading.Accepted::new)
                    .orElseGet(() -> new Reading.Refused(expected(), Texts.quoted(text)));
        }
    };

    private final String expected;

    TextForm(String expected) {
        this.expected = expected;
    }

    public String expected() {
        return expected;
    }

    public abstract Reading read(String text);

    /** The value as one would write it on the command line. */
    public String show(Object value) {
        return value.toString();
    }

    private static Reading of(EndpointReading reading) {
        return reading instanceof EndpointReading.Refused refused
                ? new Reading.Refused(refused.expected(), refused.found())
                : new Reading.Accepted(reading);
    }
}
