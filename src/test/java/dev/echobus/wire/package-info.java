/** Tests of framing and of how a peer's bytes are shown. */
@NullMarked
package dev.echobus.wire;

import org.jspecify.annotations.NullMarked;
