@NullMarked
package dev.echobus.wire.tls;

import org.jspecify.annotations.NullMarked;
