package dev.echobus.common;

/** How a stream of bytes is cut into messages. */
public enum FramingKind {
    /** Every chunk that a read yields is a message. */
    RAW,
    /** A message ends at a line feed; a carriage return before it belongs to the message. */
    LINE,
    /** A message follows its length, an unsigned big-endian number of one, two or four bytes. */
    LENGTH
}
