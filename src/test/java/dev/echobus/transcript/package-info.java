/** Transcripts of the command line as files: what was called, and the exit status and output that it must have. */
@NullMarked
package dev.echobus.transcript;

import org.jspecify.annotations.NullMarked;
