/**
 * How much a connection may send us: its own limits, and fair shares of what all connections of a node may send
 * together. Charges what was received and says whom to hold; reading is paused by whoever asks.
 */
@NullMarked
package dev.echobus.server.rate;

import org.jspecify.annotations.NullMarked;
