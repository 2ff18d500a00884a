package dev.echobus.load.check;

import dev.echobus.common.Quantity;
import dev.echobus.load.check.EchoListener.FaultSize;
import dev.echobus.load.check.Pattern.Origin;
import dev.echobus.load.check.WireImage.EchoPart;
import org.jspecify.annotations.Nullable;

/**
 * Names bytes that were sent, but not here or not now: the echo of an older message, however old, or that of another
 * connection. They are taken to stand in the place of what was awaited. On the event loop.
 */
final class Misplaced {

    private final WireImage image;
    private final Outstanding outstanding;
    private final EchoListener listener;

    Misplaced(WireImage image, Outstanding outstanding, EchoListener listener) {
        this.image = image;
        this.outstanding = outstanding;
        this.listener = listener;
    }

    /** The echo of a known message came again, and was taken from the stream. */
    void replay(long message, int echoBytes) {
        long head = outstanding.head();
        fault(head, 0, new FaultSize(echoBytes, olderText(message, head)), FaultKind.DUPLICATION);
        if (head < outstanding.tail()) {
            replaceHead();
        }
    }

    /** Its own echo may come yet, unless a part of it is lost already. */
    private void replaceHead() {
        long head = outstanding.head();
        if (outstanding.isDamaged(head)) {
            listener.onUnanswered(outstanding.intended(head));
            outstanding.finish(head);
        } else {
            outstanding.replace(head);
        }
    }

    /** Explains what came in place of the first awaited message, which differs from an index on. */
    Match explain(Bytes window, int index, boolean isFinal) {
        long head = outstanding.head();
        int lead = image.leadBytes();
        int at = Math.max(index, lead);
        Origin origin = origin(window, at, outstanding.start(head) + at - lead);
        if (origin == null) {
            return Match.NONE;
        }
        // Some of the bytes before may have been right by chance.
        while (at > lead && image.pattern().common(window, at - 1, origin.plus(-1)) > 1) {
            at--;
            origin = origin.plus(-1);
        }
        int run = image.pattern().common(window, at, origin);
        int end = lead + outstanding.size(head);
        boolean mayGoOn = at + run == window.length() && !isFinal;
        if (at == lead) {
            int frameBytes = frameBytes(window, run, end);
            if (frameBytes > 0) {
                return replace(window, frameBytes, origin);
            }
        }
        if (mayGoOn && at + run < end) {
            return Match.UNDECIDED;
        }
        return takePart(window, at, run, origin);
    }

    /** Explains bytes behind the last echo. */
    Match explainExcess(Bytes window, boolean isFinal) {
        int lead = image.leadBytes();
        Origin origin = origin(window, lead, Long.MAX_VALUE);
        if (origin == null) {
            return Match.NONE;
        }
        int run = image.pattern().common(window, lead, origin);
        if (lead + run == window.length() && !isFinal) {
            return Match.UNDECIDED;
        }
        int end = Math.min(window.length(), lead + run + image.framing().trailerBytes());
        window.remove(0, end);
        report(origin, 0, end);
        return Match.TAKEN;
    }

    /** If what stands at an index came shortly before, it is taken away: too short to tell where it comes from. */
    boolean dropRepeated(Bytes window, int index) {
        Bytes past = past(index);
        int found = past.indexOf(window, index, Diagnosis.PROBE_BYTES, 0);
        if (found < 0) {
            return false;
        }
        int repeated = 0;
        while (found + repeated < past.length()
                && index + repeated < window.length()
                && past.get(found + repeated) == window.get(index + repeated)) {
            repeated++;
        }
        window.remove(index, repeated);
        var size = new FaultSize(repeated, repeated + " bytes came again");
        fault(outstanding.head(), index, size, FaultKind.DUPLICATION);
        return true;
    }

    /** True when the first bytes came shortly before as well. */
    boolean isRepeated(Bytes window) {
        return window.length() >= Diagnosis.PROBE_BYTES && past(0).indexOf(window, 0, Diagnosis.PROBE_BYTES, 0) >= 0;
    }

    /** The last echoes, and of the first awaited one the bytes before an index. */
    private Bytes past(int index) {
        var past = new Bytes();
        long head = outstanding.head();
        for (long message = Math.max(outstanding.oldest(), head - Diagnosis.PAST_MESSAGES); message < head; message++) {
            int size = outstanding.size(message);
            image.echoTo(past, new EchoPart(outstanding.start(message), size, 0, image.echoBytes(size)));
        }
        if (index > 0) {
            image.echoTo(past, new EchoPart(outstanding.start(head), outstanding.size(head), 0, index));
        }
        return past;
    }

    /** Where bytes come from, if that is another connection, or this one before a position. */
    private @Nullable Origin origin(Bytes window, int at, long position) {
        Origin origin = image.pattern().originOf(window, at);
        boolean isLater = origin != null && isOwn(origin) && origin.position() >= position;
        return isLater ? null : origin;
    }

    private boolean isOwn(Origin origin) {
        return origin.connection() == image.connection();
    }

    /** Length of a whole misplaced echo of which a run of payload is known; 0 if it is a part of one. */
    private int frameBytes(Bytes window, int run, int end) {
        if (image.framing().isRaw()) {
            return image.leadBytes() + run >= end ? end : 0;
        }
        int frameBytes = image.frameBytes(window);
        int payloadEnd = image.leadBytes() + run + image.framing().trailerBytes();
        return frameBytes > image.leadBytes() && frameBytes <= payloadEnd && frameBytes <= window.length()
                ? frameBytes
                : 0;
    }

    private Match replace(Bytes window, int frameBytes, Origin origin) {
        window.remove(0, frameBytes);
        report(origin, 0, frameBytes);
        replaceHead();
        return Match.TAKEN;
    }

    /** Takes a part of an echo away, or puts the right bytes in its place if the stream goes on behind them. */
    private Match takePart(Bytes window, int at, int run, Origin origin) {
        long head = outstanding.head();
        long start = outstanding.start(head);
        int size = outstanding.size(head);
        int end = Math.min(at + run, image.leadBytes() + size);
        int next = end;
        while (next < Math.min(window.length(), image.echoBytes(size))
                && window.get(next) == image.echoAt(start, size, next)) {
            next++;
        }
        boolean isInPlace = next == image.echoBytes(size) || next - end >= Diagnosis.PROBE_BYTES;
        report(origin, at, isInPlace ? end - at : run);
        if (isInPlace) {
            outstanding.markDamaged(head);
            for (int i = at; i < end; i++) {
                window.set(i, image.echoAt(start, size, i));
            }
        } else {
            window.remove(at, run);
        }
        return Match.TAKEN;
    }

    private void report(Origin origin, int index, int bytes) {
        long head = outstanding.head();
        if (isOwn(origin)) {
            long message = outstanding.messageAt(origin.position());
            String detail = message >= 0
                    ? olderText(message, head)
                    : "echo of byte " + Quantity.ofCount(origin.position()) + " of the connection, long before";
            fault(head, index, new FaultSize(bytes, detail), FaultKind.DUPLICATION);
        } else {
            String detail = "echo of connection " + origin.connection() + ", from its byte "
                    + Quantity.ofCount(origin.position()) + " on";
            fault(head, index, new FaultSize(bytes, detail), FaultKind.FOREIGN);
        }
    }

    private static String olderText(long message, long head) {
        return "echo of message " + (message + 1) + ", " + (head - message) + " older";
    }

    private void fault(long message, int index, FaultSize size, FaultKind kind) {
        listener.onFault(kind, message, index, size);
    }
}
