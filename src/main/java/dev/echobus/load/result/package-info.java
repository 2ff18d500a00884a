/**
 * What a run found, and what to make of it: counts and latencies, whose figures they are, warnings, and the thresholds
 * they are held against. Immutable once handed over, any thread. Uses {@code check} for the faults' names, and {@code plan}.
 */
@NullMarked
package dev.echobus.load.result;

import org.jspecify.annotations.NullMarked;
