package dev.echobus.load.check;

/** What became of an attempt to explain what stands at the start of a broken stream. */
enum Match {
    /** Explained, and taken from the stream. */
    TAKEN,
    /** What comes next will tell. */
    UNDECIDED,
    /** It is something else. */
    NONE
}
