/**
 * Searches the highest rate that meets a threshold. It is given a way to run a step and drives nothing itself. On the
 * caller's thread. Uses {@code result}, {@code check} and {@code plan}.
 */
@NullMarked
package dev.echobus.load.search;

import org.jspecify.annotations.NullMarked;
