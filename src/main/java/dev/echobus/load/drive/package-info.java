/**
 * Drives the server: loops, connections, pacing, and the counting of what happens on them. Everything but
 * {@link dev.echobus.load.drive.LoadRun} stays inside; a loop owns its connections and counts, the caller's thread puts
 * them together into a result. Uses {@code result}, {@code check} and {@code plan}.
 */
@NullMarked
package dev.echobus.load.drive;

import org.jspecify.annotations.NullMarked;
