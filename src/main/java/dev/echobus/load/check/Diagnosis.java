package dev.echobus.load.check;

import dev.echobus.load.check.EchoListener.FaultSize;
import dev.echobus.load.check.WireImage.EchoPart;
import dev.echobus.load.plan.LoadLimits;
import io.netty.buffer.ByteBuf;

/**
 * Finds out what is wrong with a stream that is no longer what was sent, names it, and brings it back in step. Keeps
 * what came from the start of the first awaited message on, bounded by what is in flight. On the event loop.
 */
final class Diagnosis {

    /** So many equal bytes are no accident; messages shorter than this cannot be told from one another. */
    static final int PROBE_BYTES = 8;

    /** Echoed messages that a repeated one may be. */
    static final int PAST_MESSAGES = 32;

    private final WireImage image;
    private final Outstanding outstanding;
    private final EchoListener listener;
    private final Bytes window = new Bytes();
    private final Gaps gaps;
    private final Misplaced misplaced;
    private boolean isFinal;

    Diagnosis(WireImage image, Outstanding outstanding, EchoListener listener) {
        this.image = image;
        this.outstanding = outstanding;
        this.listener = listener;
        gaps = new Gaps(listener);
        misplaced = new Misplaced(image, outstanding, listener);
    }

    /** The first awaited message had come up to an index when the stream broke. */
    void startInside(int headIndex) {
        if (headIndex > 0) {
            long head = outstanding.head();
            image.echoTo(window, new EchoPart(outstanding.start(head), outstanding.size(head), 0, headIndex));
        }
    }

    void received(ByteBuf data, int from) {
        window.append(data, from, data.readableBytes() - from);
        settle(false);
    }

    /** Explains as much of what came as can be explained; all of it, once nothing more will come. */
    void settle(boolean isFinal) {
        this.isFinal = isFinal;
        boolean goesOn = window.length() > 0;
        while (goesOn) {
            giveUpOvertaken();
            goesOn = explainNext() && window.length() > 0;
        }
        gaps.settle(isFinal ? Long.MAX_VALUE : outstanding.head());
        outstanding.giveUpReplaced(outstanding.head() - PAST_MESSAGES, listener);
    }

    /** True when what came so far is the start of the first awaited message, and nothing before it is missing. */
    boolean isInStep() {
        long head = outstanding.head();
        if (gaps.areOpen() || hasLaterDone(head)) {
            return false;
        }
        return window.length() == 0 || (head < outstanding.tail() && common(head) == window.length());
    }

    /** Bytes of the first awaited message that came, once in step. */
    int headIndex() {
        return window.length();
    }

    private boolean hasLaterDone(long head) {
        // Messages behind the head were taken out of turn exactly when fewer are awaited than lie behind it.
        return outstanding.tail() - head != outstanding.waiting();
    }

    private boolean explainNext() {
        long head = outstanding.head();
        if (head == outstanding.tail()) {
            return explainExcess();
        }
        Match match = findMessage(head);
        return switch (match) {
            case TAKEN -> true;
            case UNDECIDED -> false;
            case NONE -> explainDifference(head);
        };
    }

    /** Takes a message that came whole, be it the first awaited, a later one, or one that came before. */
    private Match findMessage(long head) {
        if (common(head) == image.echoBytes(outstanding.size(head))) {
            takeInTurn(head);
            return Match.TAKEN;
        }
        boolean isStartOfOne = common(head) == window.length();
        long last = outstanding.tail();
        long first = Math.max(outstanding.oldest(), head - PAST_MESSAGES);
        for (long message = first; message < last && !isStartOfOne; message++) {
            int echoBytes = image.echoBytes(outstanding.size(message));
            int common = message == head || echoBytes < PROBE_BYTES ? 0 : common(message);
            if (common == echoBytes) {
                takeOutOfTurn(message);
                return Match.TAKEN;
            }
            isStartOfOne = common == window.length() && common >= PROBE_BYTES;
        }
        boolean isTooShort = window.length() < Math.min(PROBE_BYTES, image.echoBytes(outstanding.size(head)));
        return (isStartOfOne || isTooShort) && !isFinal ? Match.UNDECIDED : Match.NONE;
    }

    private void takeInTurn(long head) {
        int echoBytes = image.echoBytes(outstanding.size(head));
        window.remove(0, echoBytes);
        take(head, echoBytes);
    }

    private void take(long message, int echoBytes) {
        if (isOvertaken(message)) {
            report(FaultKind.REORDERING, message, 0, new FaultSize(echoBytes, "came after one that was sent later"));
        }
        boolean isWhole = !outstanding.isDamaged(message);
        outstanding.finish(message);
        if (isWhole) {
            listener.onEchoed(outstanding.intended(message), outstanding.sent(message), 1);
        } else {
            listener.onUnanswered(outstanding.intended(message));
        }
    }

    private boolean isOvertaken(long message) {
        for (long later = message + 1; later < outstanding.tail(); later++) {
            if (outstanding.isDone(later)) {
                return true;
            }
        }
        return false;
    }

