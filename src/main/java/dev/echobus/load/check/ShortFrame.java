package dev.echobus.load.check;

import dev.echobus.load.plan.Framing;

/** Recognises a whole frame that holds the start of the expected message and no more. */
final class ShortFrame {

    private ShortFrame() {}

    /** Bytes of such a frame at the window's start; 0 if there is none, -1 if what came may still become one. */
    static int bytes(WireImage image, Bytes window, long start, int size) {
        int frameBytes = switch (image.framing().kind()) {
            case RAW -> 0;
            case LINE -> lineBytes(image, window, size);
            case LENGTH -> recordBytes(image, window, size);
        };
        if (frameBytes <= 0) {
            return frameBytes;
        }
        int payloadEnd = Math.min(frameBytes - image.framing().trailerBytes(), window.length());
        for (int i = image.framing().headerBytes(); i < payloadEnd; i++) {
            if (window.get(i) != image.echoAt(start, size, i)) {
                return 0;
            }
        }
        return frameBytes <= window.length() ? frameBytes : -1;
    }

    private static int lineBytes(WireImage image, Bytes window, int size) {
        int end = 0;
        while (end < window.length() && window.get(end) != Framing.trailer()) {
            end++;
        }
        boolean isWhole = end < window.length();
        return isWhole && end >= image.leadBytes() && end < image.leadBytes() + size ? end + 1 : 0;
    }

    private static int recordBytes(WireImage image, Bytes window, int size) {
        int headerBytes = image.framing().headerBytes();
        if (window.length() < headerBytes) {
            return -1;
        }
        long announced = 0;
        for (int i = 0; i < headerBytes; i++) {
            announced = (announced << 8) | (window.get(i) & 0xff);
        }
        int prefixBytes = image.leadBytes() - headerBytes;
        return announced >= prefixBytes && announced < size + prefixBytes ? headerBytes + (int) announced : 0;
    }
}
