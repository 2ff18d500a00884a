package dev.echobus.load.check;

import dev.echobus.load.check.EchoListener.FaultSize;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes that were skipped in a stream: reordered if they come later, lost if everything that was in flight came without
 * them. On the event loop; bounded by what is in flight.
 */
final class Gaps {

    private record Gap(long message, long index, Bytes bytes, long lastInFlight) {}

    private final EchoListener listener;
    private final List<Gap> gaps = new ArrayList<>();

    Gaps(EchoListener listener) {
        this.listener = listener;
    }

    boolean areOpen() {
        return !gaps.isEmpty();
    }

    /** Notes what lies between two indexes of the expected bytes as missing from a message on. */
    void open(Bytes bytes, long message, long index, long lastInFlight) {
        gaps.add(new Gap(message, index, bytes, lastInFlight));
    }

    /** If what stands in the window from an index on is what a gap misses, takes it out and says that it came late. */
    boolean fill(Bytes window, int index, int probeBytes) {
        for (Gap gap : gaps) {
            int count = gap.bytes.length();
            int probe = Math.min(probeBytes, count);
            if (window.length() - index >= probe && window.startsWith(index, gap.bytes, probe)) {
                int taken = Math.min(count, window.length() - index);
                window.remove(index, taken);
                gaps.remove(gap);
                var size = new FaultSize(count, count + " bytes came after later ones");
                listener.onFault(FaultKind.REORDERING, gap.message, gap.index, size);
                return true;
            }
        }
        return false;
    }

    /** Counts as lost what did not come although all that was sent before this message came. */
    void settle(long head) {
        gaps.removeIf(gap -> {
            boolean isLost = head >= gap.lastInFlight;
            if (isLost) {
                int count = gap.bytes.length();
                listener.onFault(
                        FaultKind.LOSS, gap.message, gap.index, new FaultSize(count, count + " bytes are missing"));
            }
            return isLost;
        });
    }
}
