/**
 * The bus as a command uses it: the same few acts as a guest of the cluster and as a session of a gateway. Bodies are
 * what messages carry: text, {@code byte[]}, numbers, booleans, null, and JSON objects and arrays of Vert.x.
 */
@NullMarked
package dev.echobus.bus.link;

import org.jspecify.annotations.NullMarked;
