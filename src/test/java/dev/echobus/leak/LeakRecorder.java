package dev.echobus.leak;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** Keeps what Netty's leak detection finds, which Netty itself only logs. Reports come on any thread. */
final class LeakRecorder extends ResourceLeakDetectorFactory {

    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

    /** Every leak since this was called last: what leaked, and the places that touched it last. */
    List<String> take() {
        var taken = new ArrayList<String>();
        for (String leak = leaks.poll(); leak != null; leak = leaks.poll()) {
            taken.add(leak);
        }
        return taken;
    }

    /** Whether there is such a one since then. */
    boolean has(Predicate<String> kind) {
        return leaks.stream().anyMatch(kind);
    }

    @Override
    @SuppressWarnings("deprecation")
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long maxActive) {
        return newResourceLeakDetector(resource, interval);
    }

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval) {
        return new Detector<>(resource, interval);
    }

    private final class Detector<T> extends ResourceLeakDetector<T> {

        Detector(Class<T> resource, int interval) {
            super(resource, interval);
        }

        /** Also when the log is silenced, at which Netty drops its findings. */
        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resource, String records) {
            leaks.add(resource + records);
        }

        @Override
        protected void reportUntracedLeak(String resource) {
            leaks.add(resource);
        }
    }
}
