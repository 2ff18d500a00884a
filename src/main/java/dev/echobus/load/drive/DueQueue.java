package dev.echobus.load.drive;

import java.util.Arrays;

/** The slots of one loop by the time of their next intended send, earliest first: a binary heap without boxes. */
final class DueQueue {

    private LoadSlot[] heap = new LoadSlot[64];
    private long[] due = new long[64];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    long firstNanos() {
        return due[0];
    }

    void add(LoadSlot slot, long nanos) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
            due = Arrays.copyOf(due, 2 * size);
        }
        int at = size++;
        while (at > 0 && due[(at - 1) / 2] > nanos) {
            int parent = (at - 1) / 2;
            heap[at] = heap[parent];
            due[at] = due[parent];
            at = parent;
        }
        heap[at] = slot;
        due[at] = nanos;
    }

    /** Takes a slot out, wherever it stands; seldom done, so it looks at all. */
    void remove(LoadSlot slot) {
        for (int at = 0; at < size; at++) {
            if (heap[at] == slot) {
                // Moved to the front by a time before all others, and taken from there.
                for (; at > 0; at = (at - 1) / 2) {
                    heap[at] = heap[(at - 1) / 2];
                    due[at] = due[(at - 1) / 2];
                }
                heap[0] = slot;
                removeFirst();
                return;
            }
        }
    }

    LoadSlot removeFirst() {
        LoadSlot first = heap[0];
        size--;
        LoadSlot slot = heap[size];
        long nanos = due[size];
        int at = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && due[child + 1] < due[child]) {
                child++;
            }
            if (due[child] >= nanos) {
                break;
            }
            heap[at] = heap[child];
            due[at] = due[child];
            at = child;
            child = 2 * at + 1;
        }
        heap[at] = slot;
        due[at] = nanos;
        return first;
    }
}