    private void takeOutOfTurn(long message) {
        int echoBytes = image.echoBytes(outstanding.size(message));
        window.remove(0, echoBytes);
        if (outstanding.isReplaced(message)) {
            outstanding.markCome(message);
            listener.onEchoed(outstanding.intended(message), outstanding.sent(message), 1);
        } else if (outstanding.isDone(message)) {
            misplaced.replay(message, echoBytes);
        } else {
            take(message, echoBytes);
        }
    }

    /** More came than was sent. */
    private boolean explainExcess() {
        long oldest = Math.max(outstanding.oldest(), outstanding.tail() - PAST_MESSAGES);
        for (long message = oldest; message < outstanding.tail(); message++) {
            int echoBytes = image.echoBytes(outstanding.size(message));
            int common = common(message);
            if (common == echoBytes && echoBytes >= PROBE_BYTES) {
                takeOutOfTurn(message);
                return true;
            }
            if (common == window.length() && !isFinal) {
                return false; // The rest of the repeated message may come yet.
            }
        }
        Match match = misplaced.explainExcess(window, isFinal);
        if (match == Match.NONE) {
            String detail = window.length() + " bytes more than were sent";
            FaultKind kind = misplaced.isRepeated(window) ? FaultKind.DUPLICATION : FaultKind.CORRUPTION;
            report(kind, outstanding.tail(), 0, new FaultSize(window.length(), detail));
            window.clear();
        }
        return match != Match.UNDECIDED;
    }

    private boolean explainDifference(long head) {
        int index = common(head);
        if (index == window.length()) {
            return false;
        }
        int echoBytes = image.echoBytes(outstanding.size(head));
        int frameBytes = ShortFrame.bytes(image, window, outstanding.start(head), outstanding.size(head));
        if (frameBytes > 0) {
            window.remove(0, frameBytes);
            report(FaultKind.TRUNCATION, head, index, new FaultSize(echoBytes - frameBytes, "its frame ended early"));
            finishUnanswered(head);
            return true;
        }
        boolean isComplete = window.length() >= echoBytes || isFinal;
        boolean hasProbe = window.length() - index >= PROBE_BYTES;
        if ((frameBytes < 0 && !isFinal) || (!hasProbe && !isComplete)) {
            return false;
        }
        if (hasProbe && gaps.fill(window, index, PROBE_BYTES)) {
            return true;
        }
        Match match = misplaced.explain(window, index, isFinal);
        if (match != Match.NONE) {
            return match == Match.TAKEN;
        }
        if (hasProbe && (skipLost(head, index) || misplaced.dropRepeated(window, index))) {
            return true;
        }
        return isComplete && takeCorrupted(head, index);
    }

    /** If the stream goes on further behind, what lies between is lost: it is put in, so that the rest can be read. */
    private boolean skipLost(long head, int index) {
        var expected = new Bytes();
        long last = outstanding.tail();
        for (long message = head; message < last && expected.length() < LoadLimits.SEARCH_MAX_BYTES; message++) {
            if (!outstanding.isDone(message)) {
                append(expected, message, image.echoBytes(outstanding.size(message)));
            }
        }
        int found = expected.indexOf(window, index, PROBE_BYTES, index + 1);
        if (found < 0) {
            return false;
        }
        int lost = found - index;
        window.insert(index, expected, index, lost);
        int end = 0;
        for (long message = head; message < outstanding.tail() && end < found; message++) {
            if (!outstanding.isDone(message)) {
                end += image.echoBytes(outstanding.size(message));
                if (end > index) {
                    outstanding.markDamaged(message);
                }
            }
        }
        gaps.open(expected.copy(index, found), head, index, outstanding.tail());
        return true;
    }

    private boolean takeCorrupted(long head, int index) {
        int size = outstanding.size(head);
        int compared = Math.min(image.echoBytes(size), window.length());
        int differing = 0;
        for (int i = index; i < compared; i++) {
            if (window.get(i) != image.echoAt(outstanding.start(head), size, i)) {
                differing++;
            }
        }
        String detail = "expected 0x%02x, found 0x%02x"
                .formatted(image.echoAt(outstanding.start(head), size, index), window.get(index));
        window.remove(0, compared);
        report(FaultKind.CORRUPTION, head, index, new FaultSize(differing, detail));
        finishUnanswered(head);
        return true;
    }

    /** A message that very many later ones overtook will not come any more. */
    private void giveUpOvertaken() {
        long head = outstanding.head();
        while (hasLaterDone(head) && outstanding.tail() - head > LoadLimits.OVERTAKEN_MAX) {
            int echoBytes = image.echoBytes(outstanding.size(head));
            if (!outstanding.isDamaged(head)) {
                report(FaultKind.LOSS, head, 0, new FaultSize(echoBytes, "never came, though later ones did"));
            }
            finishUnanswered(head);
            head = outstanding.head();
        }
    }

    /** An echo that is not whole and right is no answer. */
    private void finishUnanswered(long message) {
        listener.onUnanswered(outstanding.intended(message));
        outstanding.finish(message);
    }

    /** How many bytes what came has in common with the echo of a message. */
    private int common(long message) {
        return image.common(window, outstanding.start(message), outstanding.size(message));
    }

    private void append(Bytes target, long message, int to) {
        image.echoTo(target, new EchoPart(outstanding.start(message), outstanding.size(message), 0, to));
    }

    private void report(FaultKind kind, long message, long index, FaultSize size) {
        listener.onFault(kind, message, index, size);
    }
}
