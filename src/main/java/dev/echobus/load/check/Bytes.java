package dev.echobus.load.check;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing array of bytes, taken from its start: what is looked at when an echo is wrong. */
final class Bytes {

    private static final int CAPACITY_MIN = 4_096;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] array = new byte[CAPACITY_MIN];
    private int length;

    int length() {
        return length;
    }

    byte get(int index) {
        return array[index];
    }

    /** Eight bytes from an index on, the first of them lowest. */
    long word(int index) {
        return (long) WORDS.get(array, index);
    }

    void set(int index, byte value) {
        array[index] = value;
    }

    void clear() {
        length = 0;
    }

    void append(byte value) {
        reserve(1);
        array[length++] = value;
    }

    void append(ByteBuf data, int index, int count) {
        reserve(count);
        data.getBytes(index, array, length, count);
        length += count;
    }

    /** Drops bytes from an index on; what follows moves up. */
    void remove(int from, int count) {
        System.arraycopy(array, from + count, array, from, length - from - count);
        length -= count;
    }

    /** Puts bytes of another array in at an index; what follows moves down. */
    void insert(int at, Bytes source, int sourceFrom, int count) {
        reserve(count);
        System.arraycopy(array, at, array, at + count, length - at);
        System.arraycopy(source.array, sourceFrom, array, at, count);
        length += count;
    }

    /** True when the first bytes of another array stand here from an index on. */
    boolean startsWith(int from, Bytes other, int count) {
        return Arrays.equals(array, from, from + count, other.array, 0, count);
    }

    /** The bytes from one index up to another. */
    Bytes copy(int from, int to) {
        var copy = new Bytes();
        copy.insert(0, this, from, to - from);
        return copy;
    }

    /** Where these bytes of another array first stand, from an index on, or -1. */
    int indexOf(Bytes other, int otherFrom, int count, int from) {
        for (int at = from; at + count <= length; at++) {
            if (array[at] == other.array[otherFrom]
                    && Arrays.equals(array, at, at + count, other.array, otherFrom, otherFrom + count)) {
                return at;
            }
        }
        return -1;
    }

    private void reserve(int count) {
        if (length + count > array.length) {
            array = Arrays.copyOf(array, Math.max(length + count, 2 * array.length));
        }
    }
}
